"""TeX remnants as they are shown."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.formats.daily_text import parse_text
from readlist.formats.readable import readable, readable_map

SEEDS = sorted((Path(__file__).parents[3] / "seeds").glob("*.txt"))


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("risk of mathcal{O}(mathcal{C_Phi/m} + 1)", "risk of O(C_Φ/m + 1)"),
        ("C_{Phicirc Psi} > C_Psi when m gg n", "C_(Φ∘ Ψ) > C_Ψ when m ≫ n"),
        ("the ell_1-loss", "the ℓ₁-loss"),
        ("``N:M'' Sparsity", "“N:M” Sparsity"),
        ("trainedx2013even, 138B token runx2014each", "trained–even, 138B token run—each"),
        ("softmax(XQK^top X^top)", "softmax(XQKᵀ Xᵀ)"),
        ("{\\small \\url{ https://github.com/a/b}}, by", "https://github.com/a/b, by"),
        ("be {it misaligned} with", "be misaligned with"),
        ("the \\overfeat network, \\model models", "the overfeat network, model models"),
        ("get\\_capital(X) by 2\\%", "get_capital(X) by 2%"),
        ("flips -- previously -- and 1--2", "flips – previously – and 1–2"),
        ("na\\\"ive, Fr\\'echet", "naïve, Fréchet"),
        ("at~https://a.b or Flamingo~flamingo", "at https://a.b or Flamingo flamingo"),
        ("our MP_{+} and MHC^3, 10^264", "our MP₊ and MHC³, 10²⁶⁴"),
        (r"$O(\frac{\sqrt{d}}{M})$ on $k$-means with $\gamma$", "O((√d)/M) on k-means with γ"),
        (r"$\mathbb{R}^n$", "ℝⁿ"),
        ("A &amp; B &lt; C", "A & B < C"),
    ],
)  # fmt: skip
def test_remnants(stored: str, shown: str) -> None:
    assert readable(stored) == shown


@pytest.mark.parametrize(
    "text",
    [
        "snake_case, file_1.txt, __init__, Flan-T5_XXL, RoBERTa_Large",
        "pay $5M to $10M, from $5 to $6 and $7",
        "run --help with C:\\Users\\x",
        "1M~60M parameters, ~10% faster",
        "improvements of {1.03%, 0.78%} on 0x2013",
        "10 000 times faster, for all times; alpha and beta testers",
        "don't touch 'single' or \"double\" quotes",
        "a sigma of ell and the circ of times gg",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert readable(text) == text


def test_seeds_show_no_remnants_and_keep_their_words() -> None:
    for path in SEEDS:
        for entry in parse_text(path.read_bytes(), path.name).entries:
            shown = readable(entry.bib.abstract)
            assert not any(
                sign in shown for sign in ("``", "mathcal", "x2013", "x2014", "\\", "ell_1")
            )
            letters = [w for w in entry.bib.abstract.split() if w.isalpha()]
            kept = set(shown.replace("–", " ").replace("—", " ").split())
            assert {w for w in letters if w not in ("gg", "circ", "Phicirc")} <= kept | {"at"}


@given(st.text(alphabet=st.sampled_from(string.ascii_letters + string.digits + " ,.;:!?()[]'\"/")))
def test_text_without_tex_is_unchanged(text: str) -> None:
    if not any(sign in text for sign in ("''", "x20", "gg", "ll")):
        assert readable(text) == text


SIGNS = st.lists(
    st.sampled_from(
        ["\\", "{", "}", "$", "``", "''", "`", "_", "^", "~", "--", "mathcal{", "\\frac{", "ell_1",
         "a", "B", "1", " ", "x2013", "\\alpha", "\\\"o", "{it ", "é", "😀", "&amp;", "gg"]
    ),
    max_size=60,
)  # fmt: skip


@given(SIGNS.map("".join))
def test_every_shown_character_has_its_place(text: str) -> None:
    shown, offsets = readable_map(text)
    assert len(shown) == len(offsets)
    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)
    for char, offset in zip(shown, offsets, strict=True):
        if char.isascii() and char.isalnum():
            assert char == text[offset] or text[offset] in "\\{&x" or char == "n"


def test_unchanged_parts_map_to_themselves() -> None:
    text = "We show that mathcal{O}(n) is ``tight''."
    shown, offsets = readable_map(text)
    at = shown.index("tight")
    assert text[offsets[at] : offsets[at + 4] + 1] == "tight"
    assert shown == "We show that O(n) is “tight”."
