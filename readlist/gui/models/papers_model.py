"""The table of papers: ordered ids, their rows fetched when they are looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QCoreApplication,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from readlist.domain.papers import PaperRow
from readlist.gui.models.columns import COLUMNS, INDEX, Column
from readlist.gui.models.ranks import Ranks
from readlist.gui.plain_tip import plain_tip

MIME = "application/x-readlist-papers"
_PAGE = 64
AGAIN_MS = 2000  # after which rows that could not be read are tried again
_KEEP = 4096
_ROW_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)
_ROOT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


def encode_ids(ids: Iterable[int]) -> QByteArray:
    """Paper ids as dragged data; they mean something in this process only."""
    return QByteArray(" ".join(map(str, (_process(), *ids))).encode())


def decode_ids(mime: QMimeData) -> list[int]:
    """The paper ids in dragged data; empty when it holds none, or those of another window,
    whose library may be another."""
    if not mime.hasFormat(MIME):
        return []
    words = bytes(mime.data(MIME).data()).split()
    if not words or words[0] != str(_process()).encode():
        return []
    return [int(word) for word in words[1:] if word.isdigit()]


def _no_passage(_paper_id: int) -> str:
    return ""


def _process() -> int:
    return QCoreApplication.applicationPid()


class PapersModel(QAbstractTableModel):
    """Shows ``ids`` in their order; ``fetch`` gives the rows of some ids (Papers.rows).

    Rows are fetched a page at a time and a few thousand are kept, so that the length of the
    table does not matter. A row whose paper is gone shows empty until the ids are set anew.
    ``ranks`` says how well each paper matches; set it before the ids. ``passage`` gives the words
    of a paper that a search hit, which are read out behind its title. ``failed(Exception)`` comes
    when rows could not be read; they are blank and read again a little later.
    """

    failed = Signal(object)

    def __init__(
        self, fetch: Callable[[Sequence[int]], list[PaperRow]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._ids: Sequence[int] = ()
        self._rows: OrderedDict[int, PaperRow | None] = OrderedDict()
        self.ranks = Ranks()
        self.passage: Callable[[int], str] = _no_passage

    @property
    def ids(self) -> Sequence[int]:
        return self._ids

    def set_ids(self, ids: Sequence[int]) -> bool:
        """Show these papers; False when they are the same in the same order."""
        if ids == self._ids:
            return False
        self.beginResetModel()
        self._ids = ids
        self.endResetModel()
        return True

    def forget(self, ids: Iterable[int] | None = None) -> None:
        """Read these papers (all when None) anew when they are next looked at."""
        if ids is None:
            self._rows.clear()
        else:  # of a whole library's ids few have rows here
            gone = frozenset(ids)
            for paper_id in [one for one in self._rows if one in gone]:
                del self._rows[paper_id]
        if self._ids:
            last = self.index(len(self._ids) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def position(self, paper_id: int) -> int:
        """The row of a paper, -1 when it is not shown."""
        try:
            return self._ids.index(paper_id)
        except ValueError:
            return -1

    def __contains__(self, paper_id: object) -> bool:
        return isinstance(paper_id, int) and self.position(paper_id) >= 0

    def row(self, position: int) -> PaperRow | None:
        """The row at ``position``, read with its page if need be; None when the paper is gone."""
        paper_id = self._ids[position]
        if paper_id not in self._rows:
            self._read_page(position)
        self._rows.move_to_end(paper_id)
        return self._rows[paper_id]

    def _read_page(self, position: int) -> None:
        start = position - position % _PAGE
        wanted = [one for one in self._ids[start : start + _PAGE] if one not in self._rows]
        try:
            found = {row.id: row for row in self._fetch(wanted)}
        except Exception as fault:  # amid painting nothing may be raised: they stay blank
            found = {}
            QTimer.singleShot(AGAIN_MS, self, lambda: self.forget(wanted))
            self.failed.emit(fault)
        for paper_id in wanted:
            self._rows[paper_id] = found.get(paper_id)
        while len(self._rows) > _KEEP:
            self._rows.popitem(last=False)

    # Qt's own names from here on

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return _ROW_FLAGS if index.isValid() else Qt.ItemFlag.ItemIsDropEnabled

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        column = COLUMNS[index.column()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._text(index.row(), column)
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole}:
            spoken = role == Qt.ItemDataRole.AccessibleDescriptionRole
            return self._description(index.row(), column.key, spoken=spoken)
        if role == Qt.ItemDataRole.TextAlignmentRole and column.number:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.UserRole:
            return self._ids[index.row()]
        return None

    def _text(self, position: int, column: Column) -> str:
        if column.key == "rank":
            return self.ranks.words(self._ids[position], position)
        row = self.row(position)
        return column.text(row) if row is not None else ""

    def _description(self, position: int, key: str, *, spoken: bool) -> str:
        """What a tooltip says of a cell, or what is read out behind its text."""
        if spoken:
            return self.passage(self._ids[position]) if key == "title" else ""
        row = self.row(position)
        if row is None:
            return ""
        if key == "star":
            return "Starred: click to remove the star" if row.starred else "Click to star (S)"
        if key == "note":
            return "This paper has a note" if row.has_note else ""
        if key == "rank":
            return self.ranks.words(row.id, position)
        return plain_tip(COLUMNS[INDEX[key]].text(row))

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        texts = {
            Qt.ItemDataRole.DisplayRole: column.heading,
            Qt.ItemDataRole.ToolTipRole: column.tip,
            Qt.ItemDataRole.AccessibleTextRole: column.name,
        }
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.InitialSortOrderRole:
            falling = Qt.SortOrder.DescendingOrder
            return falling if column.falling else Qt.SortOrder.AscendingOrder
        return texts.get(Qt.ItemDataRole(role))

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        mime = QMimeData()
        rows = sorted({index.row() for index in indexes})
        mime.setData(MIME, encode_ids([self._ids[row] for row in rows]))
        return mime

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
