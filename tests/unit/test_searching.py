"""Searching a library of the seeds: words, facts, their mixes, orders and places."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readlist.domain.papers import Paper, Status
from readlist.domain.people import Name
from readlist.domain.query import And, Fact, Node, Not, Or, Phrase, Word
from readlist.domain.views import Scope, Sort, SortKey
from readlist.jobs.context import Cancelled, JobContext
from readlist.library import Library
from readlist.resources_path import seeds_folder
from readlist.search.analysis import Analyser
from readlist.storage.facts_orders import in_scope


def import_seeds(library: Library) -> list[int]:
    folder = seeds_folder()
    assert folder is not None
    parsed, _ = library.importing.read([folder])
    library.importing.commit(library.importing.plan(parsed, captured="2024-12-31"))
    return list(library.search.find("", sort=Sort("added", descending=True)).ids)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The 220 papers of the seeds with some of everything that a reader adds."""
    with Library.open(tmp_path_factory.mktemp("seeded")) as library:
        ids = sorted(import_seeds(library))
        library.papers.star(ids[:30], True)
        library.papers.set_status(ids[10:40], Status.QUEUED)
        library.tags.add(ids[20:60], ["theory"])
        library.tags.add(ids[50:70], ["theory/Learning", "to read"])
        library.lists.create("To cite")
        cite = library.lists.get("To cite").id
        library.lists.add(cite, [ids[5], ids[3], ids[4]])
        library.notes.add(ids[7], "A **zyxomma** beside Schrödinger and k-NN.")
        library.papers.edit(ids[8], authors=(Name(given="Ada", family="Łukasiewicz"),))
        library.papers.edit(ids[9], arxiv_id="2503.02130", doi="10.1145/3292500.3330701")
        library.papers.edit(ids[10], venue="École d'été", organization="Google DeepMind")
        library.papers.edit(ids[11], title="Zyxomma of the Low-Rank ImageNet (深度学习)")
        library.papers.trash(ids[200:205])
        library.search.update()
        yield library


def ids_of(library: Library, query: str, **more: object) -> list[int]:
    answer = library.search.find(query, **more)  # type: ignore[arg-type]
    assert not answer.by_sql
    return list(answer.ids)


def test_the_index_is_current(seeded: Library) -> None:
    state = seeded.search.state()
    assert (state.state, state.papers, state.pending) == ("current", 220, 0)


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("zyxomm", 11), ("lukasiewicz", 8), ("author:Łukasiewicz ", 8),
        ("note:schrodinger", 7), ("note:knn", 7), ('note:"beside Schrodinger"', 7),
        ("2503.02130", 9), ("https://arxiv.org/abs/2503.02130v3", 9), ("arxiv:2503.02130", 9),
        ("https://doi.org/10.1145/3292500.3330701", 9), ("title:lowrank ", 11),
        ("venue:ÉCOLE", 10), ("venue:ecole", 10), ("org:deep* is:edited", 10),
        ("title:low-rank zyxomma ", 11), ("图 OR 学习", 11), ("zyxomma: of the image net", 11),
    ],
)  # fmt: skip
def test_it_is_found(seeded: Library, query: str, place: int) -> None:
    everything = sorted([*ids_of(seeded, ""), *ids_of(seeded, "", scope=Scope("trash"))])
    assert everything[place] in ids_of(seeded, query)[:2]


def test_the_title_counts_most(seeded: Library) -> None:
    ids = sorted([*ids_of(seeded, ""), *ids_of(seeded, "", scope=Scope("trash"))])
    assert ids_of(seeded, "zyxomma ") == [ids[11], ids[7]]


def test_every_paper_is_found_by_its_title(seeded: Library) -> None:
    for paper in seeded.papers.rows(ids_of(seeded, "")):
        found = seeded.search.find(paper.title)
        assert paper.id in found.ids[:3], paper.title
        assert not found.warnings, paper.title


def test_orders(seeded: Library) -> None:
    everything = seeded.papers.rows(ids_of(seeded, "", sort=Sort("title")))
    assert len(everything) == 215
    dated = [r.published for r in seeded.papers.rows(ids_of(seeded, "", sort=Sort("published")))]
    known = [date for date in dated if date]
    assert known == sorted(known)
    assert dated == known + [""] * (len(dated) - len(known))
    back = [
        r.published
        for r in seeded.papers.rows(ids_of(seeded, "", sort=Sort("published", descending=True)))
    ]
    assert back[: len(known)] == known[::-1]
    for one, next_one in pairwise(seeded.papers.rows(ids_of(seeded, "", sort=Sort("published")))):
        assert one.published != next_one.published or one.id > next_one.id  # the newest first
    by_title = ids_of(seeded, "learning", sort=Sort("title"))
    assert set(by_title) == set(ids_of(seeded, "learning"))
    assert ids_of(seeded, "", sort=Sort("title", descending=True))[-1] == everything[0].id
    seen = [r.seen for r in seeded.papers.rows(ids_of(seeded, "", sort=Sort("seen")))]
    assert seen == sorted(seen)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("key", ["title", "published", "changed", "added"])
def test_an_order_is_read_from_an_index_alone(
    seeded: Library, key: SortKey, descending: bool
) -> None:
    asked: list[str] = []
    with closing(sqlite3.connect(seeded.folder / "library.sqlite3")) as db:
        db.set_trace_callback(asked.append)
        in_scope(db, Scope(), Sort(key, descending=descending))
        db.set_trace_callback(None)
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert any("USING COVERING INDEX paper_live" in row for row in plan)


def test_places_of_the_sidebar(seeded: Library) -> None:
    counts = seeded.counts()
    cite = seeded.lists.get("To cite").id
    sizes = {
        Scope("inbox"): counts.inbox, Scope("starred"): counts.starred,
        Scope("status", "queued"): counts.statuses["queued"], Scope("untagged"): counts.untagged,
        Scope("trash"): counts.trash, Scope("tag", "Theory"): 50, Scope("list", str(cite)): 3,
        Scope("dump", str(seeded.importing.dumps()[0].id)):
            seeded.importing.dumps()[0].entries,
    }  # fmt: skip
    for scope, size in sizes.items():
        found = len(ids_of(seeded, "", scope=scope))
        assert found <= size if scope.kind == "dump" else found == size, scope
    manual = ids_of(seeded, "", scope=Scope("list", str(cite)), sort=Sort("manual"))
    assert manual == seeded.lists.paper_ids(cite)
    seeded.saved.save("Starred theory", "is:starred tag:theory")
    saved = Scope("saved", str(seeded.saved.all()[0].id))
    assert set(ids_of(seeded, "", scope=saved)) == set(ids_of(seeded, "tag:theory is:starred"))
    assert len(ids_of(seeded, "is:trashed")) == 5


def test_missing_names_are_told(seeded: Library) -> None:
    answer = seeded.search.find('tag:nothing list:"To cite" ')
    assert [(w.text, w.start, w.end) for w in answer.warnings] == [
        ("There is no tag nothing.", 0, 11)
    ]
    assert tuple(answer.ids) == ()


def test_terms_and_snippets(seeded: Library) -> None:
    answer = seeded.search.find('zyxomma -vision title:low* "beside schr" is:starred k')
    assert answer.terms == ("zyxomma", "low*", '"beside schr"')
    note = ids_of(seeded, "note:zyxomma")[0]
    assert "zyxomma" in seeded.search.snippet(note, ("zyxomma",))
    assert seeded.search.snippet(999_999, ("x",)) == ""


def test_a_search_can_be_cancelled(seeded: Library) -> None:
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        seeded.search.find("attention", context=context)
    assert seeded.search.state().state == "current"


def test_changes_are_followed(library: Library) -> None:
    ids = import_seeds(library)
    assert library.search.update() == 220
    library.tags.add(ids[:2], ["quagga"])
    library.notes.add(ids[2], "quagga")
    assert set(ids_of(library, "quagga")) == set(ids[:3])  # though the index knows none of them
    assert library.search.state().pending == 3
    assert library.search.update() == 3
    assert set(ids_of(library, "quagga")) == set(ids[:3])
    library.tags.rename("quagga", "okapi")
    library.papers.delete(ids[2:3])
    library.search.update()
    assert set(ids_of(library, "okapi")) == set(ids[:2])
    assert ids_of(library, "quagga") == []
    library.history.undo()
    library.search.update()
    assert ids_of(library, "quagga") == [ids[2]]
    for number in range(12):
        library.notes.add(ids[number], f"gnu{number}")
        library.search.update()
    assert [ids_of(library, f"note:gnu{n} ") for n in range(12)] == [[i] for i in ids[:12]]
    assert library.search.state().papers == 220


def test_a_number_behind_a_hyphen_is_not_left_out(seeded: Library) -> None:
    """GPT stands in titles, GPT-4 does not; "pre-t" is on its way to "pre-trained"."""
    assert seeded.search.find("title:GPT").ids
    assert tuple(seeded.search.find("title:GPT-4").ids) == ()
    assert seeded.search.find("pre-t").ids


# The brute-force evaluator: every paper, looked at one after another.

_WORDS = (
    "learning", "models", "model", "language", "the", "zyxomma", "scaling", "GPT-4", "image",
    "text-to-image", "data", "video", "state-of-the-art", "nothingatall", "3D", "learned",
)  # fmt: skip
_FIELDS = ("", "", "", "title", "abstract", "note")
_leaf = st.one_of(
    st.builds(
        Word, text=st.sampled_from(_WORDS), field=st.sampled_from(_FIELDS), prefix=st.booleans()
    ),
    st.builds(
        Phrase,
        text=st.sampled_from(["language models", "the image", "of the", "large language model"]),
        field=st.sampled_from(("", "title")),
        prefix=st.booleans(),
    ),
    st.sampled_from(
        [
            Fact("is", "starred"), Fact("is", "unread"), Fact("status", "queued"),
            Fact("tag", "theory"), Fact("tag", "", "none"), Fact("list", "to cite"),
            Fact("date", "", "none"), Fact("date", "2023", "range", "2023-01-01", "2023-12-31"),
            Fact("comments", ">=2", "range", 2, None), Fact("comments", "", "none"),
            Fact("seen", ">1", "range", 2, None), Fact("seen", "1", "range", 1, 1),
            Fact("authors", "<9", "range", None, 8), Fact("has", "note"), Fact("has", "code"),
            Fact("has", "author"), Fact("note", "", "none"),
            Fact("is", "citable"), Fact("missing", "authors"), Fact("missing", "year"),
        ]
    ),
)  # fmt: skip
_NODES = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
    ),
    max_leaves=6,
)


class Naive:
    """Answers by looking at the values of one paper."""

    def __init__(self, papers: list[Paper]) -> None:
        self.papers = papers
        self.analyser = Analyser()
        self.words = cache(self.words_of)
        self.text_holds = cache(self.look_at)  # the same few words are asked for again and again

    def answer(self, node: Node) -> set[int]:
        return {paper.id for paper in self.papers if self.holds(node, paper)}

    def holds(self, node: Node, paper: Paper) -> bool:
        if isinstance(node, And):
            return all(self.holds(part, paper) for part in node.parts)
        if isinstance(node, Or):
            return any(self.holds(part, paper) for part in node.parts)
        if isinstance(node, Not):
            return not self.holds(node.part, paper)
        if isinstance(node, Word | Phrase):
            leaf = replace(node, field="")
            return any(self.text_holds(leaf, text) for text in self.texts(node.field, paper))
        assert isinstance(node, Fact)
        return self.fact(node, paper)

    def texts(self, field: str, paper: Paper) -> list[str]:
        notes = [note.text for note in paper.notes]
        others = [tag.name for tag in paper.tags] + [n.display for n in paper.bib.authors]
        ids = [paper.bib.arxiv_id, paper.bib.doi, paper.bib.citation_key, paper.bib.organization]
        by_field = {"title": [paper.bib.title], "abstract": [paper.bib.abstract], "note": notes}
        every = [paper.bib.title, paper.bib.abstract, *notes, *others, *ids]
        return by_field.get(field, every)

    def look_at(self, leaf: Word | Phrase, text: str) -> bool:
        words, whole = self.words(text)
        wanted = list(self.analyser.runs(leaf.text))
        parts = [part for run in wanted for part in run.parts]
        for start in range(len(words) - len(parts) + 1):
            if all(
                self.same(words[start + n], part, leaf.prefix and n == len(parts) - 1)
                for n, part in enumerate(parts)
            ):
                return True
        if isinstance(leaf, Phrase):
            return False
        joined = wanted[0].joined or parts[0]
        return any(self.same(word, joined, leaf.prefix) for word in [*words, *whole])

    def words_of(self, text: str) -> tuple[list[str], list[str]]:
        """Its words, and those with hyphens whole."""
        runs = list(self.analyser.runs(text))
        return [part for run in runs for part in run.parts], [r.joined for r in runs if r.joined]

    def same(self, word: str, wanted: str, prefix: bool) -> bool:
        if prefix and len(wanted) > 1 and word.startswith(wanted):
            return True
        return word == wanted or self.analyser.stem(word) == self.analyser.stem(wanted)

    def fact(self, fact: Fact, paper: Paper) -> bool:
        comments = [s.comments for s in paper.sightings if s.comments is not None]
        authors = len(paper.bib.authors) or paper.bib.authors_count
        if fact.test == "range" and fact.field != "date":
            numbers = {
                "comments": max(comments, default=None),
                "seen": len(paper.sightings),
                "authors": authors,
            }
            number = numbers[fact.field]
            low, high = fact.low or 0, fact.high or 10**9
            assert isinstance(low, int)
            assert isinstance(high, int)
            return number is not None and low <= number <= high
        names = {tag.name.lower() for tag in paper.tags}
        holds: dict[tuple[str, str], Callable[[], bool]] = {
            ("is", "starred"): lambda: paper.starred,
            ("is", "unread"): lambda: paper.status not in (Status.READ, Status.SKIPPED),
            ("status", "queued"): lambda: paper.status == Status.QUEUED,
            ("tag", "theory"): lambda: any(re.match(r"theory(/|$)", name) for name in names),
            ("tag", ""): lambda: not names,
            ("list", "to cite"): lambda: bool(paper.lists),
            ("date", ""): lambda: paper.bib.published is None,
            ("date", "2023"): lambda: str(paper.bib.published or "").startswith("2023"),
            ("comments", ""): lambda: not comments,
            ("has", "note"): lambda: bool(paper.notes),
            ("note", ""): lambda: not paper.notes,
            ("has", "code"): lambda: bool(paper.code_links),
            ("has", "author"): lambda: bool(paper.bib.authors),
            ("is", "citable"): lambda: bool(paper.bib.authors and paper.bib.published),
            ("missing", "authors"): lambda: not paper.bib.authors,
            ("missing", "year"): lambda: paper.bib.published is None,
        }
        return holds[fact.field, fact.value]()


@pytest.fixture(scope="module")
def naive(seeded: Library) -> Naive:
    return Naive([seeded.papers.get(paper) for paper in seeded.search.find("").ids])


def written(node: Node) -> str:
    from readlist.domain.query import Query, unparse

    text = unparse(Query(_spelled(node)))
    return text if text.endswith(" ") else text + " "


def _spelled(node: Node) -> Node:
    """Give the facts with an explicit missing value their spelling."""
    if isinstance(node, And | Or):
        return type(node)(tuple(_spelled(part) for part in node.parts))
    if isinstance(node, Not):
        return Not(_spelled(node.part))
    if isinstance(node, Fact) and node.test == "none":
        return Fact(node.field, "none", "none")
    return node


@settings(
    max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(_NODES)
def test_mixes_agree_with_brute_force(seeded: Library, naive: Naive, node: Node) -> None:
    answer = seeded.search.find(written(node))
    assert set(answer.ids) == naive.answer(node), written(node)
    assert len(answer.ids) == len(set(answer.ids))
    assert not answer.warnings


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.text(max_size=40)
    | st.text(st.characters(exclude_categories=()), max_size=9).map("tag:".__add__)
)
def test_nothing_that_is_typed_is_an_error(seeded: Library, text: str) -> None:
    answer = seeded.search.find(text)
    assert set(answer.ids) <= set(range(1, 1000))
    seeded.search.spans("A text to mark", answer.terms)


def test_folder_names(tmp_path: Path) -> None:
    """An empty library answers without an index, and makes none."""
    with Library.open(tmp_path / "new") as library:
        answer = library.search.find("anything")
        assert (answer.total, answer.by_sql, answer.warnings) == (0, False, ())
        assert library.search.state().state == "current"
        assert library.search.update() == 0
