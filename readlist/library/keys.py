"""Citation keys: the library's pattern, and making keys anew."""

from __future__ import annotations

from collections.abc import Sequence

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import InvalidValueError
from readlist.domain.key_patterns import DEFAULT, DEFAULT_PATTERN, KeyPattern, parse_pattern
from readlist.domain.keys import KeyChange, renew_keys
from readlist.domain.papers import Bibliography
from readlist.jobs.context import JobContext
from readlist.library.words import count
from readlist.storage import key_writes, reads_keys
from readlist.storage.imports import Database
from readlist.storage.store import Storage


class Keys:
    """What a reader can do with citation keys.

    A pattern is written as ``domain.key_patterns`` says; None means the library's own. Where one
    is given, PatternError (an InvalidValueError) says what is wrong with it.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def pattern(self) -> str:
        """The pattern by which papers get their keys when they are first used."""
        return current_pattern(self._storage.read()).text

    def set_pattern(self, text: str) -> None:
        """Use another pattern from now on; nothing means the usual one. Keys that exist stay.

        It is a setting and no undo step.
        """
        text = parse_pattern(text).text if text.strip() else ""
        with self._storage.unlogged() as db:
            key_writes.set_pattern(db, "" if text == DEFAULT_PATTERN else text)

    def preview(
        self,
        ids: Sequence[int],
        pattern: str | None = None,
        *,
        everything: bool = False,
        context: JobContext | None = None,
    ) -> tuple[KeyChange, ...]:
        """What ``renew`` would do, one line for each paper in the order of ``ids``."""
        with self._storage.snapshot() as db:
            return _changes(db, ids, pattern, everything, context or JobContext())

    def stems(self, ids: Sequence[int], pattern: str) -> tuple[tuple[str, str], ...]:
        """(title, key without its suffix) of a few papers: an example of what a pattern gives."""
        parsed = parse_pattern(pattern)
        facts = reads_keys.key_facts(self._storage.read(), ids, JobContext().step)
        made = {one.id: (one.bib.title, parsed.stem(one.bib, one.id)) for one in facts}
        return tuple(made[one] for one in ids if one in made)

    def examples(self, ids: Sequence[int], number: int = 6) -> tuple[int, ...]:
        """Papers of ``ids`` to show a pattern on: some with authors, some without."""
        return reads_keys.varied(self._storage.read(), ids, number)

    def renew(
        self,
        ids: Sequence[int],
        pattern: str | None = None,
        *,
        everything: bool = False,
        dry_run: bool = False,
        context: JobContext | None = None,
    ) -> tuple[ChangeSet, tuple[KeyChange, ...]]:
        """Make the keys of ``ids`` anew as one undo step; return it and what ``preview`` says.

        Keys that the reader wrote or that came from a file stay unless ``everything`` is asked
        for. Papers without a key get one. Cancelled leaves all as it was.
        """
        context = context or JobContext()
        if dry_run:
            return ChangeSet(), self.preview(ids, pattern, everything=everything, context=context)
        with self._storage.write("Make keys anew") as writer:
            # Inside the transaction: nobody takes one of these keys meanwhile.
            changes = _changes(writer.connection, ids, pattern, everything, context)
            context.step(len(changes), 0, "Writing keys")
            new = {change.paper_id: change.new for change in changes if change.changes}
            key_writes.replace_keys(writer.connection, new)
            writer.label = f"Make {count(len(new), 'citation key')} anew"
        return writer.change, changes


def current_pattern(db: Database) -> KeyPattern:
    """The library's pattern; the usual one when none was chosen.

    Also when it cannot be read: a later version of Readlist may have written it.
    """
    try:
        text = reads_keys.pattern(db)
        return parse_pattern(text) if text else DEFAULT
    except InvalidValueError:
        return DEFAULT


def _changes(
    db: Database,
    ids: Sequence[int],
    pattern: str | None,
    everything: bool,
    context: JobContext,
) -> tuple[KeyChange, ...]:
    """In the order of ``ids``; equal stems get their suffixes in the order of the papers' own."""
    parsed = current_pattern(db) if pattern is None else parse_pattern(pattern)
    facts = reads_keys.key_facts(db, ids, context.step)
    renewed = [one for one in facts if everything or not one.origin]
    context.step(len(facts), 0, "Making keys")
    papers: list[tuple[int, Bibliography]] = [(one.id, one.bib) for one in renewed]
    taken = reads_keys.other_keys(db, [one.id for one in renewed])
    keys = renew_keys(papers, taken, parsed)
    changes = {
        one.id: KeyChange(
            paper_id=one.id,
            title=one.bib.title,
            old=one.bib.citation_key,
            new=keys.get(one.id, one.bib.citation_key),
            kept="" if one.id in keys else one.origin,
        )
        for one in facts
    }
    return tuple(changes[one] for one in dict.fromkeys(ids) if one in changes)
