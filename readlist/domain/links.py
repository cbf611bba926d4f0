"""Addresses that stand in an abstract, and those of them that lead to code."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODE_HOSTS = (
    "github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com", "huggingface.co",
    "hf.co", "sr.ht", "sourceforge.net", "osf.io", "zenodo.org", "kaggle.com", "modelscope.cn",
    "colab.research.google.com", "code.google.com", "anonymous.4open.science",
)  # fmt: skip
_PAGES_HOSTS = (".github.io", ".gitlab.io")
# A host alone is taken for an address only where its writing leaves no doubt.
_BARE = (
    r"(?:www\.|(?:github|gitlab|bitbucket|huggingface|codeberg)\.(?:com|org|co)/"
    r"|[\w-]{1,63}\.github\.io)"
)
_ADDRESS = re.compile(
    rf"(?:https?://|(?<![\w@/.\-]){_BARE})(?:[^\s<>\"{{}}|\\^`\x00-\x1f\x7f]|\\[_#%&~]){{1,2000}}",
    re.IGNORECASE,
)
# The search for addresses is slow beside this: most abstracts have none of them.
_SIGNS = ("://", "www.", "WWW.", ".com/", ".org/", ".co/", ".io")
_TAIL = ".,;:!?'\"*’”»…-~"
_PAIRS = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a text: code points [start, end) and the address to open."""

    start: int
    end: int
    url: str


def links(text: str) -> list[Link]:
    """All web addresses in ``text``; the sentence's own punctuation is not part of them."""
    if not any(sign in text for sign in _SIGNS):
        return []
    found = []
    for match in _ADDRESS.finditer(text):
        shown = _trim(match[0])
        url = re.sub(r"\\([_#%&~])", r"\1", shown)
        if not re.match(r"https?://", url, re.IGNORECASE):
            url = f"https://{url}"
        host = _host(url)
        if "." in host and not host.startswith("."):
            found.append(Link(match.start(), match.start() + len(shown), url))
    return found


def code_links(abstract: str) -> tuple[str, ...]:
    """The addresses in ``abstract`` that lead to code, models or demos, each once, in order."""
    return tuple(dict.fromkeys(link.url for link in links(abstract) if is_code(link.url)))


def is_code(url: str) -> bool:
    """Whether the address is on a host of code or models, or on a project's page there."""
    host = _host(url)
    if any(host == known or host.endswith("." + known) for known in _CODE_HOSTS):
        path = url.split("://", 1)[-1].partition("/")[2].strip("/")
        # huggingface.co/papers is the Daily Papers site itself, not code
        return bool(path) and not path.startswith("papers")
    return host.endswith(_PAGES_HOSTS)


def _host(url: str) -> str:
    return re.split(r"[/?#:]", url.split("://", 1)[-1], maxsplit=1)[0].lower().removeprefix("www.")


def _trim(address: str) -> str:
    """Drop the closing punctuation of the sentence around an address."""
    while address:
        last = address[-1]
        opening = _PAIRS.get(last)
        unbalanced = opening is not None and address.count(last) > address.count(opening)
        if last not in _TAIL and not unbalanced and last not in "([":
            break
        address = address[:-1]
    return address
