"""Any text as LaTeX: escaping, accents, maths, protection of capitals."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.formats.case import word_lists
from readlist.formats.latex import Problems, clean, escape, escape_title
from readlist.formats.latex_math import split_maths
from readlist.formats.readers_latex import decode


def latex(text: str, *, unicode: bool = False) -> str:
    return escape(text, Problems(), unicode=unicode)


def title(text: str) -> str:
    return escape_title(text, Problems())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50% of A & B_c #1 for $5", r"50\% of A \& B\_c \#1 for \$5"),
        ("a^b ~ c\\d", r"a{\textasciicircum}b {\textasciitilde} c{\textbackslash}d"),
        ("x<y|z>", r"x{$<$}y{$|$}z{$>$}"),
        ("lone { brace", r"lone {$\lbrace$} brace"),
        ("Schrödinger", r"Schr{\"o}dinger"),
        ("naïve Yılmaz", r"na{\"i}ve Y{\i}lmaz"),
        ("Jaromı́r í", r"Jarom{\'i}r {\'i}"),
        ("Łódź, Ørsted, Åse, Weiß", r"{\L}{\'o}d{\'z}, {\O}rsted, {\AA}se, Wei{\ss}"),
        ("Rareș Őry", r"Rare{\textcommabelow s} {\H{O}}ry"),
        ("Nguyễn ệ", r"Nguy{\~{\^e}}n {\d{\^e}}"),
        ("β-VAE ≤ ∞", r"{$\beta$}-VAE {$\leq$} {$\infty$}"),
        ("x² H₂O 𝒪(n)", r"x{$^{2}$} H{$_{2}$}O {$\mathcal{O}$}(n)"),
        ("eﬃcient", "efficient"),
        (
            "DALL·E a⋅b ½ €5 †",
            r"DALL{$\cdot$}E a{${\cdot}$}b {\textonehalf} {\texteuro}5 {\textdagger}",
        ),
        ("“Attention” – it’s…", r"``Attention'' -- it's{\ldots}"),
        ("a\u00a0b\nc\td\u200be\x00f", "a b c def"),
        ("mathcal{O}(mathcal{C_Phi/m})", None),
        (r"``model'' \model \input{x} \url{}", None),
    ],
)
def test_text_is_escaped(text: str, expected: str | None) -> None:
    written = latex(text)
    if expected is not None:
        assert written == expected
    assert not re.search(r"\\(?:model|input|url)", written)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$O(N \log N)$ time", r"{$O(N \log N)$} time"),
        ("$ε$-greedy", r"{$\varepsilon$}-greedy"),
        (r"$\mathcal{EL}^{++}$", r"{$\mathcal{EL}^{++}$}"),
        (r"$L_\infty$ and $\mathbb{R}^d$", r"{$L_\infty$} and {$\mathbf{R}^d$}"),
        (r"$\text{SO}(n)$", r"{$\mathrm{SO}(n)$}"),
        ("between $5 and $6", r"between \$5 and \$6"),
        ("US$5-US$6", r"US\$5-US\$6"),
        (r"$\input{/etc/passwd}$", None),
        (r"$\def\x{y}$", None),
        ("$x^2^3$", None),
        ("$a_$", None),
        (r"$\frac{1}$", None),
        ("${$", None),
        (r"$\notin^\notin$", r"{$\notin^{\notin}$}"),
    ],
)
def test_only_sound_maths_stays_maths(text: str, expected: str | None) -> None:
    if expected is None:
        assert [maths for _, maths in split_maths(text)] == [""]
        assert r"\$" in latex(text)
    else:
        assert latex(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LLaVA: Visual Instruction Tuning", "{LLaVA}: Visual Instruction Tuning"),
        ("Yi: Open Foundation Models by 01.AI", "{Yi}: Open Foundation Models by {01.AI}"),
        ("Grokking in ReLU Networks for XOR", "Grokking in {ReLU} Networks for {XOR}"),
        ("A Q-Learning Agent with GPT-4V", "A {Q-Learning} Agent with {GPT-4V}"),
        ("Self-Tuning Networks (TTMs)", "Self-Tuning Networks ({TTMs})"),
        ("Bayesian Deep Learning", "{Bayesian} Deep Learning"),
        ("École Normale", r"{{\'E}cole} Normale"),
        ("A* Search in C++", "{A*} Search in {C++}"),
        ("$K^2$-GNN at $O(N)$", "{{$K^2$}-GNN} at {$O(N)$}"),
        ("DEEP LEARNING FOR 3D VISION", "DEEP LEARNING FOR {3D} VISION"),
        ("A VLA", "A {VLA}"),
        ("RNNS VS GANS FOR VISION-BASED AI", "{RNNS} VS {GANS} FOR VISION-BASED {AI}"),
        ("Part I — Why MoE?", "Part {I} --- Why {MoE}?"),
    ],
)
def test_capitals_are_protected_by_whole_words(text: str, expected: str) -> None:
    assert title(text) == expected


@pytest.mark.parametrize(
    ("text", "keep", "plain", "expected"),
    [
        ("Transformers are RNNs", ["Transformer"], [], "{Transformers} are {RNNs}"),
        ("Transformers are RNNs", ["transformer"], ["rnn"], "{Transformers} are RNNs"),
        ("transformers are RNNs", ["transformer"], ["Rnn"], "transformers are {RNNs}"),
        ("A Transformer-based Net", ["Transformer"], [], "A {Transformer-based} Net"),
        ("On Stable Diffusion", ["stable diffusion"], [], "On {Stable} {Diffusion}"),
        ("Stable, not Diffusion", ["Stable Diffusion"], [], "Stable, not Diffusion"),
        ("Yi: a GPT-4 of (GPT-4)", [], ["Yi:", "GPT-4"], "Yi: a GPT-4 of (GPT-4)"),
        ("Monte Carlo and Monte Rosa", [], ["Monte Carlo"], "Monte Carlo and {Monte} Rosa"),
        ("DEEP NETS FOR BERT", ["BERT"], [], "DEEP NETS FOR {BERT}"),
    ],
)
def test_the_words_of_the_reader(
    text: str, keep: list[str], plain: list[str], expected: str
) -> None:
    lists = word_lists(tuple(keep), tuple(plain))
    assert escape_title(text, Problems(), lists=lists) == expected


def test_characters_without_a_form_are_told_and_visible() -> None:
    problems = Problems()
    assert escape("江 ơ ą", problems) == r"Jiang o {\k{a}}"
    phrases = problems.phrases()
    assert any("U+6C5F" in phrase and "Jiang" in phrase for phrase in phrases)
    assert any("U+01A1" in phrase for phrase in phrases)
    assert any("fontenc" in phrase and "ą" in phrase for phrase in phrases)


def test_utf8_tells_what_pdflatex_cannot_print() -> None:
    problems = Problems()
    escape("Émile “š” 江", problems, unicode=True)
    assert problems.phrases() == ["江 needs LuaLaTeX or XeLaTeX"]


def test_utf8_keeps_letters_and_quotes_but_not_specials() -> None:
    assert latex("Émile “β” 江 & 5%", unicode=True) == r"Émile “{$\beta$}” 江 \& 5\%"


def depth_is_sound(text: str) -> bool:
    """BibTeX counts every brace, escaped or not."""
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


TRICKY = st.text(
    st.one_of(
        st.sampled_from("{}$\\%&#_^~\"'`<>|@,:;()[]-=+ 019aAéβ\n\u0301"),
        st.characters(),
    ),
    max_size=60,
)
COMMANDS = re.compile(r"\\([a-zA-Z]+)")
ACTIVE = re.compile(r"(?<!\\)[%&#]")


@given(TRICKY, st.booleans())
def test_nothing_of_the_text_becomes_a_command(text: str, protect: bool) -> None:
    written = (title if protect else latex)(text)
    assert written.isascii()
    assert depth_is_sound(written)
    assert "\n" not in written
    assert not ACTIVE.search(written)
    assert len(re.findall(r"(?<!\\)\$", written)) % 2 == 0
    outside = re.sub(r"(?<!\\)\$[^$]*\$", "", written)
    assert not re.search(r"(?<!\\)[_^]", re.sub(r"\\[\^]", "", outside))
    assert not set(COMMANDS.findall(written)) & {"input", "write", "include", "def", "csname"}


LATIN = st.characters(min_codepoint=0xC0, max_codepoint=0x17E, categories=["Lu", "Ll"])


@given(st.text(LATIN | st.sampled_from("abcXYZ .,"), max_size=40))
def test_european_text_reads_back(text: str) -> None:
    problems = Problems()
    written = escape(text, problems)
    look_alikes = any(unicodedata.decomposition(char).startswith("<") for char in text)
    if not problems.replaced and not look_alikes:
        assert decode(written) == clean(text)
