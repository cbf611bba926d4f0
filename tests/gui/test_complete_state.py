"""What the reader decides in a review: counts, choices and what cannot be decided any more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.candidates import Candidate
from readlist.domain.filling import Choice, FillingPlan, Offer, OfferKind, PlannedFilling
from readlist.domain.matching import judge
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name
from readlist.gui.dialogs.complete_state import Answer, Group, ReviewState
from readlist.gui.dialogs.complete_work import Findings

KIPF, WELLING = Name(given="Thomas N.", family="Kipf"), Name(given="Max", family="Welling")
TITLE = "Semi-Supervised Classification with Graph Convolutional Networks"
RECORDS = {
    Group.CERTAIN: [Bibliography(title=TITLE, authors=(KIPF, WELLING))],
    Group.DOUBTFUL: [
        Bibliography(title=TITLE, authors=(KIPF,), arxiv_id="1609.02907"),
        Bibliography(title=TITLE, authors=(WELLING,), arxiv_id="1609.02908"),
    ],
    Group.NOTHING: [Bibliography(title="Variational Graph Auto-Encoders")],
}
VENUE = Offer(field="venue", kind=OfferKind.DIFFERENT, mine="CoRR", theirs="ICLR", source="x")
AUTHORS = Offer(field="authors", kind=OfferKind.LACKING, mine=None, theirs=(KIPF,), source="x")
LOCKED = Offer(field="doi", kind=OfferKind.LOCKED, mine="10.1/a", theirs="10.1/b", source="x")
DEEDS = ("take", "leave", "pick", "venue", "authors", "locked", "write")


def planned(number: int, group: Group) -> PlannedFilling:
    records = [Candidate(bib=bib, source=f"r{n}") for n, bib in enumerate(RECORDS[group])]
    verdict = judge(Bibliography(title=TITLE), records)
    fields: dict[str, object] = {"authors": (KIPF,)} if number % 3 else {}
    return PlannedFilling(paper_id=number, title=TITLE, verdict=verdict, fields=fields)


def do(state: ReviewState, one: PlannedFilling, deed: str) -> bool:
    offers = {"venue": VENUE, "authors": AUTHORS, "locked": LOCKED}
    if deed in offers:
        return state.toggle(one, offers[deed])
    if deed == "write":
        state.mark_written(state.group(one))
        return True
    return {
        "take": lambda: state.take(one),
        "leave": lambda: state.leave(one),
        "pick": lambda: state.pick(one, 1),
    }[deed]()


@given(
    st.lists(st.sampled_from(list(Group)), max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(DEEDS)), max_size=20),
)
def test_counts_and_choices_agree(groups: list[Group], deeds: list[tuple[int, str]]) -> None:
    papers = [planned(number, group) for number, group in enumerate(groups)]
    state = ReviewState(Findings(plan=FillingPlan(papers=tuple(papers))))
    for place, deed in deeds:
        if place < len(papers):
            written = state.written(papers[place])
            changed = do(state, papers[place], deed)
            assert not (written and changed and deed != "write")
            assert not (deed == "locked" and changed)
    for group in Group:
        answers = [state.answer(one) for one in state.papers(group)]
        assert state.taken(group) == answers.count(Answer.TAKE) == len(state.waiting(group))
    doubtful = [state.answer(one) for one in state.papers(Group.DOUBTFUL)]
    assert state.undecided() == doubtful.count(Answer.OPEN)
    assert not state.waiting(Group.NOTHING)


def test_a_choice_holds_what_was_picked_left_out_and_replaced() -> None:
    one = planned(1, Group.DOUBTFUL)
    state = ReviewState(Findings(plan=FillingPlan(papers=(one,))))
    assert not state.waiting(Group.DOUBTFUL)
    assert state.pick(one, 1)
    assert not state.pick(one, 2)
    state.toggle(one, VENUE)
    state.toggle(one, AUTHORS)
    assert (state.chosen(one, VENUE), state.chosen(one, AUTHORS)) == (True, False)
    state.take(one)
    candidate = one.verdict.judged[1].candidate
    assert state.waiting(Group.DOUBTFUL) == {
        1: Choice(candidate=candidate, without=frozenset({"authors"}), replace=frozenset({"venue"}))
    }
    # Another record has its own choice of fields.
    state.pick(one, 0)
    assert (state.chosen(one, VENUE), state.chosen(one, AUTHORS)) == (False, True)
