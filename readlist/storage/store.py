"""The library's file as the rest of the program meets it: reads, writes, undo."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from readlist.domain.changes import ChangeSet, UndoState
from readlist.domain.errors import KnownError, LibraryBusyError, LibraryDamagedError
from readlist.jobs.context import JobContext
from readlist.storage import engine, undo
from readlist.storage.holder import Holder

if TYPE_CHECKING:
    from sqlmodel import Session

FILE_NAME = "library.sqlite3"


class Writer:
    """An open write transaction. ``connection`` and ``session`` belong to the same one.

    ``label`` names the undo step and may be changed until the transaction ends; ``change`` says
    afterwards what was changed, ``joined`` whether the step ``joining`` goes on.
    """

    def __init__(self, connection: sqlite3.Connection, label: str, *, joined: bool = False) -> None:
        self.connection = connection
        self.label = label
        self.joined = joined
        self.change = ChangeSet(label=label)

    @cached_property
    def session(self) -> Session:
        """A SQLModel session; flushed at the end. Flush before mixing it with ``connection``."""
        from sqlalchemy.pool import StaticPool
        from sqlmodel import Session, create_engine

        # Connection ignores SQLAlchemy's commits and rollbacks: the transaction is this writer's.
        bound = create_engine("sqlite://", creator=lambda: self.connection, poolclass=StaticPool)
        return Session(bound, autoflush=True, expire_on_commit=False)

    def flush(self) -> None:
        """Send what the session holds to the connection."""
        if "session" in self.__dict__:
            self.session.flush()

    def release(self) -> None:
        """Let the session go; the transaction has ended before."""
        if "session" in self.__dict__:
            self.session.close()


class Storage:
    """One library file. Safe to use from several threads; one writes at a time.

    ``path`` is the file, ``process`` the words by which others are told who holds it, and
    ``patience`` how many seconds a write waits for another process.
    """

    def __init__(self, folder: Path, process: str, patience: float = engine.BUSY_SECONDS) -> None:
        self.folder = folder
        self.path = folder / FILE_NAME
        self.process = process
        engine.prepare(self.path, folder / "backups")
        self._closed = False
        self._holder = Holder(folder / "writing.json", process)
        self._readers: dict[int, tuple[weakref.ref[threading.Thread], sqlite3.Connection]] = {}
        self._readers_lock = threading.Lock()
        self._local = threading.local()
        self._write_lock = threading.Lock()
        self._writing_thread = 0
        self._writer = engine.connect(self.path, patience)
        self._identity = _identity(self.path)
        self._let_readers_go_on()
        self._seen_version = self.data_version()
        self._listeners: list[Callable[[ChangeSet], None]] = []
        self._own_steps: set[int] = set()

    def _let_readers_go_on(self) -> None:
        """A library that came out of a backup or was salvaged has no write-ahead log yet."""
        with suppress(sqlite3.Error):  # another reads it: the next start does it
            if self._writer.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                self._writer.execute("PRAGMA journal_mode = WAL")

    @cached_property
    def library_id(self) -> str:
        """What tells this library from every other; the index remembers whose it is."""
        query = "SELECT value FROM library WHERE key = 'library_id'"
        return str(self.read().execute(query).fetchone()[0])

    def read(self) -> sqlite3.Connection:
        """This thread's connection for reading; rows are sqlite3.Row. Never write through it."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            self._check_open()
            connection = engine.connect(self.path)
            connection.execute("PRAGMA query_only = ON")
            self._local.connection = connection
            with self._readers_lock:
                self._drop_dead_readers()
                thread = threading.current_thread()
                self._readers[id(connection)] = (weakref.ref(thread), connection)
        return connection

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """This thread's reading connection, at one moment of the library for several queries."""
        db = self.read()
        if db.in_transaction:
            yield db
            return
        db.execute("BEGIN")
        try:
            yield db
        finally:
            db.execute("COMMIT")

    @contextmanager
    def write(
        self,
        label: str,
        *,
        coalesce: str = "",
        joining: int | None = None,
        attach: Path | None = None,
    ) -> Iterator[Writer]:
        """One transaction and one undo step named ``label``; subscribers hear of it after commit.

        Steps with the same ``coalesce`` key within a minute become one; so does this one with the
        step ``joining`` while that is the newest. Any exception rolls all
        back. When nothing was changed no step is kept and ``writer.change`` is empty. Raises
        LibraryBusyError when another process writes for longer than five seconds. The tables of the
        file ``attach`` can be read as ``other``.
        """
        with self._transaction(attach) as db:
            step, mark = undo.begin(
                db, label, coalesce, self.process, own=self._own_steps, joining=joining
            )
            writer = Writer(db, label, joined=step == joining)
            try:
                yield writer
                writer.flush()
                writer.change = undo.finish(db, step, mark, writer.label)
                self._end("COMMIT" if writer.change else "ROLLBACK", db)
                self._own_steps.update({step} if writer.change else ())
            finally:
                self._end("ROLLBACK", db)
                writer.release()
        self._notify(writer.change)

    @contextmanager
    def unlogged(self) -> Iterator[sqlite3.Connection]:
        """A transaction for bookkeeping (the index outbox): no undo step, nobody is told."""
        with self._transaction() as db:
            yield db
            self._end("COMMIT", db)

    def tell(self, change: ChangeSet) -> None:
        """Let subscribers hear of a change that was made ``unlogged``."""
        self._notify(change)

    def undo(self, agreed: int | None = None, context: JobContext | None = None) -> ChangeSet:
        """Take the newest step back; KnownError when there is none. StepMovedError when it is
        neither the step ``agreed`` nor one that this process made. Cancelled by ``context``, all
        stays as it was."""
        return self._replay("undo", "There is nothing to undo.", agreed, context)

    def redo(self, agreed: int | None = None, context: JobContext | None = None) -> ChangeSet:
        """Do the step again that was undone last; errors and ``context`` as ``undo``."""
        return self._replay("redo", "There is nothing to redo.", agreed, context)

    def undo_state(self) -> UndoState:
        """What undo and redo would take, and whose it is."""
        with self.snapshot() as db:
            return undo.state(db, self._own_steps)

    def last_change(self) -> str:
        """When the newest step that can be undone or redone was made (UTC, ISO); "" without one."""
        row = self.read().execute("SELECT max(at) FROM undo_step").fetchone()
        return str(row[0] or "")

    def data_version(self) -> int:
        """A number that moves when another process has changed the library.

        0 while this process itself is writing.
        """
        # SQLite's own number moves for every connection but the one that wrote, and all that
        # this process writes goes through one.
        if not self._write_lock.acquire(blocking=False):
            return 0
        try:
            self._check_open()
            return int(self._writer.execute("PRAGMA data_version").fetchone()[0])
        finally:
            self._write_lock.release()

    def poll(self) -> ChangeSet | None:
        """Tell subscribers, and the caller, when another process changed the library."""
        version = self.data_version()
        if version in (0, self._seen_version):
            return None
        self._seen_version = version
        change = ChangeSet(label="Changed by another process", everything=True)
        self._notify(change)
        return change

    def explained(self, fault: BaseException) -> KnownError | None:
        """The reader's words for a fault of the file or the disk; None when it is our own bug."""
        return engine.explained(fault, self.path)

    def subscribe(self, listener: Callable[[ChangeSet], None]) -> Callable[[], None]:
        """Call ``listener`` after each commit, in the thread that wrote; returns its undoing."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return unsubscribe

    def close(self) -> None:
        """Close every connection; waits for a running write."""
        with self._write_lock, self._readers_lock:
            self._closed = True
            self._listeners.clear()
            for _, connection in self._readers.values():
                connection.close()
            self._readers.clear()
            self._writer.close()
        self._local = threading.local()

    def _replay(
        self, direction: str, nothing: str, agreed: int | None, context: JobContext | None
    ) -> ChangeSet:
        with self._transaction() as db:
            change = undo.replay(
                db, direction, self.process, own=self._own_steps, agreed=agreed, context=context
            )
            if change is None:
                raise KnownError(nothing)
            self._end("COMMIT", db)
            self._own_steps.update(() if change.step is None else (change.step,))
        self._notify(change)
        return change

    @contextmanager
    def _transaction(self, attach: Path | None = None) -> Iterator[sqlite3.Connection]:
        """The write lock of this process, then the file's; rolled back unless it was committed."""
        me = threading.get_ident()
        if self._writing_thread == me:
            raise RuntimeError("a write inside a write would not be one undo step")
        with self._write_lock:
            self._writing_thread = me
            try:
                self._check_open()
                self._check_file()
                with self._attached(attach):
                    self._begin(self._writer)
                    self._holder.take()
                    try:
                        self._check_version(self._writer)
                        yield self._writer
                    finally:
                        self._end("ROLLBACK", self._writer)
            except Exception as error:
                cause = getattr(error, "orig", error)  # SQLAlchemy wraps the driver's errors
                known = isinstance(cause, sqlite3.Error) and engine.known(cause, self.path)
                if known:
                    raise known from error
                raise
            finally:
                self._writing_thread = 0

    @contextmanager
    def _attached(self, other: Path | None) -> Iterator[None]:
        if other is None:
            yield
            return
        self._writer.execute("ATTACH ? AS other", (str(other),))
        try:
            yield
        finally:
            self._writer.execute("DETACH other")

    @staticmethod
    def prepare_writing() -> None:
        """Load the table classes and what they need; in which thread does not matter."""
        from sqlalchemy.dialects import sqlite  # noqa: F401 - the engine's first use loads it
        from sqlalchemy.orm import configure_mappers

        from readlist.storage import tables  # noqa: F401 - to be loaded

        configure_mappers()

    def _begin(self, db: sqlite3.Connection) -> None:
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                raise
            raise LibraryBusyError(
                f"The library is being written by {self._holder.describe()}.",
                "Wait until it has finished, then do it again. Nothing was changed.",
            ) from error

    def _end(self, how: str, db: sqlite3.Connection) -> None:
        if db.in_transaction:
            self._holder.drop()
            db.execute(how)

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError("the library is closed")

    def in_place(self) -> bool:
        """Whether the file that was opened is still the one at ``path``."""
        return self._identity is not None and self._identity == _identity(self.path)

    def _check_file(self) -> None:
        # An open file that was deleted still takes writes, which end with the process.
        if self.in_place():
            return
        if self.path.exists():
            raise KnownError(
                f"The library {self.path} was replaced by another file while it was open.",
                "Nothing was written. Close Readlist, and start it again.",
            )
        raise LibraryDamagedError(
            f"The library {self.path} is gone: it was moved or deleted.",
            "Nothing was written. Put it back, or close Readlist and open another library.",
        )

    def _check_version(self, db: sqlite3.Connection) -> None:
        # A later version may have migrated the library while it was open here.
        engine.refuse_newer(self.path, int(db.execute("PRAGMA user_version").fetchone()[0]))

    def _drop_dead_readers(self) -> None:
        for key, (thread, connection) in list(self._readers.items()):
            alive = thread()
            if alive is None or not alive.is_alive():
                connection.close()
                del self._readers[key]

    def _notify(self, change: ChangeSet) -> None:
        if change:
            for listener in list(self._listeners):
                listener(change)


def _identity(path: Path) -> int | None:
    """What tells a file from another one in its place, also to SQLite's own check."""
    try:
        return path.stat().st_ino
    except OSError:
        return None
