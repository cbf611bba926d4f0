"""CSL-JSON of other programs and of our own: what is read, what is told."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.dumps import DumpKind
from readlist.domain.errors import KnownError
from readlist.domain.export import ExportOptions
from readlist.domain.people import Name
from readlist.formats.daily import parse
from readlist.formats.readers import parse_csl
from readlist.formats.writers import frame, write
from tests.unit.formats.papers import whole_paper
from tests.unit.formats.test_readers import adds_up

ZOTERO = """[
  {
    "id": "http://zotero.org/users/1/items/ABC", "citation-key": "bran2024",
    "type": "article-journal",
    "title": "Augmenting <i>large</i> language models &amp; tools",
    "container-title": "Nature Machine Intelligence",
    "author": [
      {"family": "Bran", "given": "Andres M."},
      {"family": "Oord", "given": "Aäron", "non-dropping-particle": "van den"},
      {"literal": "The ChemCrow Team"}, {}, "Ada Lovelace"
    ],
    "issued": {"date-parts": [["2024", 5, 8]]}, "DOI": "https://doi.org/10.1038/s42256-024-00832-8",
    "page": "525–535", "volume": 6, "issue": "5", "keyword": "chemistry, agents",
    "note": "mine", "editor": [{"family": "Ed"}]
  },
  {"type": "article", "title": "Attention Is All You Need", "publisher": "arXiv",
   "number": "arXiv:1706.03762", "issued": "2017-06-12"},
  {"type": "book"},
  17,
  {"type": "speech", "title": "Undated", "issued": {"raw": "soon"}, "id": 5}
]
"""


def test_a_file_of_zotero() -> None:
    dump = parse(ZOTERO.encode(), "library.json")
    assert dump.kind is DumpKind.CSL
    assert adds_up(dump)
    first, second, third = dump.entries
    assert first.bib.title == "Augmenting large language models & tools"
    assert first.bib.authors == (
        Name(given="Andres M.", family="Bran"),
        Name(given="Aäron", family="Oord", particle="van den"),
        Name(literal="The ChemCrow Team"),
        Name(given="Ada", family="Lovelace"),
    )
    assert (first.bib.published, first.bib.published_source) == (
        PartialDate(2024, 5, 8),
        DateSource.FILE,
    )
    assert (first.bib.doi, first.bib.pages) == ("10.1038/s42256-024-00832-8", "525-535")
    assert (first.bib.venue, first.bib.entry_type) == ("Nature Machine Intelligence", "article")
    assert first.bib.citation_key == "bran2024"
    assert first.bib.extra == {"volume": "6", "number": "5", "csl-editor": [{"family": "Ed"}]}
    assert first.extras is not None
    assert first.extras.tags == ("chemistry", "agents")
    assert first.extras.notes == ({"text": "mine"},)
    assert (first.first_line, first.last_line) == (2, 15)
    assert (second.bib.arxiv_id, second.bib.published) == ("1706.03762", PartialDate(2017, 6, 12))
    assert (second.bib.entry_type, second.bib.venue, second.bib.extra) == ("", "", {})
    assert (third.bib.published, third.bib.citation_key) == (None, "")
    assert [(block.first_line, block.reason) for block in dump.doubtful] == [
        (18, "item 3: it has no title"),
        (19, "item 4: it is not an object"),
    ]
    assert dump.warnings == (
        "item 1 (line 2): an author without a name is left out",
        "item 5 (line 20): the date cannot be read",
    )


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ('{"items": [{"type": "book", "title": "A"}]}', ["A"]),
        ('{"type": "journal-article", "title": ["A", "B"]}', ["A"]),
        ('\ufeff[{"type": "article", "title": "A"}, {"type": "bo', ["A"]),
    ],
)
def test_other_shapes_are_read(text: str, titles: list[str]) -> None:
    dump = parse(text.encode(), "x.json")
    assert dump.kind is DumpKind.CSL
    assert [entry.bib.title for entry in dump.entries] == titles
    assert adds_up(dump)


@pytest.mark.parametrize("text", ['[{"title": "A"}]', '{"papers": [{"title": "A", "type": "b"}]}'])
def test_readlist_json_stays_what_it_is(text: str) -> None:
    assert parse(text.encode(), "x.json").kind is DumpKind.JSON


def test_what_is_no_json_is_told() -> None:
    with pytest.raises(KnownError, match="line 2"):
        parse_csl(b"[\n{nothing", "x.json")


def test_our_own_file_comes_back_whole() -> None:
    paper = whole_paper()
    options = ExportOptions(format="csl-json", fields=frozenset({"abstract", "url", "doi"}))
    dump = parse_csl(frame([write([paper], options).text], options).encode(), "x.json")
    (entry,) = dump.entries
    for name in ("title", "abstract", "authors", "published", "arxiv_id", "doi", "url", "venue",
                 "pages", "citation_key"):  # fmt: skip
        assert getattr(entry.bib, name) == getattr(paper.bib, name), name


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["literal", "date-parts", "family", "raw"]), inner)
    ),
    max_leaves=6,
)
_NAMES = st.sampled_from(
    "type title author issued DOI URL page number note keyword container-title id archive "
    "archive_location publisher volume citation-key abstract x".split()
)


@given(st.lists(st.dictionaries(_NAMES, _JSON) | _JSON, max_size=4))
def test_nothing_in_an_item_stops_the_reading(items: list[object]) -> None:
    dump = parse_csl(json.dumps(items).encode(), "x.json")
    assert adds_up(dump)
    assert len(dump.entries) + len(dump.doubtful) <= max(1, len(items))


@given(st.integers(0, len(ZOTERO)))
def test_a_cut_file_gives_what_stands_before_the_cut(length: int) -> None:
    try:
        dump = parse_csl(ZOTERO[:length].encode(), "x.json")
    except KnownError:
        return
    assert adds_up(dump)
