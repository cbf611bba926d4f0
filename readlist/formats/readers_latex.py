"""LaTeX of citation files into Unicode text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from readlist.formats.latex_symbols import LETTERS, MATHS, PUNCTUATION, SPECIAL

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

# No title or abstract is as long; the parser takes seconds for what is longer.
_LONGEST = 20_000
_COMMAND = re.compile(r"[\\$~]")
# Signs that need no parser, which takes a millisecond for each hundred characters.
_ESCAPED = re.compile(r"\\([%&#_])")
_QUOTES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))
# Our own commands for single characters, some of which the parser does not know; they wait as
# private characters until the rest is decoded, because a lone brace would stop it.
_NAMED = {
    form[2:-1]: char
    for table in (SPECIAL, PUNCTUATION, LETTERS)
    for char, form in table.items()
    if form.startswith("{\\") and form[2:-1].isalpha()
}
_NAMES = re.compile(
    rf"\\({'|'.join(sorted(_NAMED, key=len, reverse=True))})(?![a-zA-Z])(?:\{{\}}|\s*)"
)
_HOLDERS = {name: chr(0xF0000 + place) for place, name in enumerate(sorted(_NAMED))}
_RESTORED = {ord(holder): _NAMED[name] for name, holder in _HOLDERS.items()}
_COMMA_BELOW = re.compile(r"\\textcommabelow\s*\{(\w)\}")
_DOTLESS = re.compile("([ıȷ])(?=[\u0300-\u036f])")
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_MATHS = re.compile(r"(?<!\\)\$([^$]*)\$")
# Maths of one symbol that our own writer makes of a character.
_SYMBOLS = {
    command: char for char, command in reversed(MATHS.items()) if command.startswith("\\")
} | {form[2:-2]: char for char, form in PUNCTUATION.items() if form.startswith("{$")}
_SCRIPTS = {f"^{{{d}}}": c for d, c in zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True)} | {
    f"_{{{d}}}": c for d, c in zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", strict=True)
}


def decode(text: str) -> str:
    """The text that a field's LaTeX prints, on one line; maths other than one symbol stays.

    What cannot be read as LaTeX comes back with its braces dropped; nothing is raised.
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST or not _COMMAND.search(_ESCAPED.sub("", text)):
        text = _ESCAPED.sub(r"\1", text.replace("{", "").replace("}", ""))
        for latex, char in _QUOTES:
            text = text.replace(latex, char)
        return text.strip()
    # A percent sign is data in a .bib file, however LaTeX would read it.
    text = _MATHS.sub(_symbol, _BARE_PERCENT.sub(r"\\%", text))
    text = _COMMA_BELOW.sub("\\1\u0326", _NAMES.sub(lambda match: _HOLDERS[match[1]], text))
    try:
        decoded: str = _decoder().latex_to_text(text)
    except Exception:  # the parser's errors have no common family
        decoded = text.replace("{", "").replace("}", "")
    decoded = _DOTLESS.sub(lambda match: "ij"["ıȷ".index(match[1])], decoded.translate(_RESTORED))
    return " ".join(unicodedata.normalize("NFC", decoded).split())


def _symbol(match: re.Match[str]) -> str:
    body = match[1].strip()
    found = _SYMBOLS.get(body) or _SCRIPTS.get(body)
    return found if found is not None else match[0]


@lru_cache(maxsize=1)
def _decoder() -> LatexNodes2Text:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="verbatim", keep_comments=True, strict_latex_spaces=False)
