"""The question that the table answers, asked in another thread as the reader types."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, Signal

from readlist.domain.views import Scope, SearchAnswer, Sort
from readlist.gui.context import AppContext
from readlist.jobs.context import JobContext
from readlist.jobs.executor import Job


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader looks at: words, a place, an order."""

    text: str = ""
    scope: Scope = field(default_factory=Scope)
    sort: Sort = field(default_factory=Sort)


class QueryRunner(QObject):
    """Keeps one search running at most, and the newest question waiting.

    ``answered(answer, question, is_new)`` comes in the main thread, only for the newest question;
    ``is_new`` is False when the same question was asked again after a change. ``asked(question)``
    comes when the reader's question changes, before its answer.
    """

    answered = Signal(object, object, bool)
    asked = Signal(object)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._question = Question()
        self._shown: Question | None = None
        self._job: Job[SearchAnswer] | None = None
        self._stale = False

    @property
    def question(self) -> Question:
        return self._question

    @property
    def idle(self) -> bool:
        """Whether the newest question has been answered."""
        return self._job is None

    def ask(
        self, *, text: str | None = None, scope: Scope | None = None, sort: Sort | None = None
    ) -> None:
        """Change the question and have it answered; what is None stays as it is."""
        question = replace(
            self._question,
            text=self._question.text if text is None else text,
            scope=scope or self._question.scope,
            sort=sort or self._question.sort,
        )
        if question == self._question and self._shown == question:
            return
        self._question = question
        self.asked.emit(question)
        self.refresh()

    def refresh(self) -> None:
        """Answer the present question anew."""
        if self._job is not None:
            self._stale = True
            self._job.cancel()
            return
        self._start()

    def _start(self) -> None:
        question = self._question
        self._stale = False
        search = self._context.library.search

        def work(context: JobContext) -> SearchAnswer:
            return search.find(
                question.text, scope=question.scope, sort=question.sort, context=context
            )

        self._job = self._context.bridge.run(
            self._context.bridge.searcher,
            work,
            lambda answer: self._finished(question, answer),
            self._failed,
            on_cancelled=self._next,
        )

    def _finished(self, question: Question, answer: SearchAnswer) -> None:
        self._job = None
        current = question == self._question
        if current:
            is_new = question != self._shown
            self._shown = question
            self.answered.emit(answer, question, is_new)
        if self._stale or not current:
            self._next()

    def _failed(self, fault: BaseException) -> None:
        self._job = None
        self._context.bridge.failed.emit(fault)
        if self._stale:
            self._next()

    def _next(self) -> None:
        self._job = None
        self._start()
