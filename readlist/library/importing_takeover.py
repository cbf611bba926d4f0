"""What an entry may add to a paper that the library has: only what is lacking, never a rewrite."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.identity import abstracts_agree
from readlist.domain.papers import Bibliography

_PLAIN = (
    "authors_count", "organization", "arxiv_id", "primary_category", "doi", "url", "venue",
    "entry_type", "pages", "citation_key",
)  # fmt: skip


def take_over(
    have: Bibliography, bring: Bibliography, edited: Collection[str]
) -> dict[str, object]:
    """The fields of ``have`` that ``bring`` fills or makes more complete, with their new values.

    A field that the reader edited is never among them, nor is the title. An abstract gives way
    only to a longer one of the same words, a date only to a more precise one of the same time.
    """
    taken: dict[str, object] = {}
    for field in _PLAIN:
        if getattr(have, field) in ("", None) and getattr(bring, field) not in ("", None):
            taken[field] = getattr(bring, field)
    if bring.authors and not have.authors:
        taken["authors"] = bring.authors
    if _longer_abstract(have.abstract, bring.abstract):
        taken["abstract"] = bring.abstract
    if _preciser_date(have.published, bring.published):
        taken["published"] = bring.published
        taken["published_source"] = bring.published_source
    more = {key: value for key, value in bring.extra.items() if key not in have.extra}
    if more:
        taken["extra"] = {**have.extra, **more}
    hidden = set(edited) | ({"published_source"} if "published" in edited else set())
    return {field: value for field, value in taken.items() if field not in hidden}


def merged(have: Bibliography, taken: dict[str, object]) -> Bibliography:
    """``have`` with the fields taken over."""
    return replace(have, **taken) if taken else have  # type: ignore[arg-type]


def _longer_abstract(have: str, bring: str) -> bool:
    if not bring or not have:
        return bool(bring)
    longer = len(" ".join(bring.split())) > len(" ".join(have.split()))
    return longer and abstracts_agree(have, bring) is True


def _preciser_date(have: PartialDate | None, bring: PartialDate | None) -> bool:
    if bring is None or have is None:
        return bring is not None
    same_time = have.year == bring.year and have.month in (0, bring.month)
    return same_time and (have.month, have.day) < (bring.month, bring.day) and not have.day


def dated(bib: Bibliography) -> Bibliography:
    """The record with its date's source said whenever it has a date."""
    if bib.published is not None and bib.published_source is DateSource.NONE:
        return replace(bib, published_source=DateSource.FILE)
    return bib
