"""Every action of the window: name, keys, picture, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from readlist.gui import icons
from readlist.gui.theme import Theme

Needs = Literal[
    "", "any", "papers", "one", "library", "trash", "manual", "list", "listed", "words",
    "ranked", "trail", "meant", "two",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """One action. ``needs`` says when it is enabled: papers selected in "any" place, "papers"
    selected outside the Trash or just "one" there, papers selected in the "trash", a "library"
    not empty, rows that can be put in order by hand ("manual"), a "list" chosen, papers selected
    in it ("listed"), "words" in the search box, one paper selected that has a rank ("ranked"), a
    way back ("trail"), another search offered ("meant"), just "two" papers selected outside the
    Trash."""

    key: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    needs: Needs = ""
    checkable: bool = False
    group: str = "View"


def _file() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec(key="import", text="&Import files…", keys=("Ctrl+O",), icon="import",
                   tip="Import saved pages, citation files or Readlist JSON", group="File"),
        ActionSpec(key="import-folder", text="Import &folder…", keys=("Ctrl+Shift+O",),
                   tip="Import every page in a folder", group="File"),
        ActionSpec(key="paste", text="&Paste page", keys=("Ctrl+V",),
                   tip="Import the page or the files on the clipboard", group="File"),
        ActionSpec(key="imports", text="I&mports…", keys=("Ctrl+I",), icon="calendar",
                   tip="Look at past imports and roll them back", group="File"),
        ActionSpec(key="export", text="&Export…", keys=("Ctrl+E",), icon="export",
                   needs="library", group="File",
                   tip="Export the selected papers, all that are shown, or the whole library"),
        ActionSpec(key="kept", text="&Kept files…", keys=("Ctrl+Shift+K",), group="File",
                   tip="Look at the files that are kept up to date"),
        ActionSpec(key="backups", text="&Backups…", keys=("Ctrl+Alt+B",), group="File",
                   tip="Look at the library's backups, make one, or go back to one"),
        ActionSpec(key="quit", text="&Quit", keys=("Ctrl+Q",), tip="Close Readlist", group="File"),
    )  # fmt: skip


def _edit() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec(key="undo", text="&Undo", keys=("Ctrl+Z",), icon="undo",
                   tip="Undo the last change", group="Edit"),
        ActionSpec(key="redo", text="&Redo", keys=("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo",
                   tip="Redo the change that was undone", group="Edit"),
        ActionSpec(key="copy", text="&Copy citation", keys=("Ctrl+C",), icon="copy",
                   needs="any", group="Edit",
                   tip="Copy the BibTeX entries of the selected papers"),
        ActionSpec(key="cite", text="Copy \\ci&te{…}", keys=("Ctrl+Shift+C",), icon="copy",
                   needs="any", group="Edit",
                   tip="Copy what cites the selected papers; dragged into a text they give it too"),
        ActionSpec(key="select-all", text="Select &all", keys=("Ctrl+A",), needs="library",
                   tip="Select all papers that are shown", group="Edit"),
        ActionSpec(key="find", text="&Find", keys=("Ctrl+F", "/"), icon="search",
                   tip="Go to the search box", group="Edit"),
        ActionSpec(key="duplicates", text="Find &duplicates…", keys=("Ctrl+Shift+D",),
                   needs="library", group="Edit",
                   tip="Look for papers that are in the library twice, and merge them"),
        ActionSpec(key="save-search", text="&Save search…", keys=("Ctrl+D",), icon="saved-search",
                   needs="words", group="Edit", tip="Keep this search in the sidebar"),
        ActionSpec(key="meant", text="Search as &meant", keys=("Alt+Return", "Alt+Enter"),
                   needs="meant", group="Edit",
                   tip="Search for what the line below the search box offers"),
        ActionSpec(key="settings", text="Se&ttings…", keys=("Ctrl+,",), icon="settings",
                   group="Edit", tip="The look, the library's folder, and the lookup services"),
        ActionSpec(key="forget-searches", text="Clear &recent searches", group="Edit",
                   tip="Forget the searches that the search box offers again"),
    )  # fmt: skip


def _marks() -> tuple[ActionSpec, ...]:
    statuses = (
        ("inbox", "&Inbox", "inbox"), ("queued", "&Queued", "queue"),
        ("reading", "&Reading", "reading"), ("read", "Rea&d", "read"),
        ("skipped", "S&kipped", "skip"),
    )  # fmt: skip
    marked = tuple(
        ActionSpec(key=f"status-{status}", text=text, keys=(str(number),), icon=icon,
                   needs="papers", tip=f"Mark the selected papers as {status}", group="Paper")
        for number, (status, text, icon) in enumerate(statuses, 1)
    )  # fmt: skip
    ratings = tuple(
        ActionSpec(key=f"rate-{stars}", text=f"&{stars} {'star' if stars == 1 else 'stars'}",
                   keys=(f"Alt+{stars}",), needs="papers",
                   tip=f"Rate the selected papers with {stars} of 5", group="Paper")
        for stars in range(1, 6)
    )  # fmt: skip
    return (
        ActionSpec(key="star", text="&Star", keys=("S",), icon="star", needs="papers",
                   tip="Star the selected papers, or remove the star", group="Paper"),
        *marked,
        *ratings,
        ActionSpec(key="rate-0", text="&No rating", keys=("Alt+0",), needs="papers",
                   tip="Take the rating off the selected papers", group="Paper"),
        ActionSpec(key="tags", text="&Tags…", keys=("T",), icon="tag", needs="papers",
                   tip="Tag the selected papers", group="Paper"),
        ActionSpec(key="note", text="&Note", keys=("N",), icon="note", needs="one",
                   tip="Write a note on the paper", group="Paper"),
        ActionSpec(key="lists", text="Add to &list…", keys=("L",), icon="list-add",
                   needs="papers", tip="Put the selected papers on a reading list", group="Paper"),
    )  # fmt: skip


def _paper() -> tuple[ActionSpec, ...]:
    return (
        *_marks(),
        ActionSpec(key="open", text="&Open in browser", keys=("O",), icon="link",
                   needs="any", tip="Open the paper's page in the browser", group="Paper"),
        ActionSpec(key="why", text="&Why is this here?", keys=("W",), needs="ranked",
                   tip="Tell which words of the search counted how much", group="Paper"),
        ActionSpec(key="edit", text="&Edit in the pane", keys=("F2",), needs="one",
                   tip="Correct the paper's title, authors, date and ids beside the table",
                   group="Paper"),
        ActionSpec(key="edit-details", text="Edit &details…", keys=("Ctrl+T",), needs="one",
                   tip="Edit all fields of the paper in one form", group="Paper"),
        ActionSpec(key="identify", text="&Paste identifier…", keys=("Ctrl+Shift+V",), needs="one",
                   tip="Give the paper an arXiv id, a DOI or its address", group="Paper"),
        ActionSpec(key="complete", text="&Complete data…", keys=("Ctrl+B",), icon="complete",
                   needs="papers", group="Paper",
                   tip="Fill in authors, ids, dates and venues that the selected papers lack"),
        ActionSpec(key="complete-file", text="Complete from &files…", keys=("Ctrl+Shift+B",),
                   needs="papers", group="Paper",
                   tip="Fill in what the selected papers lack from .bib and other files"),
        ActionSpec(key="keys", text="Citation &keys…", keys=("Ctrl+K",), needs="library",
                   tip="Choose how citation keys are made, and make them anew", group="Paper"),
        ActionSpec(key="merge", text="Merge selected p&apers…", keys=("Ctrl+M",), needs="two",
                   tip="Make one paper of the two that are selected", group="Paper"),
        ActionSpec(key="trash", text="&Move to Trash", keys=("Del",), icon="trash",
                   needs="papers", tip="Move the selected papers to the Trash", group="Paper"),
        ActionSpec(key="restore", text="&Restore", keys=("R",), icon="restore", needs="trash",
                   tip="Bring the selected papers back from the Trash", group="Paper"),
        ActionSpec(key="delete", text="Delete for &good…", keys=("Shift+Del",), needs="trash",
                   tip="Delete the selected papers from the Trash", group="Paper"),
        ActionSpec(key="next", text="Ne&xt paper", keys=("J",), needs="library",
                   tip="Go to the next paper", group="Paper"),
        ActionSpec(key="previous", text="Pre&vious paper", keys=("K",), needs="library",
                   tip="Go to the previous paper", group="Paper"),
    )  # fmt: skip


def _list() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec(key="list-new", text="&New list…", keys=("Ctrl+Shift+N",), icon="list-add",
                   tip="Create a reading list", group="List"),
        ActionSpec(key="list-describe", text="&Name and description…", keys=("Shift+F2",),
                   needs="list",
                   tip="Rename or describe this list", group="List"),
        ActionSpec(key="list-export", text="&Export list…", keys=("Ctrl+Shift+E",), icon="export",
                   needs="list",
                   tip="Export this list to a file", group="List"),
        ActionSpec(key="list-remove", text="&Remove from list", keys=("Ctrl+Backspace",),
                   needs="listed", tip="Take the selected papers off this list", group="List"),
        ActionSpec(key="list-up", text="Move &up", keys=("Alt+Up",), icon="up", needs="manual",
                   tip="Move the selected papers up in the list", group="List"),
        ActionSpec(key="list-down", text="Move &down", keys=("Alt+Down",), icon="down",
                   needs="manual", tip="Move the selected papers down in the list", group="List"),
        ActionSpec(key="list-order", text="List's &own order", keys=("Ctrl+0",), needs="list",
                   tip="Sort the list by hand again", group="List"),
        ActionSpec(key="list-delete", text="De&lete list", keys=("Ctrl+Shift+Del",), needs="list",
                   tip="Delete this list; its papers stay in the library", group="List"),
    )  # fmt: skip


def _view() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec(key="show-sidebar", text="&Sidebar", keys=("F9",), icon="sidebar-left",
                   checkable=True, tip="Show or hide the places on the left"),
        ActionSpec(key="show-narrow", text="&Narrow", keys=("F7",), icon="narrow", checkable=True,
                   tip="Show or hide the tags, years, lists and pages to narrow by"),
        ActionSpec(key="show-pane", text="&Paper", keys=("F10",), icon="sidebar-right",
                   checkable=True, tip="Show or hide the paper on the right"),
        ActionSpec(key="show-toolbar", text="&Toolbar", keys=("F8",), checkable=True,
                   tip="Show or hide the buttons above"),
        ActionSpec(key="show-passages", text="Passa&ges", keys=("Ctrl+Alt+P",), checkable=True,
                   tip="Show below each title what the search found in the paper"),
        ActionSpec(key="focus-sidebar", text="Go to the &places", keys=("Ctrl+1",),
                   tip="Move the keyboard to the sidebar"),
        ActionSpec(key="focus-table", text="Go to the p&apers", keys=("Ctrl+2",),
                   tip="Move the keyboard to the table"),
        ActionSpec(key="focus-pane", text="Go to the pape&r", keys=("Ctrl+3",),
                   tip="Move the keyboard to the paper on the right"),
        ActionSpec(key="back", text="Go &back", keys=("Alt+Left",), needs="trail",
                   tip="Return to where you were before you followed a related paper"),
        ActionSpec(key="focus-narrow", text="Go to narro&w", keys=("Ctrl+4",),
                   tip="Move the keyboard to the values that narrow the search"),
        ActionSpec(key="theme-system", text="&As the system", keys=("Ctrl+Alt+S",), checkable=True,
                   tip="Follow the system's light or dark setting"),
        ActionSpec(key="theme-light", text="&Light", keys=("Ctrl+Alt+L",),
                   icon="sun", checkable=True,
                   tip="Always light"),
        ActionSpec(key="theme-dark", text="&Dark", keys=("Ctrl+Alt+D",),
                   icon="moon", checkable=True,
                   tip="Always dark"),
        ActionSpec(key="reindex", text="Rebuild search &index", keys=("Ctrl+Shift+R",),
                   tip="Rebuild the search index in the background"),
    )  # fmt: skip


def _help() -> tuple[ActionSpec, ...]:
    return (
        ActionSpec(key="shortcuts", text="&Keyboard shortcuts", keys=("F1", "?"), icon="help",
                   tip="All keys at a glance", group="Help"),
        ActionSpec(key="query-help", text="&Search language", keys=("Shift+F1",), icon="search",
                   tip="What can be written into the search box", group="Help"),
        ActionSpec(key="about", text="&About Readlist", icon="info",
                   tip="Version and licence", group="Help"),
    )  # fmt: skip


SPECS: tuple[ActionSpec, ...] = (*_file(), *_edit(), *_paper(), *_list(), *_view(), *_help())


class Actions(QObject):
    """The window's QActions by key; ``handlers`` says what each does."""

    def __init__(
        self, theme: Theme, handlers: Mapping[str, Callable[[], None]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.by_key: dict[str, QAction] = {}
        for spec in SPECS:
            self.by_key[spec.key] = self._make(spec, handlers[spec.key])
        self._tint()
        theme.changed.connect(self._tint)

    def __getitem__(self, key: str) -> QAction:
        return self.by_key[key]

    def trigger(self, key: str) -> None:
        """Do the action if it is enabled."""
        self.by_key[key].trigger()

    def enable(self, state: Mapping[Needs, bool]) -> None:
        """Enable the actions whose need is met; the others that need something are disabled."""
        for spec in SPECS:
            if spec.needs:
                self.by_key[spec.key].setEnabled(state.get(spec.needs, False))

    def _make(self, spec: ActionSpec, handler: Callable[[], None]) -> QAction:
        action = QAction(spec.text, self)
        # Stays when the text comes to name what would be undone.
        action.setIconText(spec.text.replace("&", "").rstrip("…"))
        action.setObjectName(spec.key)
        action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
        shown = " or ".join(
            QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            for keys in spec.keys
        )
        action.setToolTip(f"{spec.tip} ({shown})" if shown else spec.tip)
        action.setStatusTip(spec.tip)
        action.setCheckable(spec.checkable)
        action.setIconVisibleInMenu(not spec.checkable)  # the check mark stands in its place
        action.triggered.connect(lambda _checked=False: handler())
        return action

    def _tint(self) -> None:
        for spec in SPECS:
            if spec.icon:
                self.by_key[spec.key].setIcon(icons.icon(spec.icon, self._theme))
