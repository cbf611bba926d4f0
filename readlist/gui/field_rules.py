"""The fields of a paper as the form shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from readlist.domain.papers import Bibliography, FieldSource, Paper
from readlist.domain.people import Name, parse_name

ENTRY_TYPES = (
    "misc", "article", "inproceedings", "book", "incollection", "phdthesis", "mastersthesis",
    "techreport", "unpublished", "online",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field: its name in Bibliography, its label, a hint, and how its value is written.

    ``lines`` > 1 gives an editor of several lines, ``choices`` a list to choose from or write.
    """

    name: str
    label: str
    hint: str
    write: Callable[[Bibliography], str]
    lines: int = 1
    choices: tuple[str, ...] = ()


def written_name(name: Name) -> str:
    """A name as the form shows it; reading it back gives the same parts."""
    if name.literal:
        return f"{{{name.literal}}}"
    if parse_name(name.display) == name:
        return name.display
    family = " ".join(part for part in (name.particle, name.family) if part)
    return ", ".join(part for part in (family, name.suffix, name.given) if part)


def provenance(paper: Paper, name: str, source: FieldSource | None) -> str:
    """Where a field's value is from, in words; empty where there is nothing to tell."""
    day = f", {_day(source.at)}" if source else ""
    if name in paper.edited:
        return f"edited by you{day}"
    if source is not None:
        return f"from {source.source}{day}"
    if not getattr(paper.bib, name) or not paper.sightings:
        return ""
    return f"from the page of {paper.sightings[0].dump_label}"


def _day(stamp: str) -> str:
    """The day of an ISO time, short: "21 Nov 2026"."""
    year, month, day = stamp[:10].split("-")
    name = QLocale.c().monthName(int(month), QLocale.FormatType.ShortFormat)
    return f"{int(day)} {name} {year}"


def _names(bib: Bibliography) -> str:
    return "\n".join(written_name(name) for name in bib.authors)


RULES: tuple[FieldRule, ...] = (
    FieldRule("title", "Title", "", lambda b: b.title, lines=2),
    FieldRule(
        "authors",
        "Authors, one a line",
        "Ada Lovelace, or Lovelace, Ada; a group in {braces}",
        _names,
        lines=3,
    ),
    FieldRule(
        "authors_count",
        "Number of authors",
        "As the page says",
        lambda b: "" if b.authors_count is None else str(b.authors_count),
    ),
    FieldRule("organization", "Organisation", "", lambda b: b.organization),
    FieldRule(
        "published",
        "Published",
        "2023, 2023-11 or 2023-11-24",
        lambda b: str(b.published) if b.published else "",
    ),
    FieldRule("venue", "Venue", "Journal or conference", lambda b: b.venue),
    FieldRule("pages", "Pages", "100-110", lambda b: b.pages),
    FieldRule("arxiv_id", "arXiv id", "2503.02130", lambda b: b.arxiv_id),
    FieldRule("primary_category", "arXiv category", "cs.LG", lambda b: b.primary_category),
    FieldRule("doi", "DOI", "10.1000/182", lambda b: b.doi),
    FieldRule("url", "URL", "https://", lambda b: b.url),
    FieldRule("citation_key", "Citation key", "Made at the first export", lambda b: b.citation_key),
    FieldRule(
        "entry_type",
        "Entry type",
        "Chosen by what is known",
        lambda b: b.entry_type,
        choices=ENTRY_TYPES,
    ),
    FieldRule("abstract", "Abstract", "", lambda b: b.abstract, lines=6),
)
