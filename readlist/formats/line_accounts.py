"""Which lines of a citation file are an entry's, which are doubtful, which are neither."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from readlist.domain.drafts import Doubtful, Entry, ParsedDump
from readlist.domain.dumps import DumpKind


class LineAccounts:
    """Counts every line of a file once: it belongs to the first block that claims it.

    Lines are 1-based and inclusive; a blank line belongs to what stands before it.
    """

    _HEADER, _ENTRY, _DOUBTFUL = range(3)

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._owners: list[int | None] = [None] * len(lines)
        self.entries: list[Entry] = []
        self.doubtful: list[Doubtful] = []

    def add_entry(self, entry: Entry) -> None:
        self.entries.append(entry)
        self._claim(entry.first_line, entry.last_line, self._ENTRY)

    def add_header(self, first: int, last: int) -> None:
        self._claim(first, last, self._HEADER)

    def add_doubtful(self, first: int, last: int, reason: str) -> None:
        last = min(last, len(self._lines))
        text = "\n".join(self._lines[first - 1 : last])
        self.doubtful.append(
            Doubtful(first_line=first, last_line=last, reason=reason, text=text[:20_000])
        )
        self._claim(first, last, self._DOUBTFUL)

    def _claim(self, first: int, last: int, owner: int) -> None:
        for index in range(max(first - 1, 0), min(last, len(self._lines))):
            if self._owners[index] is None:
                self._owners[index] = owner

    def close(
        self,
        *,
        kind: DumpKind,
        raw: bytes,
        source: str,
        warnings: Sequence[str] = (),
        collection: Mapping[str, object] | None = None,
    ) -> ParsedDump:
        """The file as read. Lines that nobody claimed belong to what stands before them."""
        counts, owner = [0, 0, 0], self._HEADER
        for claimed in self._owners:
            owner = owner if claimed is None else claimed
            counts[owner] += 1
        # A doubtful block that shares its line with an entry has that line counted once, there.
        return ParsedDump(
            kind=kind,
            sha256=hashlib.sha256(raw).hexdigest(),
            source=source,
            raw=raw,
            entries=tuple(self.entries),
            doubtful=tuple(self.doubtful),
            lines=len(self._lines),
            header_lines=counts[self._HEADER],
            entry_lines=counts[self._ENTRY],
            warnings=tuple(warnings),
            collection=collection or {},
        )
