"""CSL-JSON, the items that citation processors read (schema 1.0.2)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from readlist.domain.export import ExportOptions
from readlist.domain.papers import Bibliography, Paper
from readlist.domain.people import Name
from readlist.domain.visible import spelt_out
from readlist.formats.entry_types import entry_type, from_csl, to_csl
from readlist.formats.private import is_private, public_url
from readlist.formats.readers_names import names

# Fields of BibTeX that CSL has a name for.
LIKE_BIBTEX = {
    "volume": "volume", "issue": "number", "publisher": "publisher",
    "publisher-place": "address", "ISBN": "isbn", "ISSN": "issn", "edition": "edition",
    "collection-title": "series", "title-short": "shorttitle", "language": "language",
}  # fmt: skip
_NAMES = {field: name for name, field in LIKE_BIBTEX.items()}
GENRES = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis"}


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
        "genre": GENRES.get(entry_type(bib), ""),
        "number": f"arXiv:{bib.arxiv_id}" if bib.arxiv_id else "",
        "DOI": bib.doi if "doi" in chosen else "",
        "URL": public_url(bib) if "url" in chosen else "",
        "abstract": bib.abstract if "abstract" in chosen else "",
        "keyword": ", ".join(tag.name for tag in paper.tags) if "keywords" in chosen else "",
        "note": "\n\n".join(note.text for note in paper.notes) if "note" in chosen else "",
    }
    custom = _custom(paper, options)
    for name, value in sorted(bib.extra.items()):
        if name.startswith("csl-"):
            item.setdefault(name.removeprefix("csl-"), value)
        elif name in _NAMES:
            item[_NAMES[name]] = value
        elif isinstance(value, str) and not is_private(name, value):
            custom[name] = value
        if name == "editor" and isinstance(value, str):
            item["editor"] = csl_names(tuple(names(value)))
    item["custom"] = custom
    filled = {key: value for key, value in item.items() if value or key in ("id", "type")}
    return spelt_out(json.dumps(filled, ensure_ascii=False, indent=1))


def _custom(paper: Paper, options: ExportOptions) -> dict[str, object]:
    """What CSL has no variable for: the schema's place for it is "custom"."""
    bib, kind = paper.bib, entry_type(paper.bib)
    others = bib.extra.get("csl-custom")
    custom: dict[str, object] = dict(others) if isinstance(others, dict) else {}
    if bib.primary_category:
        custom["primary_category"] = bib.primary_category
    if bib.organization:
        custom["organization"] = bib.organization
    if kind not in ("misc", "conference", from_csl(to_csl(bib))):
        custom["entry_type"] = kind
    if "keywords" in options.fields and any(set(",;") & set(tag.name) for tag in paper.tags):
        custom["tags"] = [tag.name for tag in paper.tags]
    if "note" in options.fields and len(paper.notes) > 1:
        custom["notes"] = [note.text for note in paper.notes]
    return custom


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
