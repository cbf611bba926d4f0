"""Which paper an entry is: of the library, or of the same import."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from readlist.domain.drafts import Entry
from readlist.domain.identity import (
    Candidates,
    Fingerprint,
    Likeness,
    Verdict,
    abstracts_agree,
    compare,
)
from readlist.domain.papers import Bibliography, Paper
from readlist.storage.imports import Known, head_of

# A paper of the library is (LIBRARY, id); one of the plan (dump index, entry index).
Place = tuple[int, int]
LIBRARY = -1
_MIN_HEAD = 100


@dataclass(frozen=True, slots=True)
class Found:
    """The paper that an entry is or may be, and why."""

    place: Place
    verdict: Verdict


class Matcher:
    """Knows the papers of a library and those that a plan adds, by ids, titles and abstracts.

    ``known`` is cheap data of all papers; ``load`` must bring the whole papers that
    ``wanted`` names before ``find`` is asked. ``remembered`` are the records by which papers were
    known that have been merged into another: whatever is one of these is that paper.
    """

    def __init__(
        self,
        known: Iterable[Known],
        remembered: Iterable[tuple[int, Sequence[Mapping[str, str]]]] = (),
    ) -> None:
        self._by_arxiv: dict[str, Place] = {}
        self._by_doi: dict[str, Place] = {}
        self._by_key: dict[str, list[Place]] = {}
        self._by_head: dict[str, Place] = {}
        self._near: Candidates[Place] = Candidates()
        self._prints: dict[Place, Fingerprint] = {}
        self._edited: dict[Place, Collection[str]] = {}
        self._has_library = False
        for paper in known:
            self._has_library = True
            place = (LIBRARY, paper.id)
            self._index(place, paper.title_key, paper.arxiv_id, paper.doi, paper.head)
            self._near.add(place, paper.title_key)
        self._merged: dict[Place, list[Fingerprint]] = {}
        for paper_id, records in remembered:
            place = (LIBRARY, paper_id)
            self._merged[place] = [_print_of_merged(record) for record in records]
            for one in self._merged[place]:
                self._index(place, one.key, one.arxiv_id, one.doi, head_of(one.abstract))

    def wanted(self, entry: Entry) -> set[int]:
        """The ids of the library's papers that the entry must be compared with."""
        if not self._has_library:
            return set()
        return {place[1] for place in self._places(print_of(entry.bib)) if place[0] == LIBRARY}

    def load(self, papers: Iterable[Paper]) -> None:
        """Take in the whole papers that ``wanted`` named."""
        for paper in papers:
            place = (LIBRARY, paper.id)
            self._prints[place] = print_of(paper.bib, paper.edited)
            self._edited[place] = paper.edited

    def add(self, place: Place, bib: Bibliography) -> None:
        """Take in a paper that the plan adds."""
        mine = print_of(bib)
        self._prints[place] = mine
        self._index(place, mine.key, mine.arxiv_id, mine.doi, head_of(bib.abstract))
        self._near.add(place, mine.key)

    def improve(self, place: Place, bib: Bibliography) -> None:
        """Take in what an entry brought to a known paper: ids, or a longer abstract."""
        mine = print_of(bib, self._edited.get(place, ()))
        self._prints[place] = mine
        if mine.arxiv_id:
            self._by_arxiv.setdefault(mine.arxiv_id, place)
        if mine.doi:
            self._by_doi.setdefault(mine.doi, place)

    def find(self, entry: Entry, *, apart_from: int | None = None) -> Found | None:
        """The paper that the entry surely is, else the nearest one that it may be, else None.

        ``apart_from`` is a dump of the plan whose papers are known to be others.
        """
        mine = print_of(entry.bib)
        best: Found | None = None
        for place in self._places(mine):
            if place not in self._prints or place[0] == apart_from:
                continue
            found = Found(place, self._compare(mine, place))
            if found.verdict.likeness is Likeness.DIFFERENT:
                continue
            if best is None or self._rank(mine, found) > self._rank(mine, best):
                best = found
        return best

    def _compare(self, mine: Fingerprint, place: Place) -> Verdict:
        theirs = self._prints[place]
        verdict = compare(mine, theirs)
        renamed = "title" in self._edited.get(place, ()) and verdict.likeness is Likeness.NEAR
        if renamed and abstracts_agree(mine.abstract, theirs.abstract):
            reason = "The abstracts agree; the title is the reader's own."
            return Verdict(Likeness.SAME, reason, verdict.score)
        for one in self._merged.get(place, ()) if verdict.likeness is not Likeness.SAME else ():
            known = replace(one, abstract=one.abstract or theirs.abstract)
            if (again := compare(mine, known)).likeness is Likeness.SAME:
                return again
        return verdict

    def _rank(self, mine: Fingerprint, found: Found) -> tuple[bool, bool, float]:
        same = found.verdict.likeness is Likeness.SAME
        theirs = self._prints[found.place]
        agree = same and abstracts_agree(mine.abstract, theirs.abstract) is True
        return same, agree, found.verdict.score

    def _places(self, mine: Fingerprint) -> Sequence[Place]:
        by_id = [self._by_arxiv.get(mine.arxiv_id), self._by_doi.get(mine.doi)]
        places = [place for place in by_id if place is not None]
        places += self._by_key.get(mine.key, ())
        if not places:
            head = head_of(mine.abstract)
            if len(head) >= _MIN_HEAD and head in self._by_head:
                places.append(self._by_head[head])
            places += (place for place, _ in self._near.near(mine.key))
        return list(dict.fromkeys(places))

    def _index(self, place: Place, key: str, arxiv_id: str, doi: str, head: str) -> None:
        if arxiv_id:
            self._by_arxiv.setdefault(arxiv_id, place)
        if doi:
            self._by_doi.setdefault(doi.lower(), place)
        self._by_key.setdefault(key, []).append(place)
        if len(head) >= _MIN_HEAD:
            self._by_head.setdefault(head, place)


def _print_of_merged(record: Mapping[str, str]) -> Fingerprint:
    """What a paper was known by before it was merged into another."""
    return Fingerprint.of(
        record["title"],
        record.get("abstract", ""),
        record.get("arxiv_id", ""),
        record.get("doi", ""),
    )


def print_of(bib: Bibliography, edited: Collection[str] = ()) -> Fingerprint:
    """What identity is decided by, of a record.

    An abstract in the reader's own words (``edited``) says nothing against a page's.
    """
    abstract = "" if "abstract" in edited else bib.abstract
    return Fingerprint.of(bib.title, abstract, bib.arxiv_id, bib.doi)
