"""Where pictures and fonts are."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent.parent
# Inside the installed package, or beside it in a source tree.
_ROOTS = (_HERE / "resources", _HERE.parent / "resources")


def resource(*parts: str) -> Path | None:
    """The path of a shipped resource, None when this installation lacks it."""
    for root in _ROOTS:
        path = root.joinpath(*parts)
        if path.exists():
            return path
    return None
