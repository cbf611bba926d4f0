"""Plain matching of words, for the papers that no usable index knows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from readlist.storage.facts import escaped

_LIKE = "LIKE ? ESCAPE '\\'"
# Per table: how a paper is called there, and for each field what a hit counts and what is searched.
_PLACES: dict[str, tuple[str, dict[str, tuple[float, str]]]] = {
    "paper": (
        "id",
        {
            "title": (4.0, "title"),
            "abstract": (1.0, "abstract"),
            "ids": (
                2.0,
                "venue || ' ' || organization || ' ' || citation_key || ' ' || arxiv_id || ' ' "
                "|| doi",
            ),
        },
    ),
    "author": (
        "paper_id",
        {
            "author": (
                2.5,
                "given || ' ' || particle || ' ' || family || ' ' || suffix || ' ' || literal",
            )
        },
    ),
    "note": ("paper_id", {"note": (1.5, "text")}),
    "highlight": ("paper_id", {"comment": (1.5, "comment")}),
    "paper_tag JOIN tag ON tag.id = tag_id": ("paper_id", {"tag": (3.0, "name")}),
}
_WAITING = "SELECT paper_id FROM index_outbox"
_AT_ONCE = 60  # texts in one pass: SQLite's statements may be so long and so deep only
_STEPS = 50_000  # of SQLite's machine, some milliseconds


def like(
    db: sqlite3.Connection,
    wanted: Sequence[tuple[str, str]],
    *,
    waiting: bool = False,
    step: Callable[[], None],
) -> list[dict[int, float]]:
    """For each (text, field) of ``wanted`` the papers that hold the text in the field ("" is
    anywhere), with a rough score. Many are looked for in one pass.

    With ``waiting`` only papers that wait to be indexed. ``step`` is called now and then and may
    raise to end the search.
    """
    scores: list[dict[int, float]] = [{} for _ in wanted]
    numbers = range(len(wanted))
    with _interruptible(db, step):
        for first in numbers[::_AT_ONCE]:
            some = numbers[first : first + _AT_ONCE]
            for table, (paper, places) in _PLACES.items():
                sought = {
                    n: (f"%{escaped(wanted[n][0])}%", columns)
                    for n in some
                    if (columns := [p for f, p in places.items() if wanted[n][1] in ("", f)])
                }
                if sought:
                    only = f"WHERE {paper} IN ({_WAITING})" if waiting else ""
                    for n, found in _look(db, paper, f"FROM {table} {only}", sought).items():
                        for one, score in found.items():
                            scores[n][one] = scores[n].get(one, 0.0) + score
    return scores


def _look(
    db: sqlite3.Connection,
    paper: str,
    source: str,
    sought: Mapping[int, tuple[str, list[tuple[float, str]]]],
) -> dict[int, dict[int, float]]:
    """The scores by paper of each numbered pattern in its columns."""
    columns, patterns = [], []
    for number, (pattern, places) in sought.items():
        sums = " + ".join(f"{weight} * (({text}) {_LIKE})" for weight, text in places)
        columns.append(f"{sums} AS s{number}")
        patterns += [pattern] * len(places)
    # Kept apart, or SQLite would match once to choose the rows and again to show them.
    query = (
        f"WITH found AS MATERIALIZED (SELECT {paper}, {', '.join(columns)} {source}) "
        f"SELECT * FROM found WHERE {' OR '.join(f's{number}' for number in sought)}"
    )
    best: dict[int, dict[int, float]] = {number: {} for number in sought}
    for row in db.execute(query, patterns):
        for own, score in zip(best.values(), row[1:], strict=True):
            if score > own.get(row[0], 0.0):  # a paper's notes count once
                own[row[0]] = score
    return best


@contextmanager
def _interruptible(db: sqlite3.Connection, step: Callable[[], None]) -> Iterator[None]:
    """Let ``step`` end the queries inside."""
    raised: list[BaseException] = []

    def go_on() -> int:
        try:
            step()
        except BaseException as error:
            raised.append(error)
        return len(raised)

    db.set_progress_handler(go_on, _STEPS)
    try:
        yield
    except sqlite3.OperationalError:
        if raised:
            raise raised[0] from None
        raise
    finally:
        db.set_progress_handler(None, 0)
