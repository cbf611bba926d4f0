"""What stands in the place of an export, and whether it may be worth more than the export."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from readlist.jobs import leftovers
from readlist.jobs.private import private
from readlist.library.files import sum_of, sum_of_text
from readlist.library.words import count

_NAME = "exported.json"
_KEPT = 200  # exports that are remembered, the newest


class Exported:
    """Remembers what was exported by hand, by checksum: so a file that somebody changed since can
    be told from one that the library can write again.

    It only informs: a lost or damaged list lets every file pass for another program's.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME

    def worth_more(self, path: Path, text: str, entries: int) -> str:
        """Why the file at ``path`` may be worth more than ``text``, in words; "" when it is not."""
        held = sum_of(path) if path.is_file() else ""
        if not held or held == sum_of_text(text) or not path.stat().st_size:
            return ""
        known = self._known().get(held)
        if known is None:
            return f"{path} was written or changed by another program."
        if known > entries:
            return f"{path} holds {count(known, 'entry', 'entries')}, and the new file {entries}."
        return ""

    def announce(self, text: str, entries: int) -> None:
        """Remember a text that is about to be written."""
        known, summed = self._known(), sum_of_text(text)
        known.pop(summed, None)
        kept = dict([*known.items(), (summed, entries)][-_KEPT:])
        fresh = self._path.with_name(f"{_NAME}.new{leftovers.mark()}")
        with suppress(OSError):  # a full disk hinders the export itself, or nothing that matters
            try:
                with open(fresh, "w", encoding="utf-8", opener=private) as file:
                    json.dump(kept, file)
                fresh.replace(self._path)
            finally:
                fresh.unlink(missing_ok=True)

    def _known(self) -> dict[str, int]:
        try:
            read = json.loads(self._path.read_text(encoding="utf-8"))
            return {str(name): int(entries) for name, entries in read.items()}
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            return {}
