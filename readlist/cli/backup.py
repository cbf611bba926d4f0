"""``readlist backup`` and ``restore``: copies of the library, and the way back to them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from readlist.cli.common import (
    JsonOption,
    LibraryOption,
    Session,
    asks,
    asks_json,
    change_document,
    folder_of,
    print_json,
    print_rows,
    progress,
    say,
    session,
    warn,
)
from readlist.domain.backups import COUNTED, Backup, Comparison
from readlist.domain.changes import ChangeSet
from readlist.domain.errors import (
    FileThereError,
    KnownError,
    LibraryDamagedError,
    SmallerBackupError,
)
from readlist.library.words import count


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command()(backup)
    app.command()(restore)


def backup(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Else a file in the library's backups folder."),
    ] = None,
    list_them: Annotated[
        bool, typer.Option("--list", help="Make none: list those in the backups folder.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace FILE, whatever is in it.")
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy the library into one compressed file, and read it back to be sure.

    A FILE that is there is replaced when it is an earlier backup of this library that holds no
    more than the new one will.
    """
    if list_them and file is not None:
        raise typer.BadParameter("--list takes no file.")
    with session(context, library, as_json, "backup") as run:
        if list_them:
            found = run.library.backups.all()
            run.emit({"backups": [_document(one) for one in found]}, lambda: _print(found))
            return
        with progress("Backing up") as job:
            try:
                made = run.library.backups.make(target=file, replace=replace, context=job)
            except FileThereError as error:
                raise KnownError(
                    error.message, f"{error.hint} --replace replaces it all the same."
                ) from error
        run.emit(_document(made), lambda: say(f"{made.path}: {_numbers(made)}"))


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup, or a copied library.")],
    smaller: Annotated[
        bool,
        typer.Option(
            "--smaller", "--yes", help="Restore even where less would be left than is there now."
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing, say what would change.")
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the library back to a backup. One step to undo, and backed up before.

    A library that is too damaged to be opened is kept in a folder beside it.
    """
    try:
        with session(context, library, as_json, "restore") as run:
            if run.library.backups.is_of_another(file):
                warn(f"readlist: {file} is a backup of another library.")
            if dry_run:
                with progress("Comparing") as job:
                    compared = run.library.backups.compare(file, job)
                run.emit(_comparison(compared), lambda: _tell(compared))
                return
            try:
                change = _restored(run, file, smaller=smaller)
            except SmallerBackupError as error:
                if not asks():
                    hint = "Nothing was changed. --smaller restores it all the same."
                    raise KnownError(error.message, hint) from error
                if not typer.confirm(f"{error.message} Restore it all the same?", err=True):
                    raise KnownError("Nothing was changed.") from error
                change = _restored(run, file, smaller=True)
            done = f"{change.label}." if change else "The library is as the backup has it."
            run.emit({"path": str(file), **change_document(change)}, lambda: say(done))
    except LibraryDamagedError as error:
        if dry_run:
            raise
        _rescue(context, file, library, as_json, error)


def _restored(run: Session, file: Path, *, smaller: bool) -> ChangeSet:
    with progress("Restoring") as job:
        return run.library.backups.restore(file, accept_smaller=smaller, context=job)


def _rescue(
    context: typer.Context,
    file: Path,
    library: Path | None,
    as_json: bool,
    damage: LibraryDamagedError,
) -> None:
    """Restore where the library cannot even be opened."""
    from readlist.library.backups import restore_in_place_of_damaged

    with progress("Restoring") as job:
        aside = restore_in_place_of_damaged(folder_of(context, library), file, job)
    if asks_json(context, as_json):
        print_json({"path": str(file), "damaged": str(aside), "reason": damage.message})
    else:
        kept = f"It is kept in {aside}; " if aside.name.startswith("damaged-") else ""
        say(f"{damage.message} {kept}{file} has been put in its place.")


def _document(one: Backup) -> dict[str, object]:
    return {**asdict(one), "path": str(one.path), "counts": dict(one.counts)}


def _comparison(compared: Comparison) -> dict[str, object]:
    return {
        "backup": _document(compared.backup),
        "now": dict(compared.now),
        "differences": {name: asdict(one) for name, one in compared.differences.items()},
        "smaller": list(compared.smaller),
    }


def _tell(compared: Comparison) -> None:
    print_rows(
        ("", "now", "backup", "only now", "only in the backup", "different"),
        [
            (
                name,
                compared.now.get(name, ""),
                compared.backup.counts.get(name, ""),
                one.only_now,
                one.only_then,
                one.changed,
            )
            for name, one in compared.differences.items()
            if one or name in COUNTED
        ],
    )


def _print(found: tuple[Backup, ...]) -> None:
    print_rows(
        ("made (UTC)", "why", *COUNTED, "MB", "file"),
        [
            (
                one.made[:19].replace("T", " "),
                one.fault or one.reason,
                *(one.counts.get(name, "") for name in COUNTED),
                f"{one.size / 1e6:.1f}",
                one.path.name,
            )
            for one in found
        ],
    )


def _numbers(one: Backup) -> str:
    shown = ", ".join(count(one.counts[f"{name}s"], name) for name in ("paper", "note", "tag"))
    return f"{shown}, {one.size / 1e6:.1f} MB"
