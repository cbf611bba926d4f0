"""The searches that the reader really used, the newest first."""

from __future__ import annotations

import json

from PySide6.QtCore import QSettings

_KEY = "search/recent"
_MOST = 50
_LONGEST = 500  # characters of one that is kept


class RecentSearches:
    """At most 50, kept in the window's settings on this machine and nowhere else."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def all(self) -> tuple[str, ...]:
        """The searches, each once."""
        try:
            stored = json.loads(str(self._settings.value(_KEY, "[]")))
        except (ValueError, RecursionError):
            return ()
        known = stored if isinstance(stored, list) else []
        return tuple(one for one in known if isinstance(one, str))

    def add(self, text: str) -> None:
        """Take in a search that was used. One that it goes on from ("scaling" before "scaling
        laws") was a stop on the way and goes."""
        text = text.strip()
        if not text or len(text) > _LONGEST:
            return
        known = [one for one in self.all() if one.casefold() != text.casefold()]
        if known and text.casefold().startswith(known[0].casefold()):
            del known[0]
        self._store([text, *known[: _MOST - 1]])

    def remove(self, text: str) -> None:
        """Forget one."""
        self._store([one for one in self.all() if one != text])

    def clear(self) -> None:
        """Forget all of them."""
        self._settings.remove(_KEY)

    def _store(self, texts: list[str]) -> None:
        self._settings.setValue(_KEY, json.dumps(texts, ensure_ascii=False))
