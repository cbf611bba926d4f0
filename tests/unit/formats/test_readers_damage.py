"""Citation files damaged anywhere: nothing is raised, and what was not touched is still read."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.drafts import Entry, ParsedDump
from readlist.domain.errors import KnownError
from readlist.domain.export import Collection, ExportOptions
from readlist.formats.bibtex import write_bibtex
from readlist.formats.daily import parse
from readlist.formats.readers import parse_bibtex, parse_ris
from readlist.formats.readlist_json import write_json
from readlist.formats.writers import frame, write
from tests.unit.formats.papers import seed_papers
from tests.unit.formats.test_readers import adds_up

PAPERS_LINE = 4  # of Readlist JSON: it names the list of all papers
FILES = Path(__file__).parents[2] / "data" / "citations"
PAPERS = seed_papers()[:12]


def exported(options: ExportOptions) -> bytes:
    if options.format == "bibtex":
        return write_bibtex(PAPERS, options).text.encode()
    return frame([write(PAPERS, options).text], options).encode()


READERS: dict[str, tuple[Callable[[bytes, str], ParsedDump], bytes]] = {
    "jabref": (parse_bibtex, (FILES / "jabref_groups.bib").read_bytes()),
    "bibtex": (parse_bibtex, exported(ExportOptions())),
    "ris": (parse_ris, exported(ExportOptions(format="ris"))),
    "csl-json": (parse, exported(ExportOptions(format="csl-json"))),
    "readlist-json": (parse, write_json(Collection(papers=PAPERS)).encode()),
}
PUT_IN = st.sampled_from(
    [b"", b"{", b"}", b'"', b"@", b"\\", b",", b"=", b"#", b"$", b"(", b")", b"\n", b"\n@misc{",
     b"@comment{", b"ER  - \n", b"\nTY  - JOUR\n", b"[", b"]", b":", b"null", b"\xff", b"%", b"\r"]
) | st.binary(max_size=4)  # fmt: skip


def facts(entry: Entry) -> str:
    return repr((entry.bib, entry.extras and (entry.extras.tags, entry.extras.notes)))


@pytest.mark.parametrize("name", READERS)
@given(data=st.data())
def test_what_was_not_touched_is_still_read(name: str, data: st.DataObject) -> None:
    reader, raw = READERS[name]
    whole = reader(raw, "x.json")
    at = data.draw(st.integers(0, len(raw)), label="at")
    cut = data.draw(st.integers(0, 12), label="cut")
    put = data.draw(PUT_IN, label="put")
    first = raw[:at].count(b"\n") + 1
    last = raw[: at + cut].count(b"\n") + 1
    damaged = raw[:at] + put + raw[at + cut :]
    try:
        dump = reader(damaged, "x.json")
    except KnownError:  # it begins as a program or a picture does, or names no papers
        assert at == 0 or (name == "readlist-json" and first <= PAPERS_LINE)
        return
    assert adds_up(dump)
    if at < 3 and dump.kind is not whole.kind:  # it begins as another kind of file does
        return
    untouched = Counter(
        facts(entry)
        for entry in whole.entries
        if entry.last_line < first or entry.first_line > last
    )
    found = Counter(map(facts, dump.entries))
    if name != "readlist-json" or first > PAPERS_LINE:
        assert not untouched - found
    assert [entry.position for entry in dump.entries] == list(range(1, len(dump.entries) + 1))
    for block in dump.doubtful:  # the report points at the damage, or at what it broke up
        assert block.first_line <= dump.lines
    inside(dump)


def inside(dump: ParsedDump) -> None:
    assert all(1 <= e.first_line <= e.last_line <= dump.lines for e in dump.entries)
    assert all(1 <= b.first_line <= b.last_line <= dump.lines for b in dump.doubtful)


HOSTILE = {
    "braces": "{",
    "ats": "@",
    "entries": "@a{",
    "dollars": "$",
    "commas": ",",
    "quotes": '"',
    "backslashes": "\\",
    "names": "and ",
    "commands": "\\x{",
    "accents": "\\'",
    "lines": "\n@a{k,",
    "parentheses": "\\(",
    "groups": "1 ExplicitGroup:\\;",
}


def growth(sign: str, around: str) -> float:
    """How much longer the fourfold takes than the single, of the best of three."""

    def seconds(size: int) -> float:
        raw = around.replace("?", sign * (size // len(sign))).encode()
        best = []
        for _ in range(3):
            begin = time.process_time()
            for reader in (parse_bibtex, parse_ris):
                reader(raw, "x")
            best.append(time.process_time() - begin)
        return max(min(best), 0.002)

    return seconds(80_000) / seconds(20_000)


@pytest.mark.slow
@pytest.mark.parametrize("sign", HOSTILE)
@pytest.mark.parametrize(
    "around", ["?", "@misc{k, title = {?}}", "@misc{k, title = {\\x ?}, author = {?}, date = {?}}"]
)
def test_time_grows_with_the_size_alone(sign: str, around: str) -> None:
    # Twice the linear growth: a quadratic reader would need sixteen times as long.
    assert growth(HOSTILE[sign], around) < 9
