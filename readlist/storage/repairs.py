"""Rows that no use case of ours leaves behind, mended where one right way is plain."""

from __future__ import annotations

import sqlite3

from readlist.domain.changes import ChangeSet
from readlist.storage.store import Storage

_NO_PLACE = "position < 1 OR first_line < 1 OR last_line < first_line"
_NO_PASSAGE = "start < 0 OR stop < start"
_LOST = "'A paper that was lost (' || paper_id || ')'"
_LOST_KEY = "'a paper that was lost ' || paper_id"
# What is told of each, and the statements that mend it. A highlight becomes a note, so that its
# words and the reader's comment stay.
_REPAIRS = (
    ("{} papers without a title are named.",
     ("UPDATE paper SET title = '(without a title)', title_key = 'without a title' "
      "WHERE trim(title) = ''",)),
    ("{} sightings have a place again.",
     (f"UPDATE sighting SET position = max(position, 1), first_line = max(first_line, 1), "
      f"last_line = max(last_line, first_line, 1) WHERE {_NO_PLACE}",)),
    ("{} highlights of no passage became notes.",
     ("INSERT INTO note(paper_id, text, created, changed) SELECT paper_id, "
      "trim('> ' || quote || char(10) || char(10) || comment), created, changed FROM highlight "
      f"WHERE {_NO_PASSAGE}",
      f"DELETE FROM highlight WHERE {_NO_PASSAGE}")),
)  # fmt: skip


def repair(storage: Storage) -> list[str]:
    """Mend what can be mended; what was done, in words.

    One undo step, but for rows that belong to nothing: no undo could bring these back.
    """
    with storage.unlogged() as db:
        unfinished = db.execute(
            "UPDATE undo_current SET step_id = NULL WHERE step_id IS NOT NULL"
        ).rowcount
        named, removed = settle_orphans(db)
    done = ["An action that was left half done is closed."] if unfinished else []
    if named:
        done.append(f"{named} lost papers have notes: these are kept under a title of their own.")
    if removed:
        done.append(f"{removed} rows that belonged to nothing are removed.")
    if done:
        storage.tell(ChangeSet(label="Repair the library", everything=True))
    with storage.write("Repair the library") as writer:
        for text, statements in _REPAIRS:
            changed = [writer.connection.execute(one).rowcount for one in statements][-1]
            if changed:
                done.append(text.format(changed))
    return done


def settle_orphans(db: sqlite3.Connection) -> tuple[int, int]:
    """Let no row belong to one that is gone; papers that were named, rows that were removed.

    Notes and highlights are a reader's own words: a lost paper that has some is put back with
    nothing but a title. A paper whose page is gone stays.
    """
    named = 0
    for table in ("note", "highlight"):
        named += db.execute(
            "INSERT INTO paper(id, title, title_key, added, changed) "
            f"SELECT paper_id, {_LOST}, {_LOST_KEY}, min(created), max(changed) FROM {table} "
            "WHERE paper_id NOT IN (SELECT id FROM paper) GROUP BY paper_id"
        ).rowcount
    removed = 0
    for table, row, owner, number in db.execute("PRAGMA foreign_key_check").fetchall():
        links = db.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        _, _, _, column, _, _, on_delete, _ = next(one for one in links if one[0] == number)
        gone = f"{column} IS NOT NULL AND {column} NOT IN (SELECT id FROM {owner})"
        where = f"{gone} AND rowid = {row}" if row is not None else gone
        if on_delete == "SET NULL":
            db.execute(f"UPDATE {table} SET {column} = NULL WHERE {where}")
        else:
            removed += db.execute(f"DELETE FROM {table} WHERE {where}").rowcount
    return named, removed
