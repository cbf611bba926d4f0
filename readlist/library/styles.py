"""CSL styles: those that come with Readlist, and files of the reader's."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from readlist.domain.errors import InvalidValueError, KnownError
from readlist.library.files import expanded
from readlist.resources_path import resource

if TYPE_CHECKING:
    from readlist.formats.bibliography import Style

_TITLE = re.compile(r"<title>([^<]+)</title>")
_LARGEST = 4_000_000  # bytes; the longest published style has 0.3 MB


@cache
def shipped_styles() -> dict[str, str]:
    """The titles of the shipped styles by their names, sorted by title."""
    titles = {}
    for path in resource("csl").glob("*.csl"):
        match = _TITLE.search(path.read_text(encoding="utf-8"))
        titles[path.stem] = match[1] if match else path.stem
    return dict(sorted(titles.items(), key=lambda item: item[1].casefold()))


def read_style(name: str) -> Style:
    """The shipped style of this name, else the one in the file of this path.

    InvalidValueError when it is no style, KnownError when the file cannot be read.
    """
    from readlist.formats.bibliography import Style

    path = resource("csl", f"{name}.csl") if name in shipped_styles() else expanded(Path(name))
    if not path.suffix:
        raise InvalidValueError(
            f"'{name}' is neither a shipped style nor a file.",
            f"Shipped are {', '.join(shipped_styles())}; others are given by the path of a file.",
        )
    try:
        if path.stat().st_size > _LARGEST:
            raise InvalidValueError(f"{path} is too large for a CSL style.")
        return Style(path.read_bytes(), path.name)
    except OSError as error:
        raise KnownError(
            f"The style {path} cannot be read: {error.strerror}.", "Check its path."
        ) from error
