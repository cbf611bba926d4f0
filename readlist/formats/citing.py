"""Citation keys as they stand in a text: LaTeX's ``\\cite{a,b}``, pandoc's, Typst's."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from readlist.domain.errors import InvalidValueError

PANDOC, TYPST, KEYS = "pandoc", "typst", "keys"
# LaTeX's own command, those of natbib, those of biblatex, then other languages.
COMMANDS: tuple[str, ...] = (
    r"\cite", r"\citep", r"\citet", r"\parencite", r"\autocite", r"\textcite",
    PANDOC, TYPST, KEYS,
)  # fmt: skip
_LATEX = re.compile(r"\\[A-Za-z]+\*?")
# https://pandoc.org/MANUAL.html#citation-syntax: single punctuation inside a key only.
_PANDOC_KEY = re.compile(r"\w+(?:[:.#$%&+?<>~/-]\w+)*", re.ASCII)
# https://typst.app/docs/reference/foundations/label/: what "@" ends at.
_TYPST_KEY = re.compile(r"[A-Za-z0-9_]+(?:[-:.]+[A-Za-z0-9_]+)*")


def cite_text(keys: Sequence[str], command: str) -> str:
    r"""What cites ``keys`` in a text, in the order given; "" for none.

    ``command`` is a LaTeX command (``\citep``), or "pandoc" (Markdown: ``[@a; @b]``), "typst"
    (``@a @b``), or "keys" (``a,b``). Raise InvalidValueError for anything else.
    """
    if not keys:
        return ""
    if command == PANDOC:
        return "[" + "; ".join(map(_pandoc, keys)) + "]"
    if command == TYPST:
        return " ".join(map(_typst, keys))
    if command == KEYS:
        return ",".join(keys)
    if not _LATEX.fullmatch(command):
        raise InvalidValueError(
            f"'{command}' is no command that cites.", r"Take \cite, \citep, pandoc or typst."
        )
    return f"{command}{{{','.join(keys)}}}"


def _pandoc(key: str) -> str:
    return f"@{key}" if _PANDOC_KEY.fullmatch(key) else f"@{{{key}}}"


def _typst(key: str) -> str:
    return f"@{key}" if _TYPST_KEY.fullmatch(key) else f"#cite(label({json.dumps(key)}))"
