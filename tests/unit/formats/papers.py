"""Real papers of the seeds, and papers that are hard to write."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from readlist.domain.dates import PartialDate
from readlist.domain.keys import make_keys
from readlist.domain.papers import Bibliography, Note, Paper, Status, Tag
from readlist.domain.people import Name, parse_name
from readlist.formats.daily import parse

SEEDS = Path(__file__).parents[3] / "seeds"


@cache
def seed_papers() -> tuple[Paper, ...]:
    """The 220 papers of the five seeds, each once, with citation keys."""
    bibs: dict[str, Bibliography] = {}
    for path in sorted(SEEDS.glob("*.txt")):
        for entry in parse(path.read_bytes(), path.name).entries:
            bibs.setdefault(entry.bib.title, entry.bib)
    return with_keys([Paper(id=n, bib=bib) for n, bib in enumerate(bibs.values(), 1)])


def with_keys(papers: list[Paper]) -> tuple[Paper, ...]:
    keys = make_keys([(paper.id, paper.bib) for paper in papers], [])
    return tuple(
        replace(p, bib=replace(p.bib, citation_key=keys.get(p.id) or p.bib.citation_key))
        for p in papers
    )


def whole_paper() -> Paper:
    """A paper with everything that a citation can hold."""
    return Paper(
        id=7,
        bib=Bibliography(
            title="LLaVA-π: 50% of $O(n^2)$ & the Schrödinger bridge in 3D",
            abstract="First line.\n@misc{no, title={x}}\nSecond {line.",
            published=PartialDate(2023, 11, 24),
            authors=(
                parse_name("van der Maaten, Laurens"),
                Name(given="Martin Luther", family="King", suffix="Jr."),
                Name(literal="Gemini Team, Google and friends"),
                parse_name("Le Scao, Teven"),
            ),
            organization="Apple",
            arxiv_id="2311.02130",
            primary_category="cs.LG",
            doi="10.1000/a_b(c)%20<x>",
            url="https://example.org/~me/a_b?c=%20d&e={f}",
            citation_key="maaten2023",
            extra={"volume": "3", "file": "/home/me/secret.pdf", "weird": ["x"], "ris-c1": "y"},
        ),
        status=Status.READ,
        starred=True,
        tags=(Tag(id=1, name="theory/deep"), Tag(id=2, name="a, b")),
        notes=(Note(id=1, paper_id=7, text="Mine: 100%\n\n- x", created="", changed=""),),
    )


HARD_TITLES = (
    "mathcal{O}(mathcal{C_Phi/m}) and ``ell_1'' with \\model and \\url{}",
    "An unbalanced { brace, then } another }",
    "100% sure: \\input{/etc/passwd} & \\write18{rm}",
    "@article{fake, title = {inner}}",
    "Costs of $5 and $6, not $x^2$",
    "École 江常皓: ơ and ệ in İstanbul",
    "\u202eevil\u202c \u200bzero\x00 width",
    "Quotes \" and ' and ` and “these”",
    "\\",
    "}{",
    "É",
    "$",
)


def hard_papers() -> tuple[Paper, ...]:
    return with_keys(
        [
            Paper(
                id=n,
                bib=Bibliography(
                    title=title,
                    abstract=title,
                    authors=(Name(family=title, given="A"), Name(literal=title)),
                    published=PartialDate(2020),
                ),
            )
            for n, title in enumerate(HARD_TITLES, 1)
        ]
    )
