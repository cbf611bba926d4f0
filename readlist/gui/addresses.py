"""Addresses of a paper, and the one way in which the program opens an address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from readlist.domain.papers import Bibliography, Paper
from readlist.domain.visible import visible

_SCHEMES = frozenset({"http", "https", "mailto"})
_LONGEST = 70
_LONGEST_SHOWN = 160
# A host in a link's words: written as an address, or all that they are.
_NAMED_HOST = re.compile(r"(?:https?://|www\.)([^\s/?#:@]+\.[^\s/?#:@]+)", re.IGNORECASE)
_WHOLE_HOST = re.compile(r"^(?:[\w.+-]+@)?((?:[\w-]+\.)+[^\W\d_]{2,24})(?:[/?#:]\S*)?$")


@dataclass(frozen=True, slots=True)
class PaperLink:
    """A link of a paper: its short name and its address."""

    text: str
    url: str


def open_address(address: str | QUrl) -> bool:
    """Open a web or mail address, or a ``doi:``, in the reader's own program; any other scheme is
    refused."""
    url = QUrl(address) if isinstance(address, str) else address
    if url.scheme().lower() == "doi":
        url = QUrl("https://doi.org/" + quote(url.path(), safe="/:;()._-"))
    if not url.isValid() or url.scheme().lower() not in _SCHEMES:
        return False
    if url.scheme().lower() == "mailto":  # what follows an address can attach a file
        url = QUrl("mailto:" + quote(url.path(), safe="@,.+-_"))
    return QDesktopServices.openUrl(url)


def shown_address(address: str) -> str:
    """An address for people: hosts of other scripts as the codes that browsers compare, so that
    none passes for another; nothing hidden in it, and the middle of a long one left out."""
    text = visible(QUrl(address).toString(QUrl.ComponentFormattingOption.EncodeUnicode) or address)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]} … {text[-20:]}"


def misleads(words: str, address: str) -> bool:
    """Whether a link's words name another place than its address leads to.

    A user name before the host counts, too: ``https://github.com@example.org`` is example.org.
    """
    url = QUrl(address)
    if url.scheme().lower() == "mailto":
        host = url.path().rpartition("@")[2]
    elif url.scheme().lower() == "doi":
        host = "doi.org"
    else:
        host = url.host(QUrl.ComponentFormattingOption.EncodeUnicode)
        if url.userName():
            return True
    named = _NAMED_HOST.findall(words) or _WHOLE_HOST.findall(visible(words).strip())
    real = host.lower().removeprefix("www.")
    return any(QUrl(f"https://{one}").host(QUrl.ComponentFormattingOption.EncodeUnicode).lower()
               .removeprefix("www.") != real for one in named)  # fmt: skip


def paper_links(paper: Paper) -> tuple[PaperLink, ...]:
    """The addresses that are known of ``paper``: arXiv, Daily Papers, DOI, its URL, its code."""
    return record_links(paper.bib, paper.code_links)


def record_links(bib: Bibliography, code_links: Sequence[str] = ()) -> tuple[PaperLink, ...]:
    """The addresses that bibliographic facts give, the best known first."""
    found: list[PaperLink] = []
    if bib.arxiv_id:
        found.append(PaperLink(f"arXiv {bib.arxiv_id}", f"https://arxiv.org/abs/{bib.arxiv_id}"))
        found.append(PaperLink("PDF", f"https://arxiv.org/pdf/{bib.arxiv_id}"))
        page = f"https://huggingface.co/papers/{bib.arxiv_id}"
        found.append(PaperLink("Hugging Face", page))
    if bib.doi:
        found.append(PaperLink("DOI", f"https://doi.org/{quote(bib.doi, safe='/:;()._-')}"))
    known = {link.url for link in found}
    for url in (bib.url, *code_links):
        if url and url not in known:
            known.add(url)
            found.append(PaperLink(_short(shown_address(url)), url))
    return tuple(found)


def _short(url: str) -> str:
    """The address without what every address has."""
    text = url.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    text = text.removeprefix("github.com/") if text.count("/") >= 2 else text
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
