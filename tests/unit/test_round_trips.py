"""Papers through a file into an empty library: what each format holds comes back as it was.

The table of the manual (what becomes what) says which fields those are.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from readlist.domain.dates import PartialDate
from readlist.domain.export import OPTIONAL_FIELDS, ExportOptions
from readlist.domain.papers import Bibliography, Paper
from readlist.domain.people import Name
from readlist.formats.bibtex import NO_PAGES, has_organization
from readlist.formats.entry_types import biblatex_type, bibtex_type, entry_type
from readlist.formats.latex import clean
from readlist.formats.readers_latex_names import NAMED
from readlist.library import Library
from readlist.storage.reads_papers import papers as read_papers

SEEDS = Path(__file__).parents[2] / "seeds"
BIBTEX = ExportOptions(fields=frozenset(OPTIONAL_FIELDS), order="given")
OPTIONS = {
    "bibtex": BIBTEX,
    "bibtex-journal": replace(BIBTEX, arxiv="journal"),
    "bibtex-eprint": replace(BIBTEX, arxiv="eprint", protect_case=False),
    "biblatex": replace(BIBTEX, format="biblatex"),
    "biblatex-ascii": replace(BIBTEX, format="biblatex", ascii=True),
    "ris": replace(BIBTEX, format="ris"),
    "csl-json": replace(BIBTEX, format="csl-json"),
}
NOTES = ("Mine: 100%\n\n- one {x}\n  - two $y$ \\input{z}\n\nEnd", "A second one")
EXTRA = {
    "volume": "3", "number": "12", "note": "Best paper, 5% of $x^2$", "series": "A & B",
    "editor": "Lee, Ann and {Program Chairs}", "some_field": "x & y_z", "issn": "1234-567X",
}  # fmt: skip
# LaTeX has one spelling of an apostrophe and a quotation mark, and words for dashes.
SPELLINGS = (
    ("---", "—"), ("--", "–"), ("―", "—"), ("‒", "–"), ("“", "``"), ("”", "''"), ("’", "'"),
    ("‘", "`"), ("‐", "-"), ("‑", "-"), ("...", "…"),
)  # fmt: skip
PEOPLE = (
    {"given": "Laurens", "family": "Maaten", "particle": "van der"},
    {"given": "Martin Luther", "family": "King", "suffix": "Jr."},
    {"literal": "Gemini Team and Friends"},
    {"given": "Ayşe Nur", "family": "Öztürk-Çelik"},
    {"given": "Teven", "family": "Le Scao"},
    {"given": "Ngọc Châu", "family": "Nguyễn"},
    {"family": "Plato"},
    {"literal": "others"},
)


def enriched(number: int, paper: Mapping[str, object]) -> dict[str, object]:
    """The paper with what a citation can hold besides, other things for each."""
    chance = random.Random(number)  # noqa: S311
    more: dict[str, object] = {}
    date = str(paper.get("year") or 2000 + number % 26)
    precision = chance.randrange(3)
    date += f"-{chance.randint(1, 12):02d}" * (precision > 0)
    more["published"] = date + f"-{chance.randint(1, 28):02d}" * (precision > 1)
    if chance.random() < 0.6:
        more["arxiv_id"] = f"{chance.randint(1501, 1512)}.{number:05d}"
        more["primary_category"] = chance.choice(["cs.LG", "stat.ML", "physics.data-an"])
    values = {
        "doi": f"10.1145/{number}.a_b(c)<{number}>",
        "url": f"https://example.org/forum?id={number}&x=a_b%20c#~y",
        "pages": f"{number}-{number + 9}",
        "tags": ["theory/deep", "x, y", "50% & more", "Ünï"][number % 3 :],
        "notes": list(NOTES[: 1 + number % 2]),
        "extra": EXTRA,
        "organization": "Apple & Söhne",
        "entry_type": chance.choice(
            "article inproceedings phdthesis mastersthesis techreport book incollection".split()
        ),
    }
    more |= {name: value for name, value in values.items() if chance.random() < 0.4}
    if more.get("entry_type") and not paper.get("venue"):
        more["venue"] = "A Venue & Sons"
    return {**paper, **more, "id": number}


def seeds(library: Library) -> Iterator[dict[str, object]]:
    parsed, _ = library.importing.read(sorted(SEEDS.glob("*.txt")))
    titles: set[str] = set()
    for entry in (entry for dump in parsed for entry in dump.entries):
        if entry.bib.title not in titles:
            titles.add(entry.bib.title)
            names = random.Random(len(titles)).sample(PEOPLE[:-1], 3)  # noqa: S311
            yield {
                "title": entry.bib.title,
                "abstract": entry.bib.abstract,
                "authors": [*names, *PEOPLE[len(PEOPLE) - len(titles) % 2 :]],
            }


def corpus(path: Path) -> Iterator[dict[str, object]]:
    titles: set[str] = set()
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            title = " ".join(record["title"].split())
            if title.casefold() not in titles:
                titles.add(title.casefold())
                yield {**record, "title": title}


def filled(library: Library, papers: Iterator[dict[str, object]]) -> list[int]:
    """The library with these papers; their ids."""
    rows = [enriched(number, paper) for number, paper in enumerate(papers, start=1)]
    for row in rows:
        row.pop("year", None)
    document = {"format": "readlist", "version": 1, "papers": rows}
    parsed = library.importing.parse(json.dumps(document).encode(), "papers.json")
    result = library.importing.commit(library.importing.plan([parsed]))
    assert (result.papers_new, result.dumps[0].doubtful) == (len(rows), ())
    return library.papers.exists(list(range(1, len(rows) + 1)))


def by_key(library: Library, ids: list[int]) -> dict[str, Paper]:
    papers = read_papers(library._storage.read(), ids)
    return {paper.bib.citation_key: paper for paper in papers}


def round_trip(
    library: Library, ids: list[int], options: ExportOptions, folder: Path, rewritten: int = 0
) -> None:
    """Export, import into an empty library, compare; then once more, which changes nothing.

    ``rewritten`` is how many texts may differ, because LaTeX has no form of a character, or
    because maths that needs a package is written in maths that prints much the same without.
    """
    text = library.exporting.copy(ids, options).text
    with Library.open(folder, process="a test") as other:
        parsed = other.importing.parse(text.encode(), "x")
        assert parsed.doubtful == ()
        result = other.importing.commit(other.importing.plan([parsed]))
        assert (result.papers_new, result.dumps[0].skipped) == (len(ids), ())
        there = list(range(1, result.papers_total + 1))
        before, after = by_key(library, ids), by_key(other, there)
        assert before.keys() == after.keys()
        differing = [
            (key, name, was, now)
            for key in before
            for name, was, now in differences(before[key], after[key], options)
        ]
        texts = [field for field in differing if field[1] in ("title", "abstract", "authors")]
        assert [field for field in differing if field not in texts] == []
        assert len(texts) <= rewritten, texts[:5]
        again = other.exporting.copy(there, options).text
        assert again == text or rewritten or printed(again) == printed(text)


def differences(
    paper: Paper, other: Paper, options: ExportOptions
) -> Iterator[tuple[str, object, object]]:
    """Fields that differ although the format holds them."""
    was, now = facts(paper, options), facts(other, options)
    yield from ((name, was[name], now[name]) for name in was if was[name] != now[name])


def facts(paper: Paper, options: ExportOptions) -> dict[str, object]:
    """What a format holds of a paper, the same where it prints the same."""
    bib = paper.bib
    latex = options.format in ("bibtex", "biblatex")
    published = bib.published
    if options.format == "bibtex" and published:
        published = PartialDate(published.year, published.month)  # BibTeX has no day
    return {
        "title": printed(bib.title) if latex else bib.title,
        "abstract": printed(bib.abstract) if latex else bib.abstract,
        "authors": [tuple(map(printed, parts(name))) if latex else name for name in bib.authors],
        "published": published,
        "type": biblatex_type(bib) if options.format == "biblatex" else entry_type(bib),
        "extra": dict(bib.extra),
        "tags": sorted(tag.name for tag in paper.tags),
        "notes": [note.text for note in paper.notes],
        **{name: getattr(bib, name) for name in plain_fields(bib, options)},
    }


def plain_fields(bib: Bibliography, options: ExportOptions) -> list[str]:
    """The fields of one value that a format has."""
    names = "arxiv_id primary_category doi url venue citation_key pages organization".split()
    if options.format in ("bibtex", "biblatex"):  # some types have no field for these
        biblatex = options.format == "biblatex"
        article = options.arxiv == "journal"
        kind = biblatex_type(bib) if biblatex else bibtex_type(bib, preprint_as_article=article)
        names.remove("pages") if biblatex and kind in NO_PAGES else None
        names.remove("organization") if not has_organization(bib, kind) else None
    return names


def parts(name: Name) -> tuple[str, ...]:
    return (name.given, name.particle, name.family, name.suffix, name.literal)


def printed(text: str) -> str:
    """One spelling for what LaTeX prints the same: quotation marks, dashes, ligatures, symbols."""
    text = clean(text)  # with the accents that lost their way out of LaTeX
    text = re.sub("[ﬀ-ﬆ]", lambda match: unicodedata.normalize("NFKC", match[0]), text)
    for written, sign in SPELLINGS:
        text = text.replace(written, sign)
    return re.sub(r"\$\s*(?:\\([A-Za-z]+)|([^\x00-\x7f]))\s*\$", symbol, text)


def symbol(match: re.Match[str]) -> str:
    return match[2] or NAMED.get(match[1], match[0])


@pytest.mark.parametrize("name", OPTIONS)
def test_what_a_format_holds_comes_back(name: str, library: Library, tmp_path: Path) -> None:
    ids = filled(library, islice(seeds(library), 80))
    round_trip(library, ids, OPTIONS[name], tmp_path / "other")


@pytest.mark.slow
@pytest.mark.parametrize("name", OPTIONS)
def test_the_corpus_comes_back(
    name: str, library: Library, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    path = pytestconfig.getoption("corpus")
    if path is None:
        pytest.skip("needs --corpus")
    ids = filled(library, corpus(path))
    latex = OPTIONS[name].format in ("bibtex", "biblatex")
    cleaned = 20  # control characters and remnants of HTML in texts and names
    round_trip(
        library, ids, OPTIONS[name], tmp_path / "other", len(ids) // 80 if latex else cleaned
    )
