"""TeX remnants of a page's text made readable, for display only: what is stored stays as it is.

Conservative: a remnant is changed only where its surroundings leave no doubt. Every shown
character knows the stored character that it comes from, so that highlights, which are kept as
offsets in the stored text, can be drawn over the shown one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from readlist.domain.visible import HIDDEN, HIDDEN_SIGNS
from readlist.formats.readable_symbols import (
    ACCENTS,
    BARE,
    BARE_FONTS,
    COMMANDS,
    DOUBLE_STRUCK,
    FONTS,
    LOST,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    SWITCHES,
)

# Shown characters with the offsets of their stored ones.
Shown = list[tuple[str, int]]

_LONGEST_GROUP = 400
_DEEPEST = 8
_HINT = re.compile(rf"[\\$`{{}}^_~{HIDDEN_SIGNS}]|--|''|x20|&|\bgg\b|\bll\b")
_BARE_FONT = "|".join(sorted(BARE_FONTS, key=len, reverse=True))
_LOST = "|".join(LOST)
_NAMES = "|".join(sorted(BARE, key=len, reverse=True))
_SCRIPTED = "|".join(sorted((n for n in BARE if len(n) > 1), key=len, reverse=True))
_TOKEN = re.compile(
    rf"""
    (?P<accent>\\(?:["'`^~=.](?:\{{[A-Za-z]\}}|[A-Za-z])|[uvHcrkdb]\{{[A-Za-z]\}}))
    |(?P<escaped>\\[%_&$\#{{}}])
    |(?P<space>\\[,;:! ])
    |(?P<command>(?<![\w:\\])\\[A-Za-z]+\*?|(?<=[\w])\\(?:{"|".join(sorted(COMMANDS))})(?![A-Za-z]))
    |(?P<font>\b(?:{_BARE_FONT}|frac|sqrt)(?=\{{))
    |(?P<switch>\{{(?=\\?(?:it|bf|em|tt|sc|small|large|url)[ ]))
    |(?P<dollar>\$)
    |(?P<quote>``|''|`)
    |(?P<dash>(?<!-)---?(?!-))
    |(?P<lost>(?<=[a-z,.;)\]])(?:{_LOST})(?![0-9A-F]))
    |(?P<entity>&(?:amp|lt|gt|quot|nbsp|\#39|\#x20(?:1[0-9a-f]|2[0-6]));)
    |(?P<script>(?<=[A-Za-z0-9)\]}}ℓ])[_^](?:\{{|(?:{_SCRIPTED})\b|\d{{1,4}}(?![\w])|[A-Za-z](?!\w)))
    |(?P<named>\bell(?=[_^][\d{{]|[_^][a-z]\b))
    |(?P<relation>(?<=\b[A-Za-z][ ])(?:gg|ll)(?=[ ][A-Za-z0-9]\b))
    |(?P<tie>(?<=[\w.,)])~(?=[A-Za-z\\]))
    """,
    re.VERBOSE,
)
_MATH_SIGNS = re.compile(r"[\\_^{}=<>]|^[A-Za-z]['′]?(?:\([A-Za-z0-9, ]{1,12}\))?$")
_PROSE = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{4,} +[A-Za-z]{3,}")
_BARE_NAME = re.compile(rf"(?<![\\A-Za-z])(?:{_NAMES})+(?![A-Za-z])")
_ONE_NAME = re.compile(_NAMES)
_TAKES_GROUPS = {"sqrt", "frac", "dfrac", "tfrac"}
_ENTITIES = {
    "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&nbsp;": "\u00a0", "&#39;": "'",
}  # fmt: skip


@lru_cache(maxsize=4096)
def readable(text: str) -> str:
    """The text as it is shown: remnants of TeX as the characters that they stand for."""
    return readable_map(text)[0]


def readable_map(text: str) -> tuple[str, list[int]]:
    """The shown text, and for each of its characters the offset of its stored one.

    The offsets never fall. A passage [a, b) of the shown text comes from the stored passage that
    begins at ``offsets[a]`` and ends before ``offsets[b]`` (the end of the text for the last).
    """
    if not _HINT.search(text):
        return text, list(range(len(text)))
    shown = [pair for pair in _Renderer(text).render(0, len(text)) if ord(pair[0]) not in HIDDEN]
    return "".join(char for char, _ in shown), [offset for _, offset in shown]


class _Renderer:
    """Renders passages of one text; nested groups are rendered in their turn."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open_quotes = 0
        self._rules: dict[str, Callable[[re.Match[str], int, int], tuple[Shown, int] | None]] = {
            "accent": self._accent,
            "escaped": self._escaped,
            "space": self._thin_space,
            "command": self._command,
            "font": self._font,
            "switch": self._switch,
            "dollar": self._dollar,
            "quote": self._quote,
            "dash": self._dash,
            "lost": self._lost,
            "entity": self._entity,
            "script": self._script,
            "named": self._relation,
            "relation": self._relation,
            "tie": self._tie,
        }

    def render(self, start: int, end: int, depth: int = 0, *, math: bool = False) -> Shown:
        """The passage [start, end) as shown; ``math`` says that it is surely mathematics."""
        shown: Shown = []
        at = start
        while at < end:
            match = _TOKEN.search(self._text, at, end)
            stop = match.start() if match else end
            shown += self._plain(at, stop, math=math)
            if match is None:
                break
            done = None
            if depth < _DEEPEST:
                done = self._rules[match.lastgroup or ""](match, end, depth)
            if done is None:
                shown += self._plain(match.start(), match.end())
                at = match.end()
            else:
                shown += done[0]
                at = done[1]
        return shown

    def _plain(self, start: int, end: int, *, math: bool = False) -> Shown:
        if not math:
            return [(self._text[i], i) for i in range(start, end)]
        shown: Shown = []
        at = start
        for match in _BARE_NAME.finditer(self._text, start, end):
            shown += [(self._text[i], i) for i in range(at, match.start())]
            names = _ONE_NAME.finditer(self._text, match.start(), match.end())
            shown += [(BARE[name[0]], name.start()) for name in names]
            at = match.end()
        return shown + [(self._text[i], i) for i in range(at, end)]

    def _group(self, start: int, end: int) -> int:
        """The offset after the group whose brace opens at ``start``; -1 when it is not closed."""
        depth = 0
        at = start
        for at in range(start, min(end, start + _LONGEST_GROUP)):
            char = self._text[at]
            if char in "{}" and self._text[at - 1 : at] != "\\":
                depth += 1 if char == "{" else -1
                if depth == 0:
                    return at + 1
        return -1

    def _accent(self, match: re.Match[str], _end: int, _depth: int) -> tuple[Shown, int]:
        letter = match[0].rstrip("}")[-1]
        composed = unicodedata.normalize("NFC", letter + ACCENTS[match[0][1]])
        return [(char, match.start()) for char in composed], match.end()

    def _escaped(self, match: re.Match[str], _end: int, _depth: int) -> tuple[Shown, int]:
        return [(match[0][1], match.start())], match.end()

    def _thin_space(self, match: re.Match[str], _end: int, _depth: int) -> tuple[Shown, int]:
        return ([] if match[0] == r"\!" else [(" ", match.start())]), match.end()

    def _command(self, match: re.Match[str], end: int, depth: int) -> tuple[Shown, int] | None:
        name = match[0][1:].rstrip("*")
        at = match.end()
        if self._text[at : at + 1] == "{" and (name in FONTS or name in _TAKES_GROUPS):
            return self._with_groups(name, match.start(), at, end, depth)
        if name in COMMANDS:
            return [(COMMANDS[name], match.start())], at
        if name in SWITCHES:
            return [], at + (self._text[at : at + 1] == " ")
        # An author's own macro: its name says more than nothing.
        return [(self._text[i], i) for i in range(match.start() + 1, at)], at

    def _font(self, match: re.Match[str], end: int, depth: int) -> tuple[Shown, int] | None:
        return self._with_groups(match[0], match.start(), match.end(), end, depth)

    def _with_groups(
        self, name: str, start: int, brace: int, end: int, depth: int
    ) -> tuple[Shown, int] | None:
        """A command with what stands in braces behind it: a font, a root, a fraction."""
        if name not in _TAKES_GROUPS:
            return self._styled(name, brace, end, depth)
        shown: Shown = [("√", start)] if name == "sqrt" else []
        for number in range(1 if name == "sqrt" else 2):
            after = self._group(brace, end)
            if after < 0 or self._text[brace] != "{":
                return None
            inner = self.render(brace + 1, after - 1, depth + 1, math=True)
            if number:
                shown.append(("/", brace))
            if len(inner) > 1 and not all(char.isalnum() for char, _ in inner):
                inner = [("(", brace), *inner, (")", after - 1)]
            shown += inner
            brace = after
        return shown, brace

    def _styled(self, name: str, brace: int, end: int, depth: int) -> tuple[Shown, int] | None:
        after = self._group(brace, end)
        if after < 0:
            return None
        math = name.startswith("math") or name in ("bm", "boldsymbol")
        inner = self.render(brace + 1, after - 1, depth + 1, math=math)
        if name == "mathbb":
            inner = [(DOUBLE_STRUCK.get(char, char), offset) for char, offset in inner]
        return _trimmed(inner), after

    def _switch(self, match: re.Match[str], end: int, depth: int) -> tuple[Shown, int] | None:
        after = self._group(match.start(), end)
        if after < 0:
            return None
        start = self._text.index(" ", match.start()) + 1
        return _trimmed(self.render(start, after - 1, depth + 1)), after

    def _dollar(self, match: re.Match[str], end: int, depth: int) -> tuple[Shown, int] | None:
        start = match.end()
        close = self._text.find("$", start, min(end, start + _LONGEST_GROUP))
        inner = self._text[start:close] if close > start else ""
        if not inner:
            return None
        money = inner != inner.strip() or self._text[close + 1 : close + 2].isdigit()
        if money and "\\" not in inner:
            return None
        if not _MATH_SIGNS.search(inner) or _PROSE.search(inner):
            return None
        return self.render(start, close, depth + 1, math=True), close + 1

    def _quote(self, match: re.Match[str], end: int, _depth: int) -> tuple[Shown, int] | None:
        text, start = self._text, match.start()
        if match[0] == "``":
            self._open_quotes += 1
            return [("“", start)], match.end()
        if match[0] == "''":
            if not self._open_quotes:
                return None
            self._open_quotes -= 1
            return [("”", start)], match.end()
        close = re.compile(r"[^`'\n]{1,60}'(?![\w'])").match(text, match.end(), end)
        if close is None or text[start - 1 : start].isalnum():
            return None
        inner = [(text[i], i) for i in range(match.end(), close.end() - 1)]
        return [("‘", start), *inner, ("’", close.end() - 1)], close.end()

    def _dash(self, match: re.Match[str], _end: int, _depth: int) -> tuple[Shown, int] | None:
        before = self._text[match.start() - 1 : match.start()]
        after = self._text[match.end() : match.end() + 1]
        if len(match[0]) == 3:
            return [("—", match.start())], match.end()
        between = before.isalnum() and after.isalnum()
        if between or (before in (" ", ")") and after == " "):
            return [("–", match.start())], match.end()
        return None  # "--help" and the like

    def _lost(self, match: re.Match[str], _end: int, _depth: int) -> tuple[Shown, int]:
        return [(LOST[match[0]], match.start())], match.end()

    def _entity(self, match: re.Match[str], _end: int, _depth: int) -> tuple[Shown, int]:
        char = _ENTITIES.get(match[0]) or chr(int(match[0][3:-1], 16))
        return [(char, match.start())], match.end()

    def _script(self, match: re.Match[str], end: int, depth: int) -> tuple[Shown, int] | None:
        table = SUPERSCRIPTS if match[0][0] == "^" else SUBSCRIPTS
        start, after = match.start() + 1, match.end()
        braced = self._text[start] == "{"
        if braced:
            after = self._group(start, end)
            if after < 0:
                return None
            inner = self.render(start + 1, after - 1, depth + 1, math=True)
        else:
            if not self._surely_script(match):
                return None
            inner = self.render(start, after, depth + 1, math=True)
        if inner and all(char in table for char, _ in inner):
            return [(table[char], offset) for char, offset in inner], after
        if len(inner) > 1 and not (inner[0][0] == "(" and inner[-1][0] == ")"):
            inner = [("(", start), *inner, (")", after - 1)]
        return [(match[0][0], match.start()), *inner], after

    def _surely_script(self, match: re.Match[str]) -> bool:
        """Whether ``x_1`` is mathematics and not a name such as ``file_1``."""
        head = re.search(r"[A-Za-z0-9]*$", self._text[max(0, match.start() - 12) : match.start()])
        base = head[0] if head else ""
        sign, script = match[0][0], match[0][1:]
        if script in BARE:
            return True
        if sign == "^":
            return script.isdigit() or len(base) <= 1
        return len(base) <= 1 or base in ("ell", *COMMANDS)

    def _relation(self, match: re.Match[str], _end: int, _depth: int) -> tuple[Shown, int]:
        return [(BARE[match[0]], match.start())], match.end()

    def _tie(self, match: re.Match[str], _end: int, _depth: int) -> tuple[Shown, int]:
        return [(" ", match.start())], match.end()


def _trimmed(shown: Shown) -> Shown:
    """Without blanks at both ends: ``\\url{ https://... }``."""
    while shown and shown[0][0] == " ":
        shown = shown[1:]
    while shown and shown[-1][0] == " ":
        shown = shown[:-1]
    return shown
