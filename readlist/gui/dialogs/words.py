"""Counts and enumerations in words."""

from __future__ import annotations

from collections.abc import Sequence


def plural(count: int, noun: str, many: str = "") -> str:
    """ "1 paper", "2,000 papers"; ``many`` where the plural is not the noun with an s."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def joined(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
