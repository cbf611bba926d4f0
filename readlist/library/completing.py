"""What may be meant by the word that is being typed into the search box."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from readlist.domain.views import Completion
from readlist.library import completing_place, completing_values
from readlist.library.completing_place import Place
from readlist.library.completing_values import Names, Value, numbered
from readlist.storage import Storage, facts_columns, reads, reads_names

_MOST = 50
_RECENT = 8  # shown of the recent queries before anything is typed, and half of them after
_VENUES = 500
_LONGEST = 2000  # characters of a query; a longer one was pasted
_TABLES = frozenset({"tag", "paper_tag", "reading_list", "list_item", "dump", "paper"})
_KINDS = {"tag": "tag", "list": "list", "status": "status"}


class Completing:
    """Completes queries by what the library holds. Safe in several threads.

    The names are read once; ``renew`` reads them again where they have changed.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._names: Names | None = None
        self._as_of = 0
        self._reading = threading.Lock()

    def renew(self) -> None:
        """Take over what has changed in the library; may take some tens of milliseconds."""
        with self._reading, self._storage.snapshot() as db:
            now = facts_columns.log_position(db)
            touched = facts_columns.touched(db, self._as_of)
            if self._names is None or touched is None or touched & _TABLES:
                self._names = Names.of(
                    tags=reads.tags(db), lists=reads.lists(db), dumps=reads.dumps(db),
                    years=reads_names.years(db), venues=reads_names.venues(db, _VENUES),
                )  # fmt: skip
            self._as_of = now

    def complete(
        self, query: str, cursor: int, *, recent: Sequence[str] = ()
    ) -> tuple[Completion, ...]:
        """What may be meant at ``cursor`` (a number of code points), best first; () when nothing
        that is known begins so.

        Fields, and their values by the names last read. ``recent`` are earlier queries, the
        newest first: those that begin with what was typed come last. Takes no time to speak of,
        save that the first call reads the names when nobody has called ``renew``.
        """
        if len(query) > _LONGEST:
            return ()
        if self._names is None:
            self.renew()
        place = completing_place.find(query, cursor)
        found: list[Completion] = []
        if place is not None and place.field and self._names is not None:
            kind = _KINDS.get(place.field, "value")
            values = completing_values.values(place.field, place.typed, self._names)
            found = [_completion(query, place, value, kind) for value in values[: _MOST + 1]]
        elif place is not None:
            found = [
                Completion(label=f"{name}:", insert=f"{name}:", start=place.start,
                           end=place.end, kind="field", detail=meaning)
                for name, meaning in completing_values.fields(place.typed)
            ]  # fmt: skip
        new = [one for one in found if one.insert.strip() != query[one.start : one.end]]
        return (*new[:_MOST], *_recent(query, cursor, recent))


def _completion(query: str, place: Place, value: Value, kind: str) -> Completion:
    """A value as it must be written at ``place``; a blank behind it finishes the query's last."""
    ends = place.end == len(query)
    return Completion(
        label=value.label or value.text,
        insert=place.written(value.text, plain=value.plain) + (" " if ends else ""),
        start=place.start,
        end=place.end,
        kind=kind,  # type: ignore[arg-type]
        detail=value.detail or (numbered(value.papers) if value.papers else ""),
    )


def _recent(query: str, cursor: int, recent: Sequence[str]) -> list[Completion]:
    """The recent queries that begin as this one does, when the cursor stands at its end."""
    typed = query.strip().casefold()
    if cursor != len(query) or len(typed) == 1:
        return []
    known = ((one, one.strip().casefold()) for one in recent)
    found = [one for one, key in known if key.startswith(typed) and key != typed]
    most = _RECENT // 2 if typed else _RECENT
    return [
        Completion(label=one, insert=one, start=0, end=len(query), kind="recent")
        for one in found[:most]
    ]
