"""Keys as they stand in a text."""

from __future__ import annotations

import pytest

from readlist.domain.errors import InvalidValueError
from readlist.formats.citing import COMMANDS, KEYS, PANDOC, TYPST, cite_text


@pytest.mark.parametrize("command", [one for one in COMMANDS if one.startswith("\\")])
def test_latex_commands(command: str) -> None:
    assert cite_text(["b2020", "a2019"], command) == command + "{b2020,a2019}"


def test_other_languages() -> None:
    # Forms: pandoc's manual "Citation syntax", Typst's reference "label".
    assert cite_text(["a", "b"], PANDOC) == "[@a; @b]"
    assert cite_text(["DBLP:conf/nips/V17", "x..y", "z."], PANDOC) == (
        "[@DBLP:conf/nips/V17; @{x..y}; @{z.}]"
    )
    assert cite_text(["a", "b"], TYPST) == "@a @b"
    assert cite_text(["DBLP:a/b", "c."], TYPST) == '#cite(label("DBLP:a/b")) #cite(label("c."))'
    assert cite_text(["a", "b"], KEYS) == "a,b"


def test_nothing_and_nonsense() -> None:
    assert cite_text([], r"\cite") == ""
    for command in ("", "cite", r"\cite{x}", r"\input{/etc/passwd}\cite", "\\cite\n"):
        with pytest.raises(InvalidValueError):
            cite_text(["a"], command)
