"""Readers of citation files and of Readlist JSON: bytes in, a ParsedDump out."""

from __future__ import annotations

from readlist.formats.readers_bibtex import parse_bibtex
from readlist.formats.readers_csl import parse_csl
from readlist.formats.readers_json import parse_json
from readlist.formats.readers_ris import parse_ris

__all__ = ["parse_bibtex", "parse_csl", "parse_json", "parse_ris"]
