"""Characters that nobody sees but that hide or reorder what is seen."""

from __future__ import annotations

import json
import re

# Joiners (U+200C, U+200D) are none of them: Persian words and emoji need them. Tabs and line ends
# are for the caller to judge.
_CONTROLS = (*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0))
_DIRECTIONS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_INVISIBLE = (0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF, *range(0xE0000, 0xE0080))
HIDDEN = frozenset((*_CONTROLS, *_DIRECTIONS, *_INVISIBLE))
HIDDEN_SIGNS = re.escape("".join(map(chr, sorted(HIDDEN))))  # for a class of a pattern
_HIDDEN = re.compile(f"[{HIDDEN_SIGNS}]")


def visible(text: str) -> str:
    """``text`` without control characters, marks of direction and invisible characters.

    A mark such as U+202E shows what follows it backwards, also in the texts beside it.
    """
    return _HIDDEN.sub("", text)


def spelt_out(text: str) -> str:
    """JSON ``text`` with such characters as escapes: the same document, and none of them in it."""
    return _HIDDEN.sub(lambda match: json.dumps(match[0])[1:-1], text)
