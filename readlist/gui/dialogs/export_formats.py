"""The words of the export dialog for formats, fields and orders."""

from __future__ import annotations

import re

from readlist.domain.export import ExportFormat, ExportOrder

FORMAT_NAMES: dict[ExportFormat, str] = {
    "bibtex": "BibTeX (.bib)",
    "biblatex": "BibLaTeX (.bib)",
    "ris": "RIS (.ris)",
    "csl-json": "CSL-JSON (.json)",
    "csv": "Table (.csv)",
    "markdown": "Markdown list (.md)",
    "html": "Web page (.html)",
    "bibliography": "Formatted references (.txt)",
    "bibliography-html": "Formatted references (.html)",
    "json": "Readlist JSON, everything (.json)",
}
# Formats that ask for no fields: these write what they are made of.
FIXED: frozenset[ExportFormat] = frozenset({"json", "bibliography", "bibliography-html"})
FIELD_NAMES = {
    "abstract": ("A&bstracts", "Write each paper's abstract"),
    "keywords": ("Ta&gs", "Write each paper's tags, as its keywords"),
    "url": ("Web a&ddresses", "Write the address of each paper"),
    "doi": ("D&OIs", "Write each paper's DOI"),
    "note": ("My private &notes", "Write your own notes into the file"),
}
ORDERS: tuple[tuple[ExportOrder, str], ...] = (
    ("key", "By citation key"),
    ("date", "By date, newest first"),
    ("given", "As they stand in the list"),
)
_UNSAFE = re.compile(r"[^\w .+-]+")
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?:\..*)?", re.IGNORECASE
)  # Windows
_MOST_BYTES = 120  # a file on its way has a longer name, and 255 is the most of any system


def file_name(title: str) -> str:
    """A file's name made of a list's or query's title."""
    name = " ".join(_UNSAFE.sub(" ", title).split()).strip(". -")[:80]
    name = name.encode()[:_MOST_BYTES].decode(errors="ignore").strip() or "papers"
    return f"papers {name}" if _RESERVED.fullmatch(name) else name
