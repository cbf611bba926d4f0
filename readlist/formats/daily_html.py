"""The saved HTML of a Daily Papers page, and the site's own JSON answers, into entries."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.drafts import Entry, Page, ParsedDump
from readlist.domain.dumps import DumpKind
from readlist.domain.errors import KnownError
from readlist.domain.identity import normal_arxiv_id
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name, parse_name
from readlist.formats.daily_bytes import clean, decode, split_lines
from readlist.formats.json_scanner import Item, Scanner

_DEEPEST = 200
_ITEM_KEYS = ("dailyPapers", "searchResults", "papers")


def parse_html(
    raw: bytes, source: str, kind: DumpKind = DumpKind.HTML, modified: str = ""
) -> ParsedDump:
    """Read a saved page: the data that it carries for its script, else its visible cards.

    Raise KnownError when no paper is on it. All lines of markup count as header, the lines of
    the data (or of the cards) as entries.
    """
    text, warnings = decode(raw)
    text = "\n".join(split_lines(text))  # so that all below counts the same lines
    page = _PageReader()
    # Without close(): a construct that is never ended stops the reading, instead of being tried
    # again from each of its characters, which takes hours for a hostile file.
    page.feed(text[: text.rfind(">") + 1])
    found = _Found(1, 1, {}, [])
    if page.props is not None:
        found = page.props
    elif 'data-props="' in text:
        found = _salvage(text)
        warnings += (f"The page is cut or damaged: {len(found.items)} papers could be read.",)
    entries, problems = _entries(found.items, found.first_line, found.last_line)
    if not entries:
        entries = tuple(page.card_entries())
    if not entries:
        raise KnownError(
            "No paper was found on this page.",
            "Save the Daily Papers page itself (Ctrl+S in the browser) and import that.",
        )
    lines = text.count("\n") + 1 if text else 0
    places = {(e.first_line, e.last_line) for e in entries}  # all of the data's have the same
    owned = {n for first, last in places for n in range(first, last + 1) if n <= lines}
    return ParsedDump(
        kind=kind,
        sha256=hashlib.sha256(raw).hexdigest(),
        source=source,
        raw=raw,
        page_date=_iso_day(found.data.get("date") or found.data.get("dateString")),
        entries=entries,
        lines=lines,
        header_lines=lines - len(owned),
        entry_lines=len(owned),
        modified=modified,
        pages=(Page(page_date=_iso_day(found.data.get("date") or found.data.get("dateString")),
                    first_line=1, last_line=max(1, lines)),),
        warnings=warnings + problems,
    )  # fmt: skip


def parse_site_json(
    raw: bytes, source: str, items: list[object], modified: str, *, damaged: bool = False
) -> ParsedDump:
    """Read a saved answer of the site's own interface: a list of daily papers, or what could be
    read of a ``damaged`` one."""
    lines = max(1, len(split_lines(decode(raw)[0])))
    entries, problems = _entries(items, 1, lines)
    if damaged:
        told = f"The file is cut or damaged: {len(entries)} papers could be read."
        problems = (told, *problems)
    return ParsedDump(
        kind=DumpKind.JSON,
        sha256=hashlib.sha256(raw).hexdigest(),
        source=source,
        raw=raw,
        entries=entries,
        lines=lines,
        header_lines=0 if entries else lines,
        entry_lines=lines if entries else 0,
        modified=modified,
        pages=(Page(first_line=1, last_line=lines),),
        warnings=problems,
    )


def whole_items(text: str) -> list[object]:
    """The whole items of a JSON array that may be damaged."""
    found = Scanner(text).recovering({})
    return [item.value for item in found if isinstance(item, Item)]


def is_site_json(items: object, *, damaged: bool = False) -> bool:
    """Whether a JSON document is a list of daily papers as the site answers it; of what could be
    read of a ``damaged`` one half has to be such."""
    if not isinstance(items, list):
        return False
    like = sum(isinstance(one, dict) and isinstance(one.get("paper"), dict) for one in items)
    return like > 0 and like >= (len(items) / 2 if damaged else len(items))


@dataclass(slots=True)
class _Found:
    """The data of a page and the lines that hold it."""

    first_line: int
    last_line: int
    data: dict[str, object]
    items: list[object]


class _PageReader(HTMLParser):
    """Collects the page's data and, for want of it, the titles and ids of its cards."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.props: _Found | None = None
        self.cards: dict[str, tuple[list[str], int]] = {}
        self._heading = 0
        self._card = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("data-props") and self.props is None:
            self._read_props(values["data-props"] or "", values.get("data-target") or "")
        if tag in ("h1", "h2", "h3", "h4"):
            self._heading += 1
        match = re.fullmatch(
            r"(?:https://huggingface\.co)?/papers/([\w.-]+/?[\d.]*)", values.get("href") or ""
        )
        if tag == "a" and self._heading and match:
            self._card = match[1]
            self.cards.setdefault(self._card, ([], self.getpos()[0]))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h1", "h2", "h3", "h4"):
            self._heading = max(0, self._heading - 1)
        if tag == "a":
            self._card = ""

    def handle_data(self, data: str) -> None:
        if self._card:
            self.cards[self._card][0].append(data)

    def card_entries(self) -> Iterable[Entry]:
        """Entries of the cards: title and arXiv id, no abstract."""
        position = 0
        for identifier, (parts, line) in self.cards.items():
            title = _joined("".join(parts))
            if title:
                position += 1
                bib = Bibliography(title=title, arxiv_id=normal_arxiv_id(identifier))
                yield Entry(bib=bib, first_line=line, last_line=line, position=position)

    def _read_props(self, props: str, target: str) -> None:
        try:
            data = json.loads(props)
        except (ValueError, RecursionError):
            return
        items = _items_of(data)
        if items or target == "DailyPapers":
            first = self.getpos()[0]
            last = first + (self.get_starttag_text() or "").count("\n")
            self.props = _Found(first, last, data if isinstance(data, dict) else {}, items)


def _items_of(data: object) -> list[object]:
    if not isinstance(data, dict):
        return []
    for key in _ITEM_KEYS:
        items = data.get(key)
        if isinstance(items, list) and items and isinstance(items[0], dict):
            return items
    return []


def _salvage(text: str) -> _Found:
    """The whole items of data that are damaged or break off."""
    start = text.index('data-props="')
    data = html.unescape(text[start + len('data-props="') :])
    line = text.count("\n", 0, start) + 1
    match = re.search(rf'"(?:{"|".join(_ITEM_KEYS)})" *: *(?=\[)', data)
    items = whole_items(data[match.end() :]) if match else []
    head: dict[str, object] = {}
    day = re.search(r'"date" *: *"([^"]+)"', data[: match.start()] if match else "")
    if day:
        head["date"] = day[1]
    return _Found(line, line + text.count("\n", start), head, items)


def _entries(
    items: list[object], first: int, last: int
) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The papers of the page's data, and a sentence on each item that is none."""
    entries, problems = [], []
    for position, item in enumerate(items, 1):
        bib, comments = _read_item(item)
        if bib is None:
            problems.append(f"Item {position} of the page has no title and is left out.")
            continue
        authors = len(bib.authors)
        entries.append(
            Entry(
                bib=bib,
                first_line=first,
                last_line=last,
                position=position,
                comments=comments,
                date_text=str(bib.published or ""),
                authors_text=("1 author" if authors == 1 else f"{authors} authors")
                if authors
                else "",
            )
        )
    return tuple(entries), tuple(problems)


def _read_item(item: object) -> tuple[Bibliography | None, int | None]:
    if not isinstance(item, dict):
        return None, None
    inner = item.get("paper")
    paper = inner if isinstance(inner, dict) else item
    title = _text(paper.get("title")) or _text(item.get("title"))
    if not title:
        return None, None
    names = _names(paper.get("authors"))
    published = _iso_day(paper.get("publishedAt"))
    count = item.get("numComments")
    bib = Bibliography(
        title=title,
        abstract=_text(paper.get("summary")) or _text(paper.get("abstract")),
        published=PartialDate.parse(published) if published else None,
        published_source=DateSource.PAGE if published else DateSource.NONE,
        authors=names,
        authors_count=len(names) or None,
        arxiv_id=normal_arxiv_id(_text(paper.get("id"))),
    )
    return bib, count if isinstance(count, int) and not isinstance(count, bool) else None


def _names(authors: object) -> tuple[Name, ...]:
    names = []
    for author in authors if isinstance(authors, list) else []:
        name = author.get("name") if isinstance(author, dict) else author
        if _text(name):
            names.append(parse_name(_text(name)))
    return tuple(names)


def _text(value: object) -> str:
    return _joined(value) if isinstance(value, str) else ""


def _joined(text: str) -> str:
    """The text on one line: the site wraps titles and abstracts as arXiv does."""
    return " ".join(clean(text).split())


def _iso_day(value: object) -> str:
    """The day of an ISO time; "" when it is none."""
    if not isinstance(value, str):
        return ""
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        return ""
