"""How many papers are new in each saved search, counted while the reader does nothing else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import KnownError
from readlist.domain.views import SavedSearch, SearchAnswer
from readlist.gui.context import AppContext
from readlist.gui.query import QueryRunner, Question
from readlist.jobs.executor import Job

_SOON_MS = 1200  # typing and imports come in rows: count when they have ended
_LOOK_MS = 1000  # a search that was only passed by has not been looked at


class NewsFeed(QObject):
    """``ready(counts)`` comes in the main thread: the number of new papers by a saved search's id.

    Counting waits until the reader has asked nothing for a second, runs in the reader thread, and
    stops at once when something is asked or changed. A search counts as looked at when its answer
    has been shown for a second while one of our windows is in front.
    """

    ready = Signal(object)

    def __init__(
        self, context: AppContext, runner: QueryRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._runner = runner
        self._saved: tuple[SavedSearch, ...] = ()
        self._news: dict[int, int] = {}
        self._job: Job[dict[int, int]] | None = None
        self._shown: tuple[int, SearchAnswer] | None = None
        self._soon = self._timer(_SOON_MS, self._count)
        self._look = self._timer(_LOOK_MS, self._looked)
        runner.asked.connect(self._on_asked)
        runner.answered.connect(self._on_answer)
        context.bridge.changed.connect(self._on_changed)

    @property
    def idle(self) -> bool:
        """Whether all has been counted and marked that is to be."""
        return self._job is None and not self._soon.isActive() and not self._look.isActive()

    def show_saved(self, saved: tuple[SavedSearch, ...]) -> None:
        """Count for these searches; nothing is counted again when they are the same."""
        if saved != self._saved:
            self._saved = saved
            self.refresh()

    def refresh(self) -> None:
        """Count soon; a count that runs is stopped."""
        if self._job is not None:
            self._job.cancel()
        if self._saved:
            self._soon.start()
        else:
            self._soon.stop()

    def _timer(self, milliseconds: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer

    def _on_changed(self, _change: ChangeSet) -> None:
        self.refresh()

    def _on_asked(self, _question: Question) -> None:
        self._look.stop()
        self._shown = None
        if self._job is not None or self._soon.isActive():
            self.refresh()

    def _on_answer(self, answer: SearchAnswer, question: Question, _is_new: bool) -> None:
        scope = question.scope
        if scope.kind == "saved" and not question.text.strip() and not answer.by_sql:
            self._shown = int(scope.value), answer
            self._look.start()

    def _count(self) -> None:
        if self._job is not None or not self._runner.idle:
            self._soon.start()
            return
        bridge, saved = self._context.bridge, self._context.library.saved
        self._job = bridge.run(
            bridge.reader, saved.news, self._done, self._failed, on_cancelled=self._ended
        )

    def _ended(self) -> None:
        self._job = None

    def _done(self, news: dict[int, int]) -> None:
        self._ended()
        # What plain matching would have to answer was not counted: the older number stands.
        known = {one.id for one in self._saved}
        self._tell({key: n for key, n in {**self._news, **news}.items() if key in known})

    def _failed(self, fault: BaseException) -> None:
        self._ended()
        self._context.bridge.failed.emit(fault)

    def _looked(self) -> None:
        if QApplication.activeWindow() is None:
            self._look.start()  # the reader is elsewhere
            return
        if self._shown is None:
            return
        search_id, answer = self._shown
        saved = self._context.library.saved
        self._context.bridge.write(
            lambda: saved.looked(search_id, answer.ids),
            lambda _none: self._marked(search_id),
            self._not_marked,
        )

    def _marked(self, search_id: int) -> None:
        self._tell({**self._news, search_id: 0})
        if self._job is not None:
            self.refresh()  # it may have counted before

    def _not_marked(self, fault: BaseException) -> None:
        if isinstance(fault, KnownError):
            return  # deleted just now, or another process writes: the next answer tries again
        self._context.bridge.failed.emit(fault)

    def _tell(self, news: dict[int, int]) -> None:
        if news != self._news:
            self._news = news
            self.ready.emit(news)
