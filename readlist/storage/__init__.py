"""The only SQL: tables, migrations, reads, writes, undo log and index outbox."""
