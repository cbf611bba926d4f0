"""Reads a rendered .bib file again before it replaces another: what is written must be readable."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from readlist.domain.export import ExportOptions
from readlist.domain.papers import Paper
from readlist.formats.bibtex import render_title

logging.getLogger("bibtexparser").addHandler(logging.NullHandler())


class ReadBackError(RuntimeError):
    """The text does not say what it should: a fault of our writer, never of the reader's data."""


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
