"""Papers of the first seed, put into a library as often as a test wants them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from readlist.domain.papers import Bibliography
from readlist.formats.daily_text import parse_text
from readlist.library import Library
from readlist.storage import imports

SEED = sorted((Path(__file__).parents[3] / "seeds").glob("*.txt"))[0]
ADDED = "2026-01-02T03:04:05.678Z"


@cache
def seed() -> tuple[Bibliography, ...]:
    """The papers of the page, without dates: its year is not known."""
    entries = parse_text(SEED.read_bytes(), SEED.name).entries
    return tuple(replace(entry.bib, published=None) for entry in entries)


def put(library: Library, *bibs: Bibliography, source: str = "page.txt") -> list[int]:
    """Add papers as one import of ``source``, whatever the library has; their ids."""
    storage = library.papers._storage
    with storage.write("Add papers") as writer:
        db = writer.connection
        first = imports.next_paper_id(db)
        draft = imports.DumpDraft(
            sha256=f"{source}{first}", source=source, kind="text", imported=ADDED, raw=b"page"
        )
        dump = imports.insert_dump(db, draft)
        drafts = [
            imports.PaperDraft(id=first + n, bib=bib, added=ADDED, dump_id=dump)
            for n, bib in enumerate(bibs)
        ]
        imports.insert_papers(db, drafts)
    return [draft.id for draft in drafts]


def page(*bibs: Bibliography, note: str = "") -> bytes:
    """A Daily Papers page of these papers; ``note`` in its header makes it another file."""
    blocks = ["Daily Papers", "byAK and the research community", "Dec 10", note]
    for bib in bibs:
        blocks += [bib.title, bib.abstract, f"  • {bib.authors_count or 3} authors\n·\nDec 9, 2024"]
    return "\n\n".join(block for block in blocks if block).encode()
