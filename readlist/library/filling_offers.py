"""A paper and a record side by side, field by field: what taking the record would do."""

from __future__ import annotations

from collections.abc import Callable

from readlist.domain.candidates import Candidate
from readlist.domain.filling import Offer, OfferKind
from readlist.domain.identity import normal_arxiv_id, normal_doi
from readlist.domain.keys import can_be_kept
from readlist.domain.papers import Bibliography, Paper
from readlist.library.field_taking import KEPT, value_of
from readlist.library.importing_takeover import dated, merged, take_over
from readlist.storage.paper_writes import nearest

_FIELDS = (
    "title", "authors", "authors_count", "published", "venue", "entry_type", "pages", "arxiv_id",
    "primary_category", "doi", "url", "organization", "citation_key", "extra", "abstract",
)  # fmt: skip
# Shown also where the record has none: they tell whether it is the paper.
_TELLING = frozenset({"title", "authors", "published", "abstract"})
Free = Callable[[str], bool]


def offers(paper: Paper, candidate: Candidate, free: Free) -> tuple[Offer, ...]:
    """The fields of ``paper`` beside those of ``candidate`` and its further records.

    ``free`` tells whether no other paper has a citation key.
    """
    parts = [(one.source, dated(one.bib)) for one in (candidate, *candidate.more)]
    lacking: dict[str, tuple[object, str]] = {}
    bib = paper.bib
    for source, record in parts:
        taken = take_over(bib, record, paper.edited)
        lacking |= {name: (value, source) for name, value in taken.items()}
        bib = merged(bib, taken)
    found = []
    for name in _FIELDS:
        mine = value_of(paper.bib, name)
        if name in lacking:
            theirs, source = lacking[name]
            kind = OfferKind.LACKING if _safe(paper, name, theirs, free) else OfferKind.UNSAFE
        else:
            theirs, source = _first(parts, name)
            telling = name in _TELLING or (name == "authors_count" and not paper.bib.authors)
            if theirs is None and (mine is None or not telling):
                continue
            kind = _kind(paper, name, theirs, free)
        found.append(Offer(field=name, kind=kind, mine=mine, theirs=theirs, source=source))
    return tuple(found)


def _first(parts: list[tuple[str, Bibliography]], name: str) -> tuple[object, str]:
    """The first record's value that has one."""
    for source, record in parts:
        value = value_of(record, name)
        if value is not None:
            return value, source
    return None, ""


def _kind(paper: Paper, name: str, theirs: object, free: Free) -> OfferKind:
    """What the value is to a field that it does not fill."""
    if theirs is None:
        return OfferKind.NONE
    if _same(name, value_of(paper.bib, name), theirs):
        return OfferKind.SAME
    if name in paper.edited:
        return OfferKind.LOCKED
    if name in KEPT:
        return OfferKind.FIXED
    return OfferKind.DIFFERENT if _safe(paper, name, theirs, free) else OfferKind.UNSAFE


def _same(name: str, mine: object, theirs: object) -> bool:
    """Whether the record says no other thing than the paper does."""
    one, other = str(mine or ""), str(theirs)
    if name == "abstract":
        return one.split() == other.split()
    if name == "arxiv_id":
        return normal_arxiv_id(one) == normal_arxiv_id(other)
    if name == "doi":
        return normal_doi(one) == normal_doi(other)
    if name == "published":  # a year alone says nothing else than its day
        return one == other or one.startswith(f"{other}-")
    return mine == theirs


def _safe(paper: Paper, name: str, theirs: object, free: Free) -> bool:
    """Whether taking the value costs nothing of the reader's."""
    if name == "citation_key":
        return can_be_kept(str(theirs)) and free(str(theirs))
    if name == "abstract":
        places = (nearest(str(theirs), one.quote, one.start) for one in paper.highlights)
        return all(place is not None for place in places)
    return True
