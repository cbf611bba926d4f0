"""LaTeX of citation files into Unicode text.

One pass from left to right, in time that grows with the text alone: commands of characters and
accents become these characters, commands of fonts go, maths stays.
"""

from __future__ import annotations

import re
import unicodedata
from textwrap import dedent

from readlist.formats.daily_bytes import clean
from readlist.formats.latex_symbols import ACCENTS, MATHS, PUNCTUATION, SPECIAL
from readlist.formats.readers_latex_names import (
    DROPPED,
    FONTS,
    NAMED,
    SUBSCRIPTS,
    SUPERSCRIPTS,
)

# Signs that need no decoder.
_ESCAPED = re.compile(r"\\([%&#_])")
_COMMAND = re.compile(r"[\\$~]")
_QUOTES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))
_MARKS = {command: mark for mark, command in ACCENTS.items()}
_DOTLESS = {"ı": "i", "ȷ": "j"}
# Maths of one symbol that our own writer makes of a character.
_SYMBOLS = {
    command: char for char, command in reversed(MATHS.items()) if command.startswith("\\")
} | {form[2:-2]: char for char, form in (SPECIAL | PUNCTUATION).items() if form.startswith("{$")}
_SYMBOLS |= dict.fromkeys((r"^{\circ}", r"^\circ"), "°")
_SYMBOLS |= {f"^{{{digit}}}": char for digit, char in SUPERSCRIPTS.items()}
_SYMBOLS |= {f"_{{{digit}}}": char for digit, char in SUBSCRIPTS.items()}
_TOKEN = re.compile(
    r"""
    (?P<maths>\$\$[^$]{1,400}\$\$|\$(?:[^$\\]|\\.)*\$|\\\((?:.{1,400}?)\\\))
    |\\(?P<accent>["'`^~=.]|[uvHcdkrb](?![A-Za-z])|textcommabelow(?![A-Za-z]))\s*
    |\\(?P<name>[A-Za-z]+\*?)(?P<blank>\s*)
    |\\(?P<sign>[^A-Za-z])
    |(?P<brace>[{}])
    |(?P<ligature>---?|``|'')
    |(?P<tie>~)
    |(?P<text>[^\\{}$~`'-]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BRACE = re.compile(r"(?<!\\)[{}]")
_LONGEST_GROUP = 2000


def decode(text: str) -> str:
    """The text that a field's LaTeX prints, on one line; maths other than one symbol stays.

    Nothing is raised: what is no LaTeX stays as it is. A percent sign is data in a .bib file,
    however LaTeX would read it.
    """
    text = " ".join(text.split())
    if not text:
        return ""
    if not _COMMAND.search(_ESCAPED.sub("", text)):
        text = _ESCAPED.sub(r"\1", text.replace("{", "").replace("}", ""))
        for latex, char in _QUOTES:
            text = text.replace(latex, char)
        return text.strip()
    return " ".join(unicodedata.normalize("NFC", _Decoder(text).run()).split())


class _Decoder:
    """Decodes one text. An accent waits for its letter, which may stand in braces."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parts: list[str] = []
        self._marks: list[str] = []
        self._closing: list[str] = []  # what the open groups end with

    def run(self) -> str:
        at, end = 0, len(self._text)
        while at < end:
            match = _TOKEN.match(self._text, at)
            if match is None:
                break
            at = match.end()
            kind = match.lastgroup or ""
            if kind == "text":
                self._put(match[0])
            elif kind == "brace":
                self._brace(match[0])
            elif kind == "accent":
                self._marks.append(match["accent"])
            elif kind == "blank":
                at = self._command(match, at)
            elif kind == "maths":
                self._maths(match[0])
            elif kind == "sign":
                self._sign(match["sign"])
            else:
                self._put(" " if kind == "tie" else dict(_QUOTES)[match[0]])
        self._settle()
        return "".join(self._parts)

    def _put(self, text: str) -> None:
        """Print ``text``; accents that wait stand on its first letter."""
        if not self._marks:
            self._parts.append(text)
            return
        text = text.lstrip()
        if not text:
            return
        letter, marks = text[0], [_MARKS[mark] for mark in reversed(self._marks)]
        if letter.isalnum():
            if any(unicodedata.combining(mark) == 230 for mark in marks):
                letter = _DOTLESS.get(letter, letter)
            self._marks.clear()
            self._parts.append(letter + "".join(marks) + text[1:])
        else:
            self._settle()
            self._parts.append(text)

    def _settle(self) -> None:
        r"""Print the accents that found no letter as the signs they are: ``\^{}``."""
        self._parts += [mark for mark in self._marks if not mark.isalpha()]
        self._marks.clear()

    def _brace(self, brace: str) -> None:
        if brace == "{":
            self._closing.append("")
            return
        self._settle()
        if self._closing:
            self._parts.append(self._closing.pop())

    def _sign(self, sign: str) -> None:
        r"""A command of one sign: ``\%`` prints it, ``\,`` is a blank, ``\-`` is nothing."""
        if sign in ",;:> \\":
            self._put(" ")
        elif sign not in "!-/@":
            self._put(sign)

    def _maths(self, maths: str) -> None:
        inner = maths.strip("$") if maths[0] == "$" else maths[2:-2]
        self._put(_SYMBOLS.get(inner.strip()) or (f"${inner}$" if inner else maths))

    def _command(self, match: re.Match[str], at: int) -> int:
        """A command with a name; return where the text goes on."""
        name = match["name"].rstrip("*")
        opens = self._text[at : at + 1] == "{"
        if name in NAMED:
            self._put(NAMED[name])
            return at
        if not opens:
            if name not in FONTS:  # somebody's own: its name says more than nothing
                self._put(name + match["blank"])
            return at
        if name in ("enquote", "mkbibquote"):
            self._put("“")
            self._closing.append("”")
            return at + 1
        end = self._group_end(at)
        inner = self._text[at + 1 : end - 1]
        if name == "ensuremath":
            self._maths(f"${inner}$")
        elif name in ("url", "path", "nolinkurl"):
            self._put(inner)
        elif name in ("textsuperscript", "textsubscript"):
            table = SUPERSCRIPTS if name == "textsuperscript" else SUBSCRIPTS
            if not all(char in table for char in inner):
                return at
            self._put("".join(table[char] for char in inner))
        elif name not in DROPPED:
            return at
        return end

    def _group_end(self, at: int) -> int:
        """Behind the group that opens at ``at``; one that is never closed is empty."""
        depth = 0
        for match in _BRACE.finditer(self._text, at, at + _LONGEST_GROUP):
            depth += 1 if match[0] == "{" else -1
            if depth == 0:
                return match.end()
        return at + 1


# Ends of lines as LaTeX says them; a note of ours is written with these.
_BREAK = re.compile(r"\\(par|newline)(?![A-Za-z])(?:\{\})?")


def decode_lines(text: str, *, keep: bool) -> str:
    r"""As ``decode``, in lines: blank lines and ``\par`` part paragraphs, ``\newline`` lines.

    ``keep`` says that the text's own line ends are lines too, and not where a program wrapped it;
    what all lines are indented by is the file's layout.
    """
    text = text.strip()
    if "\n" in text:
        first, *rest = text.split("\n")
        if keep:
            rest = dedent("\n".join(rest).expandtabs(4)).split("\n")
            rest = ["~" * (len(line) - len(line.lstrip())) + line.lstrip() for line in rest]
        text = "".join(
            [first, *((r"\newline " if keep else " " if line.strip() else r"\par ") + line
                      for line in rest)]
        )  # fmt: skip
    elif "\\" not in text:
        return clean(decode(text))
    lines: list[str] = []
    sign, at = "", 0
    for match in _BREAK.finditer(text):
        lines += _line(text[at : match.start()], sign)
        sign, at = match[1], match.end()
    lines += _line(text[at:], sign)
    return "\n".join(lines).strip("\n")


def _line(text: str, after: str) -> list[str]:
    """A decoded line, behind an empty one where a paragraph begins. Ties indent it."""
    text = text.strip()
    inner = text.lstrip("~")
    line = clean(decode(inner))
    if not line:
        return [""]
    line = " " * (len(text) - len(inner)) + line
    return ["", line] if after == "par" else [line]
