"""Step 4: a note or highlight that moves to another paper is taken out of the index at the one that
it leaves, too. Frozen: never edit it once it is released."""

from __future__ import annotations

import sqlite3


def apply(connection: sqlite3.Connection) -> None:
    """Make the triggers in the open transaction of ``connection``."""
    for table in ("note", "highlight"):
        connection.execute(
            f"CREATE TRIGGER outbox_{table}_leave AFTER UPDATE OF paper_id ON {table} "
            "WHEN old.paper_id <> new.paper_id BEGIN "
            "DELETE FROM index_outbox WHERE paper_id = old.paper_id; "
            "INSERT INTO index_outbox(paper_id) VALUES(old.paper_id); END"
        )
