"""BibTeX (ASCII) and BibLaTeX (UTF-8) from papers. Rules: measured with bibtex 0.99d and biber."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from readlist.domain.export import Export, ExportOptions, ExportProblem
from readlist.domain.keys import refused_in
from readlist.domain.papers import Bibliography, Paper
from readlist.domain.people import Name
from readlist.formats.entry_types import entry_type, is_preprint_venue, venue_field
from readlist.formats.latex import Problems, clean, escape, escape_title

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIELD = re.compile(r"[a-z][a-z0-9_+-]*")
# Fields of an imported file that hold addresses and codes: never LaTeX-escaped.
VERBATIM = frozenset(
    "doi url eprint file pdf isbn issn crossref urldate mrnumber zblnumber pmid pmcid bdsk-url-1 "
    "date-added date-modified timestamp citeulike-article-id xdata ids".split()
)
_BIBLATEX = {
    "journal": "journaltitle",
    "school": "institution",
    "archiveprefix": "eprinttype",
    "primaryclass": "eprintclass",
    "annote": "annotation",
}
# Paths of the reader's own machine: kept in the library, never written into a file for others.
_PRIVATE = re.compile(r"file|pdf|bdsk-.*|owner")
# The names that a paper's own facts take; such a field of an imported file gives way.
_OWN = frozenset(
    "title author year month date abstract keywords annote annotation eprint archiveprefix "
    "eprinttype primaryclass eprintclass doi url key pages".split()
)
_MUST_HAVE = {
    "article": ("journal",),
    "inproceedings": ("booktitle",),
    "conference": ("booktitle",),
    "incollection": ("booktitle", "publisher"),
    "book": ("publisher",),
    "phdthesis": ("school",),
    "mastersthesis": ("school",),
    "techreport": ("institution",),
    "unpublished": ("note",),
}
Field = tuple[str, str]
_REMNANTS = str.maketrans("", "", "{}\\")


def write_bibtex(papers: Iterable[Paper], options: ExportOptions) -> Export:
    """Papers as one .bib text, in the order given; every paper needs its citation key.

    The same papers give the same bytes. The text is ASCII unless ``options.format`` is
    "biblatex".
    """
    texts: list[str] = []
    problems: list[ExportProblem] = []
    for paper in papers:
        text, found = write_entry(paper, options)
        texts.append(text)
        problems += found
    return Export(text="\n".join(texts), problems=tuple(problems), entries=len(texts))


def write_entry(paper: Paper, options: ExportOptions) -> tuple[str, list[ExportProblem]]:
    """One entry with its final newline, and what is wrong with it."""
    writer = _Entry(paper, options)
    kind = entry_type(paper.bib)
    fields = writer.fields(kind)
    lines = [f"@{kind}{{{paper.bib.citation_key},"]
    lines += [f"  {name} = {value}," for name, value in fields]
    return "\n".join([*lines, "}", ""]), writer.problems(kind, {name for name, _ in fields})


def missing(bib: Bibliography) -> list[tuple[str, str]]:
    """What every citation needs and this one lacks: (field, phrase)."""
    lacking = []
    if not bib.authors:
        lacking.append(("author", "no authors"))
    if bib.published is None:
        lacking.append(("year", "no year"))
    return lacking


def render_title(paper: Paper, options: ExportOptions) -> str:
    """The title as its entry has it, without the field's own braces."""
    write = escape_title if options.protect_case else escape
    return write(paper.bib.title, Problems(), unicode=options.format == "biblatex")


class _Entry:
    """The fields of one paper, with the troubles met on the way."""

    def __init__(self, paper: Paper, options: ExportOptions) -> None:
        self._paper = paper
        self._bib = paper.bib
        self._options = options
        self._unicode = options.format == "biblatex"
        self._troubles: dict[str, Problems] = {}

    def fields(self, kind: str) -> list[Field]:
        bib = self._bib
        fields = [("title", "{" + self._title() + "}")]
        if bib.authors:
            fields.append(("author", "{" + self._names(bib.authors) + "}"))
        elif not self._unicode:  # BibLaTeX sorts and labels by the title instead
            key = bib.extra.get("key")
            words = key if isinstance(key, str) else sort_key(bib)
            fields.append(("key", self._text("key", words)))
        fields += self._venue(kind)
        fields += self._date()
        if bib.pages:
            pages = re.sub(r"(?<=\w)\s*[-–—]+\s*(?=\w)", "--", clean(bib.pages))
            fields.append(("pages", self._text("pages", pages)))
        fields += self._identifiers()
        fields += self._rest()
        taken = {name for name, _ in fields}
        fields += [field for field in self._extra() if field[0].lower() not in taken]
        return [(self._name(name), value) for name, value in fields if value not in ("{}", "")]

    def problems(self, kind: str, written: set[str]) -> list[ExportProblem]:
        """What is missing, then which characters were replaced, field by field."""
        number = self._paper.id
        found = [ExportProblem(number, name, phrase) for name, phrase in missing(self._bib)]
        for name in _MUST_HAVE.get(kind, ()):
            if self._name(name) not in written:
                phrase = f"an entry of type {kind} needs {name}"
                found.append(ExportProblem(number, name, phrase, "type"))
        for name, trouble in self._troubles.items():
            phrases = trouble.phrases()
            found += [ExportProblem(number, name, phrase, "character") for phrase in phrases]
        if refused := refused_in(self._bib.citation_key):
            phrase = f"the key holds {refused}, which some programs refuse"
            found.append(ExportProblem(number, "citation_key", phrase, "character"))
        return found

    def _name(self, name: str) -> str:
        return _BIBLATEX.get(name.lower(), name) if self._unicode else name

    def _text(self, name: str, text: str) -> str:
        trouble = self._troubles.setdefault(name, Problems())
        return "{" + escape(text, trouble, unicode=self._unicode) + "}"

    def _title(self) -> str:
        trouble = self._troubles.setdefault("title", Problems())
        write = escape_title if self._options.protect_case else escape
        return write(self._bib.title, trouble, unicode=self._unicode)

    def _names(self, names: Sequence[Name]) -> str:
        trouble = self._troubles.setdefault("author", Problems())
        return " and ".join(
            text for name in names if (text := write_name(name, trouble, unicode=self._unicode))
        )

    def _venue(self, kind: str) -> list[Field]:
        bib, name = self._bib, venue_field(kind)
        if bib.venue and not (name == "howpublished" and is_preprint_venue(bib.venue)):
            return [(name, self._text(name, bib.venue))]
        if bib.arxiv_id and name == "howpublished":
            return [(name, self._text(name, f"arXiv:{bib.arxiv_id}"))]
        if bib.arxiv_id and name == "journal":
            return [(name, self._text(name, f"arXiv preprint arXiv:{bib.arxiv_id}"))]
        return []

    def _date(self) -> list[Field]:
        published = self._bib.published
        if published is None:
            return []
        if self._unicode:
            return [("date", f"{{{published}}}")]
        fields = [("year", f"{{{published.year}}}")]
        if published.month:
            fields.append(("month", _MONTHS[published.month - 1]))
        return fields

    def _identifiers(self) -> list[Field]:
        bib, chosen, fields = self._bib, self._options.fields, []
        if bib.arxiv_id:
            prefix = "arxiv" if self._unicode else "arXiv"
            fields += [("eprint", verbatim(bib.arxiv_id)), ("archivePrefix", f"{{{prefix}}}")]
            if bib.primary_category:
                fields.append(("primaryClass", verbatim(bib.primary_category)))
        if bib.doi and "doi" in chosen:
            fields.append(("doi", verbatim(bib.doi)))
        if bib.url and "url" in chosen:
            fields.append(("url", verbatim(bib.url)))
        return fields

    def _rest(self) -> list[Field]:
        paper, chosen, fields = self._paper, self._options.fields, []
        if paper.bib.organization:
            fields.append(("organization", self._text("organization", paper.bib.organization)))
        if paper.bib.abstract and "abstract" in chosen:
            fields.append(("abstract", self._text("abstract", paper.bib.abstract)))
        if paper.tags and "keywords" in chosen:
            names = [self._text("keywords", tag.name) for tag in paper.tags]
            keywords = ", ".join(n if "," in n or ";" in n else n[1:-1] for n in names)
            fields.append(("keywords", "{" + keywords + "}"))
        if paper.notes and "note" in chosen:
            notes = " -- ".join(note.text for note in paper.notes)
            fields.append(("annote", self._text("annote", notes)))
        return fields

    def _extra(self) -> list[Field]:
        """Fields of an imported citation file that have no place of their own."""
        fields = []
        for name, value in sorted(self._bib.extra.items()):
            if not isinstance(value, str) or not _FIELD.fullmatch(name):
                continue
            if name in _OWN or name.startswith(("ris-", "csl-")) or _PRIVATE.fullmatch(name):
                continue
            text = verbatim(value) if name in VERBATIM else self._text(name, value)
            fields.append((name, text))
        return fields


def verbatim(text: str) -> str:
    """An address or code in braces, raw but for what would end the field or is not ASCII."""
    text = re.sub(r"\s+", "%20", "".join(c for c in text if c >= " " or c.isspace()).strip())
    text = text.encode("utf-8", "replace").decode("utf-8")
    return (
        "{"
        + quote(text, safe="".join(chr(c) for c in range(33, 127) if chr(c) not in "{}\\"))
        + "}"
    )


def sort_key(bib: Bibliography) -> str:
    """What an entry without authors is sorted and labelled by: the title's name or first words."""
    name, colon, _ = bib.title.partition(":")
    words = re.sub(r"^(?:an?|the)\s+", "", name if colon else bib.title, flags=re.IGNORECASE)
    return " ".join(clean(words).split()[:4])


def write_name(name: Name, problems: Problems, *, unicode: bool = False) -> str:
    """One author in BibTeX's "particle family, suffix, given"; a group in braces.

    Braces and backslashes inside a name are remnants of another file's LaTeX and are left out:
    biber cannot make initials of them.
    """

    def part(text: str) -> str:
        written = escape(clean(text).translate(_REMNANTS), problems, unicode=unicode)
        unsafe = "," in written or re.search(r"(?:^|\s)(?:and|others)(?:\s|$)", written, re.I)
        return "{" + written + "}" if unsafe else written

    if name.literal:
        group = clean(name.literal).translate(_REMNANTS)
        return _group(escape(group, problems, unicode=unicode))
    given, suffix = part(name.given), part(name.suffix)
    if not (name.family or name.particle):
        return _group(given) if " " in given or suffix else given
    if not given:
        whole = " ".join(p for p in (name.particle, name.family, name.suffix) if p)
        written = part(whole)
        return _group(written) if " " in written else written
    family = " ".join(p for p in (part(name.particle), part(name.family)) if p)
    return ", ".join(p for p in (family, suffix, given) if p)


def _group(text: str) -> str:
    """A name that BibTeX must not divide."""
    return "{" + text + "}" if text and not re.fullmatch(r"\{[^{}]*\}", text) else text
