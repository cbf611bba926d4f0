"""Step 1: the first released schema. Frozen: never edit it once a library was made with it."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator

from readlist.storage.migrations.undo_triggers_1 import undo_triggers

_TABLES = (
    "CREATE TABLE library(key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT",
    """CREATE TABLE dump(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        sha256 TEXT NOT NULL UNIQUE,
        source TEXT NOT NULL DEFAULT '',
        kind TEXT NOT NULL,
        page_date TEXT NOT NULL DEFAULT '',
        year INTEGER,
        year_reason TEXT NOT NULL DEFAULT '',
        captured TEXT NOT NULL DEFAULT '',
        captured_source TEXT NOT NULL DEFAULT 'none',
        imported TEXT NOT NULL,
        entries INTEGER NOT NULL DEFAULT 0,
        lines INTEGER NOT NULL DEFAULT 0,
        header_lines INTEGER NOT NULL DEFAULT 0,
        entry_lines INTEGER NOT NULL DEFAULT 0,
        doubtful TEXT NOT NULL DEFAULT '[]',
        extra TEXT NOT NULL DEFAULT '{}',
        parser_version INTEGER NOT NULL DEFAULT 1,
        raw BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE paper(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        title_key TEXT NOT NULL,
        published TEXT NOT NULL DEFAULT '',
        published_source TEXT NOT NULL DEFAULT 'none',
        authors_count INTEGER,
        organization TEXT NOT NULL DEFAULT '',
        arxiv_id TEXT NOT NULL DEFAULT '',
        primary_category TEXT NOT NULL DEFAULT '',
        doi TEXT NOT NULL DEFAULT '',
        url TEXT NOT NULL DEFAULT '',
        venue TEXT NOT NULL DEFAULT '',
        entry_type TEXT NOT NULL DEFAULT '',
        pages TEXT NOT NULL DEFAULT '',
        citation_key TEXT NOT NULL DEFAULT '',
        status TEXT NOT NULL DEFAULT 'inbox'
            CHECK (status IN ('inbox', 'queued', 'reading', 'read', 'skipped')),
        starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1)),
        rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
        added TEXT NOT NULL,
        changed TEXT NOT NULL,
        trashed TEXT NOT NULL DEFAULT '',
        edited TEXT NOT NULL DEFAULT '[]',
        code_links TEXT NOT NULL DEFAULT '[]',
        extra TEXT NOT NULL DEFAULT '{}',
        dump_id INTEGER REFERENCES dump(id) ON DELETE SET NULL,
        abstract TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    """CREATE TABLE author(
        paper_id INTEGER NOT NULL REFERENCES paper(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        given TEXT NOT NULL DEFAULT '',
        family TEXT NOT NULL DEFAULT '',
        particle TEXT NOT NULL DEFAULT '',
        suffix TEXT NOT NULL DEFAULT '',
        literal TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (paper_id, position)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sighting(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        paper_id INTEGER NOT NULL REFERENCES paper(id) ON DELETE CASCADE,
        dump_id INTEGER NOT NULL REFERENCES dump(id) ON DELETE CASCADE,
        page INTEGER NOT NULL DEFAULT 0,
        page_date TEXT NOT NULL DEFAULT '',
        position INTEGER NOT NULL,
        first_line INTEGER NOT NULL,
        last_line INTEGER NOT NULL,
        comments INTEGER,
        date_text TEXT NOT NULL DEFAULT '',
        authors_text TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    """CREATE TABLE tag(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE,
        colour TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    """CREATE TABLE paper_tag(
        paper_id INTEGER NOT NULL REFERENCES paper(id) ON DELETE CASCADE,
        tag_id INTEGER NOT NULL REFERENCES tag(id) ON DELETE CASCADE,
        PRIMARY KEY (paper_id, tag_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE reading_list(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE,
        description TEXT NOT NULL DEFAULT '',
        created TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE list_item(
        list_id INTEGER NOT NULL REFERENCES reading_list(id) ON DELETE CASCADE,
        paper_id INTEGER NOT NULL REFERENCES paper(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        PRIMARY KEY (list_id, paper_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE note(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        paper_id INTEGER NOT NULL REFERENCES paper(id) ON DELETE CASCADE,
        text TEXT NOT NULL,
        created TEXT NOT NULL,
        changed TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE highlight(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        paper_id INTEGER NOT NULL REFERENCES paper(id) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL,
        quote TEXT NOT NULL,
        colour TEXT NOT NULL DEFAULT '',
        comment TEXT NOT NULL DEFAULT '',
        created TEXT NOT NULL,
        changed TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE saved_search(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE,
        query TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE field_source(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        paper_id INTEGER NOT NULL REFERENCES paper(id) ON DELETE CASCADE,
        field TEXT NOT NULL,
        source TEXT NOT NULL,
        dump_id INTEGER REFERENCES dump(id) ON DELETE CASCADE,
        previous TEXT,
        at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE not_duplicate(
        paper_a INTEGER NOT NULL REFERENCES paper(id) ON DELETE CASCADE,
        paper_b INTEGER NOT NULL REFERENCES paper(id) ON DELETE CASCADE,
        PRIMARY KEY (paper_a, paper_b),
        CHECK (paper_a < paper_b)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE undo_step(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        label TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('undo', 'redo')),
        coalesce TEXT NOT NULL DEFAULT '',
        at TEXT NOT NULL,
        process TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    """CREATE TABLE undo_log(
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        step_id INTEGER NOT NULL REFERENCES undo_step(id) ON DELETE CASCADE,
        tbl TEXT NOT NULL,
        op TEXT NOT NULL,
        paper_id INTEGER,
        row_id INTEGER,
        sql TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE undo_current(
        id INTEGER PRIMARY KEY CHECK (id = 1),
        step_id INTEGER
    ) STRICT""",
    """CREATE TABLE index_outbox(
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        paper_id INTEGER NOT NULL UNIQUE
    ) STRICT""",
)

# The indexes of live papers serve the sidebar and the sort orders without touching the wide
# rows; they end in "trashed" because SQLite 3.40 looks at it again even so.
_INDEXES = (
    "CREATE INDEX paper_title_key ON paper(title_key)",
    "CREATE INDEX paper_arxiv_id ON paper(arxiv_id) WHERE arxiv_id <> ''",
    "CREATE INDEX paper_doi ON paper(doi COLLATE NOCASE) WHERE doi <> ''",
    "CREATE UNIQUE INDEX paper_citation_key ON paper(citation_key COLLATE NOCASE) "
    "WHERE citation_key <> ''",
    "CREATE INDEX paper_dump ON paper(dump_id) WHERE dump_id IS NOT NULL",
    "CREATE INDEX paper_live_status ON paper(status, starred, trashed) WHERE trashed = ''",
    "CREATE INDEX paper_live_added ON paper(added, trashed) WHERE trashed = ''",
    "CREATE INDEX paper_live_changed ON paper(changed, trashed) WHERE trashed = ''",
    "CREATE INDEX paper_live_published ON paper(published, trashed) WHERE trashed = ''",
    "CREATE INDEX paper_live_title ON paper(title_key, trashed) WHERE trashed = ''",
    "CREATE INDEX paper_live_venue ON paper(venue, trashed) WHERE trashed = ''",
    "CREATE INDEX paper_trash ON paper(trashed) WHERE trashed <> ''",
    "CREATE INDEX author_family ON author(family)",
    "CREATE INDEX sighting_paper ON sighting(paper_id, comments)",
    "CREATE INDEX sighting_dump ON sighting(dump_id, paper_id)",
    "CREATE INDEX paper_tag_tag ON paper_tag(tag_id, paper_id)",
    "CREATE INDEX list_item_order ON list_item(list_id, position)",
    "CREATE INDEX list_item_paper ON list_item(paper_id)",
    "CREATE INDEX note_paper ON note(paper_id)",
    "CREATE INDEX highlight_paper ON highlight(paper_id)",
    "CREATE INDEX field_source_paper ON field_source(paper_id, field)",
    "CREATE INDEX field_source_dump ON field_source(dump_id) WHERE dump_id IS NOT NULL",
    "CREATE INDEX not_duplicate_b ON not_duplicate(paper_b)",
    "CREATE INDEX undo_log_step ON undo_log(step_id)",
)

# table: columns, primary key, column with the paper's id, column with the row's own id
_LOGGED: dict[str, tuple[str, str, str, str]] = {
    "dump": (
        "id sha256 source kind page_date year year_reason captured captured_source imported "
        "entries lines header_lines entry_lines doubtful extra parser_version raw",
        "id", "NULL", "id",
    ),
    "paper": (
        "id title title_key published published_source authors_count organization arxiv_id "
        "primary_category doi url venue entry_type pages citation_key status starred rating "
        "added changed trashed edited code_links extra dump_id abstract",
        "id", "id", "id",
    ),
    "author": (
        "paper_id position given family particle suffix literal",
        "paper_id position", "paper_id", "NULL",
    ),
    "sighting": (
        "id paper_id dump_id page page_date position first_line last_line comments date_text "
        "authors_text",
        "id", "paper_id", "id",
    ),
    "tag": ("id name name_key colour", "id", "NULL", "id"),
    "paper_tag": ("paper_id tag_id", "paper_id tag_id", "paper_id", "tag_id"),
    "reading_list": ("id name name_key description created", "id", "NULL", "id"),
    "list_item": ("list_id paper_id position", "list_id paper_id", "paper_id", "list_id"),
    "note": ("id paper_id text created changed", "id", "paper_id", "id"),
    "highlight": (
        "id paper_id start stop quote colour comment created changed", "id", "paper_id", "id",
    ),
    "saved_search": ("id name name_key query", "id", "NULL", "id"),
    "field_source": ("id paper_id field source dump_id previous at", "id", "paper_id", "id"),
    "not_duplicate": ("paper_a paper_b", "paper_a paper_b", "paper_a", "NULL"),
}  # fmt: skip

# What the full-text index holds of a paper's own row.
_SEARCHED = (
    "title", "abstract", "venue", "arxiv_id", "doi", "organization", "citation_key",
    "primary_category", "url",
)  # fmt: skip


def apply(connection: sqlite3.Connection) -> None:
    """Make the tables, indexes and triggers in the open transaction of ``connection``."""
    for statement in (*_TABLES, *_INDEXES, *_outbox_triggers()):
        connection.execute(statement)
    for table, (columns, key, paper, row) in _LOGGED.items():
        for statement in undo_triggers(table, columns.split(), key.split(), paper, row):
            connection.execute(statement)
    connection.execute("INSERT INTO undo_current(id, step_id) VALUES(1, NULL)")
    connection.execute("INSERT INTO library VALUES('library_id', ?)", (str(uuid.uuid4()),))


def _outbox_triggers() -> Iterator[str]:
    changed = " OR ".join(f"old.{name} IS NOT new.{name}" for name in _SEARCHED)
    yield _outbox("paper", "insert", "", "", "new.id")
    yield _outbox("paper", "update", f"OF {','.join(_SEARCHED)}", f"WHEN {changed}", "new.id")
    yield _outbox("paper", "delete", "", "", "old.id")
    for table in ("author", "note", "highlight", "paper_tag"):
        yield _outbox(table, "insert", "", "", "new.paper_id")
        yield _outbox(table, "update", "", "", "new.paper_id")
        yield _outbox(table, "delete", "", "", "old.paper_id")
    papers = "SELECT paper_id FROM paper_tag WHERE tag_id = new.id"
    yield (
        "CREATE TRIGGER outbox_tag_update AFTER UPDATE OF name ON tag "
        "WHEN old.name IS NOT new.name BEGIN "
        f"DELETE FROM index_outbox WHERE paper_id IN ({papers}); "
        f"INSERT INTO index_outbox(paper_id) {papers}; END"
    )


def _outbox(table: str, event: str, columns: str, condition: str, paper: str) -> str:
    """A trigger that puts a paper at the outbox's end; ``seq`` always moves."""
    return (
        f"CREATE TRIGGER outbox_{table}_{event} AFTER {event.upper()} {columns} ON {table} "
        f"{condition} BEGIN DELETE FROM index_outbox WHERE paper_id = {paper}; "
        f"INSERT INTO index_outbox(paper_id) VALUES({paper}); END"
    )
