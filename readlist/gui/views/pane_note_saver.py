"""Keeps one note's text safe while it is typed."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import KnownError, NoteChangedError, NotFoundError
from readlist.domain.papers import Note
from readlist.gui.context import AppContext
from readlist.gui.rescued_notes import rescue

QUIET_MS = 500
RETRY_MS = 3000
_PARTED = (
    "This note was changed elsewhere while you typed. Your text is kept beside it, as a note of its"
    " own."
)


class NoteSaver(QObject):
    """Writes one note through the writer thread, in order, each time typing rests.

    A note that does not exist yet is made with its first text. Emptying a note deletes it when
    the reader leaves it. What cannot be saved stays here and is tried again; ``failed`` carries
    the reason in words, ``saved`` comes when the library holds all that was typed, ``emptied``
    when the note was deleted because it was left empty.
    """

    saved = Signal()
    emptied = Signal()
    failed = Signal(str)

    def __init__(
        self, context: AppContext, paper_id: int, note: Note | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.paper_id = paper_id
        self.text = self._sent = note.text if note else ""
        self.reason = ""  # why the last try to save failed
        self._context = context
        self._known = self.text  # what the library held when the writer thread last looked
        self._note_id = note.id if note else None  # the writer thread's alone after the first write
        self._flying = 0
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(self._send)

    @property
    def note_id(self) -> int | None:
        """The note's id, None while the library does not have it yet."""
        return self._note_id

    @property
    def dirty(self) -> bool:
        """Whether the library may lack something that was typed."""
        return self._flying > 0 or self.text != self._sent

    def type(self, text: str) -> None:
        """Take over what the editor holds now; it is written when typing rests."""
        self.text = text
        # Restarting would let an unbroken typist go unsaved: the first change sets the deadline.
        if not self._quiet.isActive():
            self._quiet.start(QUIET_MS)

    def flush(self) -> None:
        """Write at once what is not written yet; an emptied note is deleted."""
        self._quiet.stop()
        if not self.text.strip() and (self._note_id is not None or self._flying):
            self._submit(None)
        else:
            self._send()

    def take(self, note: Note) -> bool:
        """Take over the stored text unless the reader's own is under way; True when it changed."""
        if self.dirty or note.text == self.text:
            return False
        self.text = self._sent = self._known = note.text
        return True

    def _send(self) -> None:
        if self.text != self._sent and self.text.strip():
            self._submit(self.text)

    def _submit(self, text: str | None) -> None:
        self._sent = text or ""
        if text is None:
            self.text = ""
        self._flying += 1
        self._context.bridge.write(lambda: self._write(text), self._done, self._fail)

    def _write(self, text: str | None) -> ChangeSet | None:
        """In the writer thread: one after another, so the id is known from the second on."""
        if text is None:
            note_id, self._note_id = self._note_id, None
            with suppress(NotFoundError, NoteChangedError):  # of words that the reader did not see
                if note_id is not None:
                    return self._context.library.notes.delete(note_id, over=self._known)
            return None
        change = self._store(text)
        self._known = text
        return change

    def _store(self, text: str) -> ChangeSet:
        notes = self._context.library.notes
        if self._note_id is not None:
            try:
                return notes.save(self._note_id, text, over=self._known)
            except NotFoundError:
                self._note_id = None  # undone or deleted elsewhere: what is typed still counts
            except NoteChangedError:
                self._note_id = None
                self._context.bridge.failed.emit(KnownError(_PARTED))
        return notes.add(self.paper_id, text, made=self._take_id)

    def _take_id(self, note_id: int) -> None:
        """Before the pane hears of the change: else it would show the note a second time."""
        self._note_id = note_id

    def _done(self, _change: ChangeSet | None) -> None:
        self._flying -= 1
        if self.dirty:
            return
        self.saved.emit()
        if self._note_id is None and not self.text:
            self.emptied.emit()

    def _fail(self, fault: BaseException) -> None:
        self._flying -= 1
        self.reason = str(fault) if isinstance(fault, KnownError) else ""
        if isinstance(fault, NotFoundError):
            self._rescue()
            return
        self._sent = "\0"  # nothing typed equals this: the text counts as unsaved
        self._quiet.start(RETRY_MS)
        if isinstance(fault, KnownError):
            self.failed.emit(f"Not saved yet: {fault}")
        else:
            self._context.bridge.failed.emit(fault)
            self.failed.emit("Not saved yet; it is tried again.")

    def _rescue(self) -> None:
        """The paper itself is gone: the text goes where the reader finds it."""
        place = rescue(self._context.library.folder, [self.text])
        told = KnownError(
            "The paper was deleted elsewhere while you typed a note on it.",
            "Undo brings it back." + (f" Your text is in {place}." if place else ""),
        )
        self.failed.emit(str(told))
        self._context.bridge.failed.emit(told)
