"""What the reader has decided on the papers of a completion. Plain values: no Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from readlist.domain.candidates import Candidate
from readlist.domain.filling import Choice, Offer, OfferKind, PlannedFilling
from readlist.domain.matching import Decision, Judged
from readlist.gui.dialogs.complete_work import Findings


class Group(StrEnum):
    """What the comparison says of a paper."""

    DOUBTFUL = "doubtful"
    CERTAIN = "certain"
    NOTHING = "nothing"


class Answer(StrEnum):
    """What becomes of a paper."""

    OPEN = "open"
    TAKE = "take"
    LEAVE = "leave"
    WRITTEN = "written"


_GROUPS = {
    Decision.REVIEW: Group.DOUBTFUL,
    Decision.ACCEPT: Group.CERTAIN,
    Decision.NONE: Group.NOTHING,
}


class ReviewState:
    """The findings and the reader's decisions on them.

    A certain paper is taken unless the reader leaves it; a doubtful one only when the reader
    takes it.
    """

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self._papers: dict[Group, list[PlannedFilling]] = {group: [] for group in Group}
        self._group: dict[int, Group] = {}
        for one in findings.plan.papers:
            group = _GROUPS[one.verdict.decision]
            self._papers[group].append(one)
            self._group[one.paper_id] = group
        self._answers: dict[int, Answer] = {}
        # Asked at every key, of perhaps 20,000 papers.
        self._counts = {
            group: Counter(self.answer(one) for one in papers)
            for group, papers in self._papers.items()
        }
        self._picked: dict[int, int] = {}
        # By paper and number of the record: lacking fields that are left, others that are taken.
        self._without: dict[tuple[int, int], set[str]] = {}
        self._replace: dict[tuple[int, int], set[str]] = {}

    def papers(self, group: Group) -> Sequence[PlannedFilling]:
        """The papers of a group, in the order in which they were given."""
        return self._papers[group]

    def group(self, one: PlannedFilling) -> Group:
        return self._group[one.paper_id]

    def answer(self, one: PlannedFilling) -> Answer:
        """What becomes of a paper, by the reader's word or by itself."""
        given = self._answers.get(one.paper_id)
        if given is not None:
            return given
        certain = self._group[one.paper_id] is Group.CERTAIN
        return Answer.TAKE if certain and one.fields else Answer.OPEN

    def brings_nothing(self, one: PlannedFilling) -> bool:
        """Whether the certain record of a paper has nothing that the paper lacks."""
        return self._group[one.paper_id] is Group.CERTAIN and not one.fields

    def records(self, one: PlannedFilling) -> Sequence[Judged]:
        """The records that a paper may be, best first."""
        return one.verdict.judged

    def picked(self, one: PlannedFilling) -> int:
        """The number (from 0) of the record that is shown, and taken if the paper is."""
        return self._picked.get(one.paper_id, 0)

    def pick(self, one: PlannedFilling, number: int) -> bool:
        """Choose another record; False when there is none of this number."""
        if not 0 <= number < len(one.verdict.judged) or self.written(one):
            return False
        self._picked[one.paper_id] = number
        return True

    def candidate(self, one: PlannedFilling) -> Candidate | None:
        """The picked record; None when nothing was found."""
        judged = one.verdict.judged
        return judged[self.picked(one)].candidate if judged else None

    def chosen(self, one: PlannedFilling, offer: Offer) -> bool:
        """Whether a field would be taken from the picked record."""
        key = (one.paper_id, self.picked(one))
        if offer.kind is OfferKind.LACKING:
            return offer.field not in self._without.get(key, ())
        return offer.field in self._replace.get(key, ())

    def toggle(self, one: PlannedFilling, offer: Offer) -> bool:
        """Take a field or leave it; False when that is not the reader's to choose."""
        if self.written(one) or offer.kind not in (OfferKind.LACKING, OfferKind.DIFFERENT):
            return False
        turned = self._without if offer.kind is OfferKind.LACKING else self._replace
        turned.setdefault((one.paper_id, self.picked(one)), set()).symmetric_difference_update(
            {offer.field}
        )
        if self.brings_nothing(one) and self.answer(one) is Answer.OPEN:
            self._set(one, Answer.TAKE)
        return True

    def take(self, one: PlannedFilling) -> bool:
        """Take the picked record; False when there is none, or the paper is written."""
        return self._decide(one, Answer.TAKE)

    def leave(self, one: PlannedFilling) -> bool:
        """Leave the paper as it is; False when nothing was found, or the paper is written."""
        return self._decide(one, Answer.LEAVE)

    def written(self, one: PlannedFilling) -> bool:
        return self._answers.get(one.paper_id) is Answer.WRITTEN

    def mark_written(self, group: Group) -> None:
        """Remember that what waited in a group is stored: it cannot be decided on any more."""
        done = [one.paper_id for one in self._papers[group] if self.answer(one) is Answer.TAKE]
        self._answers |= dict.fromkeys(done, Answer.WRITTEN)
        self._counts[group].update({Answer.TAKE: -len(done), Answer.WRITTEN: len(done)})

    def waiting(self, group: Group) -> dict[int, Candidate | Choice | None]:
        """What is to be written of a group, by paper."""
        return {
            one.paper_id: self._choice(one)
            for one in self._papers[group]
            if self.answer(one) is Answer.TAKE
        }

    def taken(self, group: Group) -> int:
        """How many papers of a group are to be written."""
        return self._counts[group][Answer.TAKE]

    def undecided(self) -> int:
        """How many doubtful papers wait for a decision."""
        return self._counts[Group.DOUBTFUL][Answer.OPEN]

    def next_open(self, after: PlannedFilling) -> int:
        """The place of the next undecided doubtful paper behind one, round the end; -1: none."""
        papers = self._papers[Group.DOUBTFUL]
        start = next((n for n, one in enumerate(papers) if one is after), -1) + 1
        for step in range(len(papers)):
            number = (start + step) % len(papers)
            if self.answer(papers[number]) is Answer.OPEN:
                return number
        return -1

    def _decide(self, one: PlannedFilling, answer: Answer) -> bool:
        if not one.verdict.judged or self.written(one):
            return False
        self._set(one, answer)
        return True

    def _set(self, one: PlannedFilling, answer: Answer) -> None:
        counts = self._counts[self._group[one.paper_id]]
        counts[self.answer(one)] -= 1
        counts[answer] += 1
        self._answers[one.paper_id] = answer

    def _choice(self, one: PlannedFilling) -> Choice:
        key = (one.paper_id, self.picked(one))
        return Choice(
            candidate=one.verdict.judged[self.picked(one)].candidate,
            without=frozenset(self._without.get(key, ())),
            replace=frozenset(self._replace.get(key, ())),
        )
