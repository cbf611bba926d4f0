"""The paper pane on real papers: what it shows, and that it follows every change."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit
from pytestqt.qtbot import QtBot

from readlist.domain.papers import Paper, Status
from readlist.gui.addresses import open_address, paper_links
from readlist.gui.context import AppContext
from readlist.gui.views.pane_text import TextBlock
from readlist.gui.views.paper_pane import PaperPane
from tests.gui.pane_kit import Browser, click, paper_with, papers_of, settled, shown


@pytest.fixture
def library_file(page_library: bytes) -> bytes:
    return page_library


@pytest.fixture
def paper(context: AppContext) -> Paper:
    """A paper of a page with bylines."""
    return context.library.papers.get(papers_of(context.library)[0])


def fresh(context: AppContext, paper: Paper) -> Paper:
    return context.library.papers.get(paper.id)


def marked(pane: PaperPane) -> list[str]:
    """The passages of the abstract that are drawn with a background."""
    return [m.cursor.selectedText() for m in pane.one.abstract.view.extraSelections()]


def test_nothing_selected_gives_a_hint(qtbot: QtBot, context: AppContext) -> None:
    pane = shown(qtbot, context)
    assert pane.currentWidget() is pane.hint
    pane.show_papers([4711])
    assert pane.currentWidget() is pane.hint


def test_a_paper_is_shown_whole(qtbot: QtBot, context: AppContext, paper: Paper) -> None:
    pane = shown(qtbot, context, paper.id)
    header = pane.one.header
    assert header.title.toPlainText() == paper.bib.title
    assert header.byline.toPlainText().startswith(f"{paper.bib.authors_count} authors")
    assert header.status.currentText() == "Inbox"
    sighting = pane.one.sightings.buttons[0]
    assert sighting.text().startswith("page of Dec 10")
    assert pane.one.abstract.view.toPlainText()[:60] == paper.bib.abstract[:60]
    assert pane.one.banner.isHidden()


def test_the_bibtex_entry_is_copied(qtbot: QtBot, context: AppContext, paper: Paper) -> None:
    pane = shown(qtbot, context, paper.id)
    entry = context.library.exporting.bibtex(paper.id)
    qtbot.waitUntil(lambda: pane.one.bibtex.text.toPlainText() == entry.strip())
    click(qtbot, pane.one.bibtex.copy_button)
    assert QGuiApplication.clipboard().text() == entry
    assert pane.one.bibtex.copy_button.text() == "Copied"


def test_star_and_status_are_set_here(qtbot: QtBot, context: AppContext, paper: Paper) -> None:
    pane = shown(qtbot, context, paper.id)
    click(qtbot, pane.one.header.star)
    pane.one.header.status.setFocus()
    qtbot.keyClick(pane.one.header.status, Qt.Key.Key_Down)
    settled(qtbot, context)
    assert fresh(context, paper).starred
    assert fresh(context, paper).status is Status.QUEUED
    context.bridge.write(lambda: context.library.papers.star([paper.id], False))
    settled(qtbot, context)
    assert pane.one.header.star.text() == "Star"


def test_a_date_says_how_it_is_known(qtbot: QtBot, context: AppContext, paper: Paper) -> None:
    pane = shown(qtbot, context, paper.id)
    context.library.papers.edit(paper.id, published="2023-11", authors="Ada Lovelace")
    settled(qtbot, context)
    byline = pane.one.header.byline
    assert byline.toPlainText() == "Ada Lovelace · November 2023"
    assert byline.toolTip() == "You wrote this date."


def test_tags_are_taken_off_with_keys_and_clicks(
    qtbot: QtBot, context: AppContext, paper: Paper
) -> None:
    context.library.tags.add([paper.id], ["agents", "theory/scaling", "vision"])
    pane = shown(qtbot, context, paper.id)
    first = pane.one.tags.chips[0]
    with qtbot.waitSignal(pane.tag_opened) as opened:
        first.setFocus()
        qtbot.keyClick(first, Qt.Key.Key_Return)
    assert opened.args == ["agents"]
    qtbot.keyClick(first, Qt.Key.Key_Delete)
    settled(qtbot, context)
    assert [t.name for t in fresh(context, paper).tags] == ["theory/scaling", "vision"]
    assert pane.one.tags.chips[0].hasFocus()
    last = pane.one.tags.chips[1]
    click(qtbot, last, QPoint(last.width() - 10, last.height() // 2))
    settled(qtbot, context)
    assert [t.name for t in fresh(context, paper).tags] == ["theory/scaling"]


def test_many_tags_are_folded(qtbot: QtBot, context: AppContext, paper: Paper) -> None:
    context.library.tags.add([paper.id], [f"tag {n:02}" for n in range(60)])
    pane = shown(qtbot, context, paper.id)
    row = pane.one.tags
    assert sum(chip.isVisible() for chip in row.chips) == 14
    assert row.more_button.text() == "46 more"
    click(qtbot, row.more_button)
    assert all(chip.isVisible() for chip in row.chips)


def test_lists_are_shown_opened_and_left(qtbot: QtBot, context: AppContext, paper: Paper) -> None:
    context.library.lists.assign([paper.id], create=["To cite"])
    pane = shown(qtbot, context, paper.id)
    chip = pane.one.lists.chips[0]
    with qtbot.waitSignal(pane.list_opened) as opened:
        click(qtbot, chip, QPoint(12, chip.height() // 2))
    assert opened.args == [context.library.lists.get("To cite").id]
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Backspace)
    settled(qtbot, context)
    assert fresh(context, paper).lists == ()


def test_hits_are_marked_in_title_and_abstract(
    qtbot: QtBot, context: AppContext, paper: Paper
) -> None:
    word = paper.bib.title.split()[0]
    pane = shown(qtbot, context, paper.id, terms=(word,))
    title = [m.cursor.selectedText() for m in pane.one.header.title.extraSelections()]
    assert word in title
    learner = paper_with(context.library, range(1, 38), " learning ")
    pane.show_papers([learner.id], ("learning",))
    assert marked(pane)
    assert {hit.lower()[:5] for hit in marked(pane)} == {"learn"}


def test_a_change_keeps_place_focus_and_typing(
    qtbot: QtBot, context: AppContext, paper: Paper
) -> None:
    pane = shown(qtbot, context, paper.id)
    pane.edit_notes()
    editor = pane.one.notes.editors[0].editor
    qtbot.keyClicks(editor, "half a tho")
    qtbot.waitUntil(lambda: bool(pane.one.bibtex.text.toPlainText()))
    qtbot.waitUntil(lambda: not editor.visibleRegion().isEmpty())
    pane.one.verticalScrollBar().setValue(40)
    place = pane.one.verticalScrollBar().value()
    context.library.papers.star([paper.id], True)
    context.library.tags.create("elsewhere")
    settled(qtbot, context)
    assert pane.one.header.star.isChecked()
    assert editor.toPlainText() == "half a tho"
    assert editor.hasFocus()
    assert abs(pane.one.verticalScrollBar().value() - place) <= 2


def test_a_deleted_paper_leaves_the_hint(qtbot: QtBot, context: AppContext, paper: Paper) -> None:
    pane = shown(qtbot, context, paper.id)
    context.library.papers.trash([paper.id])
    settled(qtbot, context)
    assert pane.one.banner.isVisible()
    click(qtbot, pane.one.restore_button)
    settled(qtbot, context)
    assert pane.one.banner.isHidden()
    context.library.papers.delete([paper.id])
    settled(qtbot, context)
    assert pane.currentWidget() is pane.hint


def test_links_open_in_the_browser_only_when_they_are_harmless(
    qtbot: QtBot, seeded_context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(monkeypatch)
    paper = paper_with(seeded_context.library, papers_of(seeded_context.library), "github.com/")
    pane = shown(qtbot, seeded_context, paper.id)
    for button, link in zip(pane.one.links.buttons, paper_links(paper), strict=True):
        assert button.toolTip() == link.url
        click(qtbot, button)
    assert browser.addresses == [link.url for link in paper_links(paper)]
    assert any("github.com" in address for address in browser.addresses)
    for address in ("file:///etc/passwd", "javascript:alert(1)", "ftp://example.org/", ""):
        assert not open_address(address)
    assert len(browser.addresses) == len(paper_links(paper))


def test_known_ids_give_links(context: AppContext, paper: Paper) -> None:
    context.library.papers.edit(paper.id, arxiv_id="2503.02130", doi="10.1000/a<b>")
    links = {link.text: link.url for link in paper_links(fresh(context, paper))}
    assert links["arXiv 2503.02130"] == "https://arxiv.org/abs/2503.02130"
    assert links["Hugging Face"] == "https://huggingface.co/papers/2503.02130"
    assert links["DOI"] == "https://doi.org/10.1000/a%3Cb%3E"


def test_many_papers_are_counted_and_changed_at_once(
    qtbot: QtBot, seeded_context: AppContext
) -> None:
    ids = papers_of(seeded_context.library)
    seeded_context.library.tags.add(ids[:30], ["vision"])
    seeded_context.library.papers.star(ids[:2], True)
    pane = shown(qtbot, seeded_context, *ids)
    qtbot.waitUntil(lambda: bool(pane.many.facts.toPlainText()))
    assert pane.many.heading.text() == "220 papers"
    assert "2 starred" in pane.many.facts.toPlainText()
    assert "59 seen on several pages" in pane.many.facts.toPlainText()
    assert [chip.value.text for chip in pane.many.tags.chips] == ["vision  30"]
    before = seeded_context.library.history.state().undo
    click(qtbot, pane.many.trash_button)
    settled(qtbot, seeded_context)
    assert seeded_context.library.counts().trash == 220
    seeded_context.bridge.write(seeded_context.library.history.undo)
    settled(qtbot, seeded_context)
    assert seeded_context.library.counts().trash == 0
    assert seeded_context.library.history.state().undo == before


def test_tab_goes_through_the_page_from_top_to_bottom(
    qtbot: QtBot, context: AppContext, paper: Paper
) -> None:
    context.library.tags.add([paper.id], ["agents", "vision"])
    pane = shown(qtbot, context, paper.id)
    pane.one.header.star.setFocus()
    reached = []
    for _ in range(7):
        qtbot.keyClick(pane.focusWidget(), Qt.Key.Key_Tab)
        reached.append(pane.focusWidget())
    assert reached[0] is pane.one.header.status
    assert reached[1] is pane.one.header.rating
    assert reached[2:5] == [*pane.one.tags.chips, pane.one.tags.add_button]
    assert reached[5] is pane.one.lists.add_button


@pytest.mark.parametrize("width", [320, 900])
def test_nothing_is_cut_off(qtbot: QtBot, context: AppContext, paper: Paper, width: int) -> None:
    title = "Hyperdimensional_Convolutional_Networks_Without_A_Single_Blank_" * 4
    context.library.papers.edit(paper.id, title=title, venue="A venue of many words " * 6)
    pane = shown(qtbot, context, paper.id)
    pane.one.details_section.open()
    pane.resize(width, 700)
    page, view = pane.one.widget(), pane.one.viewport()
    assert page is not None
    layout = page.layout()
    assert layout is not None

    def fits() -> bool:
        needed = layout.heightForWidth(view.width())
        return page.width() == view.width() and page.height() == max(view.height(), needed)

    qtbot.waitUntil(fits)
    assert page.minimumSizeHint().width() <= view.width()
    for block in (pane.one.header.title, pane.one.header.byline, pane.one.abstract.view):
        assert block.document().size().height() <= block.height() + 1
        assert block.document().size().width() <= block.width()


def test_every_control_says_what_it_is(qtbot: QtBot, context: AppContext, paper: Paper) -> None:
    context.library.tags.add([paper.id], ["agents"])
    context.library.lists.assign([paper.id], create=["To cite"])
    context.library.notes.add(paper.id, "a note")
    context.library.highlights.add(paper.id, 0, 20, comment="why")
    pane = shown(qtbot, context, paper.id)
    pane.edit_details()
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QTextEdit, QComboBox)
    controls = [w for kind in kinds for w in pane.findChildren(kind)]
    inner = [w for w in controls if isinstance(w.parent(), QComboBox | QLineEdit)]
    named = [w for w in controls if w not in inner and w.accessibleName()]
    assert [w for w in controls if w not in inner and w not in named] == []
    readers = [w for w in named if isinstance(w, TextBlock)]
    assert [w.accessibleName() for w in named if w not in readers and not w.toolTip()] == []
