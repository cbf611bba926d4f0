"""Where exports go: the places and options that are remembered, and the files kept up to date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from readlist.domain.errors import KnownError
from readlist.domain.export import ExportOptions
from readlist.domain.views import Scope

Destination = Literal["file", "clipboard", "cite"]


class ForeignChangeError(KnownError):
    """A kept file does not hold what Readlist wrote: somebody else changed or made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTarget:
    """What the reader exported from a place (a scope, and a query in it), and where to.

    ``title`` names the place for people. ``path`` is absolute, "" when the destination is no
    file. With ``kept`` the file follows the library: ``written`` (ISO, UTC, "" for never) is when
    its text was last replaced, ``entries`` how many it held. ``error`` says why it cannot be
    written, ``changed_outside`` that this is because somebody else changed the file, ``behind``
    that the library has changed since in what the file shows.
    """

    id: int
    scope: Scope
    query: str
    title: str
    destination: Destination
    path: str
    options: ExportOptions
    kept: bool = False
    written: str = ""
    entries: int = 0
    error: str = ""
    behind: bool = False
    changed_outside: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of a kept file that was behind. ``wrote``: its text was replaced; ``news``: it
    could not be, and not for the reason that was told already."""

    target: ExportTarget
    wrote: bool = False
    news: bool = False
