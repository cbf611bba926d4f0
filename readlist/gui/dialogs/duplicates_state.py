"""What the duplicates dialog knows: the pairs, and what the reader chose for the shown one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from readlist.domain.duplicates import DuplicatePair
from readlist.domain.papers import Paper
from readlist.gui.dialogs.words import joined, plural
from readlist.library import Library
from readlist.library.duplicates_union import FIELDS

_NAMED = 3
ALWAYS = ("title", "abstract")  # these tell whether the two are one


class Side(IntEnum):
    """The column of a paper: the older one stands on the left."""

    LEFT = 0
    RIGHT = 1


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of both papers, and whose value will stand in the merged one."""

    name: str
    values: tuple[object, object]
    taken: Side
    chosen: bool

    @property
    def same(self) -> bool:
        """Whether there is nothing to choose."""
        return self.values[0] == self.values[1]


@dataclass(slots=True)
class Choice:
    """The shown pair: ``papers`` left and right, which is ``kept``, and the reader's ``fields``."""

    papers: tuple[Paper, Paper]
    kept: Side
    fields: dict[str, Side] = field(default_factory=dict)

    @classmethod
    def of(cls, library: Library, pair: DuplicatePair) -> Choice:
        """The choice as it is proposed. NotFoundError when a paper is gone."""
        papers = (library.papers.get(pair.a), library.papers.get(pair.b))
        keep = library.duplicates.proposed([pair.a, pair.b])
        return cls(papers, Side.LEFT if keep == pair.a else Side.RIGHT)

    @property
    def keep(self) -> int:
        return self.papers[self.kept].id

    @property
    def other(self) -> int:
        return self.papers[1 - self.kept].id

    @property
    def taken(self) -> dict[str, int]:
        """The reader's choices as ``merge`` takes them."""
        return {name: self.papers[side].id for name, side in self.fields.items()}

    def swap(self) -> None:
        """Keep the other paper."""
        self.kept = Side(1 - self.kept)

    def choose(self, name: str, side: Side) -> None:
        """Take the value of one side for a field."""
        self.fields[name] = side

    def rows(self, library: Library) -> list[FieldRow]:
        """The fields in which the papers differ, and always title and abstract."""
        merged = library.duplicates.preview(self.keep, [self.other], self.taken).bib
        rows = []
        for name in FIELDS:
            values = tuple(getattr(paper.bib, name) for paper in self.papers)
            if values[0] == values[1] and not (name in ALWAYS and values[0]):
                continue
            value = getattr(merged, name)
            taken = self.kept if value == values[self.kept] else Side(1 - self.kept)
            rows.append(FieldRow(name, (values[0], values[1]), taken, name in self.fields))
        return rows

    def key_words(self, library: Library) -> str:
        """What becomes of two citation keys; nothing when there is at most one."""
        keys = {paper.bib.citation_key for paper in self.papers} - {""}
        if len(keys) < 2:
            return ""
        kept = library.duplicates.preview(self.keep, [self.other], self.taken).bib.citation_key
        (old,) = keys - {kept}
        return (
            f"The key {old} becomes a further key of {kept}: BibLaTeX and biber find both. "
            f"BibTeX knows {kept} only: change \\cite{{{old}}} in your text."
        )


def united_words(papers: Sequence[Paper]) -> str:
    """What is brought together of two papers besides their fields."""
    tags = sorted({f"“{tag.name}”" for paper in papers for tag in paper.tags})
    lists = sorted({f"“{one.name}”" for paper in papers for one in paper.lists})
    numbers = [
        (sum(len(paper.notes) for paper in papers), "note"),
        (sum(len(paper.highlights) for paper in papers), "highlight"),
        (sum(len(paper.sightings) for paper in papers), "place on a page"),
    ]
    parts = [f"{'tag' if len(tags) == 1 else 'tags'} {joined(tags)}"] * bool(tags)
    parts += [f"{'list' if len(lists) == 1 else 'lists'} {joined(lists)}"] * bool(lists)
    parts += [
        plural(number, noun, "places on pages" if "page" in noun else "")
        for number, noun in numbers
        if number
    ]
    if any(paper.starred for paper in papers):
        parts.append("the star")
    return f"The merged paper has all: {'; '.join(parts)}." if parts else ""


def old_key_words(keys: Mapping[str, str]) -> str:
    """What a reader who uses BibTeX must change in a text; the first ones of many."""
    told = [f"\\cite{{{old}}} to \\cite{{{kept}}}" for old, kept in sorted(keys.items())]
    more = len(told) - _NAMED
    if more > 0:
        told = [*told[:_NAMED], f"{more:,} more"]
    return f"With BibTeX, change {joined(told)} in your text." if told else ""


def summary(pairs: Sequence[DuplicatePair]) -> str:
    """ "12 pairs, 8 of them certain"."""
    certain = sum(pair.certain for pair in pairs)
    words = plural(len(pairs), "pair")
    if not certain:
        return f"{words}, none of them certain"
    return f"{words}, {certain:,} of them certain" if certain < len(pairs) else f"{words}, certain"
