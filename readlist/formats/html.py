"""A reading list as one HTML page that needs nothing else: no script, no remote picture."""

from __future__ import annotations

from html import escape

from readlist.domain.export import ExportOptions, Heading
from readlist.domain.papers import Paper
from readlist.formats.latex import clean
from readlist.formats.links import links
from readlist.formats.readable import readable

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>$title</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
article { margin-bottom: 2rem; }
h2 { font-size: 1.1rem; margin-bottom: 0; }
p { margin: .2rem 0; }
.facts { opacity: .75; }
.about { white-space: pre-wrap; margin-bottom: 1.5rem; }
.note { white-space: pre-wrap; border-left: 3px solid #888; padding-left: .8rem; }
</style>
</head>
<body>
<h1>$title</h1>
"""
END = "</body>\n</html>\n"


def head(heading: Heading) -> str:
    """The page's beginning: the list's name, and what the reader wrote about it."""
    page = _HEAD.replace("$title", _text(heading.title))
    about = heading.about.strip()
    return page + (f'<p class="about">{escape(about)}</p>\n' if about else "")


def write_item(paper: Paper, options: ExportOptions) -> str:
    """One paper as an article; all text is escaped."""
    bib, chosen = paper.bib, options.fields
    facts = [paper.byline, bib.venue, str(bib.published or "")]
    if "keywords" in chosen:
        facts.append(", ".join(tag.name for tag in paper.tags))
    lines = ["<article>", f"<h2>{_text(bib.title)}</h2>"]
    shown = " · ".join(_text(fact) for fact in facts if fact)
    if shown:
        lines.append(f'<p class="facts">{shown}</p>')
    anchors = [
        f'<a href="{escape(address)}" rel="noreferrer">{_text(words)}</a>'
        for words, address in links(bib)
        if (words != "DOI" or "doi" in chosen) and (words != "Link" or "url" in chosen)
    ]
    if anchors:
        lines.append(f"<p>{' · '.join(anchors)}</p>")
    if "abstract" in chosen and bib.abstract:
        lines.append(f"<p>{_text(bib.abstract)}</p>")
    if "note" in chosen:
        lines += [f'<p class="note">{escape(note.text)}</p>' for note in paper.notes]
    return "\n".join([*lines, "</article>", ""])


def _text(text: str) -> str:
    return escape(clean(readable(text)))
