"""When two records are one paper, and how near ones are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.identity import (
    Candidates,
    Fingerprint,
    Likeness,
    abstracts_agree,
    compare,
    normal_arxiv_id,
    normal_doi,
    numbers_agree,
    title_key,
)

A = "We study how large models learn from examples and show that scale alone is not enough. " * 4
B = "Grasping transparent objects is hard for robots; a new sensor sees them by polarised light. "


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("LoRA: Low-Rank Adaptation", "lora low rank adaptation"),
        ("Attention &amp; Memory".replace("&amp;", "&"), "Attention and Memory"),
        ("Schrödinger's Bridge", "Schrodinger’s bridge"),
        (r"Schr\"odinger's Bridge", "SCHRÖDINGER'S BRIDGE"),
        (r"$\mathcal{O}(n)$ Attention", "mathcal{O}(n) Attention"),
        ("$\\alpha$-Former", "α-Former"),
        ("“Quoted” – Title", '"Quoted" - Title'),
        ("ﬁne-tuning", "fine tuning"),
    ],
)
def test_equal_titles(a: str, b: str) -> None:
    assert title_key(a) == title_key(b)


def test_titles_of_signs_only_stay_apart() -> None:
    assert title_key("???") != title_key("!!!")
    assert title_key("C++") != title_key("C")


def test_ids_in_all_their_forms() -> None:
    forms = ["2503.02130", "arXiv:2503.02130v2", "https://arxiv.org/abs/2503.02130"]
    assert {normal_arxiv_id(f) for f in [*forms, "10.48550/arXiv.2503.02130"]} == {"2503.02130"}
    assert normal_arxiv_id("hep-th/9901001v1") == "hep-th/9901001"
    assert normal_arxiv_id("10.1000/x") == ""
    assert normal_doi("https://doi.org/10.1000/ABC") == "10.1000/abc"
    assert normal_doi("10.48550/arXiv.2503.02130") == ""


@pytest.mark.parametrize(
    ("a", "b", "likeness"),
    [
        (("T", A), ("t", A), Likeness.SAME),
        (("T", A), ("T", ""), Likeness.SAME),
        (("T", A), ("T", A[:200]), Likeness.SAME),
        (("T", A), ("T", B), Likeness.NEAR),
        (("Qwen2 Technical Report", ""), ("Qwen3 Technical Report", ""), Likeness.DIFFERENT),
        (("Learning, Part II", ""), ("Learning, Part III", ""), Likeness.DIFFERENT),
        (("Scaling Laws for Nets", A), ("Scaling Law for Nets", A), Likeness.NEAR),
        (
            ("Attention Is All You Need", A),
            ("Attention Is All You Need in Speech Separation", A[1:]),
            Likeness.DIFFERENT,
        ),
        (("Quasi-Recurrent Neural Networks", A), ("Pixel Recurrent Neural Networks", B),
         Likeness.DIFFERENT),
        (("An Old Name", A), ("Renamed Before the Conference", A), Likeness.NEAR),
    ],
)  # fmt: skip
def test_titles_and_abstracts(a: tuple[str, str], b: tuple[str, str], likeness: Likeness) -> None:
    verdict = compare(Fingerprint.of(*a), Fingerprint.of(*b))
    assert verdict.likeness is likeness
    assert compare(Fingerprint.of(*b), Fingerprint.of(*a)).likeness is likeness
    assert verdict.reason


def test_ids_decide_over_titles() -> None:
    one = Fingerprint.of("T", A, arxiv_id="2503.02130")
    assert (
        compare(one, Fingerprint.of("Other", B, arxiv_id="2503.02130v3")).likeness is Likeness.SAME
    )
    # An id that lost its last zero is none: the titles decide.
    assert compare(one, Fingerprint.of("T", A, arxiv_id="2503.0213")).likeness is Likeness.SAME
    assert (
        compare(one, Fingerprint.of("T", A, arxiv_id="2503.02131")).likeness is Likeness.DIFFERENT
    )
    other = Fingerprint.of("Other", B, doi="10.48550/ARXIV.2503.02130")
    assert compare(one, other).likeness is Likeness.SAME


@pytest.mark.parametrize(("a", "b"), [("gpt 4", "gpt4"), ("a 3d b", "b 3d a"), ("x", "y")])
def test_numbers_agree(a: str, b: str) -> None:
    assert numbers_agree(a, b)


@pytest.mark.parametrize(("a", "b"), [("gpt 4", "gpt 4o"), ("a100", "h100"), ("llama", "llama 2")])
def test_numbers_differ(a: str, b: str) -> None:
    assert not numbers_agree(a, b)


def test_abstract_that_is_missing_says_nothing() -> None:
    assert abstracts_agree(A, "") is None


@given(st.text(), st.text())
def test_identity_takes_any_text(a: str, b: str) -> None:
    assert title_key(title_key(a)) == title_key(a)
    assert compare(Fingerprint.of(a), Fingerprint.of(a)).likeness is Likeness.SAME
    forth, back = (compare(Fingerprint.of(*p), Fingerprint.of(*p[::-1])) for p in ((a, b), (b, a)))
    assert forth.likeness is back.likeness


def test_candidates_are_found_by_rare_words() -> None:
    titles = [f"a study of topic{n} in deep learning" for n in range(500)]
    titles += ["scaling laws for transfer", "scaling law for transfer"]
    near = Candidates(enumerate(titles)).near("scaling laws for transfers")
    assert [item for item, _ in near] == [500, 501]
