"""What differs between a file and the text that is to replace it, short enough to be read."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from itertools import islice

_SHOWN = 300  # lines of a difference
_COMPARED = 3000  # lines of either side that difflib is given: it may need the square of it
_CONTEXT = 3


def difference(held: str, text: str, name: str) -> str:
    """A unified diff from ``held`` to ``text``; lines beyond some hundreds are counted only."""
    old, new = held.splitlines(), text.splitlines()
    before = _alike(zip(old, new, strict=False))
    most = min(len(old), len(new)) - before
    after = _alike(islice(zip(reversed(old), reversed(new), strict=False), most))
    first = max(before - _CONTEXT, 0)
    lines = list(
        _unified(
            old[first : len(old) - max(after - _CONTEXT, 0)],
            new[first : len(new) - max(after - _CONTEXT, 0)],
        )
    )
    if not lines and held != text:
        lines = ["Only the ends of the lines differ."]
    left = len(lines) - _SHOWN
    rest = [f"… and {left:,} more lines"] if left > 0 else []
    head = [f"--- {name} as it is", f"+++ {name} as Readlist would write it"]
    return "\n".join([*head, *lines[:_SHOWN], *rest]) + "\n"


def _alike(pairs: Iterator[tuple[str, str]]) -> int:
    """How many pairs there are before the first that differs."""
    number = 0
    for one, other in pairs:
        if one != other:
            break
        number += 1
    return number


def _unified(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    if max(len(old), len(new)) > _COMPARED:
        yield from (f"-{line}" for line in old)
        yield from (f"+{line}" for line in new)
        return
    lines = difflib.unified_diff(old, new, lineterm="", n=_CONTEXT)
    # A hunk's line numbers count from the first difference here: they would tell nobody anything.
    yield from ("⋯" if line.startswith("@@ ") else line for line in islice(lines, 3, None))
