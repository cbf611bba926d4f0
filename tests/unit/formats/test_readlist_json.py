"""Readlist JSON: lossless, the same bytes for the same library, forgiving in reading."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.dates import DateSource
from readlist.domain.dumps import Dump, DumpKind, Sighting
from readlist.domain.errors import KnownError
from readlist.domain.export import Collection
from readlist.domain.papers import Highlight, Paper, ReadingList, Status, Tag
from readlist.domain.people import Name
from readlist.domain.views import SavedSearch
from readlist.formats.readers import parse_json
from readlist.formats.readlist_json import unpack, write_json
from tests.unit.formats.papers import whole_paper

TO_CITE = ReadingList(id=1, name="To cite", description="for the talk")
PAGE = Dump(id=9, sha256="ab" * 32, source="page.txt", kind=DumpKind.TEXT, page_date="--12-10")


def collection() -> Collection:
    paper = whole_paper()
    extra = {"x-reader": {"deep": [1, None]}, "tags": "a field of that name"}
    bib = replace(paper.bib, published_source=DateSource.READER, authors_count=4, extra=extra)
    sighting = Sighting(
        id=1, paper_id=7, dump_id=9, position=3, first_line=5, last_line=8, comments=0,
        date_text="Oct 16 2", authors_text="4 authors", page=1, page_date="--12-10",
    )  # fmt: skip
    mark = Highlight(
        id=1, paper_id=7, start=0, end=5, quote="First", colour="#ffff00", comment="why"
    )
    first = replace(
        paper, bib=bib, rating=4, added="2026-01-01T00:00:00Z", trashed="2026-01-02T00:00:00Z",
        edited=frozenset({"title"}), lists=(TO_CITE,), highlights=(mark,), sightings=(sighting,),
    )  # fmt: skip
    second = Paper(id=3, bib=replace(paper.bib, title="Other", authors=(), extra={}))
    return Collection(
        papers=[first, second],
        tags=[Tag(id=1, name="theory/deep", colour="#ff0000"), Tag(id=5, name="unused")],
        lists=[(TO_CITE, [7, 3])],
        dumps=[(PAGE, b"the page's bytes")],
        saved_searches=[SavedSearch(1, "mine", "is:starred")],
        not_duplicate=[(7, 3)],
        unknown={"later": True},
    )


def test_everything_is_read_back() -> None:
    text = write_json(collection())
    dump = parse_json(text.encode(), "library.json")
    assert (dump.doubtful, dump.warnings) == ((), ())
    second, first = dump.entries
    paper = collection().papers[0]
    assert first.bib == paper.bib
    assert second.bib == collection().papers[1].bib
    extras = first.extras
    assert extras is not None
    assert (extras.file_id, extras.tags, extras.lists) == (7, ("theory/deep", "a, b"), ("To cite",))
    assert (extras.status, extras.starred, extras.rating) == (Status.READ, True, 4)
    assert (extras.added, extras.changed) == (paper.added, "")
    assert (extras.trashed, extras.edited) == (paper.trashed, ("title",))
    assert extras.notes[0]["text"] == paper.notes[0].text
    assert extras.highlights[0]["quote"] == "First"
    assert dict(extras.sightings[0]) == {
        "dump": PAGE.sha256, "page": 1, "page_date": "--12-10", "position": 3, "first_line": 5,
        "last_line": 8, "comments": 0, "date_text": "Oct 16 2", "authors_text": "4 authors",
    }  # fmt: skip
    rest = dump.collection
    assert rest["lists"] == [{"name": "To cite", "description": "for the talk", "papers": [7, 3]}]
    assert rest["tags"] == [{"name": "theory/deep", "colour": "#ff0000"}, {"name": "unused"}]
    assert rest["saved_searches"] == [{"name": "mine", "query": "is:starred"}]
    assert rest["not_duplicate"] == [[3, 7]]
    assert rest["unknown"] == {"later": True}
    pages = rest["dumps"]
    assert isinstance(pages, list)
    assert unpack(pages[0]["raw"]) == b"the page's bytes"
    assert dump.lines == dump.header_lines + dump.entry_lines == text.count("\n")


def test_the_same_library_gives_the_same_bytes() -> None:
    one = collection()
    other = replace(one, papers=list(reversed(one.papers)), tags=list(reversed(one.tags)))
    assert write_json(one) == write_json(other)


def test_a_handwritten_file() -> None:
    text = """
    {"papers": [
      "Only a title",
      {"title": "T", "authors": ["Laurens van der Maaten", {"literal": "Gemini Team"}],
       "published": "2023-11", "year": 1999, "notes": ["n"], "tags": ["a", "a"], "mood": "good"},
      {"title": "Y", "year": 2020}
    ]}"""
    one, two, three = parse_json(text.encode("utf-16"), "x.json").entries
    assert one.bib.title == "Only a title"
    assert two.bib.authors[0] == Name(given="Laurens", family="Maaten", particle="van der")
    assert (str(two.bib.published), two.bib.published_source) == ("2023-11", DateSource.FILE)
    assert two.bib.extra == {"mood": "good"}
    assert two.extras is not None
    assert (two.extras.tags, two.extras.notes) == (("a",), ({"text": "n"},))
    assert (two.first_line, two.last_line) == (4, 5)
    assert str(three.bib.published) == "2020"


@pytest.mark.parametrize(
    ("paper", "reason"),
    [
        ("{}", "no title"),
        ("3", "not an object"),
        ('{"title": 3}', "title: it is not text"),
        ('{"title": "x", "published": "soon"}', "'soon' is not a date"),
        ('{"title": "x", "published": "2023-02-30"}', "is not a date"),
        ('{"title": "x", "authors": "A"}', "authors: it is not a list"),
        ('{"title": "x", "authors": [{}]}', "authors: a name is empty"),
        ('{"title": "x", "status": "maybe"}', "status: 'maybe'"),
        ('{"title": "x", "rating": 9}', "rating"),
        ('{"title": "x", "starred": 1}', "starred"),
        ('{"title": "x", "tags": [1]}', "tags: not all of it is text"),
        ('{"title": "x", "highlights": [{"start": 3, "end": 1}]}', "highlights"),
        ('{"title": "x", "sightings": [{"lines": [1]}]}', "sightings"),
        ('{"title": "x", "authors_count": -1}', "authors_count"),
        ('{"title": "x", "id": 1e3}', "id: it is not a whole number"),
    ],
)
def test_a_bad_paper_does_not_stop_the_rest(paper: str, reason: str) -> None:
    text = f'{{"papers": [\n{{"title": "before"}},\n{paper},\n{{"title": "after"}}\n]}}\n'
    dump = parse_json(text.encode(), "x.json")
    assert [entry.bib.title for entry in dump.entries] == ["before", "after"]
    (block,) = dump.doubtful
    assert (block.first_line, block.last_line) == (3, 3)
    assert block.reason.startswith("paper 2: ")
    assert reason in block.reason
    assert (dump.lines, dump.header_lines, dump.entry_lines) == (5, 2, 2)


def test_a_cut_file_gives_what_is_whole() -> None:
    text = write_json(collection())
    cut = text[: text.index('"Other"') + 3]
    with pytest.raises(KnownError):
        parse_json(cut.encode(), "x.json")
    cut = text[: text.index("LLaVA")]
    dump = parse_json(cut.encode(), "x.json")
    assert [entry.bib.title for entry in dump.entries] == ["Other"]
    assert "not JSON from here on" in dump.doubtful[0].reason


@pytest.mark.parametrize(
    "text",
    ["", "{", "nope", '{"a": 1}', '{"papers": 3}', '{"papers": [], "version": 2}',
     "[" * 100_000, '{"papers": [' + "[" * 500 + "]" * 500 + "]}", '{"papers": [NaN]}'],
)  # fmt: skip
def test_what_is_no_readlist_json_is_told(text: str) -> None:
    with pytest.raises(KnownError) as caught:
        parse_json(text.encode(), "some.json")
    assert caught.value.message.startswith("This ")


def test_wrong_shapes_beside_the_papers_are_told() -> None:
    text = '{"papers": [], "tags": [{"name": 1}, {"name": "x"}], "lists": 3, "dumps": ["a"]}'
    dump = parse_json(text.encode(), "x.json")
    assert dump.collection == {"tags": [{"name": "x"}]}
    assert [warning.split(":")[0] for warning in dump.warnings] == ["tags", "lists", "dumps"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["title", "authors", "published", "tags", "notes", "text", "id", "extra", "sightings",
             "highlights", "start", "end", "lines", "status", "name", "papers", "family", "odd"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(VALUES, max_size=4), st.dictionaries(st.text(max_size=8), VALUES, max_size=3))
def test_any_json_is_read_or_told(papers: list[object], rest: dict[str, object]) -> None:
    raw = json.dumps({"papers": papers} | rest, indent=1).encode()
    try:
        dump = parse_json(raw, "x.json")
    except KnownError:
        return
    doubtful = sum(block.last_line - block.first_line + 1 for block in dump.doubtful)
    assert dump.lines == dump.header_lines + dump.entry_lines + doubtful
    if "papers" not in rest:
        assert len(dump.entries) <= len(papers)


@pytest.mark.parametrize("damaged", ["!", "AAAA", "eJxLBAAAQgBC"])
def test_a_damaged_page_is_refused(damaged: str) -> None:
    with pytest.raises(ValueError, match="bytes"):
        unpack(damaged)
