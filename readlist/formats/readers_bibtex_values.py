"""The values of BibTeX fields: macros put together, text divided outside of braces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

# As the parser that finds the fields counts them: a brace behind a backslash is no brace.
_BRACE = re.compile(r"(?<!\\)[{}]")
_PIECE = re.compile(r"(?<!\\)[{}\"]|[\s#]+")


def value_of(text: str, macros: Mapping[str, str]) -> str:
    """What a field's value says: ``{text}``, ``"text"``, a number, a macro, joined by ``#``.

    ``macros`` are the texts of @string by lower-case name. The name of one that is not known
    stands for itself ("jan").
    """
    text = text.strip()
    if text[:1] == "{" and closes_last(text):
        return text[1:-1]
    if len(text) > 1 and text[0] == text[-1] == '"' and text.find('"', 1) == len(text) - 1:
        return text[1:-1]
    if text[:1] not in ("{", '"') and "#" not in text:
        return macros.get(text.lower(), text)
    return "".join(_pieces(text, macros))


def _pieces(text: str, macros: Mapping[str, str]) -> Iterator[str]:
    """The parts of a joined value; a brace or quote that is never closed goes to the end."""
    depth, start, quoted = 0, 0, False
    for match in _PIECE.finditer(text):
        sign, at = match[0], match.start()
        if sign == "{":
            if depth == 0 and not quoted:
                start = at + 1
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0 and not quoted:
                yield text[start:at]
                start = at + 1
        elif sign == '"' and depth == 0:
            if quoted:
                yield text[start:at]
            quoted, start = not quoted, at + 1
        elif depth == 0 and not quoted:
            word = text[start:at]
            if word:
                yield macros.get(word.lower(), word)
            start = match.end()
    if word := text[start:]:
        yield macros.get(word.lower(), word)


def closes_last(text: str) -> bool:
    """Whether the first brace is closed by the last character."""
    if not text.endswith("}") or text.endswith("\\}"):
        return False
    depth = 0
    for match in _BRACE.finditer(text):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.start() == len(text) - 1
    return False


def divided(text: str, separators: str) -> list[str]:
    """The parts between any of the signs ``separators`` that stand outside of braces, stripped.

    A sign behind a backslash divides nothing. Empty parts are left out.
    """
    if not text:
        return []
    if "{" not in text and "\\" not in text:
        parts = re.split(f"[{re.escape(separators)}]", text)
        return [part.strip() for part in parts if part.strip()]
    parts, depth, start = [], 0, 0
    for match in re.finditer(rf"(?<!\\)[{{}}{re.escape(separators)}]", text):
        if match[0] in separators and depth <= 0:
            parts.append(text[start : match.start()])
            start = match.end()
        else:
            depth += (match[0] == "{") - (match[0] == "}")
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]
