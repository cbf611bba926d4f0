"""Characters and their LaTeX forms, for OT1 and plain LaTeX without packages."""

from __future__ import annotations

# ASCII characters that LaTeX would read as commands. < > | print other characters under OT1.
# Some readers of .bib files drop commands such as \\textbraceleft; maths they keep.
SPECIAL = {
    "\\": r"{\textbackslash}",
    "{": r"{$\lbrace$}",
    "}": r"{$\rbrace$}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "^": r"{\textasciicircum}",
    "~": r"{\textasciitilde}",
    "<": "{$<$}",
    ">": "{$>$}",
    "|": r"{$|$}",
}

COMMA_BELOW = "textcommabelow"
# Combining marks and their accent commands; those above a letter come first, innermost.
ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0326": COMMA_BELOW,
    "\u0327": "c",
    "\u0328": "k",
    "\u0331": "b",
}
BELOW = "\u0323\u0326\u0327\u0328\u0331"

LETTERS = {
    "ı": r"{\i}",
    "ȷ": r"{\j}",
    "å": r"{\aa}",
    "Å": r"{\AA}",
    "æ": r"{\ae}",
    "Æ": r"{\AE}",
    "œ": r"{\oe}",
    "Œ": r"{\OE}",
    "ø": r"{\o}",
    "Ø": r"{\O}",
    "ł": r"{\l}",
    "Ł": r"{\L}",
    "ß": r"{\ss}",
    "đ": r"{\dj}",
    "Đ": r"{\DJ}",
    "ð": r"{\dh}",
    "Ð": r"{\DH}",
    "þ": r"{\th}",
    "Þ": r"{\TH}",
    "ŋ": r"{\ng}",
    "Ŋ": r"{\NG}",
}
# These letters, and the ogonek, stop LaTeX's default encoding with an error.
NEEDS_T1 = frozenset("đĐðÐþÞŋŊ")

PUNCTUATION = {
    "‐": "-",
    "‑": "-",
    "‒": "--",
    "–": "--",
    "—": "---",
    "―": "---",
    "−": "{$-$}",
    "‘": "`",
    "’": "'",
    "‚": ",",
    "“": "``",
    "”": "''",
    "„": ",,",
    "′": "'",
    "″": "''",
    "…": r"{\ldots}",
    "¡": r"{\textexclamdown}",
    "¿": r"{\textquestiondown}",
    "§": r"{\S}",
    "¶": r"{\P}",
    "†": r"{\textdagger}",
    "‡": r"{\textdaggerdbl}",
    "©": r"{\textcopyright}",
    "®": r"{\textregistered}",
    "™": r"{\texttrademark}",
    "£": r"{\pounds}",
    "•": r"{\textbullet}",
    "·": r"{$\cdot$}",
    "⋅": r"{${\cdot}$}",
    "¥": r"{\textyen}",
    "¢": r"{\textcent}",
    "€": r"{\texteuro}",
    "¤": r"{\textcurrency}",
    "¦": r"{\textbrokenbar}",
    "‰": r"{\textperthousand}",
    "½": r"{\textonehalf}",
    "¼": r"{\textonequarter}",
    "¾": r"{\textthreequarters}",
    "№": r"{\textnumero}",
    "℃": r"{\textcelsius}",
    "ª": r"{\textordfeminine}",
    "º": r"{\textordmasculine}",
    "«": r"{$\ll$}",
    "»": r"{$\gg$}",
    "°": r"{\textdegree}",
    "¨": r"{\textasciidieresis}",
    "´": r"{\textasciiacute}",
    "¯": r"{\textasciimacron}",
    "¸": r"{\c{}}",
    "¬": r"{$\neg$}",
    "⁄": "/",
    "`": "`",
}

# Greek letters that look like Latin ones have no command of their own.
_GREEK = (
    "α alpha β beta γ gamma δ delta ϵ epsilon ε varepsilon ζ zeta η eta θ theta ϑ vartheta "
    "ι iota κ kappa λ lambda μ mu ν nu ξ xi π pi ϖ varpi ρ rho ϱ varrho σ sigma ς varsigma "
    "τ tau υ upsilon φ varphi ϕ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi "
    "Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega"
).split()
_RELATIONS = (
    "± pm ∓ mp × times ÷ div ∗ ast ⋆ star ∘ circ ∙ bullet ⋅ cdot ∩ cap ∪ cup ⊎ uplus ∨ vee "
    "∧ wedge ⊕ oplus ⊖ ominus ⊗ otimes ⊘ oslash ⊙ odot ≤ leq ⩽ leq ≥ geq ⩾ geq ≡ equiv ∼ sim "
    "≃ simeq ≈ approx ≅ cong ≠ neq ∝ propto ≺ prec ≻ succ ⊂ subset ⊃ supset ⊆ subseteq "
    "⊇ supseteq ∈ in ∊ in ∋ ni ∉ notin ⊢ vdash ⊣ dashv ⊨ models ∣ mid ∥ parallel ⊥ perp "
    "← leftarrow → rightarrow ↔ leftrightarrow ↑ uparrow ↓ downarrow ⇐ Leftarrow "
    "⇒ Rightarrow ⇔ Leftrightarrow ⟶ longrightarrow ↦ mapsto ∀ forall ∃ exists ∅ emptyset "
    "∇ nabla ∂ partial ∞ infty √ surd ∑ sum ∏ prod ∫ int ⊤ top ⊥ bot ∠ angle △ triangle "
    "⟨ langle ⟩ rangle ⟦ lbrack ⌈ lceil ⌉ rceil ⌊ lfloor ⌋ rfloor ℓ ell ℵ aleph ℏ hbar ℘ wp "
    "ℜ Re ℑ Im ∖ setminus ⋯ cdots ⋮ vdots ⋱ ddots ◦ circ ♯ sharp ♭ flat ≪ ll ≫ gg ⋀ bigwedge "
    "⋁ bigvee ⋂ bigcap ⋃ bigcup ∎ bullet"
).split()
# Characters of maths and the commands that print them between dollar signs.
MATHS = {
    char: "\\" + name
    for words in (_GREEK, _RELATIONS)
    for char, name in zip(words[::2], words[1::2], strict=True)
} | {"µ": r"\mu", "Ω": r"\Omega", "∆": r"\Delta", "‖": r"\|", "−": "-", "ο": "o"}
MATHS |= dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧ", "ABEZHIKMNOPTX", strict=True))
