"""A table of papers for spreadsheets, every cell quoted (RFC 4180)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from readlist.domain.export import ExportOptions
from readlist.domain.papers import Paper
from readlist.domain.visible import visible
from readlist.formats.private import public_url

_COLUMNS = (
    "key", "title", "authors", "published", "venue", "arxiv_id", "doi", "url", "status", "starred",
    "rating", "tags", "lists", "seen", "abstract", "notes",
)  # fmt: skip
# A column that an option leaves out.
_OPTIONAL = {
    "doi": "doi", "url": "url", "tags": "keywords", "abstract": "abstract", "notes": "note",
}  # fmt: skip
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")


def head(options: ExportOptions) -> str:
    """The line of column names."""
    return _line(_columns(options))


def write_row(paper: Paper, options: ExportOptions) -> str:
    """One paper's line."""
    bib = paper.bib
    authors = "; ".join(name.display for name in bib.authors)
    values = {
        "key": bib.citation_key,
        "title": bib.title,
        "authors": authors or paper.byline,
        "published": str(bib.published or ""),
        "venue": bib.venue,
        "arxiv_id": bib.arxiv_id,
        "doi": bib.doi,
        "url": public_url(bib),
        "status": str(paper.status),
        "starred": "yes" if paper.starred else "",
        "rating": str(paper.rating or ""),
        "tags": "; ".join(tag.name for tag in paper.tags),
        "lists": "; ".join(item.name for item in paper.lists),
        "seen": str(len(paper.sightings)),
        "abstract": bib.abstract,
        "notes": "\n\n".join(note.text for note in paper.notes),
    }
    return _line([values[name] for name in _columns(options)])


def _columns(options: ExportOptions) -> list[str]:
    return [name for name in _COLUMNS if _OPTIONAL.get(name, "") in ("", *options.fields)]


def _line(cells: Sequence[str]) -> str:
    stream = io.StringIO()
    safe = [_safe(cell) for cell in cells]
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(safe)
    return stream.getvalue()


def _safe(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP)."""
    cell = visible(cell)  # first: what nobody sees could stand before the sign
    return f"'{cell}" if _FORMULA.match(cell) else cell
