"""What BibTeX and BibLaTeX files may hold beside plain fields."""

from __future__ import annotations

import pytest

from readlist.domain.dates import PartialDate
from readlist.domain.drafts import Entry, Extras, ParsedDump
from readlist.domain.papers import Status
from readlist.domain.people import Name
from readlist.formats.readers import parse_bibtex


def read(text: str) -> ParsedDump:
    return parse_bibtex(text.encode(), "x.bib")


def one(fields: str, kind: str = "article") -> Entry:
    (entry,) = read(f"@{kind}{{k, title = {{T}}, {fields}}}").entries
    return entry


def extras(fields: str) -> Extras:
    found = one(fields).extras
    assert found is not None
    return found


def test_macros_are_put_together() -> None:
    dump = read(
        '@string{jn = "Journal of"}\n@STRING(ml = jn # { Machine } # "Learning")\n'
        '@article{k, title = "On " # {the } # x, journal = ML # ", Part " # 2, month = "10~" # jun,'
        "\n  year = 2019, number = 7}"
    )
    (entry,) = dump.entries
    assert entry.bib.title == "On the x"  # a macro that nobody defined stands for itself
    assert entry.bib.venue == "Journal of Machine Learning, Part 2"
    assert entry.bib.published == PartialDate(2019, 6, 10)
    assert entry.bib.extra["number"] == "7"
    assert dump.doubtful == ()


@pytest.mark.parametrize(
    ("fields", "published", "kept"),
    [
        ("date = {2020-05-06/2020-05-09}", PartialDate(2020, 5, 6), {"date"}),
        ("date = {2020-05~}", PartialDate(2020, 5), {"date"}),
        ("date = {2020-21}", PartialDate(2020), {"date"}),  # spring
        ("date = {2020-02-30}", PartialDate(2020, 2), {"date"}),
        ("date = {2020-05-06T10:00:00}", PartialDate(2020, 5, 6), {"date"}),
        ("date = {2020}", PartialDate(2020), set()),
        ("year = {2019}, month = {June}, day = 3", PartialDate(2019, 6, 3), set()),
        ("year = {2019}, month = {06}", PartialDate(2019, 6), set()),
        ("year = {2019}, month = {jul # {--} # aug}", PartialDate(2019, 7), {"month"}),
        ("year = {{2019}}", PartialDate(2019), set()),
        ("year = {2019/2020}", PartialDate(2019), {"year"}),
        ("year = {c2015}", PartialDate(2015), {"year"}),
        ("year = {in press}", None, {"year"}),
        ("year = {20199}", None, {"year"}),
        ("year = {0000}", None, {"year"}),
    ],
)
def test_dates(fields: str, published: PartialDate | None, kept: set[str]) -> None:
    entry = one(fields)
    assert entry.bib.published == published
    assert set(entry.bib.extra) == kept


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("{\\'E}mile Zola", Name(given="Émile", family="Zola")),
        (
            "de la Cruz, Jr., Juan",
            Name(given="Juan", family="Cruz", particle="de la", suffix="Jr."),
        ),
        ("Smith, PhD, Ann", Name(given="Ann", family="Smith", suffix="PhD")),
        ("{NASA, Inc.}", Name(literal="NASA, Inc.")),
        ('{\\"O}zt{\\"u}rk, Ay{\\c s}e', Name(given="Ayşe", family="Öztürk")),
        ("Ludwig {van Beethoven}", Name(given="Ludwig", family="Beethoven", particle="van")),
        (
            "family=Ruijter, given=Ludo, prefix=de, useprefix=true",
            Name(given="Ludo", family="Ruijter", particle="de"),
        ),
        ("others", Name(literal="others")),
        ("{}", None),
        (",", None),
    ],
)
def test_names(author: str, name: Name | None) -> None:
    entry = one(f"author = {{{author}}}")
    assert entry.bib.authors == ((name,) if name else ())


@pytest.mark.parametrize(
    ("fields", "category"),
    [
        ("eprint = {1706.03762v7}, archivePrefix = {arXiv}, primaryClass = {cs.CL}", "cs.CL"),
        ("eprint = {arXiv:1706.03762 [cs.CL]}", "cs.CL"),
        ("journal = {arXiv preprint arXiv:1706.03762}", ""),
        ("journal = {CoRR abs/1706.03762}", ""),
        ("note = {arXiv:1706.03762 [cs]}, publisher = {arXiv}", "cs"),
        ("number = {arXiv:1706.03762}, publisher = {arXiv}", ""),
        ("doi = {10.48550/arXiv.1706.03762}", ""),
        ("url = {http://arxiv.org/abs/1706.03762v7}", ""),
    ],
)
def test_arxiv_ids(fields: str, category: str) -> None:
    bib = one(fields, "misc").bib
    assert (bib.arxiv_id, bib.primary_category, bib.venue) == ("1706.03762", category, "")
    assert bib.extra == {}


def test_what_is_no_arxiv_id() -> None:
    bib = one("eprint = {20099996}, eprinttype = {jstor}, number = {1706.03762}").bib
    assert bib.arxiv_id == ""
    assert set(bib.extra) == {"eprint", "eprinttype", "number"}


def test_a_title_with_a_subtitle_and_one_of_a_book() -> None:
    (entry,) = read("@online{k, title = {One}, subtitle = {Two}}").entries
    assert entry.bib.title == "One: Two"
    (book,) = read("@book{k, booktitle = {{Only This}}}").entries
    assert book.bib.title == "Only This"


def test_xdata_and_parents_of_parents() -> None:
    dump = read(
        "@inproceedings{a, title = {A}, crossref = {P}, url = {u}}\n"
        "@proceedings{p, title = {Proc}, xdata = {pub, gone}, doi = {10.1/p}}\n"
        "@xdata{pub, publisher = {ACM}, location = {New York}}\n"
        "@misc{m, title = {M}, crossref = {nowhere}}\n"
        "@misc{loop, title = {L}, crossref = {loop}}\n"
    )
    a, p, m, loop = dump.entries
    assert (a.bib.venue, a.bib.doi, a.bib.url) == ("Proc", "", "u")
    assert a.bib.extra == {"publisher": "ACM", "location": "New York"}
    assert p.bib.extra["publisher"] == "ACM"
    assert m.bib.extra == {"crossref": "nowhere"}
    assert loop.bib.extra == {}
    assert dump.warnings == (
        "Entries that take fields over from others, which are not in the file: "
        "p from gone (line 2), m from nowhere (line 4).",
    )
    assert dump.header_lines == 1


def test_keywords_notes_and_fields_that_stand_twice() -> None:
    found = extras(
        "keywords = {a > b; c, {d, e}}, annote = {One}, annote = {Two}, comment-ann = {3},"
        "mendeley-groups = {G/H}"
    )
    assert found.tags == ("a > b", "c", "d, e")
    assert [note["text"] for note in found.notes] == ["One", "Two", "3"]
    assert found.lists == ("G/H",)
    tree = read(
        "@misc{k, title={T}, keywords={a > b}}\n@comment{jabref-meta: databaseType:bibtex;}"
    )
    assert tree.entries[0].extras == Extras(tags=("a/b",))
    assert one("volume = {1}, volume = {2}, number = {}, number = {3}").bib.extra == {
        "volume": "1", "number": "3",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ("keywords = {rank4, prio1, x}", (Status.QUEUED, True, 4)),
        ("rating = {3}, read = {1}", (Status.READ, False, 3)),
        ("ranking = {rank5}, relevance = {relevant}", (None, True, 5)),
        ("ranking = {rank9}, readstatus = {maybe}", (None, False, 0)),
    ],
)
def test_states(fields: str, state: tuple[Status | None, bool, int]) -> None:
    found = extras(fields)
    assert (found.status, found.starred, found.rating) == state
    assert set(found.tags) <= {"x"}


def test_an_entry_without_a_key_and_broken_groups() -> None:
    dump = read(
        "@article{\n  author = {Ann Lee},\n  title = {Written by EndNote}\n}\n"
        "@comment{jabref-meta: grouping:\n0 AllEntriesGroup:;\n1 SearchGroup:Mine\\;0\\;x;\n"
        "1 KeywordGroup:Bad\\;0;\n99 StaticGroup:\\;;\n1 StaticGroup}\n"
    )
    assert [entry.bib.title for entry in dump.entries] == ["Written by EndNote"]
    assert dump.doubtful == ()
    assert dump.warnings == ("Groups that are searches make no lists: “Mine”, “Bad”.",)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"{\LaTeX} and {AND\slash OR}", "LaTeX and AND/OR"),
        (
            r"\texttt{foo\_bar} \href{http://x.org}{here} \url{http://x_y}",
            "foo_bar here http://x_y",
        ),
        (r"\enquote{a \emph{b}} 200\,{\mbox{$\mu$}}{J}", "“a b” 200 μJ"),
        (r"\~{\^e} \'{\i} \v s \c{c} \={1} \^{} \~{}", "ễ í š ç 1̄ ^ ~"),
        (r"H\textsubscript{2}O 10\textsuperscript{-3} \textsuperscript{th}", "H₂O 10⁻³ th"),
        (r"\(x^2\) and \ensuremath{\alpha} and $a \$ b$", r"$x^2$ and α and $a \$ b$"),
        (r"C:\data, {unclosed \emph{x", "C:data, unclosed x"),
        ("\\", "\\"),
    ],
)
def test_latex(written: str, text: str) -> None:
    from readlist.formats.readers_latex import decode

    assert decode(written) == text
