"""Citation files of BibTeX and BibLaTeX, from Zotero, JabRef and others, into entries."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.drafts import Entry, Extras, ParsedDump
from readlist.domain.dumps import DumpKind
from readlist.domain.errors import InvalidValueError
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name, parse_name
from readlist.formats.bibtex import VERBATIM
from readlist.formats.daily_bytes import clean, split_lines
from readlist.formats.daily_bytes import decode as decode_bytes
from readlist.formats.entry_types import venue_field
from readlist.formats.line_accounts import LineAccounts
from readlist.formats.readers_latex import decode

if TYPE_CHECKING:
    from bibtexparser import model

_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
_ARXIV = re.compile(
    r"(?:arxiv[:\s]*|arxiv\.org/(?:abs|pdf)/)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})"
    r"(?:v\d+)?(?:\s*\[[\w.-]+\])?",
    re.IGNORECASE,
)
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_NOTES = ("annote", "annotation", "review", "comment")
_TAGS = ("keywords", "keyword", "mendeley-tags")
_STATIC_GROUP = re.compile(r"^\d+\s+(?:Explicit|Static)Group:((?:\\.|[^\\;])+)", re.MULTILINE)
_LOG = logging.getLogger("bibtexparser")
_LOG.addHandler(logging.NullHandler())  # its complaints become doubtful blocks here


def parse_bibtex(raw: bytes, source: str) -> ParsedDump:
    """Read a .bib file: entries with their fields decoded, broken blocks as doubtful ones.

    Keywords become tags, JabRef's groups lists, annotations notes; fields without a place of
    their own are kept in ``Bibliography.extra``. Raise KnownError for what is no text.
    """
    import bibtexparser

    text, warnings = decode_bytes(raw)
    lines = split_lines(text)
    accounts = LineAccounts(lines)
    library = bibtexparser.parse_string("\n".join(lines))
    groups = dict(_old_groups(library.comments))
    for block in library.blocks:
        _read_block(block, accounts, groups)
    return accounts.close(kind=DumpKind.BIBTEX, raw=raw, source=source, warnings=warnings)


def _read_block(
    block: model.Block, accounts: LineAccounts, groups: Mapping[str, list[str]]
) -> None:
    from bibtexparser import model

    first = (block.start_line or 0) + 1
    last = first + (block.raw or "").rstrip().count("\n")
    reason = ""
    if isinstance(block, model.DuplicateBlockKeyBlock | model.DuplicateFieldKeyBlock):
        # The entry itself is sound: a second entry of one key is another paper to us.
        block = _unenclosed(block.ignore_error_block or block)
    if isinstance(block, model.Entry):
        entry, reason = _read_entry(block, first, last, groups)
        if entry is not None:
            accounts.add_entry(entry)
            return
    elif isinstance(block, model.ParsingFailedBlock):
        reason = f"BibTeX cannot be read: {_fault(block)}"
    elif isinstance(block, model.ImplicitComment) and re.search(r"[{}=]", block.comment):
        comment = [x for x in block.comment.splitlines() if not x.lstrip().startswith("%")]
        if re.search(r"[{}=]", "\n".join(comment)):
            reason = "text outside of any entry"
    if reason:
        accounts.add_doubtful(first, last, reason)
    else:
        accounts.add_header(first, last)


def _unenclosed(block: model.Block) -> model.Block:
    """The parser leaves the outer braces or quotes on the fields of such entries."""
    for field in getattr(block, "fields", ()):
        value = str(field.value).strip()
        if (value[:1] == "{" and _closes_last(value)) or re.fullmatch(r'"[^"]*"', value):
            field.value = value[1:-1]
    return block


def _fault(block: model.ParsingFailedBlock) -> str:
    error = block.error
    text = str(getattr(error, "abort_reason", "") or error or "the entry is broken")
    return " ".join(text.split())


def _old_groups(comments: list[model.Block]) -> Iterator[tuple[str, list[str]]]:
    """Citation keys and the groups that old JabRef files list them in (``jabref-meta``)."""
    members: dict[str, list[str]] = {}
    for comment in comments:
        text = str(getattr(comment, "comment", ""))
        if not text.startswith("jabref-meta: group"):
            continue
        body = text.partition("\n")[2].replace("\n", "")
        for group in re.split(r"(?<!\\);", body):
            match = _STATIC_GROUP.match(group)
            if match:
                name, *rest = (part.replace("\\", "") for part in re.split(r"\\+;", group))
                for key in filter(None, rest[1:]):
                    members.setdefault(key, []).append(name.partition(":")[2])
    yield from members.items()


def _read_entry(
    block: model.Entry, first: int, last: int, groups: Mapping[str, list[str]]
) -> tuple[Entry | None, str]:
    fields = {field.key.lower(): " ".join(str(field.value).split()) for field in block.fields}
    kind = block.entry_type.lower()
    title = clean(decode(fields.pop("title", "")))
    if not title:
        return None, "an entry without a title"
    tags = tuple(dict.fromkeys(tag for name in _TAGS for tag in _split(fields.pop(name, ""))))
    lists = _split(fields.pop("groups", "")) + groups.get(block.key, [])
    notes = tuple(
        {"text": text} for name in _NOTES if (text := clean(decode(fields.pop(name, ""))))
    )
    bib = _bibliography(title, kind, block.key, fields)
    extras = Extras(tags=tags, lists=tuple(dict.fromkeys(lists)), notes=notes)
    return Entry(bib=bib, first_line=first, last_line=last, extras=extras), ""


def _split(text: str) -> list[str]:
    """Comma- or semicolon-separated words; a comma inside braces divides nothing."""
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if char in ",;" and depth <= 0 and text[index - 1 : index] != "\\":
            parts.append(text[start:index])
            start = index + 1
    return [word for part in [*parts, text[start:]] if (word := clean(decode(part)))]


def _bibliography(title: str, kind: str, key: str, fields: dict[str, str]) -> Bibliography:
    """Take the fields that have a place in a paper; the rest is its ``extra``."""
    authors = tuple(_names(fields.pop("author", "")))
    published = _published(fields)
    arxiv_id = _arxiv(fields)
    venue = _venue(fields, kind)
    if match := re.fullmatch(rf"(?:corr|arxiv preprint)?\W*{_ARXIV.pattern}", venue, re.I):
        arxiv_id, venue = arxiv_id or match[1], ""
    doi = _DOI.sub("", fields.pop("doi", ""))
    plain = {
        name: clean(decode(fields.pop(name, ""))) for name in ("abstract", "organization", "pages")
    }
    category = fields.pop("primaryclass", "") or fields.pop("eprintclass", "")
    if not authors and fields.get("key"):
        fields["key"] = clean(decode(fields["key"]))
    url = fields.pop("url", "")
    extra = {
        name: value if name in VERBATIM else clean(decode(value))
        for name, value in fields.items()
        if value
    }
    preprint = bool(arxiv_id) and not venue
    return Bibliography(
        title=title,
        abstract=plain["abstract"],
        published=published,
        published_source=DateSource.FILE if published else DateSource.NONE,
        authors=authors,
        organization=plain["organization"],
        arxiv_id=arxiv_id,
        primary_category=category,
        doi=clean(doi.replace("\\_", "_")),
        url=clean(re.sub(r"^\\url\{(.*)\}$", r"\1", url).replace("\\_", "_")),
        venue=venue,
        entry_type="" if kind == "misc" or (preprint and kind in ("online", "article")) else kind,
        pages=re.sub(r"\s*[–-]+\s*", "-", plain["pages"]),
        citation_key=clean(key),
        extra=extra,
    )


def _names(text: str) -> Iterator[Name]:
    """Authors divided at each " and " that stands outside of braces."""
    depth, words, name = 0, text.split(), list[str]()
    for word in [*words, "and"]:
        if word.lower() == "and" and depth <= 0:
            if name and name != ["others"]:
                yield _name(" ".join(name))
            name = []
            continue
        depth += word.count("{") - word.count("}")
        name.append(word)


def _name(text: str) -> Name:
    """One author. A name wholly in braces is a group; a braced comma or blank divides nothing."""
    group = text.startswith("{") and text.endswith("}") and _closes_last(text)
    if group and not text.startswith("{\\"):
        return Name(literal=clean(decode(text[1:-1])))
    parts = [clean(decode(part)) for part in _top_level(text)]
    if len(parts) == 1 and "{" not in text:
        return parse_name(parts[0])
    if len(parts) == 1:
        words = [decode(word) for word in _top_level(text, " ")]
        return parse_name(f"{words[-1]}, {' '.join(words[:-1])}" if len(words) > 1 else words[0])
    return parse_name(", ".join(parts))


def _closes_last(text: str) -> bool:
    """Whether the first brace is closed by the last character."""
    depth = 0
    for index, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return index == len(text) - 1
    return False


def _top_level(text: str, separator: str = ",") -> list[str]:
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if char == separator and depth <= 0:
            parts.append(text[start:index])
            start = index + 1
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]


def _published(fields: dict[str, str]) -> PartialDate | None:
    """The date of ``date`` (BibLaTeX) or ``year`` and ``month``; unreadable ones stay in extra."""
    if match := re.match(r"\d{4}(?:-\d{2}){0,2}(?!\d)", fields.get("date", "")):
        try:
            published = PartialDate.parse(match[0])
        except InvalidValueError:
            return None
        if match[0] == fields["date"]:
            fields.pop("date")
        return published
    if not re.fullmatch(r"\d{4}", fields.get("year", "").strip("{} ")) or not int(
        fields["year"].strip("{} ")
    ):
        return None
    year = int(fields.pop("year").strip("{} "))
    word = fields.get("month", "").strip("{} ").lower()
    month = int(word) if word.isdecimal() and word.isascii() else _MONTHS.get(word[:3], 0)
    if 1 <= month <= 12:
        fields.pop("month")
        return PartialDate(year, month)
    return PartialDate(year)


def _arxiv(fields: dict[str, str]) -> str:
    """The arXiv id of the eprint fields; another archive's stay where they are."""
    archive = (fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv").lower()
    match = _ARXIV.fullmatch(fields.get("eprint", "").strip("{} "))
    if archive != "arxiv" or match is None:
        return ""
    for name in ("eprint", "archiveprefix", "eprinttype"):
        fields.pop(name, None)
    return match[1]


def _venue(fields: dict[str, str], kind: str) -> str:
    """The field that names the venue of this type, else another that does."""
    own = venue_field(kind)
    for name in dict.fromkeys(
        (own, "journaltitle" if own == "journal" else own, "journal", "journaltitle", "booktitle")
    ):
        value = fields.get(name, "")
        if not value or (name == "howpublished" and re.search(r"\\|https?:", value)):
            continue
        return clean(decode(fields.pop(name)))
    return ""
