"""RIS, the tagged format that most reference managers read."""

from __future__ import annotations

import re

from readlist.domain.dates import PartialDate
from readlist.domain.export import ExportOptions
from readlist.domain.papers import Paper
from readlist.domain.people import Name
from readlist.formats.daily_bytes import clean
from readlist.formats.entry_types import to_ris

_EXTRA = re.compile(r"ris-([a-z][a-z0-9])")


def write_record(paper: Paper, options: ExportOptions) -> str:
    """One record from TY to ER; each value on one line."""
    bib, chosen = paper.bib, options.fields
    kind = to_ris(bib)
    pairs = [("TY", kind), ("ID", bib.citation_key), ("TI", bib.title)]
    pairs += [("AU", _name(name)) for name in bib.authors]
    if bib.published:
        pairs += [("PY", str(bib.published.year)), ("DA", _date(bib.published))]
    start, _, end = bib.pages.replace("–", "-").partition("-")
    pairs += [("T2", bib.venue), ("SP", start), ("EP", end.lstrip("-"))]
    if "doi" in chosen:
        pairs.append(("DO", bib.doi))
    if "url" in chosen:
        pairs.append(("UR", bib.url))
    if bib.arxiv_id and not ("url" in chosen and bib.arxiv_id in bib.url):
        pairs.append(("UR", f"https://arxiv.org/abs/{bib.arxiv_id}"))
    if "abstract" in chosen:
        pairs.append(("AB", bib.abstract))
    if "keywords" in chosen:
        pairs += [("KW", tag.name) for tag in paper.tags]
    if "note" in chosen:
        pairs += [("N1", note.text) for note in paper.notes]
    for name, value in sorted(bib.extra.items()):
        if (match := _EXTRA.fullmatch(name)) and isinstance(value, str):
            pairs += [(match[1].upper(), line) for line in value.split("\n")]
    lines = [f"{tag}  - {text}" for tag, value in pairs if (text := " ".join(clean(value).split()))]
    return "\n".join([*lines, "ER  - ", "", ""])


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
