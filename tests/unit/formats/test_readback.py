"""Texts are read back before they replace a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.export import Collection, ExportFormat, ExportOptions
from readlist.domain.papers import Bibliography, Note, Paper, Tag
from readlist.domain.people import Name
from readlist.formats.readback import ReadBackError, check_text
from readlist.formats.readlist_json import write_json
from readlist.formats.writers import frame, write
from tests.unit.formats.papers import hard_papers, seed_papers, whole_paper

READ = ("bibtex", "biblatex", "ris", "csl-json", "csv", "json")
EVERYTHING = frozenset({"abstract", "keywords", "note", "url", "doi"})


def text_of(papers: Sequence[Paper], options: ExportOptions) -> str:
    if options.format == "json":
        return write_json(Collection(papers=papers))
    return frame([write(papers, options).text], options)


@pytest.mark.parametrize("kind", READ)
def test_what_we_write_reads_back_and_what_is_cut_does_not(kind: ExportFormat) -> None:
    options = ExportOptions(format=kind, fields=EVERYTHING)
    for papers in (seed_papers(), [*hard_papers()[::-1], whole_paper()], ()):
        text = text_of(papers, options)
        check_text(text, papers, options)
        if papers:
            for broken in (text[: -len(text) // 3], text.replace(text[-40:], "", 1), ""):
                with pytest.raises(ReadBackError):
                    check_text(broken, papers, options)


def test_lists_for_people_are_not_read() -> None:
    for kind in set(get_args(ExportFormat)) - {*READ}:
        check_text("", seed_papers(), ExportOptions(format=kind))


@given(text=st.text(min_size=1), extra=st.dictionaries(st.text(max_size=9), st.text(max_size=9)))
def test_any_text_reads_back(text: str, extra: dict[str, str]) -> None:
    bib = Bibliography(
        title=text, abstract=text, doi=text, url=text, venue=text, pages=text, citation_key="k",
        authors=(Name(family=text, given=text),), extra=dict(extra),
    )  # fmt: skip
    note = Note(id=1, paper_id=1, text=text, created="", changed="")
    papers = [Paper(id=1, bib=bib, tags=(Tag(id=1, name=text),), notes=(note,))]
    for kind in ("ris", "csl-json", "csv", "json"):
        options = ExportOptions(format=kind, fields=EVERYTHING)
        check_text(text_of(papers, options), papers, options)
