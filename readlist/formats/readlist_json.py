"""Readlist JSON, version 1: a library or a selection without loss. Schema: the manual's page.

The same library gives the same bytes: keys stand in a fixed order, papers by id, empty values are
left out.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence

from readlist.domain.dates import DateSource
from readlist.domain.dumps import Dump, Sighting
from readlist.domain.export import Collection
from readlist.domain.papers import Bibliography, Highlight, Paper
from readlist.domain.people import Name

FORMAT = "readlist"
VERSION = 1
# The keys of a paper that this version knows; others are kept as they came.
PAPER_KEYS = frozenset(
    (
        "id title abstract authors authors_count organization published published_source arxiv_id "
        "primary_category doi url venue entry_type pages citation_key tags lists notes highlights "
        "status starred rating sightings added changed trashed edited extra"
    ).split()
)
DOCUMENT_KEYS = frozenset(
    "format version papers tags lists dumps saved_searches not_duplicate".split()
)
_TEXTS = (
    "arxiv_id", "primary_category", "doi", "url", "venue", "entry_type", "pages", "citation_key",
)  # fmt: skip


def write_json(collection: Collection) -> str:
    """The document with a final newline, indented so that a difference of two files is readable."""
    sources = {dump.id: dump.sha256 for dump, _ in collection.dumps}
    document: dict[str, object] = {"format": FORMAT, "version": VERSION}
    document["papers"] = [
        _paper(paper, sources) for paper in sorted(collection.papers, key=lambda p: p.id)
    ]
    document["tags"] = [
        _filled({"name": tag.name, "colour": tag.colour}, "name")
        for tag in sorted(collection.tags, key=lambda tag: (tag.name.casefold(), tag.name))
    ]
    document["lists"] = [
        _filled({"name": item.name, "description": item.description, "papers": list(ids)}, "name")
        for item, ids in collection.lists
    ]
    document["dumps"] = [_dump(dump, raw) for dump, raw in collection.dumps]
    document["saved_searches"] = [
        {"name": saved.name, "query": saved.query} for saved in collection.saved_searches
    ]
    document["not_duplicate"] = sorted(sorted(pair) for pair in collection.not_duplicate)
    document = {k: v for k, v in document.items() if v not in ([], {}) or k == "papers"}
    unknown = {k: v for k, v in sorted(collection.unknown.items()) if k not in DOCUMENT_KEYS}
    return json.dumps(document | unknown, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def _filled(values: Mapping[str, object], *required: str) -> dict[str, object]:
    """Only the keys that say something."""
    return {
        key: value
        for key, value in values.items()
        if key in required or value not in ("", None, [], {}, False)
    }


def _paper(paper: Paper, sources: Mapping[int, str]) -> dict[str, object]:
    document: dict[str, object] = {"id": paper.id, **_bibliography(paper.bib)}
    document |= _filled(
        {
            "tags": [tag.name for tag in paper.tags],
            "lists": [item.name for item in paper.lists],
            "notes": [
                {"text": note.text, "created": note.created, "changed": note.changed}
                for note in paper.notes
            ],
            "highlights": [_highlight(item) for item in paper.highlights],
            "sightings": [_sighting(item, sources) for item in _in_order(paper.sightings)],
            "status": str(paper.status),
            "starred": paper.starred,
            "rating": paper.rating or None,
            "added": paper.added,
            "changed": paper.changed,
            "trashed": paper.trashed,
            "edited": sorted(paper.edited),
        }
    )
    extra = dict(sorted(paper.bib.extra.items()))
    own = {key: value for key, value in extra.items() if key not in PAPER_KEYS}
    clashing = {key: value for key, value in extra.items() if key in PAPER_KEYS}
    return document | own | ({"extra": clashing} if clashing else {})


def _bibliography(bib: Bibliography) -> dict[str, object]:
    known = bib.published or bib.published_source is not DateSource.NONE
    source = bib.published_source if known else ""
    values: dict[str, object] = {
        "title": bib.title,
        "abstract": bib.abstract,
        "authors": [_name(name) for name in bib.authors],
        "authors_count": bib.authors_count,
        "organization": bib.organization,
        "published": str(bib.published) if bib.published else "",
        "published_source": str(source),
    }
    filled = _filled(values | {name: getattr(bib, name) for name in _TEXTS}, "title")
    if bib.authors_count == 0:
        filled["authors_count"] = 0
    return filled


def _name(name: Name) -> dict[str, object]:
    return _filled(
        {
            "given": name.given,
            "family": name.family,
            "particle": name.particle,
            "suffix": name.suffix,
            "literal": name.literal,
        }
    )


def _highlight(item: Highlight) -> dict[str, object]:
    return _filled(
        {
            "start": item.start,
            "end": item.end,
            "quote": item.quote,
            "colour": item.colour,
            "comment": item.comment,
            "created": item.created,
            "changed": item.changed,
        },
        "start",
        "end",
    )


def _in_order(sightings: Iterable[Sighting]) -> Sequence[Sighting]:
    return sorted(sightings, key=lambda s: (s.dump_id, s.page, s.position, s.first_line))


def _sighting(item: Sighting, sources: Mapping[int, str]) -> dict[str, object]:
    document = _filled(
        {
            "dump": sources.get(item.dump_id, ""),
            "page_date": item.page_date,
            "position": item.position,
            "lines": [item.first_line, item.last_line],
            "date": item.date_text,
            "authors": item.authors_text,
        },
        "position",
    )
    if item.page:
        document["page"] = item.page
    if item.comments is not None:
        document["comments"] = item.comments
    return document


def _dump(dump: Dump, raw: bytes | None) -> dict[str, object]:
    document = _filled(
        {
            "sha256": dump.sha256,
            "source": dump.source,
            "kind": str(dump.kind),
            "page_date": dump.page_date,
            "year": dump.year,
            "year_reason": dump.year_reason,
            "captured": dump.captured,
            "captured_source": dump.captured_source,
            "imported": dump.imported,
            "entries": dump.entries,
            "doubtful": dump.doubtful,
            "papers_added": dump.papers_added,
        },
        "sha256",
    )
    if raw is not None:
        document["raw"] = base64.b64encode(zlib.compress(raw, 9)).decode("ascii")
    return document


def unpack(text: str, limit: int = 256 * 1024 * 1024) -> bytes:
    """The bytes of a dump's ``raw``; raise ValueError when damaged or larger than ``limit``."""
    inflate = zlib.decompressobj()
    try:
        raw = inflate.decompress(base64.b64decode(text, validate=True), limit)
    except (zlib.error, ValueError) as error:
        raise ValueError("the page's bytes are damaged") from error
    if not inflate.eof:
        raise ValueError("the page's bytes are cut off or too many")
    return raw
