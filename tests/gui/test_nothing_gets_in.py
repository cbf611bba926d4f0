"""Text of others in the window: nothing is loaded or run, links go where they say, marks that
reorder text do not."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from readlist.domain.papers import Bibliography
from readlist.gui.addresses import misleads, open_address, record_links, shown_address
from readlist.gui.context import AppContext
from readlist.gui.main_window import MainWindow
from readlist.gui.plain_tip import plain_tip
from readlist.gui.views.pane_preview import MarkdownView, SealedDocument
from tests.fuzz.grammar import grammars
from tests.fuzz.mutation import Mutator
from tests.fuzz.targets import TARGETS
from tests.gui.pane_kit import Browser, click
from tests.gui.window_kit import search, select, settled

NOTES = (
    b"# Head\n\n- one **bold** [text](https://x.org/a)\n- two\n\n| a | b |\n|---|---|\n"
    b"| ![p](q) | x |\n",
    b"![a][b] and [![in](file:///etc/hostname)](javascript:x)\n\n[b]: file:///etc/hostname 't'\n",
    b"<img src=file:///etc/hostname> <style>@import url(http://x.org/)</style><svg onload=x>\n\n"
    b"> quote\n> > deeper `code`\n\n```\n![a](b)\n```\n1. x\n   * y ~~z~~ <https://x.org>\n",
)  # fmt: skip


def pictures(document: QTextDocument) -> list[str]:
    """What Qt would load to draw a document."""
    found, block = [], document.begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            look = iterator.fragment().charFormat()
            if look.isImageFormat():
                found.append(look.toImageFormat().name())
            iterator += 1
        block = block.next()
    return found


@pytest.fixture
def view(qtbot: QtBot, context: AppContext) -> MarkdownView:
    made = MarkdownView(context.theme)
    qtbot.addWidget(made)
    made.resize(400, 80)
    made.show()
    return made


@pytest.mark.parametrize(
    "form",
    ["![a]({})", "![a][b]\n\n[b]: {}", "[![a]({})](https://x.org)", "| ![a]({}) |\n|---|\n| x |",
     "- ![a](<{}>)", "<img src='{}'>", "# ![a]({} 'title')"],
)  # fmt: skip
def test_no_picture_is_loaded(view: MarkdownView, form: str, tmp_path: Path) -> None:
    picture = tmp_path / "red.png"
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(picture))
    for address in (picture.as_uri(), str(picture), ":/red.png", "data:image/png;base64,eA=="):
        view.show_markdown(form.format(address))
        assert not pictures(view.document())
        shown = view.grab().toImage()
        assert not any(
            shown.pixelColor(x, y) == Qt.GlobalColor.red
            for x in range(0, shown.width(), 5)
            for y in range(0, shown.height(), 5)
        )


def test_a_sealed_document_has_no_resource() -> None:
    document = SealedDocument()
    for name in ("file:///etc/hostname", "https://x.org/a.css", "qrc:/a", ":/a"):
        for kind in QTextDocument.ResourceType:
            assert bytes(document.resource(kind.value, QUrl(name))) == b" "


def test_fuzz_of_notes(view: MarkdownView, inputs: int, fuzz_seed: int) -> None:
    whole = sum(target.share for target in TARGETS)
    words = [b"![a](b)", b"[b]: c\n", b"\n- ", b"\n|", b"---|", b"```"]
    made = Mutator("note", NOTES, words, series=fuzz_seed, grammars=grammars()["note"])
    for number in range(max(1, round(inputs * 3 / whole))):
        view.show_markdown(made.make(number)[:3000].decode(errors="replace"))
        assert not pictures(view.document())


@pytest.mark.parametrize(
    ("words", "address"),
    [("https://bank.org/a", "https://bank.org.evil.example/a"),
     ("www.bank.org", "http://evil.example"), ("bank.org", "https://evil.example"),
     ("me@bank.org", "mailto:me@evil.example"),
     ("here", "https://bank.org@evil.example/"), ("https://apple.com", "https://аpple.com")],
)  # fmt: skip
def test_a_link_that_says_otherwise_asks_first(
    qtbot: QtBot,
    view: MarkdownView,
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    address: str,
) -> None:
    browser = Browser(monkeypatch)
    assert misleads(words, address)
    view.show_markdown(f"[{words}]({address})")
    click(qtbot, view.viewport(), QPoint(12, 8))
    assert not browser.addresses
    (box,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox))
    assert box.informativeText() == shown_address(address)
    if words == "bank.org":
        box.buttons()[0].click()
        assert browser.addresses == [address]
    else:
        box.reject()
        assert not browser.addresses


@pytest.mark.parametrize(
    ("words", "address"),
    [("the paper", "https://x.org/a"), ("x.org", "https://www.x.org/b"),
     ("a@x.org", "mailto:a@x.org"), ("https://x.org/a", "https://x.org/b"), ("Sec. 3.2", "https://x.org"),
     ("doi", "doi:10.1000/182")],
)  # fmt: skip
def test_other_links_open_at_once(words: str, address: str) -> None:
    assert not misleads(words, address)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "qrc:/a", "ftp://x.org",
     "smb://x/y", "vbscript:x", "steam://run", "/etc/passwd",
     "x", "ms-msdt:/id", "JaVaScRiPt:x", "\x01javascript:x"],
)  # fmt: skip
def test_other_schemes_never_open(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    browser = Browser(monkeypatch)
    assert not open_address(address)
    for link in record_links(Bibliography(title="T", url=address)):
        assert not open_address(link.url)
    assert not browser.addresses


def test_a_doi_opens_at_its_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(monkeypatch)
    assert open_address("doi:10.1000/182")
    assert browser.addresses == ["https://doi.org/10.1000/182"]


def test_a_letter_attaches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(monkeypatch)
    assert open_address("mailto:me@x.org?attach=/etc/passwd&body=x")
    assert browser.addresses == ["mailto:me@x.org"]


def test_an_address_shows_no_foreign_letters_as_ours() -> None:
    (link,) = record_links(Bibliography(title="T", url="https://аpple.com/x"))
    assert link.text == "xn--pple-43d.com/x"
    assert shown_address("https://аpple.com/x") == "https://xn--pple-43d.com/x"
    assert "\u202e" not in shown_address("https://x.org/\u202efdp.exe")


def test_marks_of_direction_reorder_nothing(qtbot: QtBot, window: MainWindow) -> None:
    rlo = "\u202e"
    hostile = {
        "title": "Zyxomma \u202eevil\u2066 \0\u200bend", "authors": ["A\u202e B"],
        "extra": {f"k{rlo}": f"v{rlo}", rlo: "x", "deep": {f"in{rlo}": [f"a{rlo}"]}},
        "tags": [f"tag{rlo}", "tag", rlo], "lists": [f"list{rlo}", rlo],
    }  # fmt: skip
    searches = [{"name": f"s{rlo}", "query": f"q{rlo}"}, {"name": rlo, "query": "q"}]
    library = window.context.library
    document = json.dumps({"papers": [hostile], "saved_searches": searches})
    dump = library.importing.parse(document.encode(), "x.json")
    (paper,) = library.importing.commit(library.importing.plan([dump])).change.added
    settled(qtbot, window)
    assert search(qtbot, window, "zyxomma") == [paper]
    select(qtbot, window, 0)
    stored = library.papers.get(paper)
    assert stored.bib.title == "Zyxomma evil end"
    assert stored.byline == "A B"
    assert stored.bib.extra == {"k": "v", "deep": {"in": ["a"]}}
    assert [one.name for one in stored.tags] == ["tag"]
    assert [one.name for one in stored.lists] == ["list"]
    assert [(one.name, one.query) for one in library.saved.all()] == [("s", "q")]
    library.tags.add([paper], ["tag\u202egat"])
    library.papers.edit(paper, venue="NeurIPS\u202e", title="Zyxomma \u202eagain")
    stored = library.papers.get(paper)
    assert (stored.bib.title, stored.bib.venue) == ("Zyxomma again", "NeurIPS")
    assert {one.name for one in stored.tags} == {"tag", "taggat"}
    assert plain_tip("a \u202eb") == "a b"


def test_the_window_never_asks_the_network(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, lambda *words: asked.append(words))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *words, **_: asked.append(words))
    search(qtbot, window, "attention")
    select(qtbot, window, 0)
    for action in ("star", "note"):
        window.handlers.by_key()[action]()
        settled(qtbot, window)
    qtbot.keyClicks(window.focusWidget(), "![x](https://x.org/a.png) https://x.org")
    settled(qtbot, window)
    assert not asked
