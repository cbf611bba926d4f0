"""All formats of citations and lists behind one pair of functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from readlist.domain.export import Export, ExportOptions, ExportProblem, Heading
from readlist.domain.papers import Paper
from readlist.domain.visible import visible
from readlist.formats import csl_json, csv_table, html, markdown, ris
from readlist.formats.bibtex import missing, write_bibtex

_WRITERS = {
    "ris": ris.write_record,
    "csl-json": csl_json.write_item,
    "csv": csv_table.write_row,
    "markdown": markdown.write_item,
    "html": html.write_item,
}


def write(papers: Sequence[Paper], options: ExportOptions) -> Export:
    """A piece of an export: the texts of ``papers``, to be put together by ``frame``.

    Not for Readlist JSON, which is more than its papers, nor for formatted bibliographies, which
    a style sorts and numbers.
    """
    if options.format in ("bibtex", "biblatex"):
        return write_bibtex(papers, options)
    writer = _WRITERS[options.format]
    separator = ",\n" if options.format == "csl-json" else ""
    return Export(
        text=separator.join(writer(_seen(paper), options) for paper in papers),
        problems=lacks(papers),
        entries=len(papers),
    )


def _seen(paper: Paper) -> Paper:
    """The paper with its notes as they are seen: a note keeps what hides or reorders its text, a
    file that others open does not."""
    return replace(paper, notes=tuple(replace(n, text=visible(n.text)) for n in paper.notes))


def lacks(papers: Sequence[Paper]) -> tuple[ExportProblem, ...]:
    """What every citation needs and these papers lack."""
    return tuple(
        ExportProblem(paper.id, name, problem)
        for paper in papers
        for name, problem in missing(paper.bib)
    )


def frame(pieces: Sequence[str], options: ExportOptions, heading: Heading | None = None) -> str:
    """The pieces as one document, with its head and end where the format has them."""
    heading = heading or Heading()
    pieces = [piece for piece in pieces if piece]
    if options.format in ("bibtex", "biblatex"):
        return "\n".join(pieces)
    if options.format == "csl-json":
        return "[\n" + ",\n".join(pieces) + "\n]\n" if pieces else "[]\n"
    body = "".join(pieces)
    if options.format == "csv":
        return csv_table.head(options) + body
    if options.format == "markdown":
        return markdown.head(heading) + body
    return html.head(heading) + body + html.END if options.format == "html" else body
