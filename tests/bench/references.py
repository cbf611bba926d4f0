"""The ordinary ways to search papers, to compare with: plain Whoosh, and SQLite's FTS5.

Both index title and abstract of the same papers and answer the same question: the 50 best and the
number of all, every word wanted, the last one perhaps only begun.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readlist.domain.query import And, Node, Not, Or, Phrase, Word, parse

if TYPE_CHECKING:
    from whoosh.fields import Schema

BEST = 50
# A paper's number, title and abstract.
Text = tuple[int, str, str]
_CACHE_KB = 64 * 1024
_WORD = re.compile(r"\w+")


class Fts5:
    """SQLite's FTS5 as an expert sets it up: Porter's stems, no second copy of the texts, merged
    to one segment, indexes of short beginnings, a hit in the title counting four times."""

    name = "fts5"

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "fts5.sqlite3")
        self._db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")

    def fill(self, papers: Sequence[Text]) -> float:
        """Index all papers; the seconds that it takes."""
        began = time.perf_counter()
        with self._db as db:
            db.execute(
                "CREATE VIRTUAL TABLE paper USING fts5(title, abstract, content='',"
                " tokenize='porter unicode61', prefix='1 2 3')"
            )
            db.executemany("INSERT INTO paper(rowid, title, abstract) VALUES(?, ?, ?)", papers)
            db.execute("INSERT INTO paper(paper) VALUES('optimize')")
            db.execute("INSERT INTO paper(paper, rank) VALUES('rank', 'bm25(4.0, 1.0)')")
        return time.perf_counter() - began

    def ask(self, query: str) -> tuple[list[int], int]:
        """The numbers of the best papers, best first, and how many papers there are."""
        # One statement for both takes a tenth less than two.
        best = self._db.execute(
            "SELECT rowid, count(*) OVER () FROM paper WHERE paper MATCH ? ORDER BY rank LIMIT ?",
            (fts5_text(query), BEST),
        ).fetchall()
        return [number for number, _ in best], best[0][1] if best else 0

    def __enter__(self) -> Fts5:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()


class PlainWhoosh:
    """Whoosh as its manual shows it: stemmed text fields, a plain loop of ``add_document`` with
    the default writer, one segment, BM25F, one searcher kept open."""

    name = "whoosh"

    def __init__(self, folder: Path) -> None:
        from whoosh.index import create_in, exists_in, open_dir

        path = folder / "whoosh"
        path.mkdir(exist_ok=True)
        self._index = open_dir(path) if exists_in(path) else create_in(path, _schema())
        self._searcher: Any = None

    def fill(self, papers: Sequence[Text]) -> float:
        """As Fts5.fill."""
        began = time.perf_counter()
        writer = self._index.writer()
        for number, title, abstract in papers:
            writer.add_document(number=number, title=title, abstract=abstract)
        writer.commit()
        return time.perf_counter() - began

    def ask(self, query: str) -> tuple[list[int], int]:
        """As Fts5.ask."""
        from whoosh.qparser import MultifieldParser

        if self._searcher is None:
            self._searcher = self._index.searcher()
        parser = MultifieldParser(["title", "abstract"], self._index.schema)
        results = self._searcher.search(parser.parse(whoosh_text(query)), limit=BEST)
        return [hit["number"] for hit in results], len(results)

    def __enter__(self) -> PlainWhoosh:
        return self

    def __exit__(self, *_: object) -> None:
        if self._searcher is not None:
            self._searcher.close()
        self._index.close()


def _schema() -> Schema:
    from whoosh.analysis import StemmingAnalyzer
    from whoosh.fields import STORED, TEXT, Schema

    text = TEXT(analyzer=StemmingAnalyzer())
    return Schema(number=STORED, title=text, abstract=text)


def fts5_text(query: str) -> str:
    """``query`` in FTS5's language."""
    return _Fts5Words().write(_question(query))


def whoosh_text(query: str) -> str:
    """``query`` in the language of Whoosh's parser."""
    return _WhooshWords().write(_question(query))


def _question(query: str) -> Node:
    """What the search box asks: a first letter behind other words restricts nothing yet."""
    root = parse(query).root
    if not isinstance(root, And):
        return root
    last = root.parts[-1]
    if isinstance(last, Word) and last.open and not last.field and len(last.text) == 1:
        return And(root.parts[:-1]) if len(root.parts) > 2 else root.parts[0]
    return root


class _Fts5Words:
    """Writes a question in FTS5's language; parts without a letter or digit are left out."""

    def write(self, node: Node) -> str:
        match node:
            case And(parts):
                return self._all(parts)
            case Or(parts):
                return f"({' OR '.join(filter(None, map(self.write, parts)))})"
            case Word(text, field, prefix, is_open):
                if is_open and len(text) == 1 and not field:
                    return f"({self._leaf(text, '', False)} OR {self._leaf(text, 'title', True)})"
                return self._leaf(text, field, prefix or is_open)
            case Phrase(text, field, prefix):
                return self._leaf(text, field, prefix)
        raise ValueError(f"{node} is not a question of words")

    def _all(self, parts: Sequence[Node]) -> str:
        wanted = filter(None, (self.write(x) for x in parts if not isinstance(x, Not)))
        unwanted = [self.write(x.part) for x in parts if isinstance(x, Not)]
        text = f"({' AND '.join(wanted)})"
        return f"({text} NOT ({' OR '.join(unwanted)}))" if unwanted else text

    def _leaf(self, text: str, field: str, prefix: bool) -> str:
        words = " ".join(_WORD.findall(text))
        if not words:
            return ""
        return (f"{field} : " if field else "") + f'"{words}"' + ("*" if prefix else "")


class _WhooshWords(_Fts5Words):
    """Writes a question in the language of Whoosh's parser."""

    def _all(self, parts: Sequence[Node]) -> str:
        wanted = filter(None, (self.write(x) for x in parts if not isinstance(x, Not)))
        unwanted = (f"NOT {self.write(x.part)}" for x in parts if isinstance(x, Not))
        return f"({' AND '.join((*wanted, *unwanted))})"

    def write(self, node: Node) -> str:
        if isinstance(node, Phrase):  # its parser knows no phrase that ends in a beginning
            words = " ".join(_WORD.findall(node.text))
            return (f"{node.field}:" if node.field else "") + f'"{words}"'
        return super().write(node)

    def _leaf(self, text: str, field: str, prefix: bool) -> str:
        words = _WORD.findall(text.lower())
        if not words:
            return ""
        if prefix:
            words[-1] += "*"
        return f"({' AND '.join(f'{field}:{word}' if field else word for word in words)})"
