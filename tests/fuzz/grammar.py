"""Makes hostile inputs that are well formed: the readers get past the first sign of them.

Documents of JSON and XML are real ones in which values are put in each other's places; what has a
small grammar of its own is written by it. The same random numbers give the same input everywhere.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random

from tests.fuzz.mutation import HOSTILE

Grammar = Callable[[Random, bytes], bytes]  # from one of the target's seeds
_WORDS = ("a", "Deep", "of", "GPT-4", "2023", "théorie", "漢字", "\\'e", "$x^2$", "et al.", "and")
_TEXTS = (*_WORDS, *(one.decode("utf-8", "replace") for one in HOSTILE))
_VALUES: tuple[object, ...] = (
    None, True, False, 0, -1, 2**63, 10**40, 1e308, -0.5, "", " ", [], {}, [[]], [None], [[[]]],
    {"": ""}, {"title": "T"}, ["a", 1, None], {"date-parts": [[]]}, {"date-parts": [["x", 13]]},
    "2023-02-30", "9" * 50, "\u202e", "\ud800",
)  # fmt: skip
_DEEPEST = 6


def text(random: Random) -> str:
    """Some words, of which some are hostile."""
    source = _TEXTS if random.random() < 0.5 else _WORDS
    return " ".join(random.choice(source) for _ in range(random.randint(0, 6)))


def _value(random: Random) -> object:
    return text(random) if random.random() < 0.5 else deepcopy(random.choice(_VALUES))


def _nodes(value: object) -> list[tuple[dict[str, object] | list[object], str | int]]:
    """All places in a document."""
    found: list[tuple[dict[str, object] | list[object], str | int]] = []
    if isinstance(value, dict):
        for key, part in value.items():
            found += [(value, key), *_nodes(part)]
    elif isinstance(value, list):
        for place, part in enumerate(value):
            found += [(value, place), *_nodes(part)]
    return found


def _shuffled(random: Random, document: object) -> object:
    """A document with values put in others' places, taken out, or said twice."""
    for _ in range(random.randint(1, 12)):
        nodes = _nodes(document)
        if not nodes:
            break
        holder, key = random.choice(nodes)
        other, place = random.choice(nodes)
        new = _value(random) if random.random() < 0.6 else json.loads(json.dumps(other[place]))  # type: ignore[index]
        match random.randrange(6):
            case 0 if isinstance(holder, dict):
                del holder[str(key)]
            case 1 if isinstance(holder, dict):
                holder[text(random)] = new
            case 2 if isinstance(holder, list):
                holder.insert(int(key), new)
            case _:
                holder[key] = new  # type: ignore[index]
    return document


def _short(value: object) -> object:
    """A document whose lists are short, so that many can be tried."""
    if isinstance(value, dict):
        return {key: _short(part) for key, part in value.items()}
    return [_short(part) for part in value[:3]] if isinstance(value, list) else value


def from_json(random: Random, seed: bytes) -> bytes:
    """A real document of JSON with other values."""
    try:
        document = json.loads(seed)
    except ValueError:
        document = {"papers": [{"title": "T", "authors": ["A B"]}]}
    made = json.dumps(_shuffled(random, _short(document)), ensure_ascii=random.random() < 0.5)
    return made.encode("utf-8", "surrogatepass")


_PROPS = re.compile(r'data-props="([^"]{50,})"')


def from_html(random: Random, seed: bytes) -> bytes:
    """A real page whose data has other values, or a page of cards."""
    page = seed.decode("utf-8", "replace")
    for match in _PROPS.finditer(page):
        try:
            document = json.loads(html.unescape(match[1]))
        except ValueError:
            continue
        if "dailyPapers" in document:
            made = html.escape(json.dumps(_shuffled(random, _short(document))))
            return f'<html><div data-target="DailyPapers" data-props="{made}"></div>'.encode()
    cards = (f"<h3><a href='/papers/2301.{random.randint(0, 99999):05}'>{text(random)}</a></h3>"
             for _ in range(random.randint(0, 8)))  # fmt: skip
    return f"<html><body>{'<div>'.join(cards)}".encode("utf-8", "replace")


_BETWEEN = re.compile(r">([^<>]*)<")


def from_xml(random: Random, seed: bytes) -> bytes:
    """A real document whose texts are others."""

    def put(match: re.Match[str]) -> str:
        return f">{html.escape(text(random))}<" if random.random() < 0.1 else match[0]

    return _BETWEEN.sub(put, seed.decode("utf-8", "replace")).encode("utf-8", "replace")


_TYPES = ("article", "inproceedings", "misc", "string", "comment", "preamble", "phdthesis", "xdata")
_FIELDS = (
    "title", "author", "editor", "year", "date", "month", "journal", "booktitle", "eprint", "doi",
    "url", "keywords", "note", "crossref", "xdata", "pages", "abstract", "groups", "file", "a b",
)  # fmt: skip


def bibtex(random: Random, _seed: bytes) -> bytes:
    """Entries, whose braces close but for now and then."""
    lines = []
    for number in range(random.randint(1, 5)):
        fields = "".join(f",\n  {random.choice(_FIELDS)} = {_bib_value(random, number)}"
                         for _ in range(random.randint(0, 6)))  # fmt: skip
        key = random.choice((f"k{number}", text(random)[:20], ""))
        end = random.choice("}})")
        lines.append(f"@{random.choice(_TYPES)}{'(' if end == ')' else '{'}{key}{fields}\n{end}\n")
    return "\n".join(lines).encode("utf-8", "replace")


def _bib_value(random: Random, number: int) -> str:
    inside = text(random)
    if random.random() < 0.7:
        inside = inside.replace("{", "").replace("}", "")
    deep = random.choice((0, 0, 1, 3, 60))
    braced = "{" * deep + inside + "}" * deep
    forms = (f"{{{braced}}}", f'"{braced}"', f"k{number} # {{{inside}}} # jan", "2023", "k0", "")
    return random.choices(forms, (6, 3, 1, 1, 1, 1))[0]


def ris(random: Random, _seed: bytes) -> bytes:
    """Records of known and unknown tags."""
    tags = (
        "TI",
        "T1",
        "AU",
        "A2",
        "PY",
        "DA",
        "JO",
        "AB",
        "KW",
        "N1",
        "DO",
        "UR",
        "SP",
        "ID",
        "XX",
    )
    lines = []
    for _ in range(random.randint(1, 4)):
        lines.append(f"TY  - {random.choice(('JOUR', 'CONF', 'GEN', text(random)))}")
        lines += [f"{random.choice(tags)}  - {text(random)}" for _ in range(random.randint(0, 9))]
        lines += ["ER  - ", ""] if random.random() < 0.8 else [text(random)]
    return random.choice(("\n", "\r\n")).join(lines).encode("utf-8", "replace")


_NAMES = ("title", "author", "tag", "list", "is", "published", "added", "rating", "missing", "id")


def query(random: Random, _seed: bytes) -> bytes:
    """A query of all that the language has."""
    return _query(random, _DEEPEST).encode("utf-8", "replace")


def _query(random: Random, depth: int) -> str:
    word = random.choice(("deep*", '"a b"', text(random), "2023..", ">3", "7d", "..2023-01", "x"))
    match random.randrange(7 if depth else 2):
        case 0:
            return word
        case 1:
            return f"{random.choice(_NAMES)}:{word}"
        case 2:
            return f"({_query(random, depth - 1)})"
        case 3:
            return f"{random.choice(('-', 'NOT '))}{_query(random, depth - 1)}"
        case _:
            joint = random.choice((" ", " OR ", " AND ", " AND NOT "))
            return _query(random, depth - 1) + joint + _query(random, depth - 1)


def latex(random: Random, _seed: bytes) -> bytes:
    """Commands, accents and formulas within each other."""
    return _latex(random, _DEEPEST).encode("utf-8", "replace")


def _latex(random: Random, depth: int) -> str:
    inside = _latex(random, depth - 1) if depth else text(random)
    again = _latex(random, depth - 1) if depth and random.random() < 0.4 else text(random)
    forms = (
        f"{inside} {again}", f"{{{inside}}}", f"${inside}$", f"\\frac{{{inside}}}{{{again}}}",
        f"\\textbf{{{inside}}}", f"\\'{{{inside}}}", f"x_{{{inside}}}^{{{again}}}", f'"{inside}"',
        f"\\begin{{a}}{inside}\\end{{a}}", f"\\text {inside}\\\\{again}", f"\\({inside}\\)",
    )  # fmt: skip
    return random.choice(forms)


def pattern(random: Random, _seed: bytes) -> bytes:
    """Fields and filters of a key pattern."""
    fields = ("auth", "year", "title", "authors3", "authEtAl", "shorttitle5", "journal", "doi", "x")
    filters = ("lower", "upper", "abbr", "(none)", "camel", "skipwords", "fold", "regex(a)", "12")
    parts = []
    for _ in range(random.randint(1, 6)):
        chosen = "".join(f":{random.choice(filters)}" for _ in range(random.randint(0, 3)))
        parts.append(f"[{random.choice(fields)}{chosen}]" + random.choice(("", "-", "é", "{", "|")))
    return "".join(parts).encode()


def page(random: Random, _seed: bytes) -> bytes:
    """The lines of a page in an order that none has."""
    lines = [
        random.choice((
            text(random), "Published on Nov 24, 2023", "· 3 authors", "Submitted by", "Upvote",
            str(random.randint(0, 10**6)), "1 comment", "Daily Papers", "Nov 24", "",
            f"We {text(random)}. " * random.randint(1, 20),
        ))
        for _ in range(random.randint(1, 40))
    ]  # fmt: skip
    return "\n".join(lines).encode("utf-8", "replace")


def markdown(random: Random, _seed: bytes) -> bytes:
    """Links, pictures, lists, tables and HTML within each other."""
    return _markdown(random, _DEEPEST).encode("utf-8", "replace")


def _markdown(random: Random, depth: int) -> str:
    inside = _markdown(random, depth - 1) if depth else text(random)
    schemes = ("file:///etc/x", "https://x.org/a", "javascript:x", "data:image/png;base64,eA==",
               ":/a", "//x/y", "\\\\x\\y", "doi:10.1/a", "<a b>", "smb://x", "b")  # fmt: skip
    to = random.choice(schemes)
    forms = (
        f"![{inside}]({to})", f"[{inside}]({to} 'x')", f"[{inside}][b]\n\n[b]: {to}", f"<{to}>",
        f"![{inside}][b]\n\n[b]: <{to}>", f"- {inside}\n", f"> {inside}\n\n", f"| {inside} | b |\n"
        f"|---|---|\n| ![a]({to}) | c |\n", f"<img src='{to}'>{inside}", f"# {inside}\n",
        f"<style>@import url({to})</style>{inside}", f"`{inside}`", f"1. {inside}\n   - {inside}\n",
        f"*{inside}* ~~{inside}~~ **{to}**", f"<a href='{to}'>{inside}</a>",
    )  # fmt: skip
    return random.choice(forms)


def grammars() -> dict[str, Sequence[Grammar]]:
    """What makes inputs for each target, by its name."""
    return {
        "text": [page], "html": [from_html], "whole html": [from_html], "site-json": [from_json],
        "readlist-json": [from_json], "csl-json": [from_json], "bibtex": [bibtex], "ris": [ris],
        "any file": [bibtex, ris, from_json, page], "round trip": [bibtex, ris], "query": [query],
        "key pattern": [pattern], "latex": [latex], "arxiv": [from_xml], "crossref": [from_json],
        "semantic scholar": [from_json], "hugging face": [from_json], "options": [from_json],
        "style": [from_xml], "note": [markdown], "words": [latex],
    }  # fmt: skip
