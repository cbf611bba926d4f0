"""Which lines of a citation file are an entry's, which are doubtful, which are neither."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from readlist.domain.drafts import Doubtful, Entry, ParsedDump
from readlist.domain.dumps import DumpKind

_LONGEST_REASON = 300


class LineAccounts:
    """Counts every line of a file once: as an entry's, as doubtful, or as neither.

    Lines are 1-based and inclusive; a blank line belongs to what stands before it. A line that a
    doubtful block shares with something else counts as doubtful.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._claimed: list[bool | None] = [None] * len(lines)  # True: an entry's
        self._blocks: list[tuple[int, int, str]] = []
        self.entries: list[Entry] = []

    @property
    def empty(self) -> bool:
        return not self.entries and not self._blocks

    def add_entry(self, entry: Entry) -> None:
        self.entries.append(entry)
        self._claim(entry.first_line, entry.last_line, entry=True)

    def add_header(self, first: int, last: int) -> None:
        self._claim(first, last, entry=False)

    def add_doubtful(self, first: int, last: int, reason: str) -> None:
        end = max(1, len(self._lines))  # a reader may count a line behind the last line end
        first = min(first, end)
        self._blocks.append((first, max(first, min(last, end)), reason))

    def _claim(self, first: int, last: int, *, entry: bool) -> None:
        for index in range(max(first - 1, 0), min(last, len(self._lines))):
            self._claimed[index] = entry or bool(self._claimed[index])

    def _doubtful(self) -> list[Doubtful]:
        """The blocks in order, those that share a line made one, with the blanks after them."""
        blocks: list[Doubtful] = []
        starts = {start for start, _, _ in self._blocks}
        for first, last, reason in self._merged():
            text = "\n".join(self._lines[first - 1 : last])[:20_000]
            end = last
            while end < len(self._lines) and self._claimed[end] is None and end + 1 not in starts:
                end += 1
            blocks.append(Doubtful(first_line=first, last_line=end, reason=reason, text=text))
        return blocks

    def _merged(self) -> list[tuple[int, int, str]]:
        merged: list[tuple[int, int, str]] = []
        for block in sorted(self._blocks):
            if not merged or block[0] > merged[-1][1]:
                merged.append(block)
                continue
            first, last, reason = merged[-1]
            enough = block[2] in reason or len(reason) > _LONGEST_REASON
            both = reason if enough else f"{reason}; {block[2]}"
            merged[-1] = (first, max(last, block[1]), both)
        return merged

    def close(
        self,
        *,
        kind: DumpKind,
        raw: bytes,
        source: str,
        warnings: Sequence[str] = (),
        collection: Mapping[str, object] | None = None,
    ) -> ParsedDump:
        """The file as read. Lines that nobody claimed belong to what stands before them.

        The entries get their positions in the order in which they were added.
        """
        doubtful = self._doubtful()
        owners: list[bool | None] = []
        for claimed in self._claimed:
            owners.append(claimed if claimed is not None else bool(owners and owners[-1]))
        for block in doubtful:
            owners[block.first_line - 1 : block.last_line] = [None] * (
                block.last_line - block.first_line + 1
            )
        return ParsedDump(
            kind=kind,
            sha256=hashlib.sha256(raw).hexdigest(),
            source=source,
            raw=raw,
            entries=tuple(replace(e, position=n) for n, e in enumerate(self.entries, start=1)),
            doubtful=tuple(doubtful),
            lines=len(self._lines),
            header_lines=owners.count(False),
            entry_lines=owners.count(True),
            warnings=tuple(warnings),
            collection=collection or {},
        )
