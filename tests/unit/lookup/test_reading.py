"""Reading answers: the recorded ones exactly, and anything else without harm."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.people import Name
from readlist.lookup.arxiv import Arxiv, plain_words
from readlist.lookup.crossref import Crossref
from readlist.lookup.errors import BadAnswerError
from readlist.lookup.hugging_face import HuggingFace
from readlist.lookup.semantic_scholar import SemanticScholar
from readlist.lookup.service import Answer, OfArxivIds, OfDoi, OfTitle, Service
from readlist.lookup.values import name_of, unmarked
from tests.recorded_services import body

SERVICES: tuple[Service, ...] = (HuggingFace(), Arxiv(), SemanticScholar(), Crossref())


def test_an_old_id_keeps_its_archive_and_loses_its_version() -> None:
    old = body("arxiv_id_list_old-id_affiliations_journal-ref.xml")
    (found,) = Arxiv().read(Answer(status=200, body=old))
    assert found.bib.arxiv_id == "astro-ph/0601001"
    assert found.bib.primary_category == "astro-ph"
    assert [name.display for name in found.bib.authors] == [
        "Andrew Gould", "Susan Dorsher", "B. Scott Gaudi", "Andrzej Udalski",
    ]  # fmt: skip


def test_an_id_that_arxiv_leaves_out_costs_no_other() -> None:
    (found,) = Arxiv().read(Answer(status=200, body=body("arxiv_id_list_two.xml")))
    assert found.bib.arxiv_id == "1707.08567"
    assert "\n" not in found.bib.abstract + found.bib.title


@pytest.mark.parametrize("name", ["arxiv_id_list_bad-id_400.xml", "arxiv_id_list_empty.xml"])
def test_an_error_told_as_an_entry_is_no_paper(name: str) -> None:
    assert Arxiv().read(Answer(status=200, body=body(name))) == ()


def test_a_publishers_abstract_loses_its_markup() -> None:
    answer = Answer(status=200, body=body("crossref_works_by-doi.json"))
    (found,) = Crossref().read(answer)
    assert found.bib.abstract.startswith("Metal-oxide layers are likely to be present on metallic")
    assert "low temperatures (<75 K) and low strain values (<5%)" in found.bib.abstract
    assert unmarked("<i>p</i> < 0.05 & a<b") == "p < 0.05 & a<b"


@pytest.mark.parametrize(
    ("venue", "journal", "kinds", "expected"),
    [
        ("Neural Information Processing Systems", "ArXiv", ["JournalArticle"],
         ("Neural Information Processing Systems", "")),
        ("arXiv.org", "ArXiv", ["JournalArticle"], ("", "")),
        ("bioRxiv", "bioRxiv", None, ("", "")),
        ("", "Journal of Applied Physics", None, ("Journal of Applied Physics", "article")),
        ("ICML", None, ["Conference"], ("ICML", "inproceedings")),
    ],
)  # fmt: skip
def test_a_preprint_server_is_no_venue(
    venue: str, journal: str | None, kinds: list[str] | None, expected: tuple[str, str]
) -> None:
    recorded = json.loads(body("semantic-scholar_match_paperqa.json"))
    paper = recorded["data"][0]
    paper |= {"venue": venue, "journal": {"name": journal}, "publicationTypes": kinds}
    raw = json.dumps(recorded).encode()
    (found,) = SemanticScholar().read(Answer(status=200, body=raw))
    assert (found.bib.venue, found.bib.entry_type) == expected


@pytest.mark.parametrize(
    "hostile",
    [
        b'<!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><feed>&b;</feed>',
        b'<!DOCTYPE feed SYSTEM "file:///etc/passwd"><feed xmlns="http://www.w3.org/2005/Atom"/>',
        b'<feed xmlns="http://www.w3.org/2005/Atom">&unknown;</feed>',
        b"<html/>",
        b"<a>" * 100_000,
        b"",
        b'<?xml version="1.0" encoding="no-such"?><feed/>',
    ],
)
def test_a_hostile_feed_is_refused(hostile: bytes) -> None:
    with pytest.raises(BadAnswerError):
        Arxiv().read(Answer(status=200, body=hostile))


def test_a_title_is_asked_by_its_words() -> None:
    request = Arxiv().request(OfTitle('GPT-4: A "Report" (ti:x) AND more\\'))
    assert request is not None
    assert "search_query=ti%3A%22GPT+4+A+Report+ti+x+AND+more%22" in request.url
    assert plain_words("::--") == ""
    assert Arxiv().request(OfTitle("::--")) is None


def test_crossref_is_not_asked_by_title_nor_for_arxivs_dois() -> None:
    assert Crossref().request(OfTitle("Attention Is All You Need")) is None
    assert Crossref().request(OfDoi("10.48550/arXiv.1706.03762")) is None
    assert Crossref().request(OfArxivIds(("1706.03762",))) is None


def test_groups_and_separators_among_authors() -> None:
    assert name_of("Gemini Team") == Name(literal="Gemini Team")
    assert name_of(":") is None
    assert name_of("Laurens van der Maaten") == Name(
        given="Laurens", particle="van der", family="Maaten"
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                "paper id title authors name data message items author given family DOI issued "
                "type date-parts externalIds ArXiv journal pages year publicationTypes page".split()
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(JSON)
def test_any_json_is_read_or_refused(document: object) -> None:
    raw = json.dumps(document).encode()
    for service in SERVICES:
        try:
            found = service.read(Answer(status=200, body=raw))
        except BadAnswerError:
            continue
        for record in found:
            assert record.bib.title
            "".join(name.display for name in record.bib.authors).encode()
            record.bib.title.encode()


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    for service in SERVICES:
        try:
            service.read(Answer(status=200, body=raw))
        except BadAnswerError:
            continue
