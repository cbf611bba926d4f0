"""Backups in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QLocale

from readlist.domain.backups import Backup
from readlist.gui.dialogs.words import joined, plural
from readlist.gui.when import when

_REASONS = {
    "daily": "Daily",
    "by-hand": "By hand",
    "before-restore": "Before a restore",
}
_BEFORE = "before-version-"
KINDS = {
    "papers": ("Papers", "paper"),
    "notes": ("Notes", "note"),
    "highlights": ("Highlights", "highlight"),
    "tags": ("Tags", "tag"),
    "lists": ("Reading lists", "reading list"),
    "sightings": ("Entries of pages", "entry of a page"),
    "dumps": ("Imported pages", "imported page"),
    "searches": ("Saved searches", "saved search"),
}
_MANY = {"sightings": "entries of pages", "searches": "saved searches"}


def reason_words(reason: str) -> str:
    """Why a backup was made."""
    if reason.startswith(_BEFORE):
        return f"Before version {reason.removeprefix(_BEFORE)}"
    return _REASONS.get(reason, reason)


def moment(stamp: str) -> str:
    """A stored time (ISO 8601, UTC) in the reader's own zone, to the minute; "" stays "".

    A malformed one is returned as it is.
    """
    try:
        at = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    day = when(stamp)
    if day.startswith("today"):
        return day
    local = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone()
    return f"{day} {local:%H:%M}"


def size_words(size: int) -> str:
    """A file's size, as file managers tell it."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def amount(kind: str, number: int) -> str:
    """ "1 paper", "1,200 notes"."""
    return plural(number, KINDS[kind][1], _MANY.get(kind, ""))


def amounts(
    counts: Mapping[str, int], kinds: Sequence[str] = ("papers", "notes", "tags", "lists")
) -> str:
    """What there is, in a few words; kinds of which there is nothing are left out."""
    found = [amount(kind, counts[kind]) for kind in kinds if counts.get(kind)]
    return joined(found) or "nothing"


def named(backup: Backup) -> str:
    """How a backup is spoken of: "the backup of today 14:02"; a plain file by its name."""
    return f"the backup of {moment(backup.made)}" if backup.made else backup.path.name
