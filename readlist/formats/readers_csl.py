"""CSL-JSON (schema 1.0.2, and what Zotero, pandoc and Crossref make of it) into entries."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.drafts import Entry, Extras, ParsedDump
from readlist.domain.dumps import DumpKind
from readlist.domain.errors import InvalidValueError, KnownError
from readlist.domain.identity import normal_arxiv_id
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name, parse_name
from readlist.formats.daily_bytes import clean, decode, split_lines
from readlist.formats.entry_types import from_csl, is_csl
from readlist.formats.json_scanner import Item, Scanner, SyntaxFaultError
from readlist.formats.line_accounts import LineAccounts

Fields = dict[str, object]
_OURS = frozenset("authors published arxiv_id format papers paper".split())
_READLIST = re.compile(r'"format"\s*:\s*"readlist"|"papers"\s*:')
_HEAD = 65536
_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|sc|span)(?:\s[^<>]*)?>", re.IGNORECASE)
_ARXIV = re.compile(
    r"arxiv(?:\.org/(?:abs|pdf)/|:\s*)(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})", re.I
)
_KEY = re.compile(r"[A-Za-z0-9_.:+/-]*[A-Za-z][A-Za-z0-9_.:+/-]*")
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?(?![\d])")
_LIKE_BIBTEX = {
    "volume": "volume", "issue": "number", "publisher": "publisher",
    "publisher-place": "address", "ISBN": "isbn", "ISSN": "issn",
}  # fmt: skip


def looks_like_csl(text: str) -> bool:
    """Whether the first item of a JSON text is one of CSL's."""
    if _READLIST.search(text, 0, _HEAD):
        return False  # without reading all of it
    document: Fields = {}
    scanner = Scanner(text.lstrip("\ufeff"), "items")
    try:
        first = next(scanner.elements(document), None)
    except SyntaxFaultError:
        return False
    value = document if first is None else first.value
    return isinstance(value, dict) and is_csl(value.get("type")) and not value.keys() & _OURS


def parse_csl(raw: bytes, source: str) -> ParsedDump:
    """Read CSL-JSON: an array of items, an object with ``items``, or one item.

    An item without a title, or that is none, is doubtful; a value of the wrong shape only goes
    missing, and is told in ``warnings``. A cut file gives the items before the cut. Keywords
    become tags, notes notes; names without a place of their own are kept as ``csl-xx`` in
    ``Bibliography.extra``. Raise KnownError for what is no JSON.
    """
    text, warnings = decode(raw)
    lines = split_lines(text)
    accounts = LineAccounts(lines)
    told = list(warnings)
    document: Fields = {}
    scanner = Scanner("\n".join(lines), "items")
    number = 0
    try:
        for number, item in enumerate(scanner.elements(document), start=1):
            _read_item(number, item, accounts, told)
        if not scanner.found:
            _read_item(1, Item(document, 1, len(lines)), accounts, told)
    except SyntaxFaultError as fault:
        if accounts.empty:
            raise KnownError(
                f"This cannot be read as JSON: {fault.reason} in line {fault.line}."
            ) from None
        accounts.add_doubtful(fault.line, len(lines), f"not JSON from here on: {fault.reason}")
    accounts.add_header(1, len(lines))  # whatever is no item's
    return accounts.close(kind=DumpKind.CSL, raw=raw, source=source, warnings=told)


def _read_item(number: int, item: Item, accounts: LineAccounts, told: list[str]) -> None:
    first, last = item.first_line, item.last_line
    if not isinstance(item.value, dict):
        accounts.add_doubtful(first, last, f"item {number}: it is not an object")
        return
    fields = dict(item.value)
    title = _text(fields.pop("title", None))
    if not title:
        accounts.add_doubtful(first, last, f"item {number}: it has no title")
        return
    problems: list[str] = []
    keywords = fields.pop("keyword", None)
    note = _text(fields.get("note"))
    bib = _bibliography(title, fields, problems)
    arxiv_note = bool(bib.arxiv_id) and _ARXIV.fullmatch(note) is not None
    extras = Extras(
        tags=tuple(dict.fromkeys(_keywords(keywords))),
        notes=({"text": note},) if note and not arxiv_note else (),
    )
    told += [f"item {number} (line {first}): {problem}" for problem in problems]
    accounts.add_entry(Entry(bib=bib, first_line=first, last_line=last, extras=extras))


def _bibliography(title: str, fields: Fields, problems: list[str]) -> Bibliography:
    """Take the fields that have a place in a paper; the rest is its ``extra``."""
    kind = _text(fields.pop("type", None))
    arxiv_id = _arxiv(fields)
    key = _text(fields.pop("citation-key", None)) or _text(fields.pop("id", None))
    fields.pop("id", None)
    fields.pop("note", None)
    venue = _text(fields.pop("container-title", None))
    if re.search(r"arxiv", _text(fields.get("publisher")), re.IGNORECASE) and arxiv_id:
        fields.pop("publisher")
    if normal_arxiv_id(venue) or re.fullmatch(r"(?:arxiv|corr)\b.*", venue, re.IGNORECASE):
        venue = ""
    doi = _DOI.sub("", _text(fields.pop("DOI", None)))
    published = _published(fields.pop("issued", None), problems)
    return Bibliography(
        title=title,
        abstract=_abstract(fields.pop("abstract", None)),
        published=published,
        published_source=DateSource.FILE if published else DateSource.NONE,
        authors=tuple(_names(fields.pop("author", None), problems)),
        arxiv_id=arxiv_id,
        doi="" if normal_arxiv_id(doi) else doi,
        url=_text(fields.pop("URL", None)),
        venue=venue,
        entry_type=from_csl(kind),
        pages=re.sub(r"\s*[–-]+\s*", "-", _text(fields.pop("page", None))),
        citation_key=key if _KEY.fullmatch(key) and "://" not in key else "",
        extra=_extra(fields),
    )


def _arxiv(fields: Fields) -> str:
    """The arXiv id, wherever a program puts it; the field that holds nothing else goes."""
    number = _text(fields.get("number"))
    if match := _ARXIV.fullmatch(number):
        fields.pop("number")
        return match[1]
    if _text(fields.get("archive")).lower() == "arxiv":
        found = normal_arxiv_id(_text(fields.get("archive_location")))
        if found:
            fields.pop("archive")
            fields.pop("archive_location")
            return found
    if found := normal_arxiv_id(_text(fields.get("DOI"))):
        return found
    texts = (_text(fields.get(name)) for name in ("URL", "container-title", "note"))
    return next((m[1] for text in texts if (m := _ARXIV.search(text))), "")


def _extra(fields: Fields) -> dict[str, object]:
    extra: dict[str, object] = {}
    for name, value in sorted(fields.items()):
        if value in (None, "", [], {}):
            continue
        like = _LIKE_BIBTEX.get(name)
        extra[like or f"csl-{name}"] = _text(value) if like else value
    return extra


def _text(value: object) -> str:
    """A text of one line without markup; numbers as written, of a list the first (Crossref)."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    if "<" in text or "&" in text:
        text = html.unescape(_MARKUP.sub("", text))
    return " ".join(clean(text).split())


def _abstract(value: object) -> str:
    """The abstract in its lines, without the markup that Crossref leaves in it."""
    if not isinstance(value, str):
        return ""
    text = re.sub(r"</?jats:[^<>]*>", " ", value)
    return "\n".join(filter(None, map(_text, text.splitlines())))


def _keywords(value: object) -> Iterable[str]:
    words = value if isinstance(value, list) else re.split(r"[,;]", _text(value))
    return filter(None, map(_text, words))


def _names(value: object, problems: list[str]) -> Iterable[Name]:
    for item in value if isinstance(value, list) else [value] if value else []:
        name = _name(item) if isinstance(item, dict) else parse_name(_text(item))
        if name == Name():
            problems.append("an author without a name is left out")
        else:
            yield name


def _name(item: Mapping[str, object]) -> Name:
    literal = _text(item.get("literal")) or _text(item.get("name"))
    if literal:
        return Name(literal=literal)
    particles = (_text(item.get(f"{kind}-particle")) for kind in ("dropping", "non-dropping"))
    return Name(
        given=_text(item.get("given")),
        family=_text(item.get("family")),
        particle=" ".join(filter(None, particles)),
        suffix=_text(item.get("suffix")),
    )


def _published(value: object, problems: list[str]) -> PartialDate | None:
    """The date of ``date-parts``, of the words beside them, or of a bare text."""
    if not value:
        return None
    try:
        if isinstance(value, dict):
            parts = value.get("date-parts")
            if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
                return PartialDate(*(int(_text(part) or 0) for part in parts[0][:3]))
            value = value.get("raw") or value.get("literal") or value.get("year")
        if match := _DATE.search(_text(value)):
            return PartialDate(*(int(part or 0) for part in match.groups()))
    except (InvalidValueError, ValueError):
        pass
    problems.append("the date cannot be read")
    return None
