"""The question that follows when a field was changed elsewhere while the reader changed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from readlist.domain.edits import FieldsChangedError
from readlist.domain.papers import Bibliography
from readlist.domain.visible import visible
from readlist.gui.dialogs.words import joined
from readlist.gui.field_rules import RULES
from readlist.library.paper_fields import field_words

_MOST = 200  # characters that are shown of a text


def ask_whose(
    parent: QWidget,
    fault: FieldsChangedError,
    mine: Mapping[str, object],
    *,
    on_theirs: Callable[[], object],
    on_mine: Callable[[], object],
    on_back: Callable[[], object] = lambda: None,
) -> QMessageBox:
    """Say what others wrote into the fields of ``fault`` and ask whose text stays; ``mine`` holds
    the reader's by field. The third answer, and Esc, goes back to what was typed."""

    def answer() -> None:
        pressed = box.clickedButton()
        (on_theirs if pressed == theirs else on_mine if pressed == own else on_back)()

    names = joined([f"the {field_words(name)}" for name in fault.fields])
    box = QMessageBox(
        QMessageBox.Icon.Question,
        "Readlist",
        f"{names[:1].upper()}{names[1:]} {_were(fault)} changed elsewhere while you edited.",
        parent=parent,
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(
        "\n\n".join(
            f"The {field_words(name)} now in the library: {_quoted(_written(name, fault.now))}\n"
            f"Yours: {_quoted(mine.get(name))}"
            for name in fault.fields
        )
    )
    back = box.addButton("Back to &editing", QMessageBox.ButtonRole.RejectRole)
    back.setToolTip("Write nothing yet; what you typed stays in its field (Enter or Esc)")
    theirs = box.addButton("&Keep theirs", QMessageBox.ButtonRole.DestructiveRole)
    theirs.setToolTip("What is in the library stays, what you typed there goes")
    own = box.addButton("&Replace by mine", QMessageBox.ButtonRole.AcceptRole)
    own.setToolTip("Write what you typed in place of it; Undo brings it back")
    box.setDefaultButton(back)
    box.setEscapeButton(back)
    box.finished.connect(lambda _result: answer())
    box.open()
    return box


def _were(fault: FieldsChangedError) -> str:
    plural = len(fault.fields) > 1 or fault.fields[0] in ("authors", "pages", "extra")
    return "were" if plural else "was"


def _written(name: str, bib: Bibliography) -> object:
    return next((rule.write(bib) for rule in RULES if rule.name == name), getattr(bib, name))


def _quoted(value: object) -> str:
    if isinstance(value, Mapping):
        text = "; ".join(f"{name} = {one}" for name, one in value.items())
    else:
        text = "; ".join(str(value or "").splitlines())
    text = visible(text)
    if not text:
        return "nothing"
    return f"“{text}”" if len(text) <= _MOST else f"“{text[:_MOST].rstrip()}…”"
