"""A record from elsewhere that may say what a paper lacks."""

from __future__ import annotations

from dataclasses import dataclass

from readlist.domain.papers import Bibliography


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One record of a reader's file or of a service, which may be one of the library's papers.

    ``source`` says in words for the reader where it stands ("refs.bib line 12", "arXiv"), and
    is what a field filled from it remembers. ``record`` is the record's own id there: a citation
    key, an arXiv id, a DOI; empty when it has none. ``more`` are further records of the same
    work, best first: whoever takes this one fills from them what it lacks.
    """

    bib: Bibliography
    source: str
    record: str = ""
    more: tuple[Candidate, ...] = ()
