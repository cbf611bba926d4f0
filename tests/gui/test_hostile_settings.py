"""A settings.ini that is damaged, of another version or hostile: the window opens and is usable."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QByteArray, QSettings, QSize
from pytestqt.qtbot import QtBot

from readlist.gui import window_state
from readlist.gui.citing import cite_command
from readlist.gui.context import AppContext
from readlist.gui.dialogs.backups_damage import marked_damage
from readlist.gui.dialogs.common import SizedDialog
from readlist.gui.dialogs.export_choices import ExportChoices
from readlist.gui.main_window import MainWindow
from readlist.gui.models.columns import COLUMNS, INDEX
from readlist.gui.recent import RecentSearches
from readlist.gui.settings_file import sealed, settings_in, unsealed
from readlist.gui.theme import MODES, Theme
from readlist.jobs.private import make_private
from readlist.library.filling_settings import read_services
from readlist.lookup.plan import Services
from tests.fuzz.mutation import Mutator
from tests.fuzz.targets import TARGETS
from tests.gui.conftest import Opener
from tests.gui.window_kit import search, settled

KEYS = (
    "window/geometry", "window/state", "window/splitter", "window/narrow", "table/header",
    "view/show-passages", "view/theme", "view/show-narrow", "view/show-pane", "place/scope",
    "place/sort", "search/recent", "export/last", "export/folder", "cite/command",
    "dialogs/kept/size", "sidebar/collapsed", "narrow/collapsed", "lookup/email",
    "lookup/arxiv", "library/damaged",
)  # fmt: skip
VALUES = (
    "", "0", "-1", "9" * 400, "1e999", "true", "null", "a, b, c", '"', "[" * 50_000, "{" * 50_000,
    '"' + "[" * 100 + '"', '"{\\"options\\": [], \\"destination\\": {}}"', '"[1, null, {}]"',
    "@Size(2000000000 2000000000)", "@Size(-5 -5)", "@Size(a b)", "@Point(1 2)", "@Rect(1 2 3 4)",
    "@ByteArray()", "@ByteArray(\\x1\\xd9\\xd0\\xcb)", "@ByteArray(\\x1\\xff\\xff\\xff\\xff)",
    "@Invalid()", "@Variant()", "@Variant(\\0\\0\\0\\x9\\xff\\xff\\xff\\xff)",
    "@Variant(\\0\\0\\0\\x7f\\0\\0\\0\\tQSettings\\0)", "@DateTime(x)", "@@x", "%00", "\\x0",
    "\\xd800", "list\\n99999999999999999999", "dump\\n-1", "relevance\\n9", "tag\\n\\x202e",
)  # fmt: skip


def made(random: Random) -> bytes:
    """A file with sound keys and strange values."""
    lines, group = [], ""
    for key in sorted(random.sample(KEYS, random.randint(1, len(KEYS)))):
        section, name = key.split("/", 1)
        if section != group:
            group = section
            lines.append(f"[{group}]")
        lines.append(f"{name.replace('/', chr(92))}={random.choice(VALUES)}")
    return "\n".join(lines).encode()


def saved(window: MainWindow, settings: QSettings) -> bytes:
    """What a window remembers at its end."""
    window_state.save(settings, window, window.splitter, window.table.header)
    window_state.save_place(
        settings, window.runner.question.scope, window_state.load_sort(settings)
    )
    RecentSearches(settings).add("attention")
    settings.setValue("dialogs/kept/size", QSize(900, 400))
    settings.sync()
    return Path(settings.fileName()).read_bytes()


def read_all(settings: QSettings, window: MainWindow, theme: Theme) -> None:
    """What a start and the dialogs read."""
    window_state.restore(settings, window, window.splitter, window.table.header)
    window_state.restore_narrow(settings, window.beside)
    window_state.narrow_shown(settings, 1000)
    window_state.load_scope(settings)
    assert window_state.load_sort(settings).key
    assert Theme(settings, theme).mode in MODES
    assert all(isinstance(one, str) for one in RecentSearches(settings).all())
    assert cite_command(settings)
    marked_damage(settings)
    room = window.screen().availableGeometry()
    assert window.width() <= 2 * room.width()
    assert window.height() <= 2 * room.height()
    header = window.table.header
    assert header.count() == len(COLUMNS)
    assert not header.isSectionHidden(INDEX["title"])
    assert header.sectionSize(INDEX["title"]) > 20


def test_fuzz_of_the_windows_settings(
    context: AppContext, opener: Opener, tmp_path: Path, inputs: int, fuzz_seed: int
) -> None:
    window = opener(context)
    seed = saved(window, context.settings)
    whole = sum(target.share for target in TARGETS)
    words = [f"{key.split('/')[-1]}=".encode() for key in KEYS] + [one.encode() for one in VALUES]
    mutator = Mutator("window settings", [seed], words, largest=20_000, series=fuzz_seed)
    theme = Theme()
    for number in range(max(1, round(inputs * 3 / whole))):
        random = Random(f"settings {fuzz_seed} {number}")  # noqa: S311
        data = made(random) if number % 2 else mutator.make(number)
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "settings.ini").write_bytes(data)
        settings = settings_in(folder)
        try:
            read_all(settings, window, theme)
        except Exception as error:
            error.add_note(f"input {number}, series {fuzz_seed}: {data!r}")
            raise
        shutil.rmtree(folder)
    theme.deleteLater()


@pytest.mark.parametrize(
    "line",
    ["b=@Variant(\\0\\0\\0\\x9\\x7f\\xff\\xff\\xf0)", "b=\\x0040\\x56\\x61riant(x)",
     'b="@Va""riant("', "b=a, @DateTime(x)", "b=@Vari\\\nant(x)", "b=\\100Variant("],
)  # fmt: skip
def test_what_qt_would_take_memory_for_is_not_read(tmp_path: Path, line: str) -> None:
    (tmp_path / "settings.ini").write_text(f"[a]\n{line}\n[c]\nd=kept @Size(1 2)\n")
    settings = settings_in(tmp_path)
    assert settings.value("a/b") is None
    assert settings.value("c/d") == "kept @Size(1 2)"
    (tmp_path / "settings.ini").write_bytes(b"[a]\nb=1\n" + b"\n" * (1 << 20))
    assert settings_in(tmp_path).value("a/b") is None
    assert (tmp_path / "settings.ini.damaged").stat().st_size > 1 << 20


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such pipes there")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_no_file_counts_as_none(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "settings.ini"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")  # which has no end
    else:
        path.mkdir()
    before = path.stat().st_mode
    make_private(path)
    settings = settings_in(tmp_path)
    assert settings.value("a/b") is None
    settings.setValue("a/b", 1)
    settings.sync()
    assert read_services(tmp_path) == Services()
    assert path.stat().st_mode == before


def test_a_state_is_taken_as_it_was_written_or_not_at_all() -> None:
    state = sealed(QByteArray(b"\1\2\3"))
    assert unsealed(state) == QByteArray(b"\1\2\3")
    for other in (QByteArray(state.data()[:-1]), QByteArray(b"\1\2\3"), None, "text", 5):
        assert unsealed(other).isEmpty()


@pytest.mark.parametrize(
    "value", ["[" * 50_000, '"\\"', "@Variant(\\0\\0\\0\\x9\\xff\\xff\\xff\\xff)"]
)
def test_a_window_opens_with_strange_settings(
    qtbot: QtBot, seeded_context: AppContext, opener: Opener, value: str
) -> None:
    settings = seeded_context.settings
    lines: dict[str, list[str]] = {}
    for key in KEYS:
        section, name = key.split("/", 1)
        lines.setdefault(section, []).append(f"{name.replace('/', chr(92))}={value}")
    text = "".join(f"[{section}]\n" + "\n".join(rows) + "\n" for section, rows in lines.items())
    Path(settings.fileName()).write_text(text, encoding="utf-8")
    settings_in(seeded_context.library.folder)
    settings.sync()
    window = opener(seeded_context)
    assert search(qtbot, window, "attention")
    choices = ExportChoices(seeded_context, "A list", None)
    qtbot.addWidget(choices)
    dialog = SizedDialog(settings, "kept", QSize(400, 300), None)
    qtbot.addWidget(dialog)
    settled(qtbot, window)
