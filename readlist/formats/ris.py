"""RIS, the tagged format that most reference managers read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readlist.domain.dates import PartialDate
from readlist.domain.export import ExportOptions
from readlist.domain.papers import Bibliography, Paper
from readlist.domain.people import Name
from readlist.formats.daily_bytes import clean
from readlist.formats.entry_types import entry_type, from_ris, to_ris
from readlist.formats.private import is_private, public_url
from readlist.formats.readers_names import names
from readlist.formats.ris_tags import ARXIV_PAGE, OTHER, PEOPLE, TAGS, TYPE_WORDS

_EXTRA = re.compile(r"ris-([a-z][a-z0-9])")
_FIELD = re.compile(r"[a-z][a-z0-9_+-]*")
_TAG = re.compile(r"[A-Z][A-Z0-9] {1,2}-")
Pairs = list[tuple[str, str]]


def write_record(paper: Paper, options: ExportOptions) -> str:
    """One record from TY to ER; a value is one line, save a note's and an abstract's paragraphs."""
    bib, chosen = paper.bib, options.fields
    kind = to_ris(bib)
    pairs = [("TY", kind), ("ID", bib.citation_key), ("TI", bib.title)]
    pairs += [("AU", _name(name)) for name in bib.authors]
    if bib.published:
        pairs += [("PY", str(bib.published.year)), ("DA", _date(bib.published))]
    start, _, end = bib.pages.replace("–", "-").partition("-")
    pairs += [("T2", bib.venue), ("SP", start), ("EP", end.lstrip("-"))]
    pairs.append(("M3", _kind_words(bib, kind)))
    if "doi" in chosen:
        pairs.append(("DO", bib.doi))
    url = public_url(bib) if "url" in chosen else ""
    if bib.arxiv_id:
        category = f" [{bib.primary_category}]" if bib.primary_category else ""
        pairs.append(("AN", f"arXiv:{bib.arxiv_id}{category}"))
    page = ARXIV_PAGE + bib.arxiv_id if bib.arxiv_id else ""
    pairs += [("UR", url), ("UR", "" if bib.arxiv_id in url else page)]
    if url and url == page:  # the page of the arXiv id goes without saying, save here
        pairs.append((OTHER, f"url = {url}"))
    if "abstract" in chosen:
        pairs.append(("AB", re.sub(r"(?<!\n)\n(?!\n)", " ", bib.abstract)))
    if "keywords" in chosen:
        pairs += [("KW", tag.name) for tag in paper.tags]
    if "note" in chosen:
        pairs += [("N1", note.text) for note in paper.notes]
    pairs += _extra(bib)
    lines = [line for tag, value in pairs if (line := _line(tag, value))]
    return "\n".join([*lines, "ER  - ", "", ""])


def _line(tag: str, value: str) -> str:
    """A tag with its value; of several lines the further ones stand below it as they are."""
    lines = value.strip().splitlines() if tag in ("AB", "N1") else [" ".join(value.split())]
    lines = [" " * (len(line) - len(line.lstrip())) + clean(line) for line in lines]
    text = "\n".join(" " + line if n and _TAG.match(line) else line for n, line in enumerate(lines))
    return f"{tag}  - {text.rstrip()}" if text.strip() else ""


def _kind_words(bib: Bibliography, kind: str) -> str:
    """The entry type in words where RIS's own says less."""
    name = entry_type(bib)
    if name in ("misc", "conference") or from_ris(kind) == name or not _FIELD.fullmatch(name):
        return ""
    return TYPE_WORDS.get(name, name)


def _extra(bib: Bibliography) -> Iterator[tuple[str, str]]:
    """Fields of an imported citation file that have no place of their own."""
    if bib.organization:
        yield OTHER, f"organization = {bib.organization}"
    for name, value in sorted(bib.extra.items()):
        if not isinstance(value, str) or is_private(name, value):
            continue
        if match := _EXTRA.fullmatch(name):
            yield from ((match[1].upper(), line) for line in value.split("\n"))
        elif name == "editor":
            yield from ((PEOPLE[0], _name(person)) for person in names(value))
        elif name in TAGS:
            yield TAGS[name], value
        elif name in ("issn", "isbn"):
            yield "SN", value
        elif _FIELD.fullmatch(name) and not name.startswith("csl-"):
            yield OTHER, f"{name} = {value}"


def _name(name: Name) -> str:
    if name.literal:
        return name.literal.replace(",", " ")  # a comma would divide the group's name
    family = " ".join(part for part in (name.particle, name.family) if part)
    parts = [family or name.given, name.given if family else "", name.suffix]
    while parts and not parts[-1]:
        parts.pop()
    return ", ".join(parts)


def _date(date: PartialDate) -> str:
    """YYYY/MM/DD/ with empty places where unknown."""
    month, day = (f"{part:02d}" if part else "" for part in (date.month, date.day))
    return f"{date.year:04d}/{month}/{day}/"
