"""The only SQL: schema, migrations, reads, writes, undo log, index outbox, backup."""

from sqlite3 import Connection, sqlite_version

from readlist.storage.store import Storage, Writer

__all__ = ["Connection", "Storage", "Writer", "sqlite_version"]
