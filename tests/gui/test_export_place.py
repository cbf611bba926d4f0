"""The export's file: its proposed name; and exports of no papers and of many."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from readlist.gui.context import AppContext
from readlist.gui.dialogs.export_formats import file_name
from readlist.gui.dialogs.export_work import PREVIEWED
from tests.gui.test_dialogs_export import groups, opened


def test_a_longer_export_shows_its_beginning(
    qtbot: QtBot, seeded_context: AppContext, qtmodeltester: object
) -> None:
    dialog = opened(qtbot, seeded_context, sorted(seeded_context.library.search.find("").ids)[:60])
    assert dialog.preview.toPlainText().count("@misc{") == PREVIEWED
    assert dialog.preview_heading.text() == f"Preview: the first {PREVIEWED} of 60"
    assert groups(dialog.report_model)["No authors"] == "60 of 60 papers"
    qtmodeltester.check(dialog.report_model, force_py=True)  # type: ignore[attr-defined]


def test_no_papers_are_not_exported(qtbot: QtBot, context: AppContext) -> None:
    dialog = opened(qtbot, context, [])
    assert not dialog.export_button.isEnabled()
    assert dialog.report_heading.text() == "There are no papers to export here."
    dialog.choices.where.path.setText("~nobody-of-this-name/refs.bib")
    assert str(dialog.choices.where.file).endswith("~nobody-of-this-name/refs.bib")


@pytest.mark.parametrize(
    ("title", "name"),
    [("To cite", "To cite"), ('a/b\\c:"*?', "a b c"), ("...", "papers"), ("x" * 300, "x" * 80),
     ("../../../evil", "evil"), ("/etc/passwd", "etc passwd"), ("..", "papers"),
     ("CON", "papers CON"), ("nul.txt", "papers nul.txt"), ("-rf", "rf"), (".hidden", "hidden"),
     ("漢" * 200, "漢" * 40), ("\u202egnp.exe\0", "gnp.exe")],
)  # fmt: skip
def test_file_names_are_safe(title: str, name: str) -> None:
    assert file_name(title) == name
