"""The passages of papers that a search hit, fetched for the rows that are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from readlist.domain.changes import ChangeSet
from readlist.formats.readable import readable
from readlist.gui.context import AppContext
from readlist.jobs.context import JobContext
from readlist.library import Library

# While the reader types on, an answer stands for less than this: its passages are not fetched.
_PAUSE_MS = 60
_MOST = 64  # rows that a large screen shows
_KEEP = 2000
_LEAD = 12  # characters to show before the first hit of a passage that is cut


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage in one line, and the hits in it as [start, end) of its characters."""

    text: str
    hits: tuple[tuple[int, int], ...]

    def part(self, room: int) -> tuple[str, Sequence[tuple[int, int]]]:
        """The part of about ``room`` characters that shows the most different hits, and its hits.

        It goes on to the passage's end: who draws it cuts it where there is no more room.
        """
        text, hits = self.text, self.hits
        if len(text) <= room or not hits:
            return text, hits
        words = [text[start:end].lower() for start, end in hits]
        best, seen = 0, set[str]()
        for number, (start, _) in enumerate(hits):
            last = start + room - 2 * _LEAD if number else room - _LEAD
            within = {
                word
                for word, hit in zip(words, hits, strict=True)
                if start <= hit[0] and hit[1] <= last
            }
            if len(within) > len(seen):
                best, seen = number, within
        # Not so much that the line would be empty at its end.
        most = min(hits[best][0] - _LEAD, len(text) - room)
        cut = text.rfind(" ", 0, max(most, 0)) + 1 if best or not seen else 0
        if not cut:
            return text, hits
        by = 2 - cut
        return f"… {text[cut:]}", [(start + by, end + by) for start, end in hits if start >= cut]


class Passages(QObject):
    """Gives the best passage of each paper for the present ``terms``.

    ``of`` answers from what is there and fetches the rest in the reader thread, the rows asked
    for last before others; ``arrived`` says when there is more. Until then a paper keeps the
    passage of the terms before, so that rows do not flicker while the reader types.
    """

    arrived = Signal()

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._terms: tuple[str, ...] = ()
        self._known: dict[int, Passage] = {}
        self._fresh: set[int] = set()
        self._wanted: dict[int, None] = {}
        self._age = 0
        self._running = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self._fetch)
        context.bridge.changed.connect(self._on_changed)

    @property
    def idle(self) -> bool:
        """Whether all that was asked for is there."""
        return not (self._running or self._soon.isActive())

    def set_terms(self, terms: tuple[str, ...]) -> None:
        """Look for these terms from now on."""
        if terms != self._terms:
            self._terms = terms
            self._forget()
            if not terms or len(self._known) > _KEEP:
                self._known.clear()

    def of(self, paper_id: int) -> Passage | None:
        """The paper's passage, None until there is one."""
        if paper_id not in self._fresh and self._terms:
            self._wanted.pop(paper_id, None)
            self._wanted[paper_id] = None
            if self.idle:
                self._soon.start()
        return self._known.get(paper_id)

    def stop(self) -> None:
        """Fetch nothing more until something is asked for again."""
        self._soon.stop()
        self._wanted.clear()

    def _forget(self) -> None:
        self._age += 1
        self._fresh.clear()
        self._wanted.clear()
        if self._soon.isActive():
            self._soon.start()

    def _fetch(self) -> None:
        wanted = [one for one in list(self._wanted)[-_MOST:] if one not in self._fresh]
        self._wanted.clear()
        if not wanted or not self._terms:
            return
        self._running = True
        age, terms, library = self._age, self._terms, self._context.library
        self._context.bridge.run(
            self._context.bridge.reader,
            lambda job: _read(library, wanted, terms, job),
            lambda found: self._done(age, found),
            self._failed,
            on_cancelled=self._ended,
        )

    def _done(self, age: int, found: dict[int, Passage]) -> None:
        self._known.update(found)
        if age == self._age:
            self._fresh.update(found)
        self.arrived.emit()
        self._ended()

    def _failed(self, fault: BaseException) -> None:
        self._ended()
        self._context.bridge.failed.emit(fault)

    def _ended(self) -> None:
        self._running = False
        if self._wanted:
            self._soon.start()

    def _on_changed(self, change: ChangeSet) -> None:
        if change.everything or change.papers or change.kinds & {"notes", "highlights"}:
            self._forget()


def _read(
    library: Library, ids: Sequence[int], terms: Sequence[str], job: JobContext
) -> dict[int, Passage]:
    found = {}
    for paper_id in ids:
        job.step()
        text = readable(library.search.snippet(paper_id, terms)).replace("\n", " ")
        found[paper_id] = Passage(text, tuple(library.search.spans(text, terms)))
    return found
