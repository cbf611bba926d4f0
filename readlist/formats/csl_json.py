"""CSL-JSON, the items that citation processors read (schema 1.0.2)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from readlist.domain.export import ExportOptions
from readlist.domain.papers import Bibliography, Paper
from readlist.domain.people import Name
from readlist.formats.entry_types import to_csl


def write_item(paper: Paper, options: ExportOptions) -> str:
    """One item as JSON text; the document is an array of them."""
    bib, chosen = paper.bib, options.fields
    item: dict[str, object] = {
        "id": bib.citation_key,
        "type": to_csl(bib),
        "title": bib.title,
        "author": csl_names(bib.authors),
        "issued": csl_date(bib),
        "container-title": bib.venue,
        "page": bib.pages,
        "number": f"arXiv:{bib.arxiv_id}" if bib.arxiv_id else "",
        "DOI": bib.doi if "doi" in chosen else "",
        "URL": bib.url if "url" in chosen else "",
        "abstract": bib.abstract if "abstract" in chosen else "",
        "keyword": ", ".join(tag.name for tag in paper.tags) if "keywords" in chosen else "",
        "note": "\n\n".join(note.text for note in paper.notes) if "note" in chosen else "",
    }
    for name, value in bib.extra.items():
        if name.startswith("csl-"):
            item.setdefault(name.removeprefix("csl-"), value)
    filled = {key: value for key, value in item.items() if value or key in ("id", "type")}
    return json.dumps(filled, ensure_ascii=False, indent=1)


def csl_names(names: Sequence[Name]) -> list[dict[str, str]]:
    """Names as CSL has them; a group has one part, "literal"."""
    return [_name(name) for name in names]


def csl_date(bib: Bibliography) -> dict[str, object]:
    """The date as CSL has it; empty without one."""
    if bib.published is None:
        return {}
    parts = [bib.published.year, bib.published.month, bib.published.day]
    return {"date-parts": [[part for part in parts if part]]}


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {key: value for key, value in parts.items() if value}
