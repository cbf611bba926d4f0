"""Reads a rendered file again before it replaces another: what is written must be readable."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence
from typing import Any

from readlist.domain.export import ExportOptions
from readlist.domain.papers import Paper
from readlist.formats.bibtex import render_title

logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

_RECORD = re.compile(r"^TY  - .*\nID  - (.*)\n(?:(?!TY  - ).*\n)*?ER  - $", re.MULTILINE)
_CELL = re.compile(r'"[^"]*(?:""[^"]*)*"(?:,|\r\n)')


class ReadBackError(RuntimeError):
    """The text does not say what it should: a fault of our writer, never of the reader's data."""


def check_text(text: str, papers: Sequence[Paper], options: ExportOptions) -> None:
    """Read ``text`` as its format and find every paper of ``papers`` there, in order.

    Lists for people (Markdown, HTML, formatted references) are read by nobody else, and are not
    checked. Raise ReadBackError at the first difference.
    """
    wanted = [paper.bib.citation_key for paper in papers]
    if options.format in ("bibtex", "biblatex"):
        check_bibtex(text, papers, options)
    elif options.format == "ris":
        _same(_RECORD.findall(text), wanted)
    elif options.format == "csl-json":
        _same([item["id"] for item in _json(text)], wanted)
    elif options.format == "csv":
        rows = _rows(text)
        _same(rows, rows[:1] * (len(papers) + 1))
    elif options.format == "json":
        ordered = sorted(papers, key=lambda paper: paper.id)  # whatever was asked for
        _same([item["title"] for item in _json(text)["papers"]], [p.bib.title for p in ordered])


def _json(text: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(text)
    except ValueError as error:
        raise ReadBackError(f"unreadable: {error}") from error


def _rows(text: str) -> list[str]:
    """How many cells each row of a table has, its head first.

    The standard library's reader refuses long cells.
    """
    cells = _CELL.findall(text)
    if sum(map(len, cells)) != len(text):
        raise ReadBackError("a table with a cell that does not end")
    rows = [0]
    for cell in cells:
        rows[-1] += 1
        if cell.endswith("\n"):
            rows.append(0)
    if len(rows) < 2 or rows[-1]:
        raise ReadBackError("a table with a line that does not end")
    return list(map(str, rows[:-1]))


def _same(found: Sequence[str], wanted: Sequence[str]) -> None:
    if len(found) != len(wanted):
        raise ReadBackError(f"{len(wanted)} papers gave {len(found)} entries")
    for one, other in zip(found, wanted, strict=True):
        if one != other:
            raise ReadBackError(f"{other!r} reads back as {one!r}")


def check_bibtex(text: str, papers: Sequence[Paper], options: ExportOptions) -> None:
    """Parse ``text`` with bibtexparser and compare keys and titles with ``papers``, in order.

    Raise ReadBackError at the first difference.
    """
    import bibtexparser

    library = bibtexparser.parse_string(text)
    if library.failed_blocks:
        raise ReadBackError(
            f"unreadable from line {(library.failed_blocks[0].start_line or 0) + 1}"
        )
    if len(library.entries) != len(papers):
        raise ReadBackError(f"{len(papers)} papers gave {len(library.entries)} entries")
    for entry, paper in zip(library.entries, papers, strict=True):
        if entry.key != paper.bib.citation_key:
            raise ReadBackError(f"the key {paper.bib.citation_key!r} reads back as {entry.key!r}")
        title = entry.fields_dict["title"].value if "title" in entry.fields_dict else ""
        if title != render_title(paper, options):
            raise ReadBackError(f"the title of {entry.key} reads back as {title!r}")
