"""The options of ``readlist export`` that say how papers are written."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, cast, get_args

import typer

from readlist.domain.export import (
    DEFAULT_FIELDS,
    FORMATS,
    OPTIONAL_FIELDS,
    ArxivStyle,
    ExportFormat,
    ExportOrder,
)

FormatOption = Annotated[
    str, typer.Option("--format", metavar="FORMAT", help=f"One of {', '.join(FORMATS)}.")
]
OrderOption = Annotated[
    str, typer.Option(metavar="ORDER", help="key, date, or given (list order, the ids' order).")
]
WithFields = Annotated[
    list[str] | None,
    typer.Option("--with", metavar="FIELD", help=f"Also write: {', '.join(OPTIONAL_FIELDS)}."),
]
WithoutFields = Annotated[
    list[str] | None, typer.Option("--without", metavar="FIELD", help="Leave a field out.")
]
StyleOption = Annotated[
    str,
    typer.Option(
        metavar="STYLE",
        help="For a bibliography: a CSL style such as apa or ieee, or the path of a .csl file.",
    ),
]
ArxivOption = Annotated[
    str,
    typer.Option(
        "--arxiv",
        metavar="FORM",
        help="How BibTeX shows an arXiv preprint: howpublished, journal (an @article of 'arXiv "
        "preprint arXiv:...') or eprint (the id in eprint alone, which few styles print).",
    ),
]
AsciiOption = Annotated[bool, typer.Option("--ascii", help="BibLaTeX in ASCII; BibTeX always is.")]
ProtectOption = Annotated[
    bool,
    typer.Option(
        "--protect-case/--no-protect-case",
        help="Brace the words of a title whose capitals no style may lower.",
    ),
]
KeepWords = Annotated[
    list[str] | None,
    typer.Option("--keep-word", metavar="WORD", help="Brace this word or phrase, too. Repeatable."),
]
PlainWords = Annotated[
    list[str] | None,
    typer.Option("--plain-word", metavar="WORD", help="Never brace this word. Repeatable."),
]


def checked_format(name: str) -> ExportFormat:
    """The format of this name; raise typer.BadParameter when there is none, as all of these."""
    return cast(ExportFormat, _one_of(name, FORMATS))


def checked_order(name: str) -> ExportOrder:
    """The order of this name."""
    return cast(ExportOrder, _one_of(name, get_args(ExportOrder)))


def checked_arxiv(name: str) -> ArxivStyle:
    """The form of a preprint of this name."""
    return cast(ArxivStyle, _one_of(name, get_args(ArxivStyle)))


def checked_fields(added: Collection[str], left_out: Collection[str]) -> frozenset[str]:
    """The usual fields with those ``added`` and without those ``left_out``."""
    for name in sorted({*added, *left_out}):
        _one_of(name, OPTIONAL_FIELDS)
    return (DEFAULT_FIELDS | frozenset(added)) - frozenset(left_out)


def _one_of(name: str, known: Collection[str]) -> str:
    if name not in known:
        raise typer.BadParameter(f"'{name}' is none of {', '.join(known)}.")
    return name
