"""Citation files of BibTeX and BibLaTeX, from Zotero, JabRef and others, into entries."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from readlist.domain.drafts import Entry, Extras, ParsedDump
from readlist.domain.dumps import DumpKind
from readlist.domain.visible import visible
from readlist.formats.daily_bytes import clean, split_lines
from readlist.formats.daily_bytes import decode as decode_bytes
from readlist.formats.line_accounts import LineAccounts
from readlist.formats.readers_bibtex_fields import Fields, bibliography, reading_state
from readlist.formats.readers_bibtex_groups import Groups
from readlist.formats.readers_bibtex_parents import inherit
from readlist.formats.readers_bibtex_values import divided, value_of
from readlist.formats.readers_latex import decode, decode_lines
from readlist.jobs.context import JobContext

if TYPE_CHECKING:
    from bibtexparser import model

_STEP = 200
_PIECE = 20_000  # lines that are parsed at once
_BLOCK = re.compile(r"[ \t]*@\w+[ \t]*[{(]")
_NOTES = re.compile(r"annote|annotation|review|comment(?:-.+)?")
_NEXT_NOTE = re.compile(r"\\par\s*\\medskip(?![A-Za-z])")
_NO_KEY = re.compile(
    r"^([ \t]*@(?!string|comment|preamble)[a-z]+[ \t]*[{(])(?=\s*[a-z][\w-]*\s*=)", re.I | re.M
)
_TAGS = ("keywords", "keyword", "mendeley-tags")
_LISTS = ("groups", "mendeley-groups")
_LONGEST_MACRO = 10_000  # macros of macros could double without end
_LOG = logging.getLogger("bibtexparser")
# Its complaints become doubtful blocks here; a level spares it making them.
_LOG.setLevel(logging.CRITICAL)


@dataclass(slots=True)
class Raw:
    """One entry as it stands in the file; its fields by lower-case name, macros put in."""

    kind: str
    key: str
    first: int
    last: int
    fields: Fields = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def parse_bibtex(raw: bytes, source: str, context: JobContext | None = None) -> ParsedDump:
    """Read a .bib file: entries with their fields decoded, broken blocks as doubtful ones.

    Keywords become tags, groups lists, annotations notes; what JabRef says of reading becomes
    status, star and rating; fields without a place of their own are kept in
    ``Bibliography.extra``. Raise KnownError for what is no text, Cancelled when asked to stop.
    """
    context = context or JobContext()
    text, told = decode_bytes(raw)
    lines = split_lines(text)
    del text  # a large file is in memory often enough
    accounts = LineAccounts(lines)
    step = partial(context.step, total=2 * len(lines), text=f"Reading {PurePath(source).name}")
    file = _File(accounts)
    for first, blocks in _blocks(lines):
        step(first)
        file.take(blocks, first)
    groups = Groups(file.comments)
    warnings = [*told, *inherit(file.entries)]
    file.entries.reverse()
    while file.entries:
        if len(file.entries) % _STEP == 0:
            step(len(lines) + file.entries[-1].first)
        _add(file.entries.pop(), accounts, groups)
    if groups.searches:
        names = ", ".join(f"“{name}”" for name in groups.searches[:5])
        more = "" if len(groups.searches) <= 5 else f" and {len(groups.searches) - 5} more"
        warnings.append(f"Groups that are searches make no lists: {names}{more}.")
    return accounts.close(kind=DumpKind.BIBTEX, raw=raw, source=source, warnings=warnings)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[model.Block]]]:
    """The blocks of a file, piece by piece, each with the number of lines before it.

    A piece begins with a line that begins a block: there the parser begins anew, too, whatever
    is still open.
    """
    import bibtexparser

    start = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or (index - start >= _PIECE and _BLOCK.match(lines[index])):
            # EndNote writes entries without a citation key, which the parser would refuse.
            text = _NO_KEY.sub(r"\1,", "\n".join(lines[start:index]))
            yield start, bibtexparser.parse_string(text, parse_stack=[]).blocks
            start = index


class _File:
    """What is gathered of a file: its entries in their order, comments and macros."""

    def __init__(self, accounts: LineAccounts) -> None:
        self._accounts = accounts
        self._macros: dict[str, str] = {}
        self.entries: list[Raw] = []
        self.comments: list[str] = []

    def take(self, blocks: Sequence[model.Block], before: int) -> None:
        """Take in the blocks of a piece; account for those that are no entries."""
        from bibtexparser import model

        for block in blocks:
            first = before + (block.start_line or 0) + 1
            last = first + (block.raw or "").rstrip().count("\n")
            if isinstance(block, model.DuplicateBlockKeyBlock | model.DuplicateFieldKeyBlock):
                # The entry itself is sound: a second entry of one key is another paper to us.
                block = block.ignore_error_block or block  # noqa: PLW2901
            if isinstance(block, model.Entry):
                self.entries.append(_raw(block, first, last, self._macros))
                continue
            if isinstance(block, model.String):
                value = value_of(str(block.value), self._macros)
                self._macros[block.key.lower()] = value[:_LONGEST_MACRO]
            elif isinstance(block, model.ExplicitComment):
                self.comments.append(block.comment)
            if reason := _reason(block):
                self._accounts.add_doubtful(first, last, reason)
            else:
                self._accounts.add_header(first, last)


def _reason(block: model.Block) -> str:
    """Why a block that is no entry is doubtful; empty when it is not."""
    from bibtexparser import model

    if isinstance(block, model.ParsingFailedBlock):
        return f"BibTeX cannot be read: {_fault(block)}"
    if not isinstance(block, model.ImplicitComment):
        return ""
    lines = (line for line in block.comment.splitlines() if not line.lstrip().startswith("%"))
    return "text outside of any entry" if any(re.search(r"[{}=]", x) for x in lines) else ""


def _fault(block: model.ParsingFailedBlock) -> str:
    error = block.error
    text = str(getattr(error, "abort_reason", "") or error or "the entry is broken")
    return " ".join(text.split())


def _raw(block: model.Entry, first: int, last: int, macros: Mapping[str, str]) -> Raw:
    """The entry of a block. Of a field that stands twice the first counts, as in BibTeX, save
    that notes are gathered and what is empty gives way."""
    entry = Raw(visible(block.entry_type).lower(), block.key, first, last)
    for item in block.fields:
        name, value = visible(item.key).lower(), value_of(str(item.value), macros)
        if _NOTES.fullmatch(name):
            entry.notes += _NEXT_NOTE.split(value)
        elif not entry.fields.get(name, "").strip():
            entry.fields[name] = value
    return entry


def _add(entry: Raw, accounts: LineAccounts, groups: Groups) -> None:
    """Make a paper of an entry and account for its lines."""
    if entry.kind in ("xdata", "set"):  # a store of fields, a bundle of entries: no papers
        accounts.add_header(entry.first, entry.last)
        return
    fields = entry.fields
    words = [word for name in _TAGS for word in _words(fields.get(name, ""))]
    named = [word for name in _LISTS for word in _words(fields.get(name, ""))]
    lists = groups.lists(entry.key, named, fields)
    for name in (*_TAGS, *_LISTS):
        fields.pop(name, None)
    status, starred, rating = reading_state(fields, words)
    bib = bibliography(entry.kind, entry.key, fields)
    if not bib.title:
        accounts.add_doubtful(entry.first, entry.last, "an entry without a title")
        return
    extras = Extras(
        tags=tuple(dict.fromkeys(_tag(word, groups.hierarchy) for word in words)),
        lists=lists,
        notes=tuple(
            {"text": text} for note in entry.notes if (text := decode_lines(note, keep=True))
        ),
        status=status,
        starred=starred,
        rating=rating,
    )
    accounts.add_entry(Entry(bib=bib, first_line=entry.first, last_line=entry.last, extras=extras))


def _words(text: str) -> list[str]:
    """Comma- or semicolon-separated words; a comma inside braces divides nothing."""
    return [word for part in divided(text, ",;") if (word := clean(decode(part)))]


def _tag(word: str, hierarchy: str) -> str:
    """A keyword as a tag: JabRef's "a > b" is below "a"."""
    if not hierarchy or hierarchy not in word:
        return word
    return "/".join(part.strip() for part in word.split(hierarchy) if part.strip()) or word
