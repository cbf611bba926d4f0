"""Citation keys in a library: its pattern, keys that stay, and making them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.domain.drafts import ImportResult
from readlist.domain.errors import InvalidValueError, KnownError
from readlist.domain.export import ExportOptions
from readlist.domain.key_patterns import DEFAULT_PATTERN
from readlist.jobs.context import Cancelled, JobContext
from readlist.library import Library

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
SCHOLAR = "[auth:lower][year][firstWord:lower]"
BIB = r"""
@inproceedings{Vaswani:2017, title = {Attention Is All You Need}, year = 2017,
  author = {Vaswani, Ashish and Shazeer, Noam}}
@misc{müller(1), title = {Visualizing Data using t-SNE}, year = 2008,
  author = {van der Maaten, Laurens and Hinton, Geoffrey}}
@misc{my key, title = {Deep Residual Learning for Image Recognition}, year = 2016,
  author = {He, Kaiming}}
"""
OTHER = r"""
@misc{vaswani:2017, title = {Tensor2Tensor for Neural Machine Translation}, year = 2018,
  author = {Vaswani, Ashish}}
"""


@pytest.fixture
def ids(library: Library) -> list[int]:
    """The papers of one sample page; none has authors or a key."""
    parsed, _ = library.importing.read([SEEDS[4]])
    return sorted(library.importing.commit(library.importing.plan(parsed)).change.added)


def take_in(library: Library, text: str) -> ImportResult:
    parsed = library.importing.parse(text.encode(), f"{len(text)}.bib")
    return library.importing.commit(library.importing.plan([parsed]))


def keys(library: Library, ids: list[int]) -> list[str]:
    return [library.papers.get(one).bib.citation_key for one in ids]


def titled(library: Library, ids: list[int]) -> dict[str, str]:
    found = [library.papers.get(one).bib for one in ids]
    return {bib.title.partition(" ")[0]: bib.citation_key for bib in found}


def test_new_keys_follow_the_librarys_pattern(library: Library, ids: list[int]) -> None:
    assert library.keys.pattern() == DEFAULT_PATTERN
    before = library.history.state()
    library.keys.set_pattern(" p[id] ")
    assert library.keys.pattern() == "p[id]"
    assert library.history.state() == before
    library.exporting.copy(ids[:2], ExportOptions())
    assert keys(library, ids[:3]) == [f"p{ids[0]}", f"p{ids[1]}", ""]
    library.keys.set_pattern("")
    library.exporting.copy(ids, ExportOptions())
    assert keys(library, ids[:2]) == [f"p{ids[0]}", f"p{ids[1]}"]
    assert not set(keys(library, ids[2:])) & {f"p{one}" for one in ids}


def test_a_pattern_stays_with_the_library(library: Library) -> None:
    library.keys.set_pattern(SCHOLAR)
    with Library.open(library.folder, process="another") as again:
        assert again.keys.pattern() == SCHOLAR
    with pytest.raises(InvalidValueError, match="Position 2"):
        library.keys.set_pattern("[nothing]")
    assert library.keys.pattern() == SCHOLAR


def test_a_pattern_of_a_later_version_is_left_alone(library: Library, ids: list[int]) -> None:
    with library.papers._storage.unlogged() as db:
        db.execute("INSERT INTO library VALUES('key_pattern', '[orcid]')")
    assert library.keys.pattern() == DEFAULT_PATTERN
    assert library.keys.preview(ids[:1])[0].new


def test_renewing_does_what_the_preview_says_in_one_step(library: Library, ids: list[int]) -> None:
    library.exporting.copy(ids, ExportOptions())
    before = keys(library, ids)
    preview = library.keys.preview(ids, "[words:lower]-[year]")
    assert [line.old for line in preview] == before
    assert keys(library, ids) == before
    dry, lines = library.keys.renew(ids, "[words:lower]-[year]", dry_run=True)
    assert (bool(dry), lines, keys(library, ids)) == (False, preview, before)
    change, lines = library.keys.renew(ids, "[words:lower]-[year]")
    assert lines == preview
    assert keys(library, ids) == [line.new for line in preview]
    assert change.papers == {line.paper_id for line in lines if line.changes}
    assert library.history.state().undo == f"Make {len(change.papers)} citation keys anew"
    library.history.undo()
    assert keys(library, ids) == before
    library.history.redo()
    assert keys(library, ids) == [line.new for line in preview]
    assert not library.keys.renew(ids, "[words:lower]-[year]")[0]


def test_equal_stems_get_suffixes_that_stay(library: Library, ids: list[int]) -> None:
    library.papers.edit(ids[5], citation_key="X")
    library.keys.renew(ids[:4], "x[org:or(x):1:lower]:x")
    library.keys.renew(ids[:4], "[arxiv:or(x)]")
    assert keys(library, ids[:4]) == ["xa", "xb", "xc", "xd"]
    # Who has one of the keys keeps it, in whatever order the papers are named.
    library.keys.renew([ids[2]], "other[arxiv]")
    library.keys.renew([ids[3], ids[2], ids[1]], "[arxiv:or(x)]")
    assert keys(library, ids[:4]) == ["xa", "xb", "xc", "xd"]
    folded = [key.casefold() for key in keys(library, ids) if key]
    assert len(set(folded)) == len(folded)


def test_papers_can_take_each_others_keys(library: Library, ids: list[int]) -> None:
    one, two = ids[:2]
    library.keys.renew([one, two], "[id]")
    library.papers.edit(one, citation_key="z")
    library.papers.edit(two, citation_key=str(one))
    library.keys.renew([one, two], "[id]", everything=True)
    assert keys(library, [one, two]) == [str(one), str(two)]
    library.history.undo()
    assert keys(library, [one, two]) == ["z", str(one)]


def test_a_key_by_hand_stays_unless_asked(library: Library, ids: list[int]) -> None:
    library.papers.edit(ids[0], citation_key="Mine")
    library.exporting.copy(ids, ExportOptions())
    lines = library.keys.preview(ids, "[id]")
    assert [(line.new, line.kept) for line in lines[:2]] == [("Mine", "hand"), (str(ids[1]), "")]
    library.keys.renew(ids, "[id]")
    assert keys(library, ids[:2]) == ["Mine", str(ids[1])]
    library.keys.renew(ids, "[id]", everything=True)
    paper = library.papers.get(ids[0])
    assert (paper.bib.citation_key, paper.edited) == (str(ids[0]), frozenset())
    assert library.keys.preview(ids[:1])[0].kept == ""


def test_keys_of_a_bib_file_are_kept(library: Library) -> None:
    result = take_in(library, BIB)
    ids = sorted(result.change.added)
    assert titled(library, ids) == {"Attention": "Vaswani:2017", "Visualizing": "müller(1)",
                                    "Deep": ""}  # fmt: skip
    assert result.dumps[0].skipped == (
        "The citation key my key of “Deep Residual Learning for Image Recognition”: "
        "no .bib file can hold it.",
    )
    export = library.exporting.write(library.folder / "x.bib", ids, ExportOptions())
    assert "@inproceedings{Vaswani:2017," in export.text
    assert "@misc{müller(1)," in export.text
    problems = [one.problem for one in export.problems if one.field == "citation_key"]
    assert problems == ["the key holds ü(), which some programs refuse"]
    assert titled(library, ids)["Deep"] == "he2016"
    kept = {line.old: line.kept for line in library.keys.preview(ids, SCHOLAR)}
    assert kept == {"Vaswani:2017": "file", "müller(1)": "file", "he2016": ""}
    library.keys.renew(ids, SCHOLAR, everything=True)
    assert set(keys(library, ids)) == {
        "vaswani2017attention", "maaten2008visualizing", "he2016deep",
    }  # fmt: skip
    assert not any(line.kept for line in library.keys.preview(ids))


def test_of_two_files_with_the_same_key_the_first_keeps_it(library: Library) -> None:
    take_in(library, BIB)
    result = take_in(library, OTHER)
    assert keys(library, sorted(result.change.added)) == [""]
    assert "another paper has it" in result.dumps[0].skipped[0]
    lines = library.keys.preview(sorted(result.change.added))
    assert [(line.old, line.new) for line in lines] == [("", "vaswani2018")]


def test_a_key_that_a_file_brought_to_a_page_s_paper_is_a_file_s(
    library: Library, ids: list[int]
) -> None:
    title = library.papers.get(ids[0]).bib.title
    take_in(library, f"@misc{{known, title = {{{{{title}}}}}, year = 2020}}")
    assert keys(library, ids[:1]) == ["known"]
    assert library.keys.preview(ids[:1])[0].kept == "file"


def test_cancelling_leaves_all_as_it_was(library: Library, ids: list[int]) -> None:
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        library.keys.renew(ids, "[id]", context=context)
    assert set(keys(library, ids)) == {""}
    with pytest.raises(KnownError, match="Position 1"):
        library.keys.renew(ids, "")


def test_examples_are_of_several_sorts(library: Library, ids: list[int]) -> None:
    library.papers.edit(ids[-1], title="LLaVA: Visual Tuning", authors=["Liu, Haotian"])
    chosen = library.keys.examples(ids, 4)
    assert len(chosen) == 4
    assert chosen[0] == ids[-1]
    stems = dict(library.keys.stems(chosen, "[auth|name:lower]"))
    assert stems["LLaVA: Visual Tuning"] == "liu"
    assert len(stems) == 4
