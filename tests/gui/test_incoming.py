"""What was pasted or dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

from readlist.domain.dumps import DumpKind
from readlist.gui.incoming import acceptable, sources
from readlist.gui.models.papers_model import MIME

PAGE = '<div class="SVELTE_HYDRATER" data-target="DailyPapers" data-props="{}"></div>'


def mime(text: str = "", html: str = "", *urls: str) -> QMimeData:
    data = QMimeData()
    if text:
        data.setText(text)
    if html:
        data.setHtml(html)
    if urls:
        data.setUrls([QUrl(url) for url in urls])
    return data


def test_text_is_preferred_to_the_html_of_a_copied_selection() -> None:
    found = sources(mime("Daily Papers\n\nA title", "<b>Daily Papers</b>"))
    assert found == [(b"Daily Papers\n\nA title", "clipboard", DumpKind.CLIPBOARD)]


def test_the_source_of_a_page_is_read_as_such() -> None:
    assert sources(mime("Daily Papers", PAGE)) == [(PAGE.encode(), "clipboard", DumpKind.HTML)]


def test_citations_and_json_are_told_apart_by_the_parser() -> None:
    for text in ("@misc{a, title={A}}", '{"format": "readlist"}', PAGE):
        assert sources(mime(text)) == [(text.encode(), "clipboard", None)]


def test_files_come_before_text(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    dropped = mime("page.txt", "", QUrl.fromLocalFile(str(file)).toString())
    assert acceptable(dropped)
    assert sources(dropped) == [file]


def test_nothing_is_nothing() -> None:
    assert sources(mime(" \n")) == []
    assert not acceptable(QMimeData())
    own = mime("A title")
    own.setData(MIME, b"1 2")
    assert not acceptable(own)
