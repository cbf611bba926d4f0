"""What TeX's names and remnants look like as single characters."""

from __future__ import annotations

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι "
    "kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ "
    "psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω"
)
_SIGNS = (
    "ell ℓ times × circ ∘ cdot · cdots ⋯ dots … ldots … pm ± mp ∓ leq ≤ le ≤ geq ≥ ge ≥ neq ≠ "
    "ne ≠ approx ≈ sim ∼ simeq ≃ equiv ≡ propto ∝ ll ≪ gg ≫ infty ∞ partial ∂ nabla ∇ sum ∑ "
    "prod ∏ int ∫ in ∈ notin ∉ subset ⊂ subseteq ⊆ cup ∪ cap ∩ forall ∀ exists ∃ to → "
    "rightarrow → leftarrow ← Rightarrow ⇒ leftrightarrow ↔ mapsto ↦ top ⊤ bot ⊥ perp ⊥ "
    "odot ⊙ oplus ⊕ otimes ⊗ ast ∗ star ⋆ bullet • mid | langle ⟨ rangle ⟩ lceil ⌈ rceil ⌉ "
    "lfloor ⌊ rfloor ⌋ sqrt √ emptyset ∅ prime ′ wedge ∧ vee ∨ neg ¬ checkmark ✓ textendash – "
    "textemdash — aa å AA Å ae æ AE Æ oe œ OE Œ o ø O Ø l ł L Ł ss ß S § textdegree ° "
    "degree ° textasciitilde ~ textbackslash \\ lbrace { rbrace } Vert ‖ hbar ħ Re ℜ Im ℑ"
)


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


GREEK = _pairs(_GREEK)
COMMANDS = GREEK | _pairs(_SIGNS)
# Names that are known without their backslash, but only where mathematics is sure.
BARE = GREEK | _pairs(
    "ell ℓ times × circ ∘ cdot · pm ± leq ≤ geq ≥ neq ≠ approx ≈ sim ∼ ll ≪ gg ≫ infty ∞ top ⊤ "
    "nabla ∇ partial ∂ sqrt √ otimes ⊗ oplus ⊕ odot ⊙ propto ∝"
)
FONTS = frozenset(
    "mathcal mathbb mathbf mathrm mathit mathsf mathtt mathfrak mathscr bm boldsymbol text textbf "
    "textit textrm textsf texttt textsc textnormal emph operatorname underline overline mbox "
    "textsuperscript textsubscript url hat bar tilde vec href".split()
)
# A font name without its backslash is told from a word by its brace only when it is this plain.
BARE_FONTS = frozenset(
    "mathcal mathbb mathbf mathrm mathit mathsf mathtt mathfrak mathscr boldsymbol textbf textit "
    "textrm textsf texttt textsc operatorname emph".split()
)
# Commands that only change the look of what follows.
SWITCHES = frozenset(
    "it bf em rm sf tt sc small large Large footnotesize scriptsize tiny normalsize left right "
    "big Big bigl bigr bigg Bigg displaystyle textstyle limits xspace itshape bfseries".split()
)
DOUBLE_STRUCK = _pairs("C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ")
SUPERSCRIPTS = dict(zip("0123456789+-=()nTi*", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿᵀⁱ*", strict=True)) | {"⊤": "ᵀ"}
SUBSCRIPTS = dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ",
                      strict=True))  # fmt: skip
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    '"': "\u0308", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "r": "\u030a",
    "k": "\u0328", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
# Unicode escapes whose backslash the page has lost.
LOST = {
    "x2010": "‐", "x2011": "‑", "x2012": "‒", "x2013": "–", "x2014": "—", "x2018": "‘",
    "x2019": "’", "x201c": "“", "x201d": "”", "x2022": "•", "x2026": "…", "x2032": "′",
}  # fmt: skip
