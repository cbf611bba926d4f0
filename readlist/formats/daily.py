"""Any file that can be imported into entries: tells by its content what it is."""

from __future__ import annotations

import json
import re
from pathlib import PurePath

from readlist.domain.drafts import ParsedDump
from readlist.domain.dumps import DumpKind
from readlist.formats.daily_bytes import decode
from readlist.formats.daily_html import is_site_json, parse_html, parse_site_json, whole_items
from readlist.formats.daily_text import parse_text
from readlist.jobs.context import JobContext

_HTML = re.compile(
    r"\s*(?:<!--(?:(?!-->).)*-->\s*)*"  # each comment can be read in one way only
    r"<(?:!doctype\s+html|html|head|body|main|div|section|article|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_BIBTEX = re.compile(r"^[ \t]*@[A-Za-z]{3,20}[ \t]*[{(]", re.MULTILINE)
_RIS = re.compile(r"^TY {1,2}- ?\w+", re.MULTILINE)
_EXTENSIONS = {
    ".html": DumpKind.HTML, ".htm": DumpKind.HTML, ".json": DumpKind.JSON,
    ".bib": DumpKind.BIBTEX, ".ris": DumpKind.RIS,
}  # fmt: skip
_SAMPLE = 65536
EXTENSIONS = frozenset(_EXTENSIONS) | {".txt", ".text", ".md"}


def sniff(text: str, source: str = "") -> DumpKind:
    """What a text is: by its content, and where that says nothing by its name's extension."""
    sample = text[:_SAMPLE]
    start = sample.lstrip("\ufeff \t\r\n")[:1]
    if _HTML.match(sample) or 'data-target="DailyPapers"' in sample:
        return DumpKind.HTML
    if start in ("{", "[") and _looks_like_json(sample):
        return DumpKind.JSON
    if _RIS.search(sample):
        return DumpKind.RIS
    if _BIBTEX.search(sample):
        return DumpKind.BIBTEX
    return _EXTENSIONS.get(PurePath(source).suffix.lower(), DumpKind.TEXT)


def parse(
    raw: bytes,
    source: str,
    kind: DumpKind | None = None,
    modified: str = "",
    context: JobContext | None = None,
) -> ParsedDump:
    """Read a file of any kind that can be imported.

    ``kind`` is what the caller knows: CLIPBOARD says only where it came from. ``context`` is told
    how far a citation file is read. Raise KnownError with plain words for what cannot be read.
    """
    text, _ = decode(raw)
    what = kind if kind not in (None, DumpKind.CLIPBOARD) else sniff(text, source)
    if what is DumpKind.HTML:
        return parse_html(raw, source, kind or DumpKind.HTML, modified)
    if what is DumpKind.JSON:
        return _parse_json(raw, text, source, modified, context)
    if what is DumpKind.BIBTEX:
        from readlist.formats.readers import parse_bibtex

        return parse_bibtex(raw, source, context)
    if what is DumpKind.CSL:
        from readlist.formats.readers import parse_csl

        return parse_csl(raw, source, context)
    if what is DumpKind.RIS:
        from readlist.formats.readers import parse_ris

        return parse_ris(raw, source, context)
    return parse_text(raw, source, kind or DumpKind.TEXT, modified)


def _parse_json(
    raw: bytes, text: str, source: str, modified: str, context: JobContext | None
) -> ParsedDump:
    from readlist.formats.readers import parse_csl, parse_json
    from readlist.formats.readers_csl import looks_like_csl

    if text.lstrip("\ufeff \t\r\n").startswith("[") and '"paper"' in text:
        damaged, items = False, None
        try:
            items = json.loads(text.lstrip("\ufeff"))
        except (ValueError, RecursionError):
            damaged, items = True, whole_items(text.lstrip("\ufeff"))
        if is_site_json(items, damaged=damaged):
            return parse_site_json(raw, source, items, modified, damaged=damaged)
    if looks_like_csl(text):
        return parse_csl(raw, source, context)
    return parse_json(raw, source)


def _looks_like_json(sample: str) -> bool:
    return re.match(r'[\ufeff\s]*(?:\{\s*(?:"|\})|\[\s*(?:[{\["\]]|$))', sample) is not None
