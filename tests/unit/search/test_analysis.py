"""How text becomes words, and how hits are marked in shown text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.search.analysis import Analyser, analysed
from readlist.search.marks import SNIPPET, snippet, spans


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("GPT-4", ["gpt", "4", "gpt4"]),
        ("GPT4", ["gpt", "4", "gpt4"]),
        ("k-NN", ["k", "nn", "knn"]),
        ("LoRA MoE F1 3D", ["lora", "moe", "f1", "3d"]),
        ("ImageNet", ["image", "net", "imagenet"]),
        ("xyz-abc", ["xyz", "abc", "xyzabc"]),
        ("S-ConvKAN", ["s", "conv", "kan", "sconvkan", "sconv", "convkan"]),
        ("QLoRA AdaLoRA vLLM", ["qlora", "lora", "adalora", "lora", "vllm", "llm"]),
        ("GPT-4o-mini", ["gpt", "4o", "mini", "gpt4omini", "gpt4o"]),
        ("state-of-the-art", ["state", "of", "the", "art", "stateoftheart"]),
        (r"\mathcal{O}(n) mathbb{R} \alpha", ["o", "n", "r", "alpha"]),
        (r"$\ell_1$ ell_{2} fell_1", ["l", "1", "l1", "l", "2", "fell", "1", "fell1"]),
        ("model's don’t", ["model", "dont"]),
        ("Schrödinger Erdős", ["schrodinger", "erdos"]),
        ("e\u0301tude", ["etude"]),
        ("β-VAE", ["beta", "vae", "betavae"]),
        ("ﬁne ＡＢＣ", ["fine", "abc"]),
        ("深度学习", ["深", "度", "学", "习"]),
        ("the of a", ["the", "of", "a"]),
        ("— & !", []),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    analyser = Analyser()
    assert [word for run in analyser.runs(text) for word in run.words] == words


@given(st.text(alphabet="aAbBzé1.,;:()[]\"'-_{}\\ell"))
def test_pieces_between_blanks_hold_the_same_runs(text: str) -> None:
    analyser = Analyser()
    for piece in text.split():
        assert analysed(piece) == list(analyser.runs(piece))


@given(st.text())
def test_places_are_those_of_the_text(text: str) -> None:
    analyser = Analyser()
    place = 0
    for spot in analyser.spots(text):
        assert place <= spot.start < spot.end <= len(text)
        assert next(iter(Analyser().runs(text[spot.start : spot.end]))) == spot.run
        place = spot.end


@pytest.mark.parametrize(
    ("text", "term", "marked"),
    [
        ("Scaling the scaled scale", "scaling", ["Scaling", "scaled", "scale"]),
        ("over overparameterized", "overparam*", ["overparameterized"]),
        ("deep double descent, descent", '"double descent"', ["double descent"]),
        ("The GPT-4, GPT4 and gpt 4", "GPT-4", ["GPT-4", "GPT4", "gpt 4"]),
        ("Schrödinger", "schrodinger", ["Schrödinger"]),
        ("Imagenet ImageNet", "imagenet", ["Imagenet", "ImageNet"]),
        ("xyz-abc xyz", "xyz", ["xyz-abc", "xyz"]),
        ("DeepSeekMoE, QLoRA", "moe", ["DeepSeekMoE"]),
        ("S-ConvKAN", "convkan", ["S-ConvKAN"]),
        ("nothing", "*", []),
    ],
)
def test_hits_are_marked(text: str, term: str, marked: list[str]) -> None:
    assert [text[a:b] for a, b in spans(Analyser(), text, [term])] == marked


@given(st.text(max_size=200), st.lists(st.text(max_size=8), max_size=4))
def test_marks_are_in_order_and_apart(text: str, terms: list[str]) -> None:
    found = spans(Analyser(), text, terms)
    assert all(0 <= a < b <= len(text) for a, b in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))


def test_a_snippet_shows_the_hits() -> None:
    text = "word " * 200 + "grokking of networks " + "other " * 200
    shown = snippet(Analyser(), text, ["grokking"])
    assert "grokking of networks" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) <= SNIPPET + 4
    assert snippet(Analyser(), "short  text", ["x"]) == "short text"


def test_without_blanks_only_the_characters_that_were_hit_are_marked() -> None:
    analyser = Analyser()
    text = "我们研究深度学习与GPT-4的关系。"
    assert [text[slice(*span)] for span in spans(analyser, text, ["深度学习"])] == ["深度学习"]
    assert [text[slice(*span)] for span in spans(analyser, text, ["GPT-4"])] == ["GPT-4"]
    assert "学习" in snippet(analyser, "研" * 500 + "学习" + "究" * 500, ["学习"])


def test_the_passage_of_a_long_text_without_blanks_takes_no_more_than_its_length() -> None:
    assert len(snippet(Analyser(), "深度学习" * 5_000, ["学习"])) <= SNIPPET + 4
