"""Readlist JSON into the library without loss: tags, lists, notes, highlights, pages, states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from readlist.domain.drafts import Entry, Extras, ParsedDump
from readlist.domain.dumps import DumpKind
from readlist.domain.errors import InvalidValueError, KnownError
from readlist.domain.papers import Highlight, Note, Paper, Status
from readlist.formats.daily import parse
from readlist.formats.readlist_json import unpack
from readlist.library.tags import checked_tag
from readlist.library.words import checked_colour, checked_name
from readlist.storage import imports, imports_brought, imports_json
from readlist.storage.imports_json import HighlightRow, SightingRow, State
from readlist.storage.imports_rollback import reader_marks
from readlist.storage.reads_papers import papers as read_papers

NoteRow = tuple[int, str, str, str]  # the paper, the text, when it was made and changed


@dataclass(slots=True)
class _Document:
    """One file's collection, and the papers of it by the ids that the file gives them."""

    parsed: ParsedDump
    dump_id: int
    dumps: list[int] = field(default_factory=list)
    papers: dict[int, int] = field(default_factory=dict)
    fresh: list[int] = field(default_factory=list)
    entries: list[tuple[int, bool, Extras]] = field(default_factory=list)


class Restorer:
    """Puts back what files carry of papers beside their bibliography; one for each import."""

    def __init__(self, db: imports.Database, at: str) -> None:
        self._db = db
        self._at = at
        self._documents: list[_Document] = []
        self._fresh: set[int] = set()

    def begin(self, parsed: ParsedDump, dump_id: int) -> None:
        """The entries that follow are of this file."""
        self._documents.append(_Document(parsed, dump_id))

    def take(self, paper_id: int, fresh: bool, entry: Entry) -> None:
        """Note an entry that became, or was found to be, this paper."""
        extras = entry.extras
        if extras is None:
            return
        document = self._documents[-1]
        fresh = fresh and paper_id not in self._fresh  # not when it comes once more
        document.entries.append((paper_id, fresh, extras))
        if fresh:
            self._fresh.add(paper_id)
            document.fresh.append(paper_id)
        if extras.file_id is not None:
            document.papers.setdefault(extras.file_id, paper_id)

    def finish(self) -> None:
        """Write everything; the papers themselves are stored already."""
        for document in self._documents:
            if document.entries or document.parsed.collection:
                self._restore(document)

    def _restore(self, document: _Document) -> None:
        collection = document.parsed.collection
        known = sorted({paper_id for paper_id, fresh, _ in document.entries if not fresh})
        before = imports_brought.snapshot(self._db, known)
        self._dumps(document, _items(collection, "dumps"))
        self._tags(document, _items(collection, "tags"))
        self._lists(document, _items(collection, "lists"))
        searches = _items(collection, "saved_searches")
        named = ((_name(one["name"]), str(one["query"])) for one in searches)
        imports_json.put_searches(self._db, (one for one in named if one[0]))
        self._papers(document)
        ids = document.papers
        pairs = collection.get("not_duplicate")
        imports.insert_not_duplicates(
            self._db,
            (
                (ids[a], ids[b])
                for a, b in (pairs if isinstance(pairs, list) else ())
                if a in ids and b in ids
            ),
        )
        extra: dict[str, object] = {"papers": document.fresh, "dumps": document.dumps}
        # What the file itself brought is not the reader's later work: a rollback compares.
        marks = reader_marks(self._db, document.fresh)
        extra["brought"] = {str(paper_id): mark for paper_id, mark in marks.items()}
        after = imports_brought.snapshot(self._db, known)
        extra["beside"] = imports_brought.brought(before, after)
        extra["unknown"] = collection.get("unknown")
        kept = {key: value for key, value in extra.items() if value}
        imports_json.set_dump_extra(self._db, document.dump_id, kept)

    def _dumps(self, document: _Document, items: list[Mapping[str, object]]) -> None:
        """The pages of the file, oldest first as they came into its library."""
        have = imports_json.dump_ids(self._db)
        for item in reversed(items):
            if str(item["sha256"]) not in have:
                document.dumps.append(imports.insert_dump(self._db, _dump_draft(item)))

    def _tags(self, document: _Document, items: list[Mapping[str, object]]) -> None:
        colours = {_tag(item["name"]): _colour(item.get("colour")) for item in items}
        papers: dict[str, list[int]] = {}
        for paper_id, _, extras in document.entries:
            for tag in extras.tags:
                papers.setdefault(_tag(tag), []).append(paper_id)
        colours.pop("", None)
        papers.pop("", None)
        imports_json.put_tags(self._db, colours, papers)

    def _lists(self, document: _Document, items: list[Mapping[str, object]]) -> None:
        members: dict[str, list[int]] = {}
        for item in items:
            if name := _name(item["name"]):
                ids = item.get("papers")
                known = [document.papers.get(i) for i in ids] if isinstance(ids, list) else []
                order = [paper_id for paper_id in known if paper_id is not None]
                imports_json.put_list(self._db, name, _text(item.get("description")), order)
        for paper_id, _, extras in document.entries:
            for name in map(_name, extras.lists):
                members.setdefault(name, []).append(paper_id)
        for name, order in members.items():
            if name:
                imports_json.put_list(self._db, name, "", order)

    def _papers(self, document: _Document) -> None:
        ids = [paper_id for paper_id, _, _ in document.entries]
        stored = {paper.id: paper for paper in read_papers(self._db, ids)}
        states: list[State] = []
        sightings: list[SightingRow] = []
        notes: list[NoteRow] = []
        highlights: list[HighlightRow] = []
        dump_ids = imports_json.dump_ids(self._db)
        for paper_id, fresh, extras in document.entries:
            paper = stored[paper_id]
            state = _state(paper, fresh, extras)
            states.append(state)
            here = list(self._new_notes(paper, extras))
            passages = list(self._new_highlights(paper, extras))
            notes += here
            highlights += passages
            # A file can hold the paper once more: that comes upon this, not upon what was before.
            stored[paper_id] = _with(paper, state, here, passages)
            sightings += _sightings(paper_id, extras, dump_ids)
        imports_json.insert_sightings(self._db, sightings)
        imports_json.insert_notes(self._db, notes)
        imports_json.insert_highlights(self._db, highlights)
        imports_json.set_states(self._db, states)
        if document.parsed.kind is DumpKind.JSON:
            imports_json.origin_from_sightings(self._db, document.fresh)

    def _new_notes(self, paper: Paper, extras: Extras) -> Iterable[NoteRow]:
        have = {note.text for note in paper.notes}
        for note in extras.notes:
            text = note.get("text", "")
            if text and text not in have:
                created = note.get("created") or self._at
                yield paper.id, text, created, note.get("changed") or created

    def _new_highlights(self, paper: Paper, extras: Extras) -> Iterable[HighlightRow]:
        have = {(h.start, h.end, h.comment) for h in paper.highlights}
        abstract = paper.bib.abstract
        for item in extras.highlights:
            start, end, quote = _number(item, "start"), _number(item, "end"), _text(item["quote"])
            if quote and abstract[start:end] != quote:
                start = abstract.find(quote)
                end = start + len(quote)
            if not 0 <= start < end <= len(abstract):
                continue
            comment = _text(item.get("comment"))
            if (start, end, comment) not in have:
                created = _text(item.get("created")) or self._at
                yield HighlightRow(
                    paper.id, start, end, abstract[start:end], _text(item.get("colour")), comment,
                    created, _text(item.get("changed")) or created,
                )  # fmt: skip


def _state(paper: Paper, fresh: bool, extras: Extras) -> State:
    """A new paper's state is the file's; of a known one only what is unset gives way."""
    if fresh:
        return State(
            paper.id, str(extras.status or paper.status), extras.starred, extras.rating,
            tuple(sorted(extras.edited)), extras.added or paper.added,
            extras.changed or extras.added or paper.changed, extras.trashed,
        )  # fmt: skip
    untouched = str(paper.status) == "inbox"
    status = extras.status if untouched and extras.status else paper.status
    return State(
        paper.id, str(status), paper.starred or extras.starred, paper.rating or extras.rating,
        tuple(sorted(paper.edited)), paper.added, paper.changed, paper.trashed,
    )  # fmt: skip


def _with(
    paper: Paper, state: State, notes: Sequence[NoteRow], highlights: Sequence[HighlightRow]
) -> Paper:
    """The paper as these leave it."""
    added = [
        Note(id=0, paper_id=paper.id, text=text, created=created, changed=changed)
        for _, text, created, changed in notes
    ]
    marked = [Highlight(id=0, **one._asdict()) for one in highlights]
    return replace(
        paper,
        status=Status(state.status),
        starred=state.starred,
        rating=state.rating,
        edited=frozenset(state.edited),
        added=state.added,
        changed=state.changed,
        trashed=state.trashed,
        notes=(*paper.notes, *added),
        highlights=(*paper.highlights, *marked),
    )


def _sightings(paper_id: int, extras: Extras, dump_ids: Mapping[str, int]) -> Iterable[SightingRow]:
    for item in extras.sightings:
        dump_id = dump_ids.get(_text(item.get("dump")))
        if dump_id is not None:
            comments = item.get("comments")
            yield SightingRow(
                paper_id, dump_id, _number(item, "page"), _text(item.get("page_date")),
                _number(item, "position"), _number(item, "first_line"),
                _number(item, "last_line"), comments if isinstance(comments, int) else None,
                _text(item.get("date_text")), _text(item.get("authors_text")),
            )  # fmt: skip


def _dump_draft(item: Mapping[str, object]) -> imports.DumpDraft:
    """A page as the file has it; its lines are counted anew from its bytes."""
    raw = b""
    if item.get("raw"):
        try:
            raw = unpack(_text(item["raw"]))
        except ValueError as error:
            raise KnownError(f"A page in the file cannot be read: {error}.") from error
    kind = _kind(item)
    lines = header_lines = entry_lines = 0
    doubtful: list[Mapping[str, object]] = []
    if raw:
        try:
            parsed = parse(raw, _text(item.get("source")), kind)
        except KnownError:
            parsed = None
        if parsed is not None:
            lines, header_lines = parsed.lines, parsed.header_lines
            entry_lines = parsed.entry_lines
            doubtful = [
                {"lines": [b.first_line, b.last_line], "reason": b.reason} for b in parsed.doubtful
            ]
    count = _number(item, "doubtful")
    doubtful = (doubtful + [{"lines": [0, 0], "reason": ""}] * count)[:count]
    year = item.get("year")
    return imports.DumpDraft(
        sha256=_text(item["sha256"]),
        source=_text(item.get("source")),
        kind=str(kind),
        imported=_text(item.get("imported")),
        raw=raw,
        page_date=_text(item.get("page_date")),
        year=year if isinstance(year, int) else None,
        year_reason=_text(item.get("year_reason")),
        captured=_text(item.get("captured")),
        captured_source=_text(item.get("captured_source")) or "none",
        entries=_number(item, "entries"),
        lines=lines,
        header_lines=header_lines,
        entry_lines=entry_lines,
        doubtful=doubtful,
    )


def _kind(item: Mapping[str, object]) -> DumpKind:
    try:
        return DumpKind(_text(item.get("kind")))
    except ValueError:
        return DumpKind.TEXT


def _items(collection: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    items = collection.get(key)
    return [i for i in items if isinstance(i, dict)] if isinstance(items, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _name(value: object) -> str:
    """A list's or a saved search's name as the library takes it; "" for none."""
    try:
        return checked_name(_text(value), "list")
    except InvalidValueError:
        return ""


def _tag(value: object) -> str:
    """A tag's name as the library takes it; "" for none."""
    try:
        return checked_tag(_text(value))
    except InvalidValueError:
        return ""


def _colour(value: object) -> str:
    try:
        return checked_colour(_text(value))
    except InvalidValueError:
        return ""


def _number(item: Mapping[str, object], key: str) -> int:
    value = item.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
