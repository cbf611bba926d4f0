"""Helps with searches: completes them, remembers those that were used, asks what was meant."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from readlist.domain.views import FEW_PAPERS, Completion, SearchAnswer
from readlist.gui.context import AppContext
from readlist.gui.query import QueryRunner, Question
from readlist.gui.recent import RecentSearches
from readlist.gui.views.paper_table import PaperTable
from readlist.gui.views.search_box import SearchBox

_USED_MS = 2000  # a search that is left standing so long was wanted
_MEANT_MS = 300  # typing goes on before: nothing is offered between two letters


class SearchAid(QObject):
    """Connects the search box with what the library and the reader's own searches know."""

    def __init__(
        self, context: AppContext, box: SearchBox, runner: QueryRunner, table: PaperTable
    ) -> None:
        super().__init__(box)
        self._context = context
        self._box = box
        self._runner = runner
        self._table = table
        self._found = 0
        self._asking: Question | None = None
        self.recent = RecentSearches(context.settings)
        self._used = self._timer(_USED_MS, self.remember)
        self._meant = self._timer(_MEANT_MS, self._ask)
        box.complete_with(self._complete, self.recent.remove)
        runner.asked.connect(self._on_asked)
        runner.answered.connect(self._on_answer)
        box.line.entered.connect(self.remember)
        table.opened.connect(self.remember)
        table.selected.connect(self._on_selected)

    @property
    def idle(self) -> bool:
        """Whether nothing is being asked."""
        return self._asking is None and not self._meant.isActive()

    def remember(self) -> None:
        """Keep the present search, when it found something."""
        self._used.stop()
        question = self._runner.question
        if question.text.strip() and self._found and question.text == self._box.text:
            self.recent.add(question.text)

    def _complete(self, text: str, cursor: int) -> Sequence[Completion]:
        completing = self._context.library.completing
        return completing.complete(text, cursor, recent=self.recent.all())

    def _timer(self, wait: int, act: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(act)
        return timer

    def _on_asked(self, _question: Question) -> None:
        self._used.stop()
        self._meant.stop()
        self._box.suggest("")
        self._found = 0

    def _on_answer(self, answer: SearchAnswer, question: Question, is_new: bool) -> None:
        self._found = answer.total
        if not is_new or not question.text.strip():
            return
        if answer.total:
            self._used.start()
        if answer.total <= FEW_PAPERS and not answer.by_sql:
            self._meant.start()

    def _on_selected(self) -> None:
        """A paper that the reader chose among those found."""
        if self._table.hasFocus() and self._table.selected_count() and self._used.isActive():
            self.remember()

    def _ask(self) -> None:
        question, bridge = self._runner.question, self._context.bridge
        if self._asking is not None:
            self._meant.start()
            return
        self._asking = question
        search = self._context.library.search
        bridge.run(
            bridge.searcher,
            lambda _job: search.suggest(question.text),
            lambda text: self._answered(question, text),
            self._failed,
            on_cancelled=self._ended,
        )

    def _answered(self, question: Question, text: str) -> None:
        self._ended()
        if question == self._runner.question and question.text == self._box.text:
            self._box.suggest(text)

    def _failed(self, fault: BaseException) -> None:
        self._ended()
        self._context.bridge.failed.emit(fault)

    def _ended(self) -> None:
        self._asking = None
