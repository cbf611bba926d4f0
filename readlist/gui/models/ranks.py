"""How well the papers of one answer match the words that were searched for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from readlist.domain.views import Scope, SearchAnswer, Sort


class Ranks:
    """The scores of an answer as the table shows them.

    ``query`` and ``scope`` are what to ask for reasons with. Nothing is counted before it is asked
    for: an answer may have as many scores as the library has papers.
    """

    def __init__(
        self,
        answer: SearchAnswer | None = None,
        sort: Sort | None = None,
        scope: Scope | None = None,
    ) -> None:
        self.query = answer.query if answer is not None else ""
        self.scope = scope or Scope()
        self._ids: Sequence[int] = answer.ids if answer is not None else ()
        self._scores: Mapping[int, float] = answer.scores if answer is not None else {}
        self._best_first = sort is None or sort == Sort()

    def __bool__(self) -> bool:
        """Whether the papers differ in how well they match."""
        return bool(self._scores) and len(self._ids) > 0

    def share(self, paper_id: int) -> float:
        """The paper's score as a part of the best one's, 0 to 1."""
        best = self._best
        return min(max(self._scores.get(paper_id, 0.0) / best, 0.0), 1.0) if best > 0 else 0.0

    def words(self, paper_id: int, position: int) -> str:
        """ "rank 3 of 120" for the paper in row ``position``; papers that match equally well
        share a rank unless the best stand first."""
        if not self:
            return ""
        if self._best_first:
            rank = position + 1
        else:
            mine = self._scores.get(paper_id, 0.0)
            rank = 1 + sum(score > mine for score in self._scores.values())
        return f"rank {rank:,} of {len(self._ids):,}"

    @cached_property
    def _best(self) -> float:
        if not self:
            return 0.0
        if self._best_first:
            return self._scores.get(self._ids[0], 0.0)
        return max(self._scores.values(), default=0.0)
