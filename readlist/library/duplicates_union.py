"""What one paper says after others were merged into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from readlist.domain.duplicates import furthest
from readlist.domain.errors import InvalidValueError
from readlist.domain.identity import title_key
from readlist.domain.papers import Bibliography, Paper
from readlist.library.importing_takeover import take_over
from readlist.storage.merging import MERGED, State, merged_records

FIELDS = (
    "title", "abstract", "published", "authors", "authors_count", "organization", "arxiv_id",
    "primary_category", "doi", "url", "venue", "entry_type", "pages", "citation_key",
)  # fmt: skip
# What a record says of the place of publication holds together.
_PUBLICATION = ("entry_type", "pages")
# The field of BibLaTeX for further keys of an entry: \cite{old} still finds it.
_KEYS = "ids"


@dataclass(slots=True)
class United:
    """``bib`` is what the kept paper will say; ``origins`` names the other papers from which its
    fields came, ``edited`` the fields that the reader wrote in one of them."""

    bib: Bibliography
    edited: set[str]
    origins: dict[str, int] = field(default_factory=dict)

    def take(self, paper: Paper, values: Mapping[str, object]) -> None:
        """Take fields of ``paper``."""
        self.bib = replace(self.bib, **values)  # type: ignore[arg-type]
        self.origins |= dict.fromkeys(values, paper.id)


def united(keep: Paper, others: Sequence[Paper], fields: Mapping[str, int]) -> United:
    """Bring papers together in ``keep``: its own facts stay, the others fill what it lacks; a
    title in capitals gives way to the same in mixed case.

    What the reader wrote goes before what a page said, and ``fields`` (name -> id of the paper
    whose value is taken) before everything. Raise InvalidValueError for a name or an id that is
    none of these.
    """
    papers = {paper.id: paper for paper in (keep, *others)}
    result = United(keep.bib, set(keep.edited))
    for other in others:
        mine = other.edited.intersection(FIELDS) - result.edited - {"citation_key"}
        result.take(other, _values(other, mine))
        result.edited |= mine
    for other in others:
        taken = take_over(result.bib, other.bib, result.edited)
        if "venue" in taken:
            more = [name for name in _PUBLICATION if name not in result.edited]
            taken |= {name: one for name, one in _values(other, more).items() if one}
        result.take(other, {name: one for name, one in taken.items() if name != "extra"})
        if "title" not in result.edited and _better_cased(result.bib.title, other.bib.title):
            result.take(other, {"title": other.bib.title})
    for name, paper_id in fields.items():
        if name not in FIELDS or paper_id not in papers:
            raise InvalidValueError(
                f"'{name}' of the paper {paper_id} cannot be taken.",
                f"Name one of {', '.join(FIELDS)}, and one of the papers that are merged.",
            )
        _choose(result, keep, papers[paper_id], name)
    result.bib = replace(result.bib, extra=_extra(result.bib, list(papers.values())))
    return result


def state(papers: Sequence[Paper], edited: set[str]) -> State:
    """The reader's marks on all of the papers together."""
    return State(
        status=str(furthest(paper.status for paper in papers)),
        starred=any(paper.starred for paper in papers),
        rating=max(paper.rating for paper in papers),
        edited=edited,
        added=min(paper.added for paper in papers),
    )


def further_keys(bib: Bibliography) -> list[str]:
    """The keys by which a paper can be cited besides its own."""
    value = bib.extra.get(_KEYS)
    keys = value.split(",") if isinstance(value, str) else []
    return [key.strip() for key in keys if key.strip()]


def _values(paper: Paper, names: Sequence[str] | set[str] | frozenset[str]) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(paper.bib, name) for name in sorted(names)}
    if "published" in values:
        values["published_source"] = paper.bib.published_source
    return values


def _better_cased(have: str, bring: str) -> bool:
    """Whether the same title has lost its case in one of two records."""
    lost = have.isupper() or have.islower()
    return lost and not (bring.isupper() or bring.islower()) and title_key(have) == title_key(bring)


def _choose(result: United, keep: Paper, paper: Paper, name: str) -> None:
    """Take the value that the reader chose."""
    values = _values(paper, [name])
    result.take(paper, values)
    result.edited.discard(name)
    if name in paper.edited:
        result.edited.add(name)
    if paper.id == keep.id:
        for one in values:
            del result.origins[one]


def _extra(bib: Bibliography, papers: Sequence[Paper]) -> dict[str, object]:
    """The additional fields of all papers, those of earlier ones first; what the merged papers
    were known by; and the keys by which they may be cited."""
    extra: dict[str, object] = {}
    for paper in reversed(papers):
        extra |= paper.bib.extra
    records: dict[tuple[str, ...], dict[str, str]] = {}
    for paper in papers:
        for one in (_record(paper.bib), *merged_records(paper.bib.extra)):
            told = _new_in(one, bib)
            if told:
                records.setdefault(tuple(told.values()), told)
    extra.pop(MERGED, None)
    if records:
        extra[MERGED] = list(records.values())
    keys: dict[str, None] = {}
    for paper in papers:
        keys |= dict.fromkeys((paper.bib.citation_key, *further_keys(paper.bib)))
    keys = {key: None for key in keys if key and key != bib.citation_key}
    extra.pop(_KEYS, None)
    if keys:
        extra[_KEYS] = ",".join(keys)
    return extra


def _record(bib: Bibliography) -> dict[str, str]:
    return {
        "title": bib.title, "abstract": bib.abstract, "arxiv_id": bib.arxiv_id, "doi": bib.doi,
    }  # fmt: skip


def _new_in(record: Mapping[str, str], bib: Bibliography) -> dict[str, str]:
    """What a record says that the kept paper does not, with its title; nothing for nothing."""
    new = {
        name: record[name]
        for name in ("abstract", "arxiv_id", "doi")
        if record.get(name) and record[name] != getattr(bib, name)
    }
    other = title_key(record["title"]) != title_key(bib.title)
    return {"title": record["title"]} | new if new or other else {}
