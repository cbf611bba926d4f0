"""A reading list in Markdown (CommonMark)."""

from __future__ import annotations

import re

from readlist.domain.export import ExportOptions, Heading
from readlist.domain.papers import Paper
from readlist.formats.latex import clean
from readlist.formats.links import links
from readlist.formats.readable import readable

# What means something anywhere in a line (CommonMark, and the tables, strike-outs and maths of
# its kin), and what does so at the beginning of one only.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~$&]|(?<!\S)#)")
_FIRST = re.compile(r"^(\d{1,9}(?=[.)])|(?=[+=:(-]))")


def head(heading: Heading) -> str:
    """The list's name, and what the reader wrote about it, line by line."""
    about = [_text(line) for line in heading.about.splitlines() if line.strip()]
    parts = [f"# {_text(heading.title)}", "\\\n".join(about)]
    return "\n\n".join(part for part in parts if part) + "\n\n"


def write_item(paper: Paper, options: ExportOptions) -> str:
    """One paper as an item of a list, its abstract and notes inside."""
    bib, chosen = paper.bib, options.fields
    facts = [paper.byline, bib.venue, str(bib.published or "")]
    if "keywords" in chosen:
        facts.append(", ".join(tag.name for tag in paper.tags))
    parts = [f"**{_text(bib.title)}**", _text(" · ".join(fact for fact in facts if fact))]
    shown = [
        (words, address)
        for words, address in links(bib)
        if (words != "DOI" or "doi" in chosen) and (words != "Link" or "url" in chosen)
    ]
    parts.append(" · ".join(f"[{_text(words)}](<{address}>)" for words, address in shown))
    text = "- " + "\\\n  ".join(part for part in parts if part) + "\n\n"
    if "abstract" in chosen and bib.abstract:
        text += f"  > {_text(bib.abstract)}\n\n"
    if "note" in chosen:
        for note in paper.notes:  # the reader's own Markdown, inside the item
            text += "\n".join(f"  {line}".rstrip() for line in note.text.splitlines()) + "\n\n"
    return text


def _text(text: str) -> str:
    return _FIRST.sub(r"\1\\", _SPECIAL.sub(r"\\\1", clean(readable(text))))
