"""The only SQL: schema, migrations, reads, writes, undo log, index outbox, backup."""

from readlist.storage.store import Storage, Writer

__all__ = ["Storage", "Writer"]
