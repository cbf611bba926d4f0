"""Citations for the clipboard and for papers that are dragged into a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMetaType, QMimeData, QSettings, Qt
from PySide6.QtGui import QGuiApplication

from readlist.domain.errors import KnownError
from readlist.domain.export import ExportOptions
from readlist.formats.citing import COMMANDS
from readlist.gui.context import AppContext
from readlist.gui.models.papers_model import MIME, encode_ids
from readlist.jobs.context import JobContext

_COMMAND = "cite/command"
_PATIENCE = 2.0  # seconds that a drop may wait for the writer
_TEXT = "text/plain"


def cite_command(settings: QSettings) -> str:
    """The command that the reader cites with: what was chosen last."""
    stored = str(settings.value(_COMMAND, COMMANDS[0]))
    return stored if stored in COMMANDS else COMMANDS[0]


def remember_command(settings: QSettings, command: str) -> None:
    """Cite with ``command`` from now on, everywhere."""
    settings.setValue(_COMMAND, command)


class DraggedPapers(QMimeData):
    """Papers on their way: ids for our own lists and tags, a citation for every text.

    The citation is made when a text asks for it: only then do the papers need their keys.
    ``text(entries)`` gives it, or the papers' entries, which Shift asks for.
    """

    def __init__(self, ids: Sequence[int], text: Callable[[bool], str]) -> None:
        super().__init__()
        self._ids = list(ids)
        self._text = text
        self._made: dict[bool, str] = {}

    def formats(self) -> list[str]:
        return [MIME, _TEXT]

    def hasFormat(self, mimetype: str) -> bool:
        return mimetype in self.formats()

    def retrieveData(self, mimetype: str, _preferred: QMetaType | QMetaType.Type) -> object:
        if mimetype == MIME:
            return encode_ids(self._ids)
        if mimetype != _TEXT:
            return None
        held = QGuiApplication.queryKeyboardModifiers()
        entries = bool(held & Qt.KeyboardModifier.ShiftModifier)
        if not self._made.get(entries):
            self._made[entries] = self._text(entries)
        return self._made[entries]


def dragged(context: AppContext, ids: Sequence[int]) -> DraggedPapers:
    """The papers ``ids`` as dragged data."""
    return DraggedPapers(ids, lambda entries: _text(context, ids, entries))


def _text(context: AppContext, ids: Sequence[int], entries: bool) -> str:
    """The citation or the entries; waits a moment for the writer, which freezes the keys.

    A drop must be answered at once. When the writer is busy for longer the reader is told, and
    nothing is dropped.
    """
    exporting, command = context.library.exporting, cite_command(context.settings)
    found: list[str] = []

    def work(job: JobContext) -> None:
        if entries:
            found.append(exporting.copy(ids, ExportOptions(), job).text)
        else:
            found.append(exporting.cite(ids, command, context=job))

    job = context.bridge.run(context.bridge.writer, work)
    if not job.finished.wait(_PATIENCE):
        job.cancel()
        context.bridge.failed.emit(
            KnownError("The library is busy, so no citation was made.", "Drop the papers again.")
        )
        return ""
    return "".join(found)
