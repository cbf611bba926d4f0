"""What completing papers from records would do, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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


class OfferKind(StrEnum):
    """What a record's value is to the paper's.

    It fills what is ``LACKING`` (or is a more precise date, or a longer abstract of the same
    words), or is the ``SAME``, or ``DIFFERENT``: then the reader may take it. ``NONE``: the record
    has no value. Never taken are ``LOCKED`` (the reader wrote the paper's), ``FIXED`` (a citation
    key, the number of authors on a page) and ``UNSAFE`` (a highlight of the reader's would be lost,
    or another paper has the citation key).
    """

    LACKING = "lacking"
    DIFFERENT = "different"
    SAME = "same"
    NONE = "none"
    LOCKED = "locked"
    FIXED = "fixed"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One field of a paper beside the record's: the paper's value (``mine``), the value that
    taking it gives (``theirs``), and the record that this one comes from."""

    field: str
    kind: OfferKind
    mine: object
    theirs: object
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A record that the reader takes for a paper: it fills what is lacking, and its values
    ``replace`` those of other fields, which the reader gives up; all ``without`` some fields."""

    candidate: Candidate
    without: frozenset[str] = frozenset()
    replace: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """How many of ``papers`` lack which field, those fields only that some lack, and how many
    can be cited."""

    papers: int
    lacking: Mapping[str, int] = field(default_factory=dict)
    citable: int = 0


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
