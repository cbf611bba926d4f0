"""Where exports go, and the files that follow the library."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from readlist.domain.errors import InvalidValueError, KnownError, NotFoundError
from readlist.domain.export import Export, ExportOptions, Heading, options_document, options_of
from readlist.domain.targets import Destination, ExportTarget, Followed, ForeignChangeError
from readlist.domain.views import Scope
from readlist.jobs.context import Cancelled, JobContext
from readlist.library.apart import MANY, run_apart
from readlist.library.exporting import Exporting
from readlist.library.files import (
    check_not_own,
    check_target,
    expanded,
    keep_beside,
    read_text,
    stamp_of,
    sum_of,
    sum_of_text,
    write_file,
)
from readlist.library.targets_difference import difference
from readlist.library.targets_papers import IndexBehindError, Shown, gone, members, title_of
from readlist.storage import Storage, targets
from readlist.storage.targets import TargetRow
from readlist.storage.text import now

if TYPE_CHECKING:
    from readlist.library.searching import Searching

_UNSETTLED: dict[str, str | int] = {
    "mark": "", "members": "", "stamp": "", "error": "", "changed_outside": 0,
}  # fmt: skip
_NEW_FILE: dict[str, str | int] = {"hashes": "[]", "written": "", "entries": 0}


class Targets:
    """The use cases of remembered export targets. None of them is an undo step.

    A kept file is ours as long as it holds one of the texts that were written last; any other
    text is somebody else's and never lost.
    """

    def __init__(
        self, storage: Storage, search: Callable[[], Searching], exporting: Exporting
    ) -> None:
        self._storage = storage
        self._exporting = exporting
        self._shown = Shown(storage, search)

    def all(self) -> tuple[ExportTarget, ...]:
        """Every target, the one used last first; only here and in ``kept`` stands whether it is
        behind, which takes a search where the library has changed."""
        return tuple(self._value(row, look=True) for row in targets.rows(self._storage.read()))

    def kept(self) -> tuple[ExportTarget, ...]:
        """The files that follow the library, the one used last first."""
        rows = targets.rows(self._storage.read(), kept=True)
        return tuple(self._value(row, look=True) for row in rows)

    def get(self, target_id: int) -> ExportTarget:
        """One target. NotFoundError."""
        return self._value(self._row(target_id))

    def remembered(self, scope: Scope, query: str = "") -> ExportTarget | None:
        """What was used last for this place; None when nothing was."""
        row = next(iter(self._of_place(scope, query)), None)
        return self._value(row) if row else None

    def remember(
        self,
        scope: Scope,
        query: str = "",
        *,
        destination: Destination,
        path: str | Path = "",
        options: ExportOptions,
        kept: bool = False,
    ) -> ExportTarget:
        """Remember how a place was exported; nothing is written yet.

        A place has any number of kept files, and one target besides them. A kept file gets its
        text by ``write``. InvalidValueError when another place keeps this file.
        """
        whole = str(expanded(Path(path)).absolute()) if destination == "file" else ""
        same = self._same(scope, query, whole)
        if kept:
            self._check_keeping(destination, whole, same.id if same else 0)
        values: dict[str, str | int] = {
            "scope": scope.kind,
            "place": targets.place_of(self._storage.read(), scope),
            "query": query.strip(),
            "destination": destination,
            "path": whole,
            "options": json.dumps(options_document(options), sort_keys=True),
            "kept": int(kept),
        }
        with self._storage.unlogged() as db:
            if same is None:
                target_id = targets.add(db, values)
            else:
                target_id = same.id
                fresh = {} if same.path == whole else _NEW_FILE
                targets.update(db, target_id, values | _UNSETTLED | fresh)
                targets.use(db, target_id)
                for other in self._of_place(scope, query):
                    if not other.kept and other.id != target_id:
                        targets.delete(db, other.id)
            row = targets.row(db, target_id)
            place = row and targets.found_place(db, row)
            targets.update(db, target_id, {"name": place[1] if place else ""})
        return self.get(target_id)

    def check_free(self, path: Path, scope: Scope | None = None, query: str = "") -> None:
        """Before a file is written once: InvalidValueError when it is kept up to date, but for
        ``scope`` and ``query`` themselves, since it would pass for somebody else's change."""
        own = self._same(scope, query, str(expanded(path).absolute())) if scope else None
        self._refuse_kept(path, own.id if own else 0)

    def forget(self, target_id: int) -> None:
        """Forget a target; a kept file stays as it is and follows no more. NotFoundError."""
        self._row(target_id)
        with self._storage.unlogged() as db:
            targets.delete(db, target_id)

    def behind(self) -> tuple[int, ...]:
        """The kept files that may no longer say what the library says, or that were touched.

        Nothing is rendered: some milliseconds a file when the library has changed, else less.
        """
        rows = targets.rows(self._storage.read(), kept=True)
        return tuple(row.id for row in rows if self._is_behind(row))

    def write(
        self,
        target_id: int,
        *,
        replace_foreign: bool = False,
        context: JobContext | None = None,
    ) -> ExportTarget:
        """Write a file if its text is another one; whole, read back, or not at all.

        ForeignChangeError when it holds what somebody else wrote; with ``replace_foreign`` that
        stays beside it (``name.bak-YYYYmmdd-HHMMSS``). Other KnownErrors: its place is gone, its
        folder is, it cannot be written. They are remembered with the target until it works.
        Raises Cancelled.
        """
        self.export(target_id, replace_foreign=replace_foreign, context=context)
        return self.get(target_id)

    def export(
        self,
        target_id: int,
        *,
        replace_foreign: bool = False,
        context: JobContext | None = None,
    ) -> Export:
        """As ``write``; return what the file holds now, with its problems."""
        row = self._row(target_id)
        return self._write(row, context or JobContext(), replace_foreign=replace_foreign)[0]

    def follow(
        self,
        context: JobContext | None = None,
        *,
        largest: int | None = None,
        apart: bool = False,
    ) -> tuple[Followed, ...]:
        """Write all kept files that are behind, small ones first; say what became of each.

        Files of more than ``largest`` entries are left as they are, and said to be behind. With
        ``apart`` large ones are written by a process of its own, so that they do not take the
        interpreter from this one.

        What cannot be written is remembered and keeps no other file from being written. Those
        that need the search index are left for later, and said to be behind, while it is being
        made. Raises Cancelled when nothing was done before; our own bugs when all other files are
        written.
        """
        context = context or JobContext()
        done: list[Followed] = []
        quiet: list[int] = []
        self._note_names()
        faults: list[Exception] = []
        mark = targets.mark_of(self._storage.read())
        rows = targets.rows(self._storage.read(), kept=True)
        for row in sorted(rows, key=lambda row: row.entries):
            if not self._is_behind(row):
                quiet += [row.id] if targets.is_old(row.mark, mark) else []
            elif row.changed_outside and row.stamp == stamp_of(Path(row.path)):
                done.append(Followed(self.get(row.id)))  # nobody has touched it since
            elif largest is not None and row.entries > largest:
                done.append(Followed(replace(self.get(row.id), behind=True)))
            else:
                try:
                    context.step()
                    done.append(self._followed(row, context, apart=apart))
                except Cancelled:
                    if not done:
                        raise
                    break  # what was done is to be told
                except Exception as fault:
                    faults.append(fault)
        if quiet:
            with self._storage.unlogged() as db:
                for target_id in quiet:
                    targets.update(db, target_id, {"mark": mark})
        if faults:
            raise faults[0]
        return tuple(done)

    def _followed(self, row: TargetRow, context: JobContext, *, apart: bool) -> Followed:
        """Write one file; what became of it."""
        large = apart and row.entries > MANY
        try:
            wrote = self._write_apart(row, context) if large else self._write(row, context)[1]
        except IndexBehindError:
            return Followed(replace(self.get(row.id), behind=True))
        except KnownError as error:
            target = replace(self.get(row.id), error=str(error))
            return Followed(target, news=str(error) != row.error)
        return Followed(self.get(row.id), wrote=wrote)

    def troubles(self) -> tuple[ExportTarget, ...]:
        """The kept files that could not be written when that was last tried. Quick."""
        rows = targets.rows(self._storage.read(), kept=True)
        return tuple(self._value(row) for row in rows if row.error)

    def difference(self, target_id: int, context: JobContext | None = None) -> str:
        """What replacing a kept file would change, as a unified diff that is cut where it is
        long. NotFoundError and other KnownErrors as for ``write``; nothing is written."""
        row = self._row(target_id)
        context, options = context or JobContext(), options_of(row.options)
        ids = self._shown.ids(row, options, context)
        text = self._exporting.render(ids, options, context, self._heading(row)).text
        return difference(read_text(Path(row.path)), text, Path(row.path).name)

    def _write_apart(self, row: TargetRow, context: JobContext) -> bool:
        """As ``_write``, in a process of its own where that can be."""
        done = run_apart(self._storage.folder, ["kept", "--only", str(row.id)], context)
        now = self._row(row.id)
        if done is None and now.error not in ("", row.error):
            raise KnownError(now.error)
        return self._write(row, context)[1] if done is None else now.written != row.written

    def _write(
        self, row: TargetRow, context: JobContext, *, replace_foreign: bool = False
    ) -> tuple[Export, bool]:
        """The text, and whether it replaced the file's; a KnownError is remembered."""
        try:
            return self._written(row, replace_foreign, context)
        except IndexBehindError:
            raise
        except KnownError as error:
            foreign = isinstance(error, ForeignChangeError)
            stamp = stamp_of(Path(row.path)) if foreign else row.stamp
            if (row.error, row.changed_outside, row.stamp) != (str(error), foreign, stamp):
                self._note(
                    row.id,
                    {"error": str(error), "changed_outside": int(foreign), "stamp": stamp},
                )
            raise

    def _written(
        self, row: TargetRow, replace_foreign: bool, context: JobContext
    ) -> tuple[Export, bool]:
        if row.destination != "file":
            raise InvalidValueError("This export goes to no file.", "Export it again instead.")
        path, options = Path(row.path), options_of(row.options)
        mark = targets.mark_of(self._storage.read())  # what comes from here on is another change
        ids = self._shown.ids(row, options, context)
        check_not_own(path, self._storage.path)
        check_target(path)
        settled = self._exporting.settle(
            ids, options, context, aside=True, heading=self._heading(row)
        )
        new = sum_of_text(settled.export.text)
        same = sum_of(path) == new
        if not same:
            settled.verify(context)
            self._make_room(row, path, replace_foreign)
        if not same or new not in row.hashes:
            # Before it is written: a process that is killed in between leaves a file that is ours.
            with self._storage.unlogged() as db:
                targets.announce(db, row.id, new)
        if not same:
            write_file(path, settled.export.text)
        stamp = stamp_of(path)
        if sum_of(path) != new:  # another process was quicker to replace it
            stamp = ""
        self._note(
            row.id,
            {
                "error": "",
                "changed_outside": 0,
                "written": row.written if same and row.written else now(),
                "entries": settled.export.entries,
                "mark": mark,
                "members": members(ids),
                "stamp": stamp,
            },
        )
        return settled.export, not same

    def _heading(self, row: TargetRow) -> Heading | None:
        found = targets.found_place(self._storage.read(), row)
        return self._exporting.heading(found[0], row.query) if found else None

    def _make_room(self, row: TargetRow, path: Path, replace_foreign: bool) -> None:
        """Keep a copy of a text that is not ours, or raise ForeignChangeError."""
        held = sum_of(path)
        if not held or held in row.hashes or held in self._row(row.id).hashes:
            return  # the last one asks for what another process has announced meanwhile
        if not replace_foreign:
            what = "was changed by another program" if row.written else "was there before"
            raise ForeignChangeError(
                f"{path} {what}, and was left as it is.",
                "Compare and replace it, or stop keeping it: File, “Kept files…”, or "
                "`readlist kept`.",
            )
        keep_beside(path, datetime.now())

    def _note_names(self) -> None:
        """Remember what the places are called now, to speak of one when it is gone."""
        db = self._storage.read()
        found = [(row, targets.found_place(db, row)) for row in targets.rows(db, kept=True)]
        for row, place in found:
            if place is not None and place[1] != row.name:
                self._note(row.id, {"name": place[1]})

    def _is_behind(self, row: TargetRow) -> bool:
        if row.error or not row.stamp or row.stamp != stamp_of(Path(row.path)):
            return True
        return self._shown.touched(row)

    def _check_keeping(self, destination: Destination, path: str, own: int) -> None:
        if destination != "file":
            raise InvalidValueError("Only a file can be kept up to date.", "Name a file.")
        if Path(path).exists() and not Path(path).is_file():
            raise InvalidValueError(f"{path} is no file that can be kept.", "Name a file.")
        check_not_own(Path(path), self._storage.path)
        self._refuse_kept(Path(path), own)

    def _refuse_kept(self, path: Path, own: int) -> None:
        """InvalidValueError when another target than ``own`` keeps this file."""
        for other in targets.rows(self._storage.read(), kept=True):
            if other.id != own and Path(other.path).resolve() == path.resolve():
                raise InvalidValueError(
                    f"{path} is kept up to date already, for “{self._value(other).title}”.",
                    "Name another file, or stop keeping that one first.",
                )

    def _of_place(self, scope: Scope, query: str) -> list[TargetRow]:
        db = self._storage.read()
        place = (scope.kind, targets.place_of(db, scope), query.strip())
        return [r for r in targets.rows(db) if (r.scope, r.place, r.query) == place]

    def _same(self, scope: Scope, query: str, path: str) -> TargetRow | None:
        """The target that is to be changed: that of the same file, else the one not kept."""
        rows = self._of_place(scope, query)
        own = (row for row in rows if path and row.path == path)
        return next(own, None) or next((row for row in rows if not row.kept), None)

    def _row(self, target_id: int) -> TargetRow:
        row = targets.row(self._storage.read(), target_id)
        if row is None:
            raise NotFoundError("There is no such export target.")
        return row

    def _note(self, target_id: int, values: dict[str, str | int]) -> None:
        with self._storage.unlogged() as db:
            targets.update(db, target_id, values)

    def _value(self, row: TargetRow, *, look: bool = False) -> ExportTarget:
        found = targets.found_place(self._storage.read(), row)
        scope, name = found or (Scope(row.scope, row.place), row.name)
        return ExportTarget(
            id=row.id,
            scope=scope,
            query=row.query,
            title=title_of(scope, name, row.query),
            destination=row.destination,
            path=row.path,
            options=options_of(row.options),
            kept=row.kept,
            written=row.written,
            entries=row.entries,
            error=row.error if found else " ".join(gone(row)),
            behind=look and row.kept and self._is_behind(row),
            changed_outside=row.changed_outside,
        )
