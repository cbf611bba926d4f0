"""Citation keys that a file which follows the library needs, made without an undo step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from readlist.domain.changes import ChangeSet
from readlist.domain.papers import Paper
from readlist.storage.imports import citation_keys
from readlist.storage.key_writes import set_keys, waiting_keys
from readlist.storage.store import Storage

MakeKeys = Callable[[Sequence[Paper], Iterable[str]], Mapping[int, str]]


def freeze_aside(storage: Storage, papers: Sequence[Paper], make: MakeKeys) -> None:
    """Give those of ``papers`` that lack one a key by ``make`` (papers, keys that are taken).

    The reader did not ask for it just now: as an undo step it would stand between them and what
    they did last, and take the way to redo from them. So it is none, and no key is taken that
    undo or redo may give back to another paper. One that was taken from a paper by undo comes
    back to it: it may be cited by now.
    """
    lacking = {paper.id for paper in papers if not paper.bib.citation_key}
    with storage.unlogged() as db:
        taken, waiting = citation_keys(db), dict[str, set[int]]()
        before: dict[int, str] = {}
        for key, paper_id in waiting_keys(db):
            waiting.setdefault(key.casefold(), set()).add(paper_id)
            before[paper_id] = key
        made = dict(make(papers, taken | waiting.keys()))
        for paper_id in lacking & before.keys():
            key = before[paper_id]
            if key.casefold() not in taken and waiting[key.casefold()] == {paper_id}:
                made[paper_id] = key
        set_keys(db, made)
    storage.tell(
        ChangeSet(
            label="Make citation keys", papers=frozenset(lacking), kinds=frozenset({"papers"})
        )
    )
