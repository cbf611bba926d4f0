"""Looking papers up: what is asked in which order, and that the answers are the recorded ones."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from readlist.domain.candidates import Candidate
from readlist.domain.dates import PartialDate
from readlist.domain.matching import Decision, judge
from readlist.domain.papers import Bibliography
from readlist.jobs.context import Cancelled, JobContext
from readlist.lookup.arxiv import Arxiv
from readlist.lookup.crossref import Crossref
from readlist.lookup.hugging_face import HuggingFace
from readlist.lookup.plan import Found, Services, Wanted, look_up, preview
from readlist.lookup.semantic_scholar import SemanticScholar
from readlist.lookup.service import Answer
from tests.recorded_services import DAYS, Recorded, body, document, too_many, with_body
from tests.unit.lookup.conftest import MakeExchange

OMNI = "OmniScope: Modality-Decoupled Token Compression for Omnimodal Large Language Models"
ATTENTION = "Attention Is All You Need"
CHEMCROW = "Augmenting large language models with chemistry tools"
PAPERQA = "PaperQA: Retrieval-Augmented Generative Agent for Scientific Research"
COPPER = (
    "Effect of native oxide layers on copper thin-film tensile properties: A reactive molecular "
    "dynamics study"
)


def wanted(title: str, number: int = 1, *pages: date, **known: object) -> Wanted:
    return Wanted(id=number, bib=Bibliography(title=title, **known), pages=pages)  # type: ignore[arg-type]


def the_one(found: Found) -> dict[str, object]:
    """All fields that the one certain record and its further ones bring."""
    (best,) = found.candidates
    fields: dict[str, object] = {}
    for record in (best, *best.more):
        for name in ("authors", "published", "arxiv_id", "primary_category", "doi", "venue",
                     "entry_type", "pages"):  # fmt: skip
            value = getattr(record.bib, name)
            if value and name not in fields:
                fields[name] = value
    fields["authors"] = [name.display for name in best.bib.authors]
    fields["published"] = str(fields["published"])
    return fields


def test_a_page_with_a_date_is_one_request(
    recorded: Recorded, services: Services, make_exchange: MakeExchange
) -> None:
    entries = document("hugging-face_daily-2026-06-12.json")
    day = date(2026, 6, 12)
    papers = [wanted(e["title"], n, day, abstract=e["summary"]) for n, e in enumerate(entries)]
    found = look_up(papers, services, make_exchange())
    assert recorded.asked_at("hf") == ["api/daily_papers?date=2026-06-12&limit=100"]
    assert len(recorded.asked_at("arxiv")) == 1  # all ids at once
    assert len(found.candidates) == len(entries)
    for entry, record in zip(entries, found.candidates, strict=True):
        paper = entry["paper"]
        assert record.bib.arxiv_id == paper["id"]
        assert str(record.bib.published) == paper["publishedAt"][:10]
        assert [a.display for a in record.bib.authors] == [a["name"] for a in paper["authors"]]
    assert not found.faults


def test_bare_titles_are_found_among_many_others(
    recorded: Recorded, services: Services, make_exchange: MakeExchange
) -> None:
    entries = [e for day in DAYS for e in document(f"hugging-face_daily-{day}.json")]
    papers = [wanted(entry["title"], n) for n, entry in enumerate(entries)]
    found = look_up(papers, services, make_exchange())
    ids = [record.bib.arxiv_id for record in found.candidates]
    assert ids == [entry["paper"]["id"] for entry in entries]
    assert len(recorded.asked_at("hf")) == len(entries)


def test_attention_is_the_one_of_2017_with_its_venue(
    recorded: Recorded, services: Services, make_exchange: MakeExchange
) -> None:
    found = look_up([wanted(ATTENTION)], services, make_exchange())
    assert the_one(found) == {
        "authors": [
            "Ashish Vaswani", "Noam Shazeer", "Niki Parmar", "Jakob Uszkoreit", "Llion Jones",
            "Aidan N. Gomez", "Lukasz Kaiser", "Illia Polosukhin",
        ],
        "published": "2017-06-12",
        "arxiv_id": "1706.03762",
        "primary_category": "cs.CL",
        "venue": "Neural Information Processing Systems",
        "entry_type": "inproceedings",
        "pages": "5998-6008",
    }  # fmt: skip
    assert recorded.asked_at("crossref") == []  # nobody knows a publisher's DOI


def test_a_journal_paper_has_its_publishers_data(
    services: Services, make_exchange: MakeExchange
) -> None:
    found = look_up([wanted(CHEMCROW)], services, make_exchange())
    fields = the_one(found)
    assert fields["doi"] == "10.1038/s42256-024-00832-8"
    assert fields["venue"] == "Nature Machine Intelligence"
    assert (fields["entry_type"], fields["pages"]) == ("article", "525-535")
    assert fields["arxiv_id"] == "2304.05376"
    assert fields["authors"] == [
        "Andres M. Bran", "Sam Cox", "Oliver Schilter", "Carlo Baldassari", "Andrew D. White",
        "Philippe Schwaller",
    ]  # fmt: skip
    assert [r.source for r in (found.candidates[0], *found.candidates[0].more)] == [
        "Crossref", "Semantic Scholar",
    ]  # fmt: skip
    assert found.candidates[0].bib.extra == {"volume": "6", "number": "5"}


def test_a_preprint_gets_no_venue_and_no_doi_of_arxiv(
    services: Services, make_exchange: MakeExchange
) -> None:
    fields = the_one(look_up([wanted(PAPERQA)], services, make_exchange()))
    assert fields == {
        "authors": [
            "Jakub L'ala", "Odhran O'Donoghue", "Aleksandar Shtedritski", "Sam Cox",
            "Samuel G. Rodriques", "Andrew D. White",
        ],
        "published": "2023-12-08",
        "arxiv_id": "2312.07559",
    }  # fmt: skip


def test_a_known_doi_is_asked_at_its_publisher(
    recorded: Recorded, services: Services, make_exchange: MakeExchange
) -> None:
    found = look_up([wanted(COPPER, doi="10.1063/1.4938384")], services, make_exchange())
    fields = the_one(found)
    assert fields["authors"] == ["Michael D. Skarlinski", "David J. Quesnel"]
    assert fields["published"] == "2015-12-21"
    assert fields["venue"] == "Journal of Applied Physics"
    assert recorded.asked == ["/crossref/works/10.1063%2F1.4938384"]


def test_what_is_complete_is_not_asked(
    recorded: Recorded, services: Services, make_exchange: MakeExchange
) -> None:
    (entry,) = look_up([wanted(ATTENTION)], services, make_exchange()).candidates
    asked = len(recorded.asked)
    bib = replace(entry.bib, title=ATTENTION, venue="NeurIPS", published=PartialDate(2017, 6, 12))
    paper = Wanted(id=1, bib=replace(bib, entry_type="inproceedings", pages="5998-6008"))
    assert look_up([paper], services, make_exchange()).candidates == ()
    assert len(recorded.asked) == asked


@pytest.mark.parametrize(
    ("title", "file"),
    [
        (ATTENTION, "crossref_works_query-title_attention_WRONG-top-hit.json"),
        (PAPERQA, "crossref_works_query-title_paperqa_WRONG-top-hit.json"),
    ],
)
def test_the_wrong_hits_of_crossref_are_not_accepted(
    recorded: Recorded, services: Services, make_exchange: MakeExchange, title: str, file: str
) -> None:
    wrong = Crossref().read(Answer(status=200, body=body(file)))
    assert wrong
    assert judge(Bibliography(title=title), wrong).decision is Decision.NONE
    # Neither when it is what stands behind the DOI that the paper was given.
    recorded.forever["/crossref/"] = with_body(body(file))
    found = look_up([wanted(title, doi=wrong[0].bib.doi)], services, make_exchange())
    verdict = judge(Bibliography(title=title, doi=wrong[0].bib.doi), found.candidates)
    assert verdict.chosen is None


def test_a_loose_title_is_not_accepted(services: Services, make_exchange: MakeExchange) -> None:
    title = "Effect of native oxide layers on copper thin-film tensile properties: A study"
    found = look_up([wanted(title)], services, make_exchange())
    assert judge(Bibliography(title=title), found.candidates).chosen is None


def test_one_bad_id_does_not_spoil_its_batch(
    services: Services, make_exchange: MakeExchange, recorded: Recorded
) -> None:
    ids = ["1605.08386", "abc", "1707.08567", "1706.03762"]
    papers = [wanted(f"Paper {one}", n, arxiv_id=one) for n, one in enumerate(ids)]
    found = look_up(papers, services, make_exchange())
    asked = [path for path in recorded.asked_at("arxiv") if "id_list" in path]
    assert len(asked) == 5
    assert found.unasked == {1}
    assert [fault.service for fault in found.faults] == ["arXiv"]


def test_when_arxiv_is_busy_the_others_answer_and_the_next_run_asks_the_rest(
    services: Services, make_exchange: MakeExchange, recorded: Recorded
) -> None:
    paper = document("hugging-face_daily-2026-07-31.json")[0]["paper"]
    recorded.forever["/arxiv/"] = too_many()
    papers = [wanted(OMNI, 1, arxiv_id=paper["id"]), wanted(ATTENTION, 2)]
    found = look_up(papers, services, make_exchange())
    by_title = {record.bib.title: record for record in found.candidates}
    assert len(by_title[OMNI].bib.authors) == len(paper["authors"])  # from Hugging Face
    assert by_title["Attention is All you Need"].source == "Semantic Scholar"
    (fault,) = found.faults
    assert fault.service == "arXiv"
    assert "busy" in fault.reason
    assert found.unasked == {1, 2}
    recorded.forever.clear()
    recorded.asked.clear()
    again = look_up(papers, services, make_exchange())
    assert recorded.asked_at("hf") == []
    assert not again.faults
    assert "arXiv" in {record.source for record in again.candidates}


def test_offline_answers_from_what_was_kept(
    services: Services, make_exchange: MakeExchange, recorded: Recorded
) -> None:
    first = look_up([wanted(ATTENTION)], services, make_exchange())
    recorded.asked.clear()
    offline = make_exchange(offline=True)
    assert look_up([wanted(ATTENTION)], services, offline) == first
    other = look_up([wanted(OMNI, 2)], services, offline)
    assert other.candidates == ()
    assert other.unasked == {2}
    assert recorded.asked == []


def test_without_a_network_each_service_is_tried_once_and_told(
    make_exchange: MakeExchange,
) -> None:
    nowhere = "http://127.0.0.1:1"
    services = Services(
        hugging_face=HuggingFace(address=nowhere, pause=0),
        arxiv=Arxiv(address=nowhere, pause=0),
        semantic_scholar=SemanticScholar(address=nowhere, pause=0),
    )
    papers = [wanted(f"Of Nobody {n}", n) for n in range(5)]
    found = look_up(papers, services, make_exchange())
    assert [(fault.service, fault.questions) for fault in found.faults] == [
        ("Hugging Face", 5), ("arXiv", 5), ("Semantic Scholar", 5),
    ]  # fmt: skip
    assert all("cannot be reached" in fault.reason for fault in found.faults)
    assert found.unasked == {0, 1, 2, 3, 4}


def test_a_service_left_alone_still_answers_from_what_was_kept(
    services: Services, make_exchange: MakeExchange, recorded: Recorded
) -> None:
    look_up([wanted(PAPERQA, 2)], services, make_exchange())
    recorded.forever["/s2/"] = too_many(Retry_After="600")
    found = look_up([wanted("Of Nobody", 1), wanted(PAPERQA, 2)], services, make_exchange())
    assert [record.source for record in found.candidates] == ["Semantic Scholar"]
    assert found.unasked == {1}
    assert "busy" in found.faults[0].reason


def test_cancelling_is_heard_between_kept_answers(
    services: Services, make_exchange: MakeExchange
) -> None:
    look_up([wanted(PAPERQA)], services, make_exchange())
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        look_up([wanted(PAPERQA)], services, make_exchange(), context)


def test_nothing_is_sent_before_it_is_asked_for(services: Services, recorded: Recorded) -> None:
    papers = [wanted(OMNI, 1, date(2026, 7, 31)), wanted(ATTENTION, 2, arxiv_id="1706.03762")]
    told = {one.service: one.what for one in preview(papers, services)}
    assert told == {
        "Hugging Face": "up to 1 page date, up to 1 title, up to 1 arXiv id",
        "arXiv": "up to 1 title, up to 2 arXiv ids",
        "Semantic Scholar": "up to 2 arXiv ids or titles",
        "Crossref": "up to 2 DOIs",
    }
    assert recorded.asked == []


def test_doubtful_records_of_one_paper_come_together(
    services: Services, make_exchange: MakeExchange
) -> None:
    # Another number of authors is a doubt; both services know the paper by its arXiv id.
    found = look_up([wanted(ATTENTION, authors_count=3)], services, make_exchange())
    (best,) = found.candidates
    assert [best.source, *(one.source for one in best.more)] == ["arXiv", "Semantic Scholar"]
    assert judge(Bibliography(title=ATTENTION, authors_count=3), found.candidates).reason == (
        "The titles are equal, but the paper has 3 authors, the record 8 authors."
    )


def test_two_papers_of_one_title_are_left_to_the_reader(
    services: Services, make_exchange: MakeExchange, recorded: Recorded
) -> None:
    entry = document("hugging-face_daily-2026-07-31.json")[0]
    other = document("hugging-face_daily-2026-06-12.json")[0]
    twin = {**other, "paper": {**other["paper"], "title": entry["paper"]["title"]}}
    recorded.forever["/hf/api/papers/search"] = with_body(json.dumps([entry, twin]).encode())
    recorded.forever["/s2/"] = too_many()
    found = look_up([wanted(OMNI)], services, make_exchange())
    assert len(found.candidates) == 2
    assert all(isinstance(one, Candidate) and not one.more for one in found.candidates)
