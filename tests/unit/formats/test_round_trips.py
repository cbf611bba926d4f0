"""Anything that a paper may hold, written and read again, without a library between."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readlist.domain.dates import PartialDate
from readlist.domain.drafts import Entry
from readlist.domain.export import OPTIONAL_FIELDS, ExportOptions
from readlist.domain.papers import Bibliography, Note, Paper, Tag
from readlist.domain.people import Name
from readlist.formats.readers import parse_bibtex, parse_csl, parse_ris
from readlist.formats.writers import frame, write

FIELDS = frozenset(OPTIONAL_FIELDS)
READERS = {
    "bibtex": (parse_bibtex, ExportOptions(format="bibtex", fields=FIELDS)),
    "biblatex": (parse_bibtex, ExportOptions(format="biblatex", fields=FIELDS)),
    "ris": (parse_ris, ExportOptions(format="ris", fields=FIELDS)),
    "csl-json": (parse_csl, ExportOptions(format="csl-json", fields=FIELDS)),
}
# Letters that every format has, and the signs that are hard to write in one of them.
SIGNS = st.sampled_from("abcDEF éÖłßçœ 012 {}\\%&#_$^~<>|@=\"'`[]()/:;,.!?*+-–—“”…αΩ∞≤×²₃°§")
LINE = st.text(SIGNS, min_size=1, max_size=30).map(lambda text: " ".join(text.split()))
WORD = st.text(st.sampled_from("abcdéöłçABCÉÖ-'"), min_size=2, max_size=9).filter(
    lambda text: (
        text.strip("-'") == text
        and not {"--", "''"} & {text[i : i + 2] for i in range(len(text))}
        and text.lower() not in ("and", "others", "jr", "sr")
    )
)
FAMILY = WORD.map(str.capitalize)
PERSON = st.builds(
    Name,
    given=st.lists(FAMILY, min_size=1, max_size=2).map(" ".join),
    family=st.lists(FAMILY, min_size=1, max_size=2).map(" ".join),
    particle=st.sampled_from(["", "", "van der", "de", "von"]),
    suffix=st.sampled_from(["", "", "Jr.", "III", "PhD"]),
)
GROUP = st.lists(FAMILY, min_size=2, max_size=4).map(lambda words: Name(literal=" ".join(words)))
NOTE = st.lists(st.text(SIGNS, max_size=15), min_size=1, max_size=5).map(
    lambda lines: "\n".join(" ".join(line.split()) for line in lines).strip("\n")
)
DATE = st.one_of(
    st.none(),
    st.builds(PartialDate, st.integers(1900, 2030)),
    st.builds(PartialDate, st.integers(1900, 2030), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1900, 2030), st.integers(1, 12), st.integers(1, 28)),
)


def again(name: str, paper: Paper) -> Entry:
    reader, options = READERS[name]
    dump = reader(frame([write([paper], options).text], options).encode(), "x")
    assert dump.doubtful == ()
    (entry,) = dump.entries
    return entry


def a_paper(bib: Bibliography, **more: object) -> Paper:
    return replace(Paper(id=1, bib=replace(bib, citation_key="key")), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=40)
@given(st.lists(PERSON | GROUP, max_size=4), DATE)
def test_names_and_dates(name: str, authors: list[Name], date: PartialDate | None) -> None:
    bib = again(name, a_paper(Bibliography(title="T", authors=tuple(authors), published=date))).bib
    assert bib.authors == tuple(authors)
    if name == "bibtex" and date:
        date = PartialDate(date.year, date.month)
    assert bib.published == date


@pytest.mark.parametrize("name", ["ris", "csl-json"])
@settings(max_examples=40)
@given(LINE.filter(bool), st.lists(NOTE.filter(bool), max_size=3), st.lists(LINE.filter(bool)))
def test_texts(name: str, title: str, notes: list[str], tags: list[str]) -> None:
    paper = a_paper(
        Bibliography(title=title, abstract=title, venue=title, extra={"some": title}),
        notes=tuple(Note(id=1, paper_id=1, text=text, created="", changed="") for text in notes),
        tags=tuple(Tag(id=1, name=name) for name in tags),
    )
    entry = again(name, paper)
    assert (entry.bib.title, entry.bib.abstract) == (title, title)
    assert entry.bib.extra["some"] == title
    assert entry.extras is not None
    assert [note["text"] for note in entry.extras.notes] == notes
    assert entry.extras.tags == tuple(dict.fromkeys(tags))


@pytest.mark.parametrize("name", ["bibtex", "biblatex"])
@settings(max_examples=40)
@given(LINE.filter(bool), st.lists(NOTE.filter(bool), max_size=3))
def test_what_was_read_is_written_as_it_was(name: str, title: str, notes: list[str]) -> None:
    """LaTeX has several ways to say the same; after one trip nothing changes any more."""
    paper = a_paper(
        Bibliography(title=title, abstract=title, venue=title, extra={"some": title}),
        notes=tuple(Note(id=1, paper_id=1, text=text, created="", changed="") for text in notes),
    )
    once = again(name, paper)
    assert once.extras is not None
    assert len(once.extras.notes) == len(notes)
    kept = replace(
        paper,
        bib=once.bib,
        notes=tuple(
            Note(id=1, paper_id=1, text=note["text"], created="", changed="")
            for note in once.extras.notes
        ),
    )
    twice = again(name, kept)
    assert twice.bib == once.bib
    assert twice.extras == once.extras
