"""The completion dialog: what is sent is told before, cancel, resume, review by keys, one step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from readlist.gui.context import AppContext
from readlist.gui.dialogs.complete_dialog import CompleteDialog
from readlist.gui.dialogs.complete_review import ReviewPage
from readlist.gui.dialogs.complete_state import Group
from readlist.gui.main_window import MainWindow
from readlist.gui.models.sidebar_tree import Node
from tests.gui.test_every_control import checked
from tests.gui.window_kit import CONTROL, SHIFT, drop, press, select, settled
from tests.recorded_services import Recorded, serving, silent, too_many

# Real papers by their bare titles; the first two are recorded, as is a part of the third's.
TITLES = (
    "Attention Is All You Need",
    "Augmenting large language models with chemistry tools",
    "A Title That No Service Knows",
)
BARE = "\n".join(f"@misc{{k{n}, title = {{{title}}}}}" for n, title in enumerate(TITLES))
# Two records of other years and authors for a title, as reference lists have them.
REFS = """
@inproceedings{vaswani, title={Attention is all you need}, year=2017, doi={10.5555/3295222},
  author={Vaswani, Ashish and Shazeer, Noam and Parmar, Niki and Uszkoreit, Jakob and Jones, Llion
  and Gomez, Aidan N. and Kaiser, Lukasz and Polosukhin, Illia},
  booktitle={Advances in Neural Information Processing Systems}}
@article{bran2023, title={Augmenting large language models with chemistry tools}, year=2023,
  author={Bran, Andres M. and Cox, Sam and White, Andrew D. and Schwaller, Philippe},
  journal={arXiv preprint arXiv:2304.05376}}
@article{bran2024, title={Augmenting large language models with chemistry tools}, year=2024,
  author={Schilter, Oliver and Baldassari, Carlo}, journal={Nature Machine Intelligence}}
"""
Opened = Callable[..., CompleteDialog]


@pytest.fixture
def recorded(context: AppContext, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    """The services on the loopback device, where the settings say that they are."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as running:
        for key, path in {
            "hugging_face": "hf", "arxiv": "arxiv", "semantic_scholar": "s2",
            "crossref": "crossref",
        }.items():  # fmt: skip
            context.settings.setValue(f"lookup/{key}", f"{running.address}/{path}")
            context.settings.setValue(f"lookup/{key}_pause", "0")
        context.settings.sync()
        yield running


@pytest.fixture
def ids(context: AppContext) -> list[int]:
    """Three papers by their titles alone."""
    importing = context.library.importing
    parsed = importing.parse(BARE.encode(), "bare.bib")
    return sorted(importing.commit(importing.plan([parsed])).change.added)


@pytest.fixture
def refs(tmp_path: Path) -> Path:
    path = tmp_path / "refs.bib"
    path.write_text(REFS, encoding="utf-8")
    return path


@pytest.fixture
def opened(qtbot: QtBot, context: AppContext, ids: list[int]) -> Opened:
    """Opens the dialog on the three papers."""

    def open_dialog(*, files: bool = False) -> CompleteDialog:
        dialog = CompleteDialog(context, ids, None, title="To cite", files=files)
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
            dialog.activateWindow()
        qtbot.waitUntil(lambda: dialog.counted, timeout=20000)
        return dialog

    return open_dialog


def reviewing(qtbot: QtBot, dialog: CompleteDialog) -> ReviewPage:
    """Wait until the review is shown."""
    qtbot.waitUntil(lambda: dialog.reviewing, timeout=20000)
    QApplication.processEvents()  # the page is laid out in the next round of the loop
    page = dialog.findChild(ReviewPage)
    assert isinstance(page, ReviewPage)
    return page


def key(qtbot: QtBot, dialog: CompleteDialog, which: Qt.Key | str) -> None:
    """Press a key where the keyboard is."""
    qtbot.keyClick(dialog.focusWidget() or dialog, which)


def go_on(qtbot: QtBot, dialog: CompleteDialog) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)


def counts(dialog: CompleteDialog) -> list[int]:
    assert dialog.state is not None
    return [len(dialog.state.papers(group)) for group in Group]


def answer_box(label: str) -> None:
    """Press a button of the question that is asked."""
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    next(b for b in box.buttons() if b.text().replace("&", "") == label).click()


def test_what_would_be_sent_is_told_and_nothing_is_before_ask(
    qtbot: QtBot, opened: Opened, recorded: Recorded, context: AppContext, ids: list[int]
) -> None:
    dialog = opened()
    assert dialog.start.survey.text() == (
        "Of 3 papers 3 lack authors, 3 a date, 3 an arXiv id, 3 a DOI, 3 a venue and 3 an "
        "abstract; 0 can be cited."
    )
    rows = [[dialog.start.services.index(row, column).data() for column in range(4)]
            for row in range(dialog.start.services.row_total())]  # fmt: skip
    assert rows[0] == ["Hugging Face", "up to 3 titles", "3", f"{recorded.address}/hf"]
    assert [row[0] for row in rows[1:]] == ["arXiv", "Semantic Scholar", "Crossref"]
    assert "At most 13 requests" in dialog.start.total.text()
    checked(dialog)
    assert recorded.asked == []
    go_on(qtbot, dialog)
    page = reviewing(qtbot, dialog)
    assert counts(dialog) == [0, 2, 1]
    assert recorded.asked
    assert page.reason.text().startswith("arXiv, Semantic Scholar: The titles are equal")
    checked(dialog)
    with qtbot.waitSignal(dialog.said) as said:
        go_on(qtbot, dialog)
    assert said.args == ["Completed 2 papers.", True]
    bib = context.library.papers.get(ids[0]).bib
    assert (bib.arxiv_id, str(bib.published)) == ("1706.03762", "2017-06-12")
    assert [name.family for name in bib.authors] == [
        "Vaswani", "Shazeer", "Parmar", "Uszkoreit", "Jones", "Gomez", "Kaiser", "Polosukhin",
    ]  # fmt: skip


def test_cancelling_takes_effect_at_once_and_asking_again_goes_on(
    qtbot: QtBot, opened: Opened, recorded: Recorded, context: AppContext, ids: list[int]
) -> None:
    recorded.forever["/arxiv/"] = silent(recorded)
    dialog = opened()
    go_on(qtbot, dialog)
    panel = dialog._jobs
    qtbot.waitUntil(lambda: bool(recorded.asked_at("arxiv")), timeout=20000)
    qtbot.waitUntil(lambda: "arXiv: 1 of " in panel.text.text(), timeout=20000)
    checked(dialog)
    qtbot.mouseClick(panel.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.start.isVisible, timeout=3000)
    assert "only the rest is asked" in dialog.start.note.text()
    assert not context.library.papers.get(ids[0]).bib.authors
    checked(dialog)
    asked = list(recorded.asked_at("hf"))
    del recorded.forever["/arxiv/"]
    go_on(qtbot, dialog)
    reviewing(qtbot, dialog)
    assert counts(dialog) == [0, 2, 1]
    assert recorded.asked_at("hf") == asked
    dialog.reject()
    # Another dialog has the answers without asking anybody.
    recorded.asked.clear()
    again = opened()
    again.start.offline.click()
    assert again.main.text() == "&Compare"
    go_on(qtbot, again)
    reviewing(qtbot, again)
    assert counts(again) == [0, 2, 1]
    assert recorded.asked == []


def test_closing_while_a_service_is_silent_ends_the_asking(
    qtbot: QtBot, opened: Opened, recorded: Recorded, context: AppContext
) -> None:
    recorded.forever["/hf/"] = silent(recorded)
    dialog = opened()
    go_on(qtbot, dialog)
    qtbot.waitUntil(lambda: bool(recorded.asked), timeout=20000)
    with qtbot.assertNotEmitted(dialog.said):
        dialog.reject()
    done: list[bool] = []
    bridge = context.bridge
    bridge.run(bridge.network, lambda _job: None, lambda _none: done.append(True))
    qtbot.waitUntil(lambda: bool(done), timeout=3000)


def test_a_busy_service_is_told_and_the_others_are_reviewed(
    qtbot: QtBot, opened: Opened, recorded: Recorded
) -> None:
    recorded.forever["/arxiv/"] = too_many(Retry_After="600")
    dialog = opened()
    go_on(qtbot, dialog)
    page = reviewing(qtbot, dialog)
    assert "arXiv is busy and asks to wait for 600 seconds" in page.banner.text()
    assert "run it again later" in page.banner.text()
    page.show_group(Group.NOTHING)
    assert "Not asked" in {
        page.papers_model.index(row, 0).data() for row in range(page.papers_model.row_total())
    }
    assert "complete the paper again later" in page.reason.text()
    QApplication.processEvents()
    checked(dialog)


def test_settings_that_cannot_be_are_told(opened: Opened, context: AppContext, refs: Path) -> None:
    context.settings.setValue("lookup/arxiv", "ftp://x")
    context.settings.sync()
    dialog = opened()
    assert "'ftp://x' is not an address" in dialog.start.total.text()
    assert not dialog.main.isEnabled()
    dialog.start.add_files([refs])
    assert dialog.main.isEnabled()


def test_review_by_keys_is_one_step(
    qtbot: QtBot, opened: Opened, context: AppContext, ids: list[int], refs: Path
) -> None:
    before = [context.library.papers.get(one) for one in ids]
    dialog = opened(files=True)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(refs))])
    assert drop(dialog.start, mime, QPoint(20, 20))
    go_on(qtbot, dialog)
    page = reviewing(qtbot, dialog)
    assert counts(dialog) == [1, 1, 1]
    assert page.title.text() == TITLES[1]
    assert page.records_model.row_total() == 2
    assert "2 different records have this title" in page.reason.text()
    checked(dialog)
    # The certain one at once; the review goes on.
    go_on(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.message.text().startswith("1 certain paper"), timeout=20000)
    assert len(context.library.papers.get(ids[0]).bib.authors) == 8
    assert not context.library.papers.get(ids[1]).bib.authors
    # The second record, without its venue.
    key(qtbot, dialog, "2")
    page.fields.setFocus()
    page.fields.go(next(row for row in range(page.fields_model.row_total())
                        if page.fields_model.offer(row).field == "venue"))  # fmt: skip
    key(qtbot, dialog, " ")
    key(qtbot, dialog, "a")
    assert dialog.main.text() == "&Write 1 reviewed"
    with qtbot.waitSignal(dialog.said) as said:
        go_on(qtbot, dialog)
    assert said.args == ["Completed 2 papers: 1 certain, 1 reviewed.", True]
    library = context.library
    second = library.papers.get(ids[1]).bib
    picked = page.records_model._judged[1].candidate
    assert (second.authors, second.venue) == (picked.bib.authors, "")
    sources = {one.field: one.source for one in library.papers.sources(ids[1])}
    assert sources["authors"] == picked.source
    assert library.history.state().undo == "Complete 2 papers"
    library.history.undo()
    assert [library.papers.get(one) for one in ids] == before


def test_what_is_there_is_replaced_only_by_choice_and_never_what_the_reader_wrote(
    qtbot: QtBot, opened: Opened, context: AppContext, ids: list[int], refs: Path
) -> None:
    library = context.library
    library.papers.edit(ids[0], venue="NIPS")
    dialog = opened(files=True)
    dialog.start.add_files([refs])
    go_on(qtbot, dialog)
    page = reviewing(qtbot, dialog)
    page.show_group(Group.CERTAIN)
    rows = {page.fields_model.offer(n).field: n for n in range(page.fields_model.row_total())}

    def cell(name: str, column: int, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> object:
        return page.fields_model.index(rows[name], column).data(role)

    state = Qt.ItemDataRole.CheckStateRole
    assert (cell("venue", 3), cell("venue", 0, state)) == ("Stays: you wrote it", None)
    assert cell("title", 0, state) == Qt.CheckState.Unchecked
    assert cell("authors", 0, state) == Qt.CheckState.Checked
    assert cell("citation_key", 3) == "Stays"
    # A click takes the record's way of writing the title.
    index = page.fields_model.index(rows["title"], 0)
    page.fields.setFocus()
    page.fields.go(rows["venue"])
    key(qtbot, dialog, " ")
    page.fields_model.setData(index, Qt.CheckState.Checked, state)
    assert cell("title", 3) == "Replaced from refs.bib line 2"
    page.show_group(Group.DOUBTFUL)
    key(qtbot, dialog, "x")
    with qtbot.waitSignal(dialog.said):
        go_on(qtbot, dialog)
    bib = library.papers.get(ids[0]).bib
    assert (bib.title, bib.venue) == ("Attention is all you need", "NIPS")
    assert bib.citation_key == "k0"
    assert library.search.find('title:"attention is all you need"').ids


def test_closing_says_what_stays_undecided_and_asks_for_what_was_accepted(
    qtbot: QtBot, opened: Opened, context: AppContext, ids: list[int], refs: Path
) -> None:
    dialog = opened(files=True)
    dialog.start.add_files([refs])
    go_on(qtbot, dialog)
    page = reviewing(qtbot, dialog)
    with qtbot.waitSignal(dialog.said) as said:
        key(qtbot, dialog, Qt.Key.Key_Escape)
    assert said.args == ["1 doubtful paper was left undecided.", False]
    assert not context.library.papers.get(ids[0]).bib.authors
    dialog = opened(files=True)
    dialog.start.add_files([refs])
    go_on(qtbot, dialog)
    page = reviewing(qtbot, dialog)
    page.first_focus()
    key(qtbot, dialog, "a")
    QTimer.singleShot(50, dialog, lambda: answer_box("Cancel"))
    key(qtbot, dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    QTimer.singleShot(50, dialog, lambda: answer_box("Write"))
    with qtbot.waitSignal(dialog.said) as said:
        key(qtbot, dialog, Qt.Key.Key_Escape)
    assert said.args == ["Completed 1 paper: 0 certain, 1 reviewed.", True]
    assert context.library.papers.get(ids[1]).bib.authors
    assert not context.library.papers.get(ids[0]).bib.authors


def test_cancelling_the_writing_leaves_all_as_it_was(
    qtbot: QtBot, opened: Opened, context: AppContext, ids: list[int], refs: Path
) -> None:
    dialog = opened(files=True)
    dialog.start.add_files([refs])
    go_on(qtbot, dialog)
    reviewing(qtbot, dialog)
    hold = threading.Event()
    context.bridge.write(hold.wait)
    go_on(qtbot, dialog)
    key(qtbot, dialog, Qt.Key.Key_Escape)  # stays until the cancelling has taken effect
    assert dialog.isVisible()
    hold.set()
    reviewing(qtbot, dialog)
    assert dialog.message.text() == "Cancelled: the library is as it was."
    assert not context.library.papers.get(ids[0]).bib.authors
    go_on(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.message.text().startswith("1 certain paper"), timeout=20000)
    assert context.library.papers.get(ids[0]).bib.authors
    dialog.done(0)


def test_a_second_time_brings_nothing_new(
    qtbot: QtBot, opened: Opened, context: AppContext, refs: Path
) -> None:
    for number in range(2):
        dialog = opened(files=True)
        dialog.start.add_files([refs])
        go_on(qtbot, dialog)
        page = reviewing(qtbot, dialog)
        page.first_focus()
        key(qtbot, dialog, Qt.Key.Key_Return)
        assert dialog.isVisible()  # Enter alone writes nothing
        if number:
            assert counts(dialog) == [0, 2, 1]
            assert page.papers_model.index(0, 0).data() == "Nothing new"
            assert "has all of it already" in page.reason.text()
        key(qtbot, dialog, "a")
        with qtbot.waitSignal(dialog.said) as said:
            while dialog.isVisible():
                go_on(qtbot, dialog)
                qtbot.waitUntil(lambda dialog=dialog: not dialog.writing)  # type: ignore[misc]
        assert said.args is not None
        if not number:
            assert said.args[0] == "Completed 2 papers: 1 certain, 1 reviewed."
            assert context.library.history.state().undo == "Complete 2 papers"
    assert said.args == ["The papers have all of it already: nothing was written.", False]


def test_files_without_a_record_say_so(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "other.bib"
    path.write_text("@misc{a, title={Deep Residual Learning}}\n@misc{b, title = {", "utf-8")
    many = [tmp_path / f"gone{number}.bib" for number in range(9)]
    dialog = opened(files=True)
    dialog.start.add_files([tmp_path / "none.ris", path, *many])
    go_on(qtbot, dialog)
    page = reviewing(qtbot, dialog)
    assert counts(dialog) == [0, 0, 3]
    assert "None of these papers was found (1 record looked at)." in dialog.message.text()
    assert "none.ris: It cannot be read" in page.banner.text()
    assert len(page.banner.text().splitlines()) == 5
    assert "And 7 more like these." in page.banner.text()
    checked(dialog)
    qtbot.mouseClick(dialog.again_button, Qt.MouseButton.LeftButton)
    assert dialog.start.isVisible()
    qtbot.waitUntil(lambda: dialog.counted)


def test_tab_reaches_everything_of_the_review(qtbot: QtBot, opened: Opened, refs: Path) -> None:
    dialog = opened(files=True)
    dialog.start.add_files([refs])
    go_on(qtbot, dialog)
    page = reviewing(qtbot, dialog)
    seen = set()
    for _ in range(30):
        key(qtbot, dialog, Qt.Key.Key_Tab)
        seen.add(dialog.focusWidget())
    wanted = {page.tabs, page.papers, page.records, page.fields, *page.values, dialog.main}
    wanted |= {
        one for one in dialog.findChildren(QPushButton) if one.isVisible() and one.isEnabled()
    }
    assert wanted <= seen


def test_models_are_sound(qtbot: QtBot, qtmodeltester: object, opened: Opened, refs: Path) -> None:
    dialog = opened(files=True)
    dialog.start.add_files([refs])
    go_on(qtbot, dialog)
    page = reviewing(qtbot, dialog)
    for model in (
        dialog.start.services, dialog.start.files, page.papers_model, page.records_model,
        page.fields_model,
    ):  # fmt: skip
        qtmodeltester.check(model)  # type: ignore[attr-defined]
    dialog.done(0)


def test_the_window_completes_a_selection_and_a_list(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    ids = select(qtbot, window, 0, 1)
    library = window.context.library
    title = library.papers.get(ids[0]).bib.title
    path = tmp_path / "one.bib"
    path.write_text(f"@misc{{one, title={{{title}}}, author={{Vaswani, Ashish}}}}", "utf-8")
    press(qtbot, window, Qt.Key.Key_B, CONTROL | SHIFT)
    dialog = window.findChild(CompleteDialog)
    assert dialog is not None
    assert dialog.start.from_files.isChecked()
    dialog.start.add_files([path])
    go_on(qtbot, dialog)
    page = reviewing(qtbot, dialog)
    page.first_focus()
    if page.papers_model.group is Group.DOUBTFUL:
        key(qtbot, dialog, "a")
    with qtbot.waitSignal(dialog.said):
        go_on(qtbot, dialog)
    settled(qtbot, window)
    assert library.papers.get(ids[0]).bib.authors
    assert window.toast.isVisible()
    qtbot.mouseClick(window.toast.button, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert not library.papers.get(ids[0]).bib.authors

    def nodes() -> Iterator[Node]:
        yield from window.sidebar.places.nodes()

    page_node = next(node for node in nodes() if node.kind == "dump")
    menu = window.menus.menu(page_node)
    assert menu is not None
    next(one for one in menu.actions() if "plete data" in one.text()).trigger()
    menu.deleteLater()
    qtbot.waitUntil(lambda: window.findChild(CompleteDialog) is not None, timeout=20000)
    dialog = window.findChild(CompleteDialog)
    assert dialog is not None
    assert page_node.label in dialog.windowTitle()
    dialog.reject()
