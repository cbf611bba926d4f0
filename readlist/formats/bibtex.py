"""BibTeX (ASCII) and BibLaTeX (UTF-8 or ASCII) from papers.

The rules were measured with bibtex 0.99d, pdfTeX, biber and the readers of other programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from urllib.parse import quote

from readlist.domain.export import Export, ExportOptions, ExportProblem
from readlist.domain.keys import refused_in
from readlist.domain.papers import Bibliography, Paper
from readlist.domain.people import Name
from readlist.formats.bibtex_names import rewrite_names, write_names
from readlist.formats.case import word_lists
from readlist.formats.entry_types import (
    biblatex_type,
    bibtex_type,
    is_arxiv_preprint,
    venue_field,
)
from readlist.formats.latex import PLAIN, Problems, clean, escape, escape_title
from readlist.formats.private import is_private, public_url

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIELD = re.compile(r"[a-z][a-z0-9_+-]*")
# Fields of an imported file that hold addresses and codes: never LaTeX-escaped.
VERBATIM = frozenset(
    "doi url eprint file pdf isbn issn crossref urldate mrnumber zblnumber pmid pmcid bdsk-url-1 "
    "date-added date-modified timestamp citeulike-article-id xdata ids".split()
)
# Fields that hold names, as author does.
NAME_FIELDS = frozenset(
    "editor editora editorb editorc translator bookauthor commentator annotator introduction "
    "foreword afterword holder".split()
)
_BIBLATEX = {
    "journal": "journaltitle",
    "school": "institution",
    "archiveprefix": "eprinttype",
    "primaryclass": "eprintclass",
    "annote": "annotation",
    "address": "location",
}
_BIBTEX = {new: old for old, new in _BIBLATEX.items() if old != "school"}
# The names that a paper's own facts take; such a field of an imported file gives way, those of
# the date and the archive only where the paper has its own.
_OWN = frozenset("title author abstract keywords annote annotation doi url key pages".split())
_OWN_DATE = frozenset({"year", "month", "date"})
_OWN_EPRINT = frozenset("eprint archiveprefix eprinttype primaryclass eprintclass".split())
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
# What entries of a type have no field for; biber tells of such fields.
_NO_ORGANIZATION = frozenset(
    "article book mvbook inbook bookinbook suppbook incollection suppcollection collection "
    "mvcollection reference inreference thesis phdthesis mastersthesis report techreport "
    "unpublished patent periodical suppperiodical booklet".split()
)
_HELD = frozenset({"inproceedings", "conference", "proceedings"})
NO_PAGES = frozenset("misc online unpublished dataset software patent periodical".split())
_URL_SAFE = "".join(chr(code) for code in range(33, 127) if chr(code) not in "{}\\")
Field = tuple[str, str]
# What stands between two notes; a reader of ours divides them there.
NEXT_NOTE = r" \par\medskip "
# Where the styles print an id, for types whose own fields name no archive.
_ID_FIELDS = {"techreport": ("number", "note"), "unpublished": ("note",)}
_PAGES = re.compile(r"(?<=\w)\s*[-–—]+\s*(?=\w)")


def write_bibtex(papers: Iterable[Paper], options: ExportOptions) -> Export:
    """Papers as one .bib text, in the order given; every paper needs its citation key.

    An entry depends on its paper and the options alone, so the same papers give the same bytes.
    The text is ASCII but for BibLaTeX without ``options.ascii``.
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
    kind = writer.kind()
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


def has_organization(bib: Bibliography, kind: str) -> bool:
    """Whether an entry of this type names the paper's organization.

    With proceedings styles print it as who held the conference: only a citation file, which also
    says the type, can have meant that.
    """
    return kind not in _NO_ORGANIZATION and (kind not in _HELD or bool(bib.entry_type))


def render_title(paper: Paper, options: ExportOptions) -> str:
    """The title as its entry has it, without the field's own braces."""
    return _title(paper.bib.title, options, Problems())


def _title(title: str, options: ExportOptions, problems: Problems) -> str:
    if not options.protect_case:
        return escape(title, problems, unicode=_is_utf8(options))
    lists = word_lists(options.keep_words, options.plain_words)
    return escape_title(title, problems, unicode=_is_utf8(options), lists=lists)


def _is_utf8(options: ExportOptions) -> bool:
    return options.format == "biblatex" and not options.ascii


class _Entry:
    """The fields of one paper, with the troubles met on the way."""

    def __init__(self, paper: Paper, options: ExportOptions) -> None:
        self._paper = paper
        self._bib = paper.bib
        self._options = options
        self._biblatex = options.format == "biblatex"
        self._unicode = _is_utf8(options)
        self._troubles: dict[str, Problems] = {}

    def kind(self) -> str:
        """The entry type, by what is known and what the flavour has."""
        if self._biblatex:
            return biblatex_type(self._bib, self._options.fields)
        return bibtex_type(self._bib, preprint_as_article=self._options.arxiv == "journal")

    def fields(self, kind: str) -> list[Field]:
        bib = self._bib
        fields = [("title", "{" + self._title() + "}"), ("author", self._names(bib.authors))]
        if fields[-1][1] == "{}" and not self._biblatex:  # BibLaTeX sorts by the title instead
            key = bib.extra.get("key")
            if isinstance(key, str):
                fields.append(("key", self._text("key", key)))
            else:  # words of the title, whose characters are told there
                fields.append(("key", "{" + escape(sort_key(bib), Problems()) + "}"))
        fields += self._venue(kind)
        fields += self._date()
        if bib.pages and not self._homeless_pages(kind):
            pages = _PAGES.sub("--", clean(bib.pages))
            fields.append(("pages", self._text("pages", pages)))
        fields += self._identifiers(kind)
        fields += self._rest(kind)
        named = {self._name(name): value for name, value in fields if value not in ("{}", "")}
        for name, value in self._extra():
            if value != "{}":
                named.setdefault(self._name(name), value)
        return list(named.items())

    def problems(self, kind: str, written: set[str]) -> list[ExportProblem]:
        """What is missing, then which characters were replaced, field by field."""
        number = self._paper.id
        found = [ExportProblem(number, name, phrase) for name, phrase in missing(self._bib)]
        for name in _MUST_HAVE.get(kind, ()):
            if self._name(name) not in written:
                phrase = f"an entry of type {kind} needs {name}"
                found.append(ExportProblem(number, name, phrase, "type"))
        if self._bib.pages and self._homeless_pages(kind):
            phrase = f"an entry of type {kind} has no place for pages"
            found.append(ExportProblem(number, "pages", phrase, "type"))
        for name, trouble in self._troubles.items():
            phrases = trouble.phrases()
            found += [ExportProblem(number, name, phrase, "character") for phrase in phrases]
        if refused := refused_in(self._bib.citation_key):
            phrase = f"the key holds {refused}, which some programs refuse"
            found.append(ExportProblem(number, "citation_key", phrase, "character"))
        return found

    def _name(self, name: str) -> str:
        table = _BIBLATEX if self._biblatex else _BIBTEX
        return table.get(name.lower(), name)

    def _homeless_pages(self, kind: str) -> bool:
        return self._biblatex and kind in NO_PAGES

    def _text(self, name: str, text: str) -> str:
        if PLAIN.fullmatch(text) and "  " not in text:
            return "{" + text.strip() + "}"
        trouble = self._troubles.setdefault(name, Problems())
        return "{" + escape(text, trouble, unicode=self._unicode) + "}"

    def _lines(self, name: str, text: str) -> str:
        r"""Text of several lines as one of LaTeX: ``\par``, ``\newline``; ties indent a line."""
        trouble = self._troubles.setdefault(name, Problems())
        parts: list[str] = []
        for gap, line in re.findall(r"(\n*)([^\n]*)", re.sub(r"[^\S\n]+\n", "\n", text.strip())):
            if gap:
                parts.append(r"\newline " if len(gap) == 1 else r"\par " * (len(gap) - 1))
            indent = len(line) - len(line.lstrip(" ")) if parts else 0
            parts.append("~" * indent + escape(line, trouble, unicode=self._unicode) + " ")
        return "".join(parts).strip()

    def _title(self) -> str:
        trouble = self._troubles.setdefault("title", Problems())
        return _title(self._bib.title, self._options, trouble)

    def _names(self, names: Sequence[Name]) -> str:
        trouble = self._troubles.setdefault("author", Problems())
        return "{" + write_names(names, trouble, unicode=self._unicode) + "}"

    def _venue(self, kind: str) -> list[Field]:
        bib, name = self._bib, venue_field(kind)
        prints_id = name == "howpublished" and is_arxiv_preprint(bib)
        if kind == "online" or (prints_id and self._biblatex):  # styles print the eprint itself
            return []
        if bib.venue and not prints_id:
            return [(name, self._text(name, bib.venue))]
        if prints_id and self._options.arxiv != "eprint" and kind not in _ID_FIELDS:
            return [(name, self._text(name, f"arXiv:{bib.arxiv_id}"))]
        if bib.arxiv_id and name == "journal":
            return [(name, self._text(name, f"arXiv preprint arXiv:{bib.arxiv_id}"))]
        return []

    def _date(self) -> list[Field]:
        published = self._bib.published
        if published is None:
            return []
        if self._biblatex:
            return [("date", f"{{{published}}}")]
        fields = [("year", f"{{{published.year}}}")]
        if published.month:
            fields.append(("month", _MONTHS[published.month - 1]))
        return fields

    def _printed_id(self, kind: str) -> list[Field]:
        """The arXiv id where BibTeX's styles show it, unless the file that it came from has
        something else there; they show no ``eprint``, and BibLaTeX's do."""
        if self._biblatex or self._options.arxiv == "eprint":
            return []
        free = (name for name in _ID_FIELDS.get(kind, ()) if not self._bib.extra.get(name))
        return [(name, self._text(name, f"arXiv:{self._bib.arxiv_id}")) for name in islice(free, 1)]

    def _identifiers(self, kind: str) -> list[Field]:
        bib, chosen, fields = self._bib, self._options.fields, []
        if bib.arxiv_id:
            prefix = "arxiv" if self._biblatex else "arXiv"
            fields += self._printed_id(kind)
            fields += [("eprint", verbatim(bib.arxiv_id)), ("archivePrefix", f"{{{prefix}}}")]
            if bib.primary_category:
                fields.append(("primaryClass", verbatim(bib.primary_category)))
        if bib.doi and "doi" in chosen:
            fields.append(("doi", verbatim(bib.doi)))
        if (url := public_url(bib)) and "url" in chosen:
            fields.append(("url", verbatim(url)))
        return fields

    def _rest(self, kind: str) -> list[Field]:
        paper, chosen, fields = self._paper, self._options.fields, []
        if paper.bib.organization and has_organization(paper.bib, kind):
            fields.append(("organization", self._text("organization", paper.bib.organization)))
        if paper.bib.abstract and "abstract" in chosen:
            paragraphs = re.sub(r"(?<!\n)\n(?!\n)", " ", paper.bib.abstract)
            fields.append(("abstract", "{" + self._lines("abstract", paragraphs) + "}"))
        if paper.tags and "keywords" in chosen:
            names = [self._text("keywords", tag.name) for tag in paper.tags]
            keywords = ", ".join(n if "," in n or ";" in n else n[1:-1] for n in names)
            fields.append(("keywords", "{" + keywords + "}"))
        if paper.notes and "note" in chosen:
            notes = NEXT_NOTE.join(self._lines("annote", note.text) for note in paper.notes)
            fields.append(("annote", "{" + notes + "}"))
        return fields

    def _extra(self) -> Iterator[Field]:
        """Fields of an imported citation file that have no place of their own."""
        taken = _OWN | (_OWN_DATE if self._bib.published else frozenset())
        taken |= _OWN_EPRINT if self._bib.arxiv_id else frozenset()
        for name, value in sorted(self._bib.extra.items()):
            if not isinstance(value, str) or not _FIELD.fullmatch(name):
                continue
            if name in taken or name.startswith(("ris-", "csl-")) or is_private(name, value):
                continue
            if name == "ids":
                yield name, verbatim(self._further_keys(value))
            elif name in NAME_FIELDS:
                trouble = self._troubles.setdefault(name, Problems())
                yield name, "{" + rewrite_names(value, trouble, unicode=self._unicode) + "}"
            else:
                raw = name in VERBATIM or name in _OWN_EPRINT
                yield name, verbatim(value) if raw else self._text(name, value)

    def _further_keys(self, value: str) -> str:
        """The keys by which the entry is found, too: biber warns of one that is its own."""
        keys = (key.strip() for key in value.split(","))
        return ",".join(key for key in keys if key and key != self._bib.citation_key)


def verbatim(text: str) -> str:
    """An address or code in braces, raw but for what would end the field or is not ASCII."""
    text = re.sub(r"\s+", "%20", "".join(c for c in text if c >= " " or c.isspace()).strip())
    text = text.encode("utf-8", "replace").decode("utf-8")
    # TeX reads "^^5c" as a backslash, wherever it stands.
    return "{" + quote(text, safe=_URL_SAFE).replace("^^", "%5E%5E") + "}"


def sort_key(bib: Bibliography) -> str:
    """What an entry without authors is sorted and labelled by: the title's name or first words."""
    name, colon, _ = bib.title.partition(":")
    words = re.sub(r"^(?:an?|the)\s+", "", name if colon else bib.title, flags=re.IGNORECASE)
    return " ".join(clean(words).split()[:4])
