"""Writing papers out: BibTeX and its kin, tables, pages for people, Readlist JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from readlist.domain.errors import FileThereError, NotFoundError
from readlist.domain.export import Export, ExportOptions, ExportOrder, ExportProblem, Heading
from readlist.domain.export_report import ReportGroup
from readlist.domain.keys import make_keys
from readlist.domain.papers import Paper
from readlist.domain.views import Scope
from readlist.jobs.context import JobContext
from readlist.library.exporting_aside import freeze_aside
from readlist.library.exporting_there import Exported
from readlist.library.files import check_not_own, check_target, write_file
from readlist.library.keys import current_pattern
from readlist.storage.imports import citation_keys
from readlist.storage.key_writes import set_keys
from readlist.storage.reads_cited import keys_of
from readlist.storage.reads_export import collection, heading_of, is_whole
from readlist.storage.reads_papers import all_ids
from readlist.storage.reads_papers import papers as read_papers
from readlist.storage.store import Storage

_CHUNK = 500
# Formats by which papers are cited: these need a key for every paper.
KEYED = frozenset({"bibtex", "biblatex", "ris", "csl-json"})
_SHOWN = frozenset({"url", "doi"})  # beside what every entry has, in a preview


@dataclass(frozen=True, slots=True)
class Settled:
    """An export that is ready to be written; ``papers`` are in its order, with their keys."""

    papers: Sequence[Paper]
    options: ExportOptions
    export: Export

    def verify(self, context: JobContext) -> None:
        """Read the text back, a .bib with another program's parser. ReadBackError."""
        from readlist.formats.readback import check_text

        context.step(len(self.papers), 0, "Reading the file back")
        check_text(self.export.text, self.papers, self.options)


class Exporting:
    """The use cases of getting papers out of the library."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def render(
        self,
        ids: Sequence[int],
        options: ExportOptions,
        context: JobContext | None = None,
        heading: Heading | None = None,
    ) -> Export:
        """The export as text, with its problems; nothing is stored.

        ``heading`` (see the method of that name) stands over a list for people. Papers without
        a citation key show the one that they would get. Ids that are no papers are left out.
        Raise Cancelled when ``context`` says so.
        """
        papers = self._load(ids, context or JobContext())
        ready = self._prepared(papers, options)
        return self._text(ready, options, context or JobContext(), heading)

    def write(
        self,
        path: Path,
        ids: Sequence[int],
        options: ExportOptions,
        context: JobContext | None = None,
        heading: Heading | None = None,
        *,
        may_replace: Callable[[str], bool] | None = None,
    ) -> Export:
        """Write the export to ``path`` whole or not at all, and return what was written.

        Papers without a citation key get theirs for good, as one undo step. The text is read back
        before it replaces a file, a .bib with another program's parser. A file that may be worth
        more (``Exported``) is only replaced when ``may_replace``, which is told why, says so.
        Raise KnownError when the file cannot be written.
        """
        context = context or JobContext()
        check_not_own(path, self._storage.path)
        check_target(path)
        settled = self.settle(ids, options, context, heading=heading)
        settled.verify(context)
        context.step(settled.export.entries, 0, "Writing the file")
        text, entries = settled.export.text, settled.export.entries
        exported = Exported(self._storage.folder)
        worth = exported.worth_more(path, text, entries) if may_replace else ""
        if worth and may_replace and not may_replace(worth):
            raise FileThereError(worth, "It was left as it is. Name another file.")
        exported.announce(text, entries)  # before: what a killed process leaves is ours, too
        write_file(path, text)
        return settled.export

    def settle(
        self,
        ids: Sequence[int],
        options: ExportOptions,
        context: JobContext,
        *,
        aside: bool = False,
        heading: Heading | None = None,
    ) -> Settled:
        """The export as ``write`` would write it: papers get their keys for good; no file yet.

        With ``aside`` the keys are no undo step (``exporting_aside``).
        """
        papers = self._load(ids, context)
        if self._freeze_keys(papers, options, aside=aside):
            papers = self._load(ids, context)
        ready = self._prepared(papers, options)
        return Settled(ready, options, self._text(ready, options, context, heading))

    def copy(
        self,
        ids: Sequence[int],
        options: ExportOptions,
        context: JobContext | None = None,
        heading: Heading | None = None,
    ) -> Export:
        """As ``write``, for the clipboard: papers get their keys for good; no file is written."""
        context = context or JobContext()
        return self.settle(ids, options, context, heading=heading).export

    def whole(self, options: ExportOptions, scope: Scope, query: str = "") -> Sequence[int] | None:
        """The ids for Readlist JSON of the whole library, which is lossless: also the Trash's.

        None for any other place or format.
        """
        if options.format != "json" or scope.kind != "all" or query.strip():
            return None
        return all_ids(self._storage.read())

    def heading(self, scope: Scope, query: str = "") -> Heading:
        """What stands over the papers of a place: its name, and a reading list's description."""
        return heading_of(self._storage.read(), scope, query)

    def cite(
        self,
        ids: Sequence[int],
        command: str = r"\cite",
        order: ExportOrder = "given",
        context: JobContext | None = None,
        *,
        preview: bool = False,
    ) -> str:
        r"""What cites the papers in a text, ``\cite{a,b}``; they get their keys for good.

        ``command`` is one of ``formats.citing.COMMANDS`` or another LaTeX command. A ``preview``
        stores nothing and shows the keys that papers would get. Raise InvalidValueError for what
        is no command, Cancelled when ``context`` says so.
        """
        from readlist.formats.citing import cite_text

        cite_text(["key"], command)  # what is refused makes no keys
        context = context or JobContext()
        if not preview:
            lacking = [one for one, key in keys_of(self._storage.read(), ids).items() if not key]
            self._freeze_keys(self._load(lacking, context), ExportOptions())
        if preview or order != "given":
            papers = self._prepared(self._load(ids, context), ExportOptions(order=order))
            return cite_text([paper.bib.citation_key for paper in papers], command)
        return cite_text(list(keys_of(self._storage.read(), ids).values()), command)

    def problems(self, ids: Sequence[int], options: ExportOptions) -> tuple[ExportProblem, ...]:
        """What the papers lack for this export; see ``domain.export.summarise``."""
        return self.render(ids, options).problems

    def report(
        self,
        ids: Sequence[int],
        options: ExportOptions,
        path: Path | None = None,
        context: JobContext | None = None,
    ) -> tuple[ReportGroup, ...]:
        """What to know before writing: what papers lack, letters to look at, and what happens to
        the keys, also those of the file at ``path``, which would be replaced.

        Nothing is stored. Near-duplicates are told by ``Library.duplicates``. Raise Cancelled when
        ``context`` says so.
        """
        from readlist.formats.writers import lacks
        from readlist.library.exporting_report import key_groups, problem_groups

        context = context or JobContext()
        papers = self._load(ids, context)
        ready = self._prepared(papers, options)
        if options.format in ("bibtex", "biblatex"):
            export = self._text(ready, options, context, None)
        else:  # the text would tell no more, and formatting references takes long
            export = Export(text="", problems=() if options.format == "json" else lacks(ready))
        groups = list(problem_groups(export.problems))
        if options.format in KEYED:
            compared = path if options.format in ("bibtex", "biblatex") else None
            groups += key_groups(papers, ready, export.text, compared)
        return tuple(groups)

    def preview(self, paper: Paper, options: ExportOptions | None = None) -> Export:
        """One entry of a paper as it is given, which need not be stored like this."""
        options = options or ExportOptions(fields=_SHOWN)
        return self._text(self._prepared([paper], options), options, JobContext(), None)

    def bibtex(self, paper_id: int) -> str:
        """One paper's BibTeX entry, for showing and copying. Raise NotFoundError."""
        options = ExportOptions(fields=_SHOWN)
        export = self.render([paper_id], options)
        if not export.entries:
            raise NotFoundError(f"There is no paper {paper_id}.")
        return export.text

    def _freeze_keys(
        self, papers: Sequence[Paper], options: ExportOptions, *, aside: bool = False
    ) -> bool:
        """Make and store the keys that ``papers`` lack; False when none was lacking."""
        count = sum(1 for paper in papers if not paper.bib.citation_key)
        if options.format not in KEYED or not count:
            return False
        if aside:
            freeze_aside(self._storage, papers, self._keys)
            return True
        label = "Make 1 citation key" if count == 1 else f"Make {count} citation keys"
        with self._storage.write(label) as writer:
            # Inside the transaction: no other process can take one of these keys meanwhile.
            set_keys(writer.connection, self._keys(papers, citation_keys(writer.connection)))
        return True

    def _keys(self, papers: Sequence[Paper], taken: Iterable[str]) -> Mapping[int, str]:
        """Keys by the library's pattern, in the order of the ids, so that the order of an export
        does not decide who is "a"."""
        ordered = sorted(papers, key=lambda paper: paper.id)
        pattern = current_pattern(self._storage.read())
        return make_keys([(paper.id, paper.bib) for paper in ordered], taken, pattern)

    def _load(self, ids: Sequence[int], context: JobContext) -> list[Paper]:
        ids = list(dict.fromkeys(ids))
        found: list[Paper] = []
        for start in range(0, len(ids), _CHUNK):
            context.step(start, len(ids), "Reading papers")
            found += read_papers(self._storage.read(), ids[start : start + _CHUNK])
        return found

    def _prepared(self, papers: Sequence[Paper], options: ExportOptions) -> list[Paper]:
        """The papers with their keys, in the order asked for."""
        keys: Mapping[int, str] = {}
        if options.format in KEYED and not all(paper.bib.citation_key for paper in papers):
            keys = self._keys(papers, citation_keys(self._storage.read()))
        ready = [
            replace(paper, bib=replace(paper.bib, citation_key=keys[paper.id]))
            if paper.id in keys
            else paper
            for paper in papers
        ]
        if options.order == "key":
            ready.sort(key=lambda p: (p.bib.citation_key.casefold(), p.bib.title, p.id))
        elif options.order == "date":  # the newest first, those without a date last
            ready.sort(key=lambda p: (p.bib.citation_key.casefold(), p.id))
            ready.sort(key=lambda p: str(p.bib.published or ""), reverse=True)
        return ready

    def _text(
        self,
        papers: Sequence[Paper],
        options: ExportOptions,
        context: JobContext,
        heading: Heading | None,
    ) -> Export:
        if options.format == "json":
            from readlist.formats.readlist_json import write_json

            db = self._storage.read()
            whole = is_whole(db, [paper.id for paper in papers])
            text = write_json(collection(db, papers, whole=whole))
            return Export(text=text, entries=len(papers))
        if options.format in ("bibliography", "bibliography-html"):
            return _formatted(papers, options, context)
        from readlist.formats.writers import write

        parts: list[Export] = []
        for start in range(0, len(papers), _CHUNK):
            context.step(start, len(papers), "Writing entries")
            parts.append(write(papers[start : start + _CHUNK], options))
        return _joined(parts, papers, options, heading)


def _formatted(papers: Sequence[Paper], options: ExportOptions, context: JobContext) -> Export:
    """A bibliography in a CSL style."""
    from readlist.formats.bibliography import write_page, write_text
    from readlist.formats.writers import lacks
    from readlist.library.styles import read_style

    entries = read_style(options.style).entries(
        papers, lambda done, total: context.step(done, total, "Formatting entries")
    )
    frame = write_text if options.format == "bibliography" else write_page
    return Export(text=frame(entries), problems=lacks(papers), entries=len(entries))


def _joined(
    parts: Sequence[Export],
    papers: Sequence[Paper],
    options: ExportOptions,
    heading: Heading | None,
) -> Export:
    """The pieces as one text; formats that are one document are written in one go."""
    from readlist.formats.writers import frame

    return Export(
        text=frame([part.text for part in parts], options, heading),
        problems=tuple(problem for part in parts for problem in part.problems),
        entries=len(papers),
    )
