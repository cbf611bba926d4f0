"""Maths in running text: which dollar signs mean it, and what may stand between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from readlist.formats.latex_symbols import MATHS

# Commands of LaTeX itself that only print a symbol. What is not here is not kept: page text must
# not reach \input, \write, \def and their like.
_SYMBOLS = frozenset(
    (
        "log ln exp min max sup inf lim arg det dim ker deg gcd hom sin cos tan cot sec csc sinh "
        "cosh tanh arcsin arccos arctan Pr limsup liminf quad qquad cdot cdots ldots dots colon "
        "prime star dagger ddagger ast circ bullet ell emptyset le ge ne to gets iff land lor "
        "lnot neg mid backslash lbrace rbrace langle rangle lceil rceil lfloor rfloor vert Vert "
        "epsilon varepsilon phi varphi bmod"
    ).split()
) | {command[1:] for command in MATHS.values() if command[1:].isalpha()}
# Commands with arguments in braces, and how many.
_ARGUMENTS = dict.fromkeys(
    "mathcal mathrm mathbf mathit mathsf mathtt sqrt tilde widetilde hat widehat bar overline "
    "underline vec dot ddot check breve acute grave mathring".split(),
    1,
) | {"frac": 2, "stackrel": 2}
# Commands of packages, and the nearest that LaTeX itself has.
_NEAREST = {
    "mathbb": "mathbf",
    "mathds": "mathbf",
    "mathscr": "mathcal",
    "mathfrak": "mathrm",
    "boldsymbol": "mathbf",
    "bm": "mathbf",
    "pmb": "mathbf",
    "text": "mathrm",
    "textrm": "mathrm",
    "textbf": "mathbf",
    "textit": "mathit",
    "texttt": "mathtt",
    "operatorname": "mathrm",
    "leqslant": "leq",
    "geqslant": "geq",
    "tfrac": "frac",
    "dfrac": "frac",
    "varnothing": "emptyset",
}
# Symbols that LaTeX takes as a script without braces; others (\\notin, \\min) stop it.
_BARE_SCRIPTS = frozenset(
    "\\" + name
    for name in (
        "alpha beta gamma delta epsilon varepsilon theta kappa lambda mu nu pi rho sigma tau phi "
        "varphi psi omega infty ell ast star circ prime dagger top bot perp pm"
    ).split()
)
_DROPPED = frozenset("left right big Big bigl bigr Bigl Bigr displaystyle textstyle limits".split())
_PUNCTUATION = frozenset("+-*/=<>()[]|!.,;:@?")
_SPAN = re.compile(r"\$(?![\s$])((?:\\[^\n]|[^$\\]){0,200}?)(?<!\s)\$(?![\d$])")
_PROSE = re.compile(r"(?<![a-zA-Z\\])[a-zA-Z]{4,}")
_WORDS_ALLOWED = re.compile(r"\\(?:text\w*|operatorname|math\w+)\s*\{[^{}]*\}")
_MONEY = re.compile(r"\d[\d.,]*\s*(?:[-–—/+,;:.]|[a-zA-Z]{2,}.*|.*\s[^\\]*[a-zA-Z]{2,}.*)?")


def split_maths(text: str) -> Iterator[tuple[str, str]]:
    """Divide ``text`` into (plain text, maths) pairs; maths is ready LaTeX with its dollars.

    A span that is not maths of known commands ("$5 and $6") stays plain text. The last pair has
    no maths.
    """
    start = position = 0
    while (match := _SPAN.search(text, position)) is not None:
        maths = render_maths(match.group(1))
        if maths is None:
            position = match.start() + 1
            continue
        yield text[start : match.start()], f"${maths}$"
        start = position = match.end()
    yield text[start:], ""


def render_maths(body: str) -> str | None:
    """The inside of a maths span in plain LaTeX and ASCII; None when it is not safe maths."""
    body = unicodedata.normalize("NFC", body)
    if not body.strip() or _MONEY.fullmatch(body) or _PROSE.search(_WORDS_ALLOWED.sub("", body)):
        return None
    try:
        text = _Maths(body).whole()
    except _NotMathsError:
        return None
    return text or None


class _NotMathsError(Exception):
    """The span holds something that LaTeX would not accept, or that is not ours to pass on."""


class _Maths:
    """A reader of one span: groups, symbols, commands with arguments, single scripts."""

    _TOKENS = re.compile(r"\\[a-zA-Z]+|\\.|\s+|.", re.DOTALL)

    def __init__(self, body: str) -> None:
        self._tokens = self._TOKENS.findall(body)
        self._at = 0
        self._depth = 0

    def whole(self) -> str:
        text = self._items("")
        if self._at < len(self._tokens):
            raise _NotMathsError
        return text.strip()

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _items(self, end: str) -> str:
        """Everything up to the token ``end``, with at most one of each script on an atom."""
        text, scripts = "", {"^", "_"}
        while (piece := self._peek()) and piece != end:
            if piece in ("^", "_"):
                if piece not in scripts:
                    raise _NotMathsError
                scripts.remove(piece)
                self._at += 1
                text += piece + self._script()
            elif piece == "'":
                if "^" not in scripts and not text.endswith("'"):
                    raise _NotMathsError
                scripts.discard("^")
                self._at += 1
                text += piece
            else:
                atom = self._atom()
                text = _join(text, atom)
                if atom.strip():  # blanks and dropped commands leave the scripts on what stands
                    scripts = {"^", "_"}
        return text

    def _script(self) -> str:
        while self._peek().isspace():
            self._at += 1
        if self._peek() == "{":
            return self._group()
        text = self._atom()
        if text in _BARE_SCRIPTS or (len(text) == 1 and text != " "):
            return text
        if text and text != " ":
            return "{" + text + "}"
        raise _NotMathsError

    def _group(self) -> str:
        """A group in braces; the depth is bounded so that nobody's page exhausts the stack."""
        self._at += 1
        self._depth += 1
        if self._depth > 20:
            raise _NotMathsError
        text = self._items("}")
        if self._next() != "}":
            raise _NotMathsError
        self._depth -= 1
        return "{" + text + "}"

    def _atom(self) -> str:
        piece = self._peek()
        if piece == "{":
            return self._group()
        self._at += 1
        if piece.startswith("\\"):
            return self._command(piece[1:])
        if piece.isspace():
            return " "
        if piece in MATHS:
            return MATHS[piece]
        if piece.isascii() and (piece.isalnum() or piece in _PUNCTUATION):
            return piece
        raise _NotMathsError

    def _command(self, name: str) -> str:
        if name in _DROPPED:
            return ""
        if name in ("{", "}"):  # an escaped brace would count for BibTeX
            return r"\lbrace " if name == "{" else r"\rbrace "
        if name in tuple(",;:! %&#_|"):
            return "\\" + name
        name = _NEAREST.get(name, name)
        if name in _SYMBOLS:
            return "\\" + name
        if name not in _ARGUMENTS:
            raise _NotMathsError
        return "\\" + name + "".join(self._argument() for _ in range(_ARGUMENTS[name]))

    def _argument(self) -> str:
        while self._peek().isspace():
            self._at += 1
        if self._peek() == "{":
            return self._group()
        text = self._atom()
        if not text.strip() or text == "[":
            raise _NotMathsError
        return "{" + text + "}"


def _join(before: str, atom: str) -> str:
    """``before`` and ``atom``, with a blank where a command's name would run into a letter."""
    if atom[:1].isalpha() and re.search(r"\\[a-zA-Z]+$", before):
        return f"{before} {atom}"
    return before + atom
