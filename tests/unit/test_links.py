"""Addresses in abstracts; the cases stand in the seeds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.links import code_links, links


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("Code: https://github.com/a/b.", ["https://github.com/a/b"]),
        ("(https://wuw2019.github.io/R-AMT/).", ["https://wuw2019.github.io/R-AMT/"]),
        ("{\\small \\url{ https://github.com/y/P}}, by", ["https://github.com/y/P"]),
        (
            "at~https://github.com/M/S{https://github.com/M/S\\_M.",
            ["https://github.com/M/S", "https://github.com/M/S_M"],
        ),
        ("found at github.com/edwardjhu/TP4.", ["https://github.com/edwardjhu/TP4"]),
        ("see https://en.org/wiki/A_(b), ok", ["https://en.org/wiki/A_(b)"]),
        ("mail me@github.com or a.github.com/x", []),
        ("no address here, e.g. in Sec. 3.1/2.io", []),
    ],
)
def test_addresses(text: str, urls: list[str]) -> None:
    found = links(text)
    assert [link.url for link in found] == urls
    for link in found:
        assert text[link.start : link.end].replace("\\", "") in link.url


def test_code_links_are_the_ones_to_code() -> None:
    text = (
        "https://github.com/a/b and https://huggingface.co/papers/2401.00001, "
        "https://huggingface.co/apple/OpenELM, https://github.com/a/b, https://ibm.biz/BdKhLa, "
        "https://github.com/"
    )
    assert code_links(text) == ("https://github.com/a/b", "https://huggingface.co/apple/OpenELM")


@given(st.text(alphabet=st.sampled_from("htps:/.()[]{}www github.com_\\~,")))
def test_links_lie_in_their_text(text: str) -> None:
    for link in links(text):
        assert 0 <= link.start < link.end <= len(text)
