"""What is known of a backup, and how it differs from the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

# What a reader counts: table by table, in the order in which it is told.
COUNTED = ("papers", "notes", "highlights", "tags", "lists", "sightings", "dumps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A copy of a library in one file.

    ``made`` is UTC in ISO form, ``reason`` why ("daily", "by-hand", "before-version-3",
    "before-restore"), ``counts`` the numbers of COUNTED. ``fault`` says why the file cannot be
    restored; it is "" for a sound one.
    """

    path: Path
    made: str = ""
    reason: str = ""
    library_id: str = ""
    version: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    size: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows of one kind that only the library has, only the backup has, and that differ."""

    only_now: int = 0
    only_then: int = 0
    changed: int = 0

    def __bool__(self) -> bool:
        return bool(self.only_now or self.only_then or self.changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What restoring ``backup`` would do: differences by kind (those of COUNTED, and "searches"),
    and the numbers that the library has now. A paper differs also by its authors, tags and sources,
    a list by its papers. ``smaller`` names the kinds of which less would be left."""

    backup: Backup
    differences: Mapping[str, Difference]
    now: Mapping[str, int]

    @property
    def smaller(self) -> tuple[str, ...]:
        then = self.backup.counts
        return tuple(
            name for name in ("papers", "notes", "highlights", "tags", "lists")
            if then.get(name, 0) < self.now.get(name, 0)
        )  # fmt: skip
