"""``readlist show``: one paper whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from readlist.cli.common import JsonOption, LibraryOption, say, session
from readlist.domain.papers import FieldSource, Paper, lacking
from readlist.domain.people import Name


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(show)


def show(
    context: typer.Context,
    paper_id: Annotated[int, typer.Argument(metavar="ID", help="The paper's id.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one paper with all that is known of it."""
    with session(context, library, as_json, "show") as run:
        paper = run.library.papers.get(paper_id)
        sources = run.library.papers.sources(paper_id)
        run.emit(document(paper, sources), lambda: _print(paper, sources))


def document(paper: Paper, sources: Sequence[FieldSource]) -> dict[str, object]:
    """A paper whole, as JSON holds it; unknown values are null or empty."""
    bib = paper.bib
    return {
        "id": paper.id,
        "title": bib.title,
        "abstract": bib.abstract,
        "authors": [_name(name) for name in bib.authors],
        "authors_count": bib.authors_count,
        "organization": bib.organization,
        "published": str(bib.published) if bib.published else None,
        "published_source": str(bib.published_source),
        "arxiv_id": bib.arxiv_id,
        "primary_category": bib.primary_category,
        "doi": bib.doi,
        "url": bib.url,
        "venue": bib.venue,
        "entry_type": bib.entry_type,
        "pages": bib.pages,
        "citation_key": bib.citation_key,
        "extra": dict(bib.extra),
        "status": str(paper.status),
        "starred": paper.starred,
        "rating": paper.rating,
        "lacks": list(lacking(bib.authors, bib.published)),
        "added": paper.added,
        "changed": paper.changed,
        "trashed": paper.trashed or None,
        "edited": sorted(paper.edited),
        "sources": {one.field: {"source": one.source, "at": one.at} for one in sources},
        "code_links": list(paper.code_links),
        "tags": [tag.name for tag in paper.tags],
        "lists": [one.name for one in paper.lists],
        "notes": [asdict(note) for note in paper.notes],
        "highlights": [asdict(highlight) for highlight in paper.highlights],
        "sightings": [asdict(sighting) for sighting in paper.sightings],
    }


def _name(name: Name) -> dict[str, str]:
    return {part: text for part, text in asdict(name).items() if text}


def _print(paper: Paper, sources: Sequence[FieldSource]) -> None:
    bib = paper.bib
    facts = [
        ("published", str(bib.published or "")),
        ("arXiv", bib.arxiv_id),
        ("DOI", bib.doi),
        ("URL", bib.url),
        ("venue", bib.venue),
        ("key", bib.citation_key),
        ("status", str(paper.status) + (", starred" if paper.starred else "")),
        ("rating", f"{paper.rating} of 5" if paper.rating else ""),
        ("lacks for a citation", ", ".join(lacking(bib.authors, bib.published))),
        ("tags", ", ".join(tag.name for tag in paper.tags)),
        ("lists", ", ".join(one.name for one in paper.lists)),
        ("code", " ".join(paper.code_links)),
    ]
    say(f"[{paper.id}] {bib.title}")
    if paper.byline:
        say(paper.byline)
    for name, value in facts:
        if value:
            say(f"{name}: {value}")
    if bib.abstract:
        say(f"\n{bib.abstract}")
    for note in paper.notes:
        say(f"\nNote of {note.changed[:10]}:\n{note.text}")
    for mark in paper.highlights:
        say(f"\n\u201c{mark.quote}\u201d" + (f"\n  {mark.comment}" if mark.comment else ""))
    for sighting in paper.sightings:
        comments = "" if sighting.comments is None else f", {sighting.comments} comments"
        say(f"seen on {sighting.dump_label}, position {sighting.position}{comments}")
    for one in sources:
        by = "you" if one.source == "reader" else one.source
        say(f"{one.field.replace('_', ' ')}: by {by}, {one.at[:10]}")
