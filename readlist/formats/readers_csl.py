"""CSL-JSON (schema 1.0.2, and what Zotero, pandoc and Crossref make of it) into entries."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import PurePath

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.drafts import Entry, Extras, ParsedDump
from readlist.domain.dumps import DumpKind
from readlist.domain.errors import InvalidValueError, KnownError
from readlist.domain.identity import normal_arxiv_id
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name, parse_name
from readlist.domain.visible import visible
from readlist.formats.csl_json import GENRES, LIKE_BIBTEX
from readlist.formats.daily_bytes import clean, decode, split_lines
from readlist.formats.entry_types import from_csl, is_csl
from readlist.formats.json_scanner import Fault, Item, Scanner
from readlist.formats.line_accounts import LineAccounts
from readlist.jobs.context import JobContext

Fields = dict[str, object]
_OURS = frozenset("authors published arxiv_id format papers paper".split())
_READLIST = re.compile(r'"format"\s*:\s*"readlist"|"papers"\s*:')
_HEAD = 65536
_SAMPLE = 5
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,30});", re.IGNORECASE)
_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|sc|span)(?:\s[^<>]*)?>", re.IGNORECASE)
_ARXIV = re.compile(
    r"arxiv(?:\.org/(?:abs|pdf)/|:\s*)(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?"
    r"(?:\s*\[([\w.-]+)\])?",
    re.IGNORECASE,
)
_KEY_LINE = re.compile(r"^citation key:\s*(\S+)$", re.IGNORECASE | re.MULTILINE)
_STEP = 100
_KEY = re.compile(r"[A-Za-z0-9_.:+/-]*[A-Za-z][A-Za-z0-9_.:+/-]*")
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?(?![\d])")


def looks_like_csl(text: str) -> bool:
    """Whether one of the first whole items of a JSON text is one of CSL's."""
    if _READLIST.search(text, 0, _HEAD):
        return False  # without reading all of it
    document: Fields = {}
    scanner = Scanner(text.lstrip("\ufeff"), "items")
    items = (item for item in scanner.recovering(document) if isinstance(item, Item))
    values = [item.value for item in islice(items, _SAMPLE)] or [document]
    return any(isinstance(value, dict) and is_csl(value.get("type")) and not value.keys() & _OURS
               for value in values)  # fmt: skip


def parse_csl(raw: bytes, source: str, context: JobContext | None = None) -> ParsedDump:
    """Read CSL-JSON: an array of items, an object with ``items``, or one item.

    An item without a title, or that is none, is doubtful; a value of the wrong shape only goes
    missing, and is told in ``warnings``. A damaged file gives its other items. Keywords
    become tags, notes notes; names without a place of their own are kept as ``csl-xx`` in
    ``Bibliography.extra``. Raise KnownError for what is no JSON, Cancelled when asked to stop.
    """
    text, warnings = decode(raw)
    lines = split_lines(text)
    accounts = LineAccounts(lines)
    told = list(warnings)
    document: Fields = {}
    scanner = Scanner("\n".join(lines), "items")
    context = context or JobContext()
    number, found = 0, False
    for item in scanner.recovering(document):
        if isinstance(item, Fault):
            if item.cut and not found:
                raise KnownError(
                    f"This cannot be read as JSON: {item.reason} in line {item.first_line}."
                )
            accounts.add_doubtful(item.first_line, item.last_line, item.phrase)
            continue
        number, found = number + 1, True
        if number % _STEP == 0:
            context.step(item.first_line, len(lines), f"Reading {PurePath(source).name}")
        _read_item(number, item, accounts, told)
    if not scanner.found:
        _read_item(1, Item(document, 1, len(lines)), accounts, told)
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
    custom = fields.pop("custom", None)
    ours = dict(custom) if isinstance(custom, dict) else {}
    keywords = ours.pop("tags", None) or fields.pop("keyword", None)
    fields.pop("keyword", None)
    note = _lines(fields.pop("note", None))
    fields["note"] = note
    notes = ours.pop("notes", None)
    if "editor" in ours:  # as the file has it, more exact than its parts
        fields.pop("editor", None)
    bib = _bibliography(title, fields, ours, problems)
    texts = [_lines(text) for text in notes] if isinstance(notes, list) else [_rest(note, bib)]
    extras = Extras(
        tags=tuple(dict.fromkeys(_keywords(keywords))),
        notes=tuple({"text": text} for text in texts if text),
    )
    told += [f"item {number} (line {first}): {problem}" for problem in problems]
    accounts.add_entry(Entry(bib=bib, first_line=first, last_line=last, extras=extras))


def _bibliography(title: str, fields: Fields, custom: Fields, problems: list[str]) -> Bibliography:
    """Take the fields that have a place in a paper; the rest is its ``extra``.

    ``custom`` is what the schema keeps for what it has no variable for; our own part of it goes.
    """
    kind = _kind(fields, custom)
    arxiv_id, category = _arxiv(fields)
    key = _key(fields)
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
        organization=_text(custom.pop("organization", None)),
        arxiv_id=arxiv_id,
        primary_category=_text(custom.pop("primary_category", None)) or category,
        doi="" if normal_arxiv_id(doi) else doi,
        url=_text(fields.pop("URL", None)),
        venue=venue,
        entry_type=kind,
        pages=re.sub(r"\s*[–-]+\s*", "-", _text(fields.pop("page", None))),
        citation_key=key if _KEY.fullmatch(key) and "://" not in key else "",
        extra=_extra(fields, custom),
    )


def _kind(fields: Fields, custom: Fields) -> str:
    """The entry type in BibTeX's words; a genre that only tells it goes."""
    kind = _text(custom.pop("entry_type", None)) or from_csl(_text(fields.pop("type", None)))
    fields.pop("type", None)
    genre = _text(fields.get("genre")).lower()
    for name, words in GENRES.items():
        if genre == words.lower() and kind in ("thesis", *GENRES):
            fields.pop("genre")
            return name
    return kind


def _key(fields: Fields) -> str:
    """The citation key: what programs call so, or an id that is one."""
    told = _KEY_LINE.search(_lines(fields.get("note")))
    names = (fields.pop("citation-key", None), told[1] if told else None, fields.pop("id", None))
    key = next((text for value in names if (text := _text(value))), "")
    return key if _KEY.fullmatch(key) and "://" not in key else ""


def _rest(note: str, bib: Bibliography) -> str:
    """A note without the lines that Zotero keeps for itself and that were read."""
    lines = [
        line
        for line in note.split("\n")
        if not (_KEY_LINE.fullmatch(line) or (bib.arxiv_id and _ARXIV.fullmatch(line.strip())))
    ]
    return "\n".join(lines).strip("\n")


def _arxiv(fields: Fields) -> tuple[str, str]:
    """The arXiv id and category, wherever a program puts them.

    The field that holds nothing else goes.
    """
    number = _text(fields.get("number"))
    if match := _ARXIV.fullmatch(number):
        fields.pop("number")
        return match[1], match[2] or _category(fields)
    if _text(fields.get("archive")).lower() == "arxiv":
        found = normal_arxiv_id(_text(fields.get("archive_location")))
        if found:
            fields.pop("archive")
            fields.pop("archive_location")
            return found, _category(fields)
    if found := normal_arxiv_id(_text(fields.get("DOI"))):
        return found, _category(fields)
    texts = (_text(fields.get(name)) for name in ("URL", "container-title", "note"))
    named = next(filter(None, map(_ARXIV.search, texts)), None)
    return (named[1], named[2] or _category(fields)) if named else ("", "")


def _category(fields: Fields) -> str:
    """Zotero's note of a preprint says "arXiv:2103.00020 [cs]"."""
    told = _ARXIV.search(_lines(fields.get("note")))
    return (told[2] or "") if told else ""


def _extra(fields: Fields, custom: Fields) -> dict[str, object]:
    """The rest under BibTeX's names where it has them; ``custom`` holds such names already."""
    extra: dict[str, object] = {
        visible(name): visible(value)
        for name, value in custom.items()
        if isinstance(value, str) and value
    }
    if others := {name: value for name, value in custom.items() if not isinstance(value, str)}:
        extra["csl-custom"] = others
    for name, value in sorted(fields.items()):
        if value in (None, "", [], {}):
            continue
        like = LIKE_BIBTEX.get(name)
        kept = visible(value) if isinstance(value, str) else value
        extra[like or f"csl-{visible(name)}"] = _text(value) if like else kept
    return extra


def _text(value: object) -> str:
    """A text of one line without markup; numbers as written, of a list the first (Crossref)."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    if "<" in text or "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), _MARKUP.sub("", text))
    return " ".join(clean(text).split())


def _lines(value: object) -> str:
    """A text in its lines, without control characters; a note may be indented."""
    if not isinstance(value, str):
        return _text(value)
    lines = (line.rstrip() for line in value.splitlines())
    indents = ((len(line) - len(line.lstrip(" ")), line) for line in lines)
    return "\n".join(" " * indent + clean(line) for indent, line in indents).strip("\n")


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
