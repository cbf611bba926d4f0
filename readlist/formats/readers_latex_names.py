"""What LaTeX's commands print, for reading citation files."""

from __future__ import annotations

from readlist.formats.latex_symbols import LETTERS, MATHS, PUNCTUATION, SPECIAL

_MORE = {
    "textquotesingle": "'",
    "textquotedbl": '"',
    "textquoteleft": "‘",
    "textquoteright": "’",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "quotesinglbase": "‚",
    "quotedblbase": "„",
    "guillemotleft": "«",
    "guillemotright": "»",
    "guillemetleft": "«",
    "guillemetright": "»",
    "lq": "‘",
    "rq": "’",
    "textendash": "–",
    "textemdash": "—",
    "textellipsis": "…",
    "dots": "…",
    "ldots": "…",
    "slash": "/",
    "textfractionsolidus": "⁄",
    "textunderscore": "_",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textbar": "|",
    "textless": "<",
    "textgreater": ">",
    "textperiodcentered": "·",
    "textdollar": "$",
    "textasteriskcentered": "*",
    "textdegree": "°",
    "degree": "°",
    "textmu": "µ",
    "texttimes": "×",
    "textdiv": "÷",
    "textpm": "±",
    "textonehalf": "½",
    "textonequarter": "¼",
    "textthreequarters": "¾",
    "textonesuperior": "¹",
    "texttwosuperior": "²",
    "textthreesuperior": "³",
    "texteuro": "€",
    "euro": "€",
    "textsterling": "£",
    "textyen": "¥",
    "textcent": "¢",
    "textsection": "§",
    "textparagraph": "¶",
    "textdagger": "†",
    "textdaggerdbl": "‡",
    "copyright": "©",
    "dag": "†",
    "ddag": "‡",
    "textdoublepipe": "ǁ",
    "textdoublebarpipe": "ǂ",
    "item": "•",
    "S": "§",
    "P": "¶",
    "SS": "ẞ",
    "ij": "ĳ",
    "IJ": "Ĳ",
    "lbrace": "{",
    "rbrace": "}",
    "nobreakspace": " ",
    "space": " ",
    "quad": " ",
    "qquad": " ",
    "enspace": " ",
    "thinspace": " ",
    "LaTeX": "LaTeX",
    "LaTeXe": "LaTeX2e",
    "TeX": "TeX",
    "BibTeX": "BibTeX",
    "XeTeX": "XeTeX",
    "LuaTeX": "LuaTeX",
}
_TEXT = {
    form[2:-1]: char
    for table in (SPECIAL, PUNCTUATION, LETTERS)
    for char, form in table.items()
    if form.startswith("{\\") and form[2:-1].isalpha()
}
_SYMBOLS = {
    command[1:]: char
    for char, command in reversed(MATHS.items())
    if command.startswith("\\") and command[1:].isalpha()
}
# Commands that print a character, by name; textcomp's arrows and such are named after maths'.
NAMED = {f"text{name}": char for name, char in _SYMBOLS.items()} | _SYMBOLS | _TEXT | _MORE

# Commands that change how the text looks, or nothing.
FONTS = frozenset(
    "em it bf rm sf tt sc sl emph itshape bfseries rmfamily sffamily ttfamily scshape slshape "
    "upshape mdseries normalfont normalsize tiny scriptsize footnotesize small large Large LARGE "
    "huge Huge par newline linebreak newblock protect relax noindent centering left right big Big "
    "bigg Bigg displaystyle textstyle limits sloppy null textrm textit textbf textsf texttt textsc "
    "textsl textup textmd textnormal mathrm mathit mathbf mathsf mathtt mathcal mathbb mbox hbox "
    "text underline medskip smallskip bigskip newpage allowbreak nolinebreak nopagebreak xspace "
    "boldmath unboldmath hfill hskip".split()
)
# Commands whose first argument is no text.
DROPPED = frozenset(
    "href hspace vspace label ref cite citep citet citeauthor textcolor color begin end noopsort "
    "NoopSort SortNoop noop includegraphics foreignlanguage selectlanguage fontsize "
    "phantom vphantom hphantom bibitem nocite index hypersetup".split()
)
SUPERSCRIPTS = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
SUBSCRIPTS = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
