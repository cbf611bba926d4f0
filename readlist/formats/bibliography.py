"""A formatted bibliography by a style of the Citation Style Language (CSL 1.0.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any

from readlist.domain.errors import InvalidValueError
from readlist.domain.papers import Bibliography, Paper
from readlist.domain.people import Name
from readlist.formats.csl_json import csl_date, csl_names
from readlist.formats.entry_types import is_preprint_venue, to_csl
from readlist.formats.latex import clean
from readlist.formats.private import public_url
from readlist.formats.readable import readable

if TYPE_CHECKING:
    from types import ModuleType

    from citeproc import CitationStylesBibliography, CitationStylesStyle

Step = Callable[[int, int], None]

# The processor does not escape what it is given, and changes the case of what it sees: signs of
# HTML and the ends of a title that stands for missing authors go through it as characters that
# no text holds.
_SIGNS = {"&": "\ue000", "<": "\ue001", ">": "\ue002"}
_OPEN, _CLOSE = "\ue010", "\ue011"
# It takes a hyphenated word for one when it writes capitals; in two words it finds both.
_HYPHEN = " \ue012 "
_HYPHENATED = re.compile(r"(?<=[a-z])-(?=[a-z])")
_PRIVATE = dict.fromkeys([*map(ord, _SIGNS.values()), *map(ord, (_OPEN, _CLOSE, _HYPHEN[1]))])
_HIDE = str.maketrans(_SIGNS)
_SHOW = str.maketrans({mark: f"&{name};" for mark, name in zip(
    _SIGNS.values(), ("amp", "lt", "gt"), strict=True)})  # fmt: skip
_TITLE = re.compile(rf"(?:<i>|<b>|[“\"‘])*{_OPEN}[^{_CLOSE}]*{_CLOSE}(?:</i>|</b>|[”\"’])*[.,]*\s*")
_NUMBER = re.compile(r"^((?:<sup>)?[\[(]?\d+[\])]?\.?(?:</sup>)?)\s*")
_LOW = re.compile(r"(?:^|(?<=[\s-]))[^\W\d_]")
_TAG = re.compile(r"</?(?:i|b|u|sub|sup|span)(?: [^<>]*)?>")
# Fields of an imported citation file that CSL has names for.
_EXTRA = {
    "volume": "volume",
    "number": "issue",
    "publisher": "publisher",
    "address": "publisher-place",
    "location": "publisher-place",
    "series": "collection-title",
    "edition": "edition",
}
_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>References</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
p { margin: 0 0 .6rem; padding-left: 2rem; text-indent: -2rem; overflow-wrap: anywhere; }
</style>
</head>
<body>
"""
_END = "</body>\n</html>\n"


class Style:
    """One CSL style, read from the bytes of its file. InvalidValueError when it is none."""

    def __init__(self, source: bytes, name: str) -> None:
        _refuse_document_type(source, name)
        self._source = source
        style = _parsed(source, name)
        if style.root.find(".//{*}link[@rel='independent-parent']") is not None and not (
            style.has_bibliography()
        ):
            raise InvalidValueError(
                f"{name} only points to another style.", "Take the style that it names as parent."
            )
        if not style.has_bibliography():
            raise InvalidValueError(f"{name} formats no bibliography.", "Take another style.")
        locale = style.root.get("default-locale") or "en-US"
        # American typesetting has commas and full stops inside of quotation marks.
        self._inside_quotes = locale == "en-US"
        self._name = name

    def entries(self, papers: Sequence[Paper], step: Step | None = None) -> list[str]:
        """The formatted entries as HTML, in the style's order; numbered ones in that of ``papers``.

        ``step`` is told how many entries of how many are done and may raise.
        """
        with _usable(self._name):
            return self._entries(papers, step)

    def _entries(self, papers: Sequence[Paper], step: Step | None) -> list[str]:
        from citeproc import formatter

        style = _parsed(self._source, self._name)  # it keeps state between runs
        items = {f"p{paper.id}": _item(paper.bib) for paper in papers}
        # Sorted by plain text: neither tags nor marks are a part of a name.
        names = {key: item | {"title": _unmarked(item["title"])} for key, item in items.items()}
        sorter = _bibliography(style, names, formatter.plain, step)
        sorter.sort()
        ordered = {cite.key: items[cite.key] for cite in sorter.items}
        bibliography = _bibliography(style, ordered, formatter.html)
        layout = style.root.bibliography.layout
        aligned = style.root.bibliography.get("second-field-align") is not None
        made = []
        for done, cite in enumerate(bibliography.items):
            if step is not None:
                step(done, len(ordered))
            text = "".join(map(str, layout.render_bibliography([cite])))
            made.append(self._mended(text, aligned=aligned))
        return made

    def _mended(self, text: str, *, aligned: bool) -> str:
        """What the processor leaves undone: see ``_SIGNS``; a blank after the number; quotes."""
        first = _TITLE.search(text)
        if first is not None:  # the title stood in for the authors: it is not said again
            kept = (text[: first.end()] + _TITLE.sub("", text[first.end() :])).rstrip()
            text = kept if kept[-1:] == text[-1:] else kept + text[-1:].strip(kept[-1:])
        text = re.sub(rf"([.?!]){_CLOSE}((?:</i>|[”\"])*)\.", rf"\1{_CLOSE}\2", text)
        text = re.sub(r"(?<!\.)\.((?:</i>|</b>)?)\s?\.(?!\.)", r".\1", _unmarked(text))
        text = re.sub(r"([?!])((?:</i>|</b>)?)\.(?=\s|$)", r"\1\2", text)
        if aligned:
            text = _NUMBER.sub(r"\1 ", text)
        if self._inside_quotes:
            text = re.sub(r"([.?!])”[.,]", r"\1”", text)
            text = re.sub(r"”([.,])", r"\1”", text)
        return text.replace("ArXiv", "arXiv").translate(_SHOW).strip()


def write_text(entries: Sequence[str]) -> str:
    """Formatted entries as plain text, one a line."""
    return "".join(unescape(_TAG.sub("", entry)) + "\n" for entry in entries)


def write_page(entries: Sequence[str]) -> str:
    """Formatted entries as an HTML page that needs nothing else."""
    return _HEAD + "".join(f"<p>{entry}</p>\n" for entry in entries) + _END


class _Watched(list[Any]):
    """A list that tells each pass over it, so that sorting by a style can be cancelled."""

    def __init__(self, items: Sequence[Any], step: Step | None) -> None:
        super().__init__(items)
        self._step = step

    def __iter__(self) -> Iterator[Any]:
        for done, item in enumerate(super().__iter__()):
            if self._step is not None:
                self._step(done, len(self))
            yield item


def _refuse_document_type(source: bytes, name: str) -> None:
    """lxml expands the entities that a document type declares, in whatever encoding it stands."""
    from lxml import etree

    safe = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        document = etree.parse(BytesIO(source), safe)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InvalidValueError(f"{name} cannot be read as a CSL style: {error}.") from error
    if document.docinfo.internalDTD is not None:
        raise InvalidValueError(f"{name} declares a document type, which no style needs.")


@contextmanager
def _usable(name: str) -> Iterator[None]:
    """A style that asks for what does not exist fails anywhere inside the processor."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError,
            NotImplementedError, AssertionError, NameError) as error:  # fmt: skip
        raise InvalidValueError(
            f"{name} is not a sound CSL style.", "Take another style, or a sound copy of it."
        ) from error


def _parsed(source: bytes, name: str) -> CitationStylesStyle:
    from citeproc import CitationStylesStyle

    try:
        style = CitationStylesStyle(BytesIO(source), validate=False)
        _settle_initials(style.root)
        return style
    except SyntaxError as error:  # what the XML parser raises
        raise InvalidValueError(f"{name} cannot be read as a CSL style: {error}.") from error
    except (AttributeError, ValueError) as error:
        raise InvalidValueError(f"{name} is not a CSL style.") from error


def _settle_initials(root: Any) -> None:  # noqa: ANN401
    """Where a style sets initials for all names but some, give each name element its own setting.

    The processor knows nothing of ``initialize="false"``, by which a style keeps given names whole.
    """
    names = root.findall(".//{*}name")
    if all(element.get("initialize") != "false" for element in names):
        return
    initials = root.attrib.pop("initialize-with", "")
    for element in names:
        if element.get("initialize") == "false":
            element.attrib.pop("initialize-with", None)
        elif element.get("initialize-with") is None:
            element.set("initialize-with", initials)


def _bibliography(
    style: CitationStylesStyle,
    items: Mapping[str, Mapping[str, object]],
    markup: ModuleType,
    step: Step | None = None,
) -> CitationStylesBibliography:
    """All ``items`` cited once, in their order. (``register`` would search all keys for each.)"""
    from citeproc import Citation, CitationItem, CitationStylesBibliography
    from citeproc.source.json import CiteProcJSON

    source = CiteProcJSON([{**item, "id": key} for key, item in items.items()])
    bibliography = CitationStylesBibliography(style, source, markup)
    cites = [CitationItem(key) for key in items]
    Citation(cites).bibliography = bibliography
    bibliography.keys = list(items)
    bibliography.items = _Watched(cites, step)
    return bibliography


def _unmarked(text: str) -> str:
    return text.replace(_HYPHEN, "-").replace(_OPEN, "").replace(_CLOSE, "")


def _item(bib: Bibliography) -> dict[str, Any]:
    """The paper as the processor reads it (CSL-JSON's names)."""
    title = _HYPHENATED.sub(_HYPHEN, _text(bib.title))
    preprint = not bib.venue or is_preprint_venue(bib.venue)
    item: dict[str, Any] = {
        "type": "article" if preprint and bib.arxiv_id else to_csl(bib),
        "title": title if bib.authors else f"{_OPEN}{title}{_CLOSE}",
        "author": [_name(name) for name in csl_names(bib.authors)],
        "issued": csl_date(bib),
        "container-title": "" if preprint else _text(bib.venue),
        "page": _text(bib.pages),
        "DOI": _text(bib.doi),
        "URL": _text(
            public_url(bib) or (f"https://arxiv.org/abs/{bib.arxiv_id}" if bib.arxiv_id else "")
        ),
    }
    if preprint and bib.arxiv_id:
        item |= {"number": f"arXiv:{bib.arxiv_id}", "publisher": "arXiv"}
    for name, csl in _EXTRA.items():
        value = bib.extra.get(name)
        if isinstance(value, str) and not item.get(csl):
            item[csl] = _text(value)
    return {name: value for name, value in item.items() if value or name == "title"}


def _name(parts: Mapping[str, str]) -> dict[str, str]:
    """A name as the processor can take its initials: it makes ``J.-. ichiro .`` of Jun-ichiro.

    Scripts without capitals have none. Chinese, Japanese and Korean names stand whole, as written.
    """
    name = {part: _text(text) for part, text in parts.items()}
    given, family = name.get("given", ""), name.get("family", "")
    if given and family and given.lower() == given.upper():
        return {"literal": Name(given=given, family=family).display}
    if "given" in name:
        name["given"] = _LOW.sub(lambda match: match[0].upper(), name["given"])
    return name


def _text(text: str) -> str:
    return readable(clean(text)).translate(_PRIVATE).translate(_HIDE)
