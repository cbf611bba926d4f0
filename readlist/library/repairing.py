"""Mending a library: its rows, its index, its leftovers, and a file that cannot be read whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from readlist.domain.backups import Backup
from readlist.domain.errors import KnownError
from readlist.jobs import leftovers
from readlist.jobs.context import JobContext
from readlist.library.backups import put_in_place, verified_in
from readlist.library.files import sweep_beside
from readlist.storage import Storage, backup, engine, targets
from readlist.storage.store import FILE_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """A library made anew of what could be read: rows by table, the folder in which the damaged
    file is kept, and the newest sound backup, which may hold more."""

    rows: Mapping[str, int]
    aside: Path
    newest: Backup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What was mended in a library that can be read, in words."""

    done: tuple[str, ...] = field(default=())


def mend(storage: Storage) -> Mended:
    """Mend rows that break a rule, as one step to undo, and sweep up what killed processes left.

    The index mends itself when it is updated.
    """
    from readlist.storage.repairs import repair

    done = repair(storage)
    swept = leftovers.sweep(storage.folder, *engine.LEFT)
    swept += leftovers.sweep(storage.folder / "backups", *backup.LEFT)
    swept += sum(sweep_beside(Path(row.path)) for row in targets.rows(storage.read()) if row.path)
    if swept:
        done.append(f"{swept} leftovers of programs that were killed are removed.")
    return Mended(done=tuple(done))


def salvage(folder: Path, context: JobContext | None = None) -> Salvaged:
    """Make the library in ``folder`` anew of the rows that can be read, and keep the damaged file.

    Nobody may have it open. KnownError when nothing can be read, or nothing written; Cancelled.
    The damaged file is where it was then.
    """
    from readlist.storage import salvage as reading

    context = context or JobContext()
    place = folder / FILE_NAME
    leftovers.sweep(folder, *engine.LEFT)
    fresh = folder / f".salvage{leftovers.mark()}.sqlite3"
    try:
        rows = reading.salvage(
            place, fresh, lambda done, total: context.step(done, total, "Reading what can be read")
        )
        if not rows.get("paper"):
            raise KnownError(
                f"Nothing could be read of {place}.", "Restore a backup: `readlist restore FILE`."
            )
        fresh.chmod(0o600)
        kept = put_in_place(place, fresh)
    except OSError as error:
        raise KnownError(
            f"{place} could not be made anew: {error}.", "The damaged file was kept."
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
    newest = next((one for one in verified_in(folder / "backups") if not one.fault), None)
    return Salvaged(rows=rows, aside=kept, newest=newest)
