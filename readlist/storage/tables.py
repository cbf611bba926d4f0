"""The library's tables as SQLModel classes, for writing.

The schema itself is made by the migrations' literal SQL; a test compares the two. ``table=True``
classes do not validate: what goes into them was checked before.
"""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class LibraryTable(SQLModel, table=True):
    """Facts of the library itself, by name."""

    __tablename__ = "library"
    key: str = Field(primary_key=True)
    value: str


class DumpTable(SQLModel, table=True):
    """One imported page; ``raw`` is its bytes, compressed; ``doubtful`` and ``extra`` are JSON."""

    __tablename__ = "dump"
    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True)
    source: str = ""
    kind: str
    page_date: str = ""
    year: int | None = None
    year_reason: str = ""
    captured: str = ""
    captured_source: str = "none"
    imported: str
    entries: int = 0
    lines: int = 0
    header_lines: int = 0
    entry_lines: int = 0
    doubtful: str = "[]"
    extra: str = "{}"
    parser_version: int = 1
    raw: bytes


class PaperTable(SQLModel, table=True):
    """A paper's own facts. ``edited``, ``code_links`` and ``extra`` are JSON; ``dump_id`` is the
    import that added the paper; ``title_key`` is ``domain.identity.title_key(title)``."""

    __tablename__ = "paper"
    id: int | None = Field(default=None, primary_key=True)
    title: str
    title_key: str
    published: str = ""
    published_source: str = "none"
    authors_count: int | None = None
    organization: str = ""
    arxiv_id: str = ""
    primary_category: str = ""
    doi: str = ""
    url: str = ""
    venue: str = ""
    entry_type: str = ""
    pages: str = ""
    citation_key: str = ""
    status: str = "inbox"
    starred: int = 0
    rating: int = 0
    added: str
    changed: str
    trashed: str = ""
    edited: str = "[]"
    code_links: str = "[]"
    extra: str = "{}"
    dump_id: int | None = Field(default=None, foreign_key="dump.id", ondelete="SET NULL")
    abstract: str = ""


class AuthorTable(SQLModel, table=True):
    """One author of a paper, in order."""

    __tablename__ = "author"
    paper_id: int = Field(primary_key=True, foreign_key="paper.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    given: str = ""
    family: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""


class SightingTable(SQLModel, table=True):
    """A paper on a page of a dump."""

    __tablename__ = "sighting"
    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id", ondelete="CASCADE")
    dump_id: int = Field(foreign_key="dump.id", ondelete="CASCADE")
    page: int = 0
    page_date: str = ""
    position: int
    first_line: int
    last_line: int
    comments: int | None = None
    date_text: str = ""
    authors_text: str = ""


class TagTable(SQLModel, table=True):
    """A tag; ``name_key`` is ``storage.text.name_key(name)``, as everywhere below."""

    __tablename__ = "tag"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    colour: str = ""


class PaperTagTable(SQLModel, table=True):
    """A tag on a paper."""

    __tablename__ = "paper_tag"
    paper_id: int = Field(primary_key=True, foreign_key="paper.id", ondelete="CASCADE")
    tag_id: int = Field(primary_key=True, foreign_key="tag.id", ondelete="CASCADE")


class ReadingListTable(SQLModel, table=True):
    """A reading list."""

    __tablename__ = "reading_list"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    description: str = ""
    created: str


class ListItemTable(SQLModel, table=True):
    """A paper on a reading list; positions need not be dense."""

    __tablename__ = "list_item"
    list_id: int = Field(primary_key=True, foreign_key="reading_list.id", ondelete="CASCADE")
    paper_id: int = Field(primary_key=True, foreign_key="paper.id", ondelete="CASCADE")
    position: int


class NoteTable(SQLModel, table=True):
    """A note of the reader's, in Markdown."""

    __tablename__ = "note"
    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id", ondelete="CASCADE")
    text: str
    created: str
    changed: str


class HighlightTable(SQLModel, table=True):
    """A passage of the abstract, by code points from ``start`` up to ``stop``."""

    __tablename__ = "highlight"
    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id", ondelete="CASCADE")
    start: int
    stop: int
    quote: str
    colour: str = ""
    comment: str = ""
    created: str
    changed: str


class SavedSearchTable(SQLModel, table=True):
    """A query kept by name."""

    __tablename__ = "saved_search"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    query: str


class SavedSearchSeenTable(SQLModel, table=True):
    """The papers that the reader has seen under a saved search's query (``seen.pack``)."""

    __tablename__ = "saved_search_seen"
    search_id: int = Field(primary_key=True)
    query: str = Field(primary_key=True)
    papers: bytes


class ExportTargetTable(SQLModel, table=True):
    """Where an export went. ``options`` and ``hashes`` are JSON; see ``storage.targets``."""

    __tablename__ = "export_target"
    id: int | None = Field(default=None, primary_key=True)
    scope: str
    place: str = ""
    name: str = ""
    query: str = ""
    destination: str
    path: str = ""
    options: str = "{}"
    kept: int = 0
    used: int = 0
    written: str = ""
    entries: int = 0
    error: str = ""
    changed_outside: int = 0
    hashes: str = "[]"
    mark: str = ""
    members: str = ""
    stamp: str = ""


class FieldSourceTable(SQLModel, table=True):
    """Where a field of a paper came from; ``previous`` is what stood there (JSON) before."""

    __tablename__ = "field_source"
    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id", ondelete="CASCADE")
    field: str
    source: str
    dump_id: int | None = Field(default=None, foreign_key="dump.id", ondelete="CASCADE")
    previous: str | None = None
    at: str


class NotDuplicateTable(SQLModel, table=True):
    """Two papers that the reader called different; ``paper_a`` is the smaller id."""

    __tablename__ = "not_duplicate"
    paper_a: int = Field(primary_key=True, foreign_key="paper.id", ondelete="CASCADE")
    paper_b: int = Field(primary_key=True, foreign_key="paper.id", ondelete="CASCADE")


class UndoStepTable(SQLModel, table=True):
    """One action that can be undone, or done again."""

    __tablename__ = "undo_step"
    id: int | None = Field(default=None, primary_key=True)
    label: str
    state: str
    coalesce: str = ""
    at: str
    process: str = ""


class UndoLogTable(SQLModel, table=True):
    """The inverse of one change of one row; written by triggers only."""

    __tablename__ = "undo_log"
    seq: int | None = Field(default=None, primary_key=True)
    step_id: int = Field(foreign_key="undo_step.id", ondelete="CASCADE")
    tbl: str
    op: str
    paper_id: int | None = None
    row_id: int | None = None
    sql: str


class UndoCurrentTable(SQLModel, table=True):
    """The step that triggers log into; NULL outside a write."""

    __tablename__ = "undo_current"
    id: int | None = Field(default=None, primary_key=True)
    step_id: int | None = None


class IndexOutboxTable(SQLModel, table=True):
    """Papers that the full-text index has yet to read; filled by triggers."""

    __tablename__ = "index_outbox"
    seq: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(unique=True)
