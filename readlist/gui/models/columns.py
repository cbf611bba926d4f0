"""The columns of the paper table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from readlist.domain.papers import PaperRow, Status
from readlist.domain.views import SortKey
from readlist.formats.readable import readable

STATUS_LABELS: dict[Status, str] = {
    Status.INBOX: "Inbox",
    Status.QUEUED: "Queued",
    Status.READING: "Reading",
    Status.READ: "Read",
    Status.SKIPPED: "Skipped",
}
STATUS_ICONS: dict[Status, str] = {
    Status.INBOX: "inbox",
    Status.QUEUED: "queue",
    Status.READING: "reading",
    Status.READ: "read",
    Status.SKIPPED: "skip",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: ``text`` gives the cell's words, ``width`` is in logical pixels.

    ``heading`` is short; ``name`` is for menus and screen readers. ``sort`` is empty when the
    column cannot be sorted; ``falling`` sorts the greatest first at the first click.
    """

    key: str
    name: str
    text: Callable[[PaperRow], str]
    width: int
    heading: str = ""
    icon: str = ""
    sort: SortKey | None = None
    falling: bool = False
    shown: bool = True
    number: bool = False
    tip: str = ""


def citability(row: PaperRow) -> str:
    """Whether a paper can be cited, and what is lacking for it, in words."""
    if not row.lacks:
        return "Can be cited"
    return "Cannot be cited yet: " + ", ".join(f"no {what}" for what in row.lacks)


def _day(stamp: str) -> str:
    return stamp[:10]


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


COLUMNS: tuple[Column, ...] = (
    Column(
        key="star",
        name="Star",
        icon="star",
        text=lambda row: "starred" if row.starred else "",
        width=32,
        sort="starred",
        falling=True,
        tip="Starred papers (S)",
    ),
    Column(
        key="title",
        name="Title",
        heading="Title",
        text=lambda row: readable(row.title),
        width=420,
        sort="title",
        tip="Title",
    ),
    Column(
        key="rank",
        name="Rank",
        heading="Rank",
        text=lambda _row: "",  # it belongs to the answer, not to the paper: see Ranks
        width=54,
        sort="relevance",
        tip="How well the paper matches the searched words, beside the best match (W says why)",
    ),
    Column(
        key="authors",
        name="Authors",
        heading="Authors",
        text=lambda row: row.authors_label,
        width=150,
        sort="authors",
        shown=False,
        tip="Authors, or their number where the page gives no names",
    ),
    Column(
        key="published",
        name="Published",
        heading="Published",
        text=lambda row: row.published,
        width=96,
        sort="published",
        falling=True,
        tip="Date of publication, as far as it is known",
    ),
    Column(
        key="seen",
        name="Seen",
        heading="Seen",
        text=lambda row: _number(row.seen),
        width=50,
        sort="seen",
        falling=True,
        number=True,
        tip="On how many imported pages the paper stands",
    ),
    Column(
        key="comments",
        name="Comments",
        icon="comment",
        text=lambda row: _number(row.comments),
        width=42,
        sort="comments",
        falling=True,
        number=True,
        tip="Comments: the greatest number that a page gives",
    ),
    Column(
        key="tags",
        name="Tags",
        heading="Tags",
        text=lambda row: ", ".join(tag.name for tag in row.tags),
        width=130,
        tip="Tags (T)",
    ),
    Column(
        key="status",
        name="Status",
        icon="reading",
        text=lambda row: STATUS_LABELS[row.status],
        width=34,
        sort="status",
        tip="Status (keys 1 to 5); wider, the column names it",
    ),
    Column(
        key="note",
        name="Note",
        icon="note",
        text=lambda row: "has a note" if row.has_note else "",
        width=32,
        tip="Papers with a note (N)",
    ),
    Column(
        key="citable",
        name="Citable",
        icon="cite",
        text=citability,
        width=32,
        sort="citable",
        tip="Papers that can be cited: their authors and year are known",
    ),
    Column(
        key="rating",
        name="Rating",
        heading="Rating",
        text=lambda row: "★" * row.rating,
        width=84,
        sort="rating",
        falling=True,
        shown=False,
        tip="Your rating (Alt+1 to Alt+5)",
    ),
    Column(
        key="added",
        name="Added",
        heading="Added",
        text=lambda row: _day(row.added),
        width=92,
        sort="added",
        falling=True,
        shown=False,
        tip="Day on which the paper came into the library",
    ),
    Column(
        key="venue",
        name="Venue",
        heading="Venue",
        text=lambda row: row.venue,
        width=130,
        sort="venue",
        shown=False,
        tip="Journal or conference, where known",
    ),
    Column(
        key="key",
        name="Citation key",
        heading="Key",
        text=lambda row: row.citation_key,
        width=130,
        sort="key",
        shown=False,
        tip="Citation key in exported files",
    ),
)
INDEX: dict[str, int] = {column.key: number for number, column in enumerate(COLUMNS)}
