"""The only SQL: schema, migrations, reads, writes, undo log, index outbox, backup."""

from sqlite3 import Connection

from readlist.storage.store import Storage, Writer

__all__ = ["Connection", "Storage", "Writer"]
