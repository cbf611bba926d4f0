"""Notes: what is typed is in the library before a second has passed, and never lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from readlist.gui.bridge import Bridge
from readlist.gui.context import AppContext
from readlist.gui.views import pane_note_saver
from readlist.gui.views.pane_preview import MarkdownView
from readlist.gui.views.paper_pane import PaperPane
from readlist.library import Library
from readlist.storage import Storage
from tests.gui.pane_kit import Browser, click, papers_of, settled, shown


@pytest.fixture
def library_file(page_library: bytes) -> bytes:
    return page_library


@pytest.fixture
def ids(context: AppContext) -> list[int]:
    """Papers of a page."""
    return papers_of(context.library)


def texts(library: Library, paper_id: int) -> list[str]:
    return [note.text for note in library.papers.get(paper_id).notes]


def begin(qtbot: QtBot, pane: PaperPane, text: str) -> None:
    """Begin a note and type."""
    pane.edit_notes()
    qtbot.keyClicks(pane.one.notes.editors[0].editor, text)


def test_a_note_is_saved_while_typing(qtbot: QtBot, context: AppContext, ids: list[int]) -> None:
    pane = shown(qtbot, context, ids[0])
    begin(qtbot, pane, "First")
    qtbot.waitUntil(lambda: texts(context.library, ids[0]) == ["First"], timeout=3000)
    qtbot.keyClicks(pane.one.notes.editors[0].editor, " and second")
    qtbot.waitUntil(lambda: texts(context.library, ids[0]) == ["First and second"], timeout=3000)
    assert pane.one.notes_section.heading.text() == "Notes (1)"
    assert pane.one.notes.editors[0].editor.hasFocus()


def test_the_editor_grows_with_its_text(qtbot: QtBot, context: AppContext, ids: list[int]) -> None:
    context.library.notes.add(ids[0], "words that wrap in a narrow pane " * 20)
    pane = shown(qtbot, context, ids[0])
    editor = pane.one.notes.editors[0].editor
    pane.resize(330, 700)
    qtbot.waitUntil(lambda: editor.width() < 330 and editor.verticalScrollBar().maximum() == 0)
    narrow = editor.height()
    pane.resize(600, 700)
    qtbot.waitUntil(lambda: editor.height() < narrow)
    tall = editor.height()
    pane.edit_notes()
    for _ in range(3):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.height() == tall + 3 * editor.fontMetrics().lineSpacing())
    assert editor.verticalScrollBar().maximum() == 0


def test_leaving_writes_at_once(qtbot: QtBot, context: AppContext, ids: list[int]) -> None:
    pane = shown(qtbot, context, ids[0])
    begin(qtbot, pane, "on focus loss")
    pane.one.header.star.setFocus()
    settled(qtbot, context)
    assert texts(context.library, ids[0]) == ["on focus loss"]
    qtbot.keyClicks(pane.one.notes.editors[0].editor, "! ")
    pane.show_papers([ids[1]])
    assert pane.one.notes.editors == []
    settled(qtbot, context)
    assert texts(context.library, ids[0]) == ["on focus loss! "]
    begin(qtbot, pane, "another paper")
    pane.show_papers(ids)
    settled(qtbot, context)
    assert texts(context.library, ids[1]) == ["another paper"]


def test_closing_the_window_writes(qtbot: QtBot, context: AppContext, ids: list[int]) -> None:
    window = QMainWindow()
    pane = PaperPane(context)
    window.setCentralWidget(pane)
    qtbot.addWidget(window)
    pane.show_papers([ids[0]])
    window.show()
    begin(qtbot, pane, "the last words")
    window.close()
    settled(qtbot, context)
    assert texts(context.library, ids[0]) == ["the last words"]


def test_several_notes(qtbot: QtBot, context: AppContext, ids: list[int]) -> None:
    context.library.notes.add(ids[0], "one")
    pane = shown(qtbot, context, ids[0])
    click(qtbot, pane.one.add_note_button)
    qtbot.keyClicks(pane.one.notes.editors[1].editor, "two")
    pane.flush()
    settled(qtbot, context)
    assert texts(context.library, ids[0]) == ["one", "two"]
    click(qtbot, pane.one.notes.editors[0].delete_button)
    settled(qtbot, context)
    assert texts(context.library, ids[0]) == ["two"]
    assert [e.editor.toPlainText() for e in pane.one.notes.editors] == ["two"]
    context.library.history.undo()
    settled(qtbot, context)
    assert {e.editor.toPlainText() for e in pane.one.notes.editors} == {"one", "two"}


def test_an_emptied_note_goes_when_it_is_left(
    qtbot: QtBot, context: AppContext, ids: list[int]
) -> None:
    context.library.notes.add(ids[0], "gone soon")
    pane = shown(qtbot, context, ids[0])
    editor = pane.one.notes.editors[0].editor
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.wait(700)
    assert texts(context.library, ids[0]) == ["gone soon"]
    with qtbot.waitSignal(pane.left):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
    settled(qtbot, context)
    assert texts(context.library, ids[0]) == []
    assert pane.one.notes.editors == []


def test_a_new_note_that_stays_empty_leaves_nothing(
    qtbot: QtBot, context: AppContext, ids: list[int]
) -> None:
    pane = shown(qtbot, context, ids[0])
    pane.edit_notes()
    qtbot.keyClick(pane.one.notes.editors[0].editor, Qt.Key.Key_Escape)
    settled(qtbot, context)
    assert texts(context.library, ids[0]) == []
    assert pane.one.notes.editors == []


def test_typing_outlives_a_deletion_elsewhere(
    qtbot: QtBot, context: AppContext, ids: list[int]
) -> None:
    context.library.notes.add(ids[0], "shared")
    pane = shown(qtbot, context, ids[0])
    editor = pane.one.notes.editors[0].editor
    editor.setFocus()
    editor.moveCursor(editor.textCursor().MoveOperation.End)
    qtbot.keyClicks(editor, " and mine")
    context.library.notes.delete(context.library.papers.get(ids[0]).notes[0].id)
    settled(qtbot, context)
    pane.flush()
    settled(qtbot, context)
    assert texts(context.library, ids[0]) == ["shared and mine"]


def test_what_another_wrote_into_the_same_note_stays(
    qtbot: QtBot, context: AppContext, ids: list[int]
) -> None:
    """Two windows on one note: both texts are kept, and the reader is told."""
    context.library.notes.add(ids[0], "shared")
    pane = shown(qtbot, context, ids[0])
    (note,) = context.library.papers.get(ids[0]).notes
    told: list[BaseException] = []
    context.bridge.failed.connect(told.append)
    editor = pane.one.notes.editors[0].editor
    editor.moveCursor(editor.textCursor().MoveOperation.End)
    qtbot.keyClicks(editor, " and mine")
    context.library.notes.save(note.id, "theirs")
    pane.flush()
    settled(qtbot, context)
    assert sorted(texts(context.library, ids[0])) == ["shared and mine", "theirs"]
    assert len(pane.one.notes.editors) == 2
    assert ["kept beside it" in str(fault) for fault in told] == [True]
    qtbot.keyClicks(editor, "!")  # from now on that is a note like any other
    pane.flush()
    settled(qtbot, context)
    assert sorted(texts(context.library, ids[0])) == ["shared and mine!", "theirs"]
    editor.clear()
    context.library.notes.save(pane.one.notes.editors[0].saver.note_id or 0, "theirs, too")
    pane.flush()
    settled(qtbot, context)
    assert sorted(texts(context.library, ids[0])) == ["theirs", "theirs, too"]


def test_a_note_on_a_paper_that_is_deleted_elsewhere_is_rescued(
    qtbot: QtBot, context: AppContext, ids: list[int]
) -> None:
    pane = shown(qtbot, context, ids[0])
    told: list[BaseException] = []
    context.bridge.failed.connect(told.append)
    begin(qtbot, pane, "precious words")
    context.library.papers.delete([ids[0]])
    pane.flush()
    settled(qtbot, context)
    rescued = context.library.folder / "rescued-notes.md"
    assert "precious words" in rescued.read_text(encoding="utf-8")
    assert ["rescued-notes.md" in str(fault) for fault in told] == [True]


def test_what_cannot_be_saved_is_kept_and_tried_again(
    qtbot: QtBot, context: AppContext, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pane_note_saver, "RETRY_MS", 50)
    folder = context.library.folder
    with Library(Storage(folder, "another test", patience=0.05)) as library:
        bridge = Bridge(library)
        pane = shown(qtbot, replace(context, library=library, bridge=bridge), ids[0])
        with closing(sqlite3.connect(folder / "library.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            begin(qtbot, pane, "patience")
            state = pane.one.notes.editors[0].state
            qtbot.waitUntil(lambda: state.text().startswith("Not saved yet"), timeout=10000)
            pane.show_papers([ids[1]])
            other.execute("ROLLBACK")
        qtbot.waitUntil(lambda: texts(library, ids[0]) == ["patience"], timeout=10000)
        pane.hide()
        bridge.close()
        bridge.deleteLater()


def test_a_change_elsewhere_is_taken_over(
    qtbot: QtBot, context: AppContext, ids: list[int]
) -> None:
    context.library.notes.add(ids[0], "before")
    pane = shown(qtbot, context, ids[0])
    context.library.notes.save(context.library.papers.get(ids[0]).notes[0].id, "after")
    settled(qtbot, context)
    assert pane.one.notes.editors[0].editor.toPlainText() == "after"
    pane.flush()
    settled(qtbot, context)
    assert texts(context.library, ids[0]) == ["after"]


def test_the_preview_loads_nothing(
    qtbot: QtBot, context: AppContext, ids: list[int], tmp_path: Path
) -> None:
    picture = tmp_path / "secret.png"
    picture.write_bytes(b"not for the preview")
    note = f"# Title\n\n**bold** ![p]({picture.as_uri()}) <script>x</script> [go](https://x.org/a)"
    context.library.notes.add(ids[0], note)
    pane = shown(qtbot, context, ids[0])
    editor = pane.one.notes.editors[0]
    click(qtbot, editor.preview_button)
    assert editor.preview.isVisible()
    assert not editor.editor.isVisible()
    text = editor.preview.toPlainText()
    assert "bold" in text
    assert "**" not in text
    assert f"[picture: {picture.as_uri()}]" in text
    image = QTextDocument.ResourceType.ImageResource.value
    loaded = editor.preview.document().loadResource(image, QUrl(picture.as_uri()))
    assert b"not for" not in bytes(loaded)
    click(qtbot, editor.preview_button)
    assert editor.editor.isVisible()
    assert editor.editor.toPlainText() == note


@pytest.mark.parametrize("address", ["https://x.org/a", "file:///x"])
def test_links_of_the_preview(
    qtbot: QtBot, context: AppContext, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    browser = Browser(monkeypatch)
    view = MarkdownView(context.theme)
    qtbot.addWidget(view)
    view.resize(300, 60)
    view.show_markdown(f"[follow this link to see]({address})")
    view.show()
    click(qtbot, view.viewport(), QPoint(30, 8))
    assert view.anchorAt(QPoint(30, 8)) == address
    assert browser.addresses == [address] * address.startswith("https")
