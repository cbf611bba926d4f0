"""What completing papers from records would do, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from readlist.domain.candidates import Candidate
from readlist.domain.drafts import Doubtful, Unreadable
from readlist.domain.matching import Decision, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The records of some files. ``broken`` are blocks that could not be read, by file;
    ``warnings`` are words for the reader."""

    candidates: tuple[Candidate, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    broken: tuple[tuple[str, Doubtful], ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFilling:
    """One paper, the verdict on the records, and the fields that the accepted record, or the
    best of doubtful ones, would fill, with their new values."""

    paper_id: int
    title: str
    verdict: Verdict
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FillingPlan:
    """All that a completion would do; nothing is written before ``commit``."""

    papers: tuple[PlannedFilling, ...] = ()

    @property
    def accepted(self) -> tuple[PlannedFilling, ...]:
        """Papers with a certain record, also where it brings nothing new."""
        return self._with(Decision.ACCEPT)

    @property
    def doubtful(self) -> tuple[PlannedFilling, ...]:
        """Papers for the reader to decide on; ``verdict.judged`` are the records, best first."""
        return self._with(Decision.REVIEW)

    @property
    def unmatched(self) -> tuple[PlannedFilling, ...]:
        """Papers that no record can be."""
        return self._with(Decision.NONE)

    def _with(self, decision: Decision) -> tuple[PlannedFilling, ...]:
        return tuple(one for one in self.papers if one.verdict.decision is decision)
