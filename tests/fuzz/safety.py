"""What no text that the program writes for others may hold, whatever stood on a page."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

# Everything that our writers use themselves: letters, accents, symbols, maths that only prints.
_COMMAND = re.compile(r"\\([a-zA-Z@]+)")
_DANGEROUS = re.compile(
    r"\\(?:input|include\w*|write|read|open\w*|close\w*|immediate|def|[egx]def|let|futurelet|csname"
    r"|endcsname|catcode|lccode|uccode|mathcode|newcommand|renewcommand|providecommand|newwrite"
    r"|newread|every\w+|expandafter|loop|special|pdf\w+|directlua|latelua|ShellEscape|verb\w*"
    r"|begin|end|usepackage|require\w*|document\w*|href|url|lstinputlisting|string|jobname|output"
    r"|scantokens|meaning|number|the|par(?!\\medskip)[a-z]+|errmessage|message|typeout|global|long|outer"
    r"|makeatletter|at\w+|bibitem|bibliography)(?![a-zA-Z])"
)
_ENTRY = re.compile(r"^[ \t]*@(?:preamble|string|comment)\b", re.IGNORECASE | re.MULTILINE)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def unsafe_bibtex(text: str) -> str:
    """The first thing in BibTeX that could do more than print; "" when there is none."""
    for pattern in (_DANGEROUS, _ENTRY, _CONTROLS):
        if match := pattern.search(text):
            return match[0]
    if "^^" in text:  # TeX reads ^^5c as a backslash
        return "^^"
    depth = 0
    for sign in re.findall(r"[{}]", text):
        depth += 1 if sign == "{" else -1
        if depth < 0:
            return "a brace that closes nothing"
    return "a brace that nothing closes" if depth else ""


def unsafe_lines(text: str) -> str:
    """A control character or one that reorders other text; "" when there is none."""
    match = _CONTROLS.search(text)
    return repr(match[0]) if match else ""


def unsafe_csv(text: str) -> str:
    """A cell that a spreadsheet would compute; "" when there is none."""
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            if cell.strip()[:1] in tuple("=+-@＝＋－＠"):
                return cell
    return ""


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "img", "iframe", "object", "embed", "link", "base", "form", "svg"):
            self.found = self.found or f"<{tag}>"
        for name, value in attrs:
            scheme = (value or "").strip().lower().partition(":")[0]
            if name.startswith("on") or name in ("src", "srcset", "background", "action"):
                self.found = self.found or name
            if name == "href" and scheme not in ("http", "https", "mailto"):
                self.found = self.found or f"{name}={value}"


def unsafe_html(text: str) -> str:
    """What loads, runs or leads elsewhere than to the web; "" when there is none."""
    page = _Page()
    page.feed(text)
    return page.found
