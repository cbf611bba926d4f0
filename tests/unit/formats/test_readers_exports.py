"""Files that other programs wrote: groups, inheritance, notes, states of reading, dates."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.domain.dates import PartialDate
from readlist.domain.drafts import Entry, Extras, ParsedDump
from readlist.domain.papers import Status
from readlist.formats.daily import parse

FILES = Path(__file__).parents[2] / "data" / "citations"


def read(name: str) -> ParsedDump:
    dump = parse((FILES / name).read_bytes(), name)
    assert dump.doubtful == ()
    return dump


def by_key(dump: ParsedDump) -> dict[str, Entry]:
    return {entry.bib.citation_key: entry for entry in dump.entries}


def extras(entry: Entry) -> Extras:
    assert entry.extras is not None
    return entry.extras


def test_groups_of_jabref_6() -> None:
    entries = by_key(read("jabref_groups.bib"))
    lists = {key: extras(entry).lists for key, entry in entries.items()}
    assert lists["1102917"] == ("TestOne", "TestTwo")
    # In a static group, in nested ones, and in a group of all whose author is Churchill.
    assert lists["1137631"] == (
        "StaticGroup", "TestOne/TestOneSubOne", "TestOne/TestOneSubTwo", "TestOne", "TestTwo",
        "DynamicGroup",
    )  # fmt: skip
    assert lists["1251435"] == ()


def test_states_of_jabref_6() -> None:
    entries = by_key(read("jabref_groups.bib"))
    states = {
        key: (extras(entry).status, extras(entry).starred, extras(entry).rating)
        for key, entry in entries.items()
    }
    assert states["1102917"] == (Status.QUEUED, True, 0)  # the first priority
    assert states["10250999"] == (Status.QUEUED, False, 0)  # the second
    assert states["1137628"] == (Status.READ, False, 0)
    assert states["820136"] == (Status.READING, False, 0)  # skimmed
    assert states["00000000"] == (None, False, 2)
    assert entries["1102917"].bib.extra["priority"] == "prio1"
    assert "ranking" not in entries["00000000"].bib.extra


def test_groups_of_jabref_2_and_better_bibtex_name_their_members() -> None:
    old = by_key(read("jabref-2.10_groups.bib"))
    # The upper group shows what the lower ones hold.
    assert extras(old["Doe-2017"]).lists == ("my-main-group-2/my-subgroup-2", "my-main-group-2")
    assert extras(old["Unkonw-"]).lists == ()
    zotero = read("better-bibtex_groups.bib")  # wrapped in the midst of a key
    assert [extras(entry).lists for entry in zotero.entries] == [
        ("Omit URL export when DOI present. #131",)
    ] * 3
    assert extras(zotero.entries[0]).tags == ("bdec15", "zotero_testcase")


def test_what_a_paper_takes_over_from_its_proceedings() -> None:
    entry = by_key(read("jabref_crossref.bib"))["DBLP:conf/wicsa/ZimmermannWKG15"]
    assert entry.bib.venue.startswith("12th Working IEEE/IFIP Conference on Software Architecture")
    assert entry.bib.title.startswith("Architectural Decision Guidance")
    assert entry.bib.url == "http://dx.doi.org/10.1109/WICSA.2015.29"
    assert entry.bib.extra["publisher"] == "IEEE Computer Society"
    assert entry.bib.extra["editor"] == "Bass, Len and Lago, Patricia and Kruchten, Philippe"
    assert "crossref" not in entry.bib.extra


def test_a_comment_is_a_note_in_its_lines() -> None:
    (entry,) = read("jabref_comment.bib").entries
    (note,) = extras(entry).notes
    assert note["text"].startswith(
        "Straube14infreqPerfEstImbal\n\nCommonly used performance measures"
    )
    assert "\n- if X is a binary class prediction, then H(X) is solely" in note["text"]
    assert "\n\nKeywords: metrics, decision making" in entry.bib.abstract


def test_a_publisher_s_ris() -> None:
    (entry,) = read("publisher.ris").entries
    assert entry.bib.published == PartialDate(2005, 7, 15)
    assert (entry.bib.doi, extras(entry).notes) == ("10.1063/1.1954747", ())
    assert entry.bib.venue == "The Journal of Chemical Physics"
    assert [name.family for name in entry.bib.authors][:2] == ["Valle-Delgado", "Molina-Bolívar"]
    assert dict(entry.bib.extra) == {
        "volume": "123", "number": "3", "publisher": "American Institute of Physics",
        "issn": "0021-9606", "urldate": "2019/03/28",
    }  # fmt: skip


def test_dates_of_csl_json() -> None:
    dump = read("better-bibtex_dates.json")
    dates = {key: entry.bib.published for key, entry in by_key(dump).items()}
    assert dates["doe10_edtf_2011"] == PartialDate(2011, 5, 25)  # a range counts from its begin
    assert dates["doe12_edtf_2011"] == PartialDate(2011, 5)
    assert dates["doe13_season_2017"] == PartialDate(2017)
    assert dates["t5"] is None  # 333 before Christ
    assert dump.warnings[0] == "item 14 (line 375): the date cannot be read"


def test_a_large_file_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read("jabref_groups.bib")
    monkeypatch.setattr("readlist.formats.readers_bibtex._PIECE", 3)
    assert read("jabref_groups.bib") == whole
