"""``readlist duplicates ...``: papers that came twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli.common import (
    JsonOption,
    LibraryOption,
    Session,
    change_document,
    progress,
    say,
    session,
)

if TYPE_CHECKING:
    from readlist.domain.duplicates import DuplicatePair

_TOGETHER = 200
KeepArgument = Annotated[int, typer.Argument(metavar="KEEP", help="The paper that stays, by id.")]
OthersArgument = Annotated[
    list[int], typer.Argument(metavar="OTHER...", help="The papers that go into it, by id.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(
        help="Find papers that are in the library twice; merge them, or say they are different."
    )
    group.callback(invoke_without_command=True)(find)
    group.command("merge")(merge)
    group.command("different")(different)
    app.add_typer(group, name="duplicates")


def find(
    context: typer.Context,
    merge_certain: Annotated[
        bool, typer.Option("--merge-certain", help="Merge the certain ones: one undo step.")
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the pairs of papers that are, or may be, the same."""
    if context.invoked_subcommand is not None:
        return
    with session(context, library, as_json, "duplicates") as run:
        with progress("Looking for duplicates") as job:
            pairs = run.library.duplicates.find(job)
        titles = dict(_titles(run, pairs))  # before a merge takes some of them away
        document: dict[str, object] = {
            "pairs": [
                {
                    "a": pair.a,
                    "b": pair.b,
                    "titles": [titles.get(pair.a, ""), titles.get(pair.b, "")],
                    "score": pair.score,
                    "certain": pair.certain,
                    "reason": pair.reason,
                }
                for pair in pairs
            ],
            "certain": sum(pair.certain for pair in pairs),
        }
        label = ""
        if merge_certain:
            with progress("Merging") as job:
                change = run.library.duplicates.merge_all(pairs, job)
            keys = run.library.duplicates.old_keys(change)
            document["merged"] = change_document(change) | {"keys": keys}
            label = "\n".join([change.label if change else "Nothing to merge.", *_key_words(keys)])
        run.emit(document, lambda: _print(pairs, titles, label))


def merge(
    context: typer.Context,
    keep: KeepArgument,
    others: OthersArgument,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make one paper of several: tags, lists, notes, highlights and pages are united.

    What KEEP lacks comes from the others. Their citation keys become its further keys (ids), by
    which BibLaTeX still finds it; BibTeX does not know them.
    """
    with session(context, library, as_json, "duplicates merge") as run:
        run.require([keep, *others])
        change = run.library.duplicates.merge(keep, others)
        keys = run.library.duplicates.old_keys(change)
        words = "\n".join([change.label, *_key_words(keys)])
        run.emit(change_document(change) | {"keys": keys}, lambda: say(words))


def different(
    context: typer.Context,
    a: Annotated[int, typer.Argument(metavar="A", help="A paper, by id.")],
    b: Annotated[int, typer.Argument(metavar="B", help="Another paper, by id.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remember that two papers are not duplicates."""
    if a == b:
        raise typer.BadParameter("name two papers.", param_hint="B")
    with session(context, library, as_json, "duplicates different") as run:
        run.require([a, b])
        run.emit_change(run.library.duplicates.different([(a, b)]))


def _key_words(keys: Mapping[str, str]) -> Iterator[str]:
    """What a reader who uses BibTeX must change."""
    for old, kept in sorted(keys.items()):
        yield f"\\cite{{{old}}}: BibLaTeX still finds it, BibTeX needs \\cite{{{kept}}}."


def _titles(run: Session, pairs: Sequence[DuplicatePair]) -> Iterator[tuple[int, str]]:
    ids = sorted({one for pair in pairs for one in (pair.a, pair.b)})
    for start in range(0, len(ids), _TOGETHER):
        for row in run.library.papers.rows(ids[start : start + _TOGETHER]):
            yield row.id, row.title


def _print(pairs: Sequence[DuplicatePair], titles: dict[int, str], label: str) -> None:
    for pair in pairs:
        say(f"{pair.score:.0%} {'certain' if pair.certain else 'perhaps'}: {pair.reason}")
        for one in (pair.a, pair.b):
            say(f"    [{one}] {titles.get(one, '(deleted)')}")
    certain = sum(pair.certain for pair in pairs)
    say(f"{len(pairs)} pairs, {certain} of them certain." if pairs else "No duplicates were found.")
    if label:
        say(label)
