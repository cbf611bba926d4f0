"""A paper's identifiers by hand: from whatever text holds one."""

from __future__ import annotations

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import InvalidValueError
from readlist.domain.identifiers import Identifiers, identifiers
from readlist.domain.papers import PaperRow
from readlist.library.papers import Papers
from readlist.storage import Storage, reads, reads_names


class Identifying:
    """Reading identifiers, finding whose they are, and putting them into a paper."""

    def __init__(self, storage: Storage, papers: Papers) -> None:
        self._storage = storage
        self._papers = papers

    def read(self, text: str) -> Identifiers:
        """What ``text`` (an id, an address, a citation) identifies a paper by; nobody is asked.

        InvalidValueError when that is nothing, or several papers.
        """
        return identifiers(text)

    def holders(self, found: Identifiers, paper_id: int = 0) -> list[PaperRow]:
        """The papers, but ``paper_id``, that have one of these ids or this address already;
        those in the Trash last."""
        with self._storage.snapshot() as db:
            ids = reads_names.identified(db, found.arxiv_id, found.doi, found.url)
            rows = reads.rows(db, [one for one in ids if one != paper_id])
        return sorted(rows, key=lambda row: (row.trashed, row.id))

    def put(self, paper_id: int, found: Identifiers) -> ChangeSet:
        """Write the identifiers into a paper as the reader's own: one undo step.

        NotFoundError; InvalidValueError when there is none.
        """
        if not found.fields:
            raise InvalidValueError("There is no identifier to put in.")
        return self._papers.edit(paper_id, **found.fields)
