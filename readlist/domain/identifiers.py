"""The identifiers in what a reader pastes: an id, an address, or a citation that holds one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from readlist.domain.errors import InvalidValueError
from readlist.domain.identity import normal_arxiv_id, normal_doi
from readlist.domain.links import links
from readlist.domain.visible import visible

# arXiv's two schemes (https://info.arxiv.org/help/arxiv_identifier.html), with a version or not.
_ID = r"(\d{4}\.\d{4,5}|[a-z][a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?![\d/])"
# A bare number in running text may be anything: one of these must stand before it.
_ARXIV = re.compile(
    r"(?:arxiv(?:\s*(?:preprint|e-?print))?\s*[:.]?\s*(?:arxiv\s*[:.]\s*)?"
    r"|(?:arxiv\.org|alphaxiv\.org)/(?:abs|pdf|html|format|e-print|src|overview)/"
    r"|(?:huggingface\.co|hf\.co)/papers/|eprint\s*=\s*[{\"]?\s*)" + _ID,
    re.IGNORECASE,
)
# Old publishers' DOIs hold angle brackets.
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"{}|\\^`]+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s\"<>{}|\\^`]+", re.IGNORECASE)
_TAIL = ".,;:!?'*’”»…"
_PAIRS = {")": "(", "]": "[", ">": "<"}
# What publishers' addresses add behind a DOI.
_PAGE_PARTS = re.compile(
    r"(?:/(?:full|fulltext|pdf|epdf|pdfdirect|abstract|meta|html|references)|\.full)*(?:\.pdf)?/?$",
    re.IGNORECASE,
)
# A version of a preprint in the addresses of bioRxiv and medRxiv: no part of the DOI.
_PREPRINT_VERSION = re.compile(r"(?<=\d)v\d+$")
_PREPRINTS = ("10.1101/", "10.64898/")
_ACL = re.compile(
    r"(?:https?://)?(?:www\.)?aclanthology\.org/([A-Z]\d{2}-\d{4}|\d{4}\.[\w-]+\.\d+)", re.I
)
_IN_ADDRESS = re.compile(r"[\w-]\.[a-z]{2,}/", re.IGNORECASE)
_HOST = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|io|co|edu|ai)/\S+", re.I)


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What was recognised, each in its normal form; empty where there was none."""

    arxiv_id: str = ""
    doi: str = ""
    url: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """The fields of a paper that these fill, with their values."""
        found = {"arxiv_id": self.arxiv_id, "doi": self.doi, "url": self.url}
        return {name: value for name, value in found.items() if value}

    @property
    def words(self) -> str:
        """The identifiers for the reader: "arXiv id 2503.02130, DOI 10.1000/182"."""
        names = {"arxiv_id": "arXiv id", "doi": "DOI", "url": "address"}
        return ", ".join(f"{names[name]} {value}" for name, value in self.fields.items())


def identifiers(text: str) -> Identifiers:
    """What ``text`` identifies one paper by. Nothing is asked of anybody.

    Addresses count where they are a paper's page (OpenReview, ACL Anthology), or when nothing
    else is there. InvalidValueError when there is nothing, or when there are several papers'.
    """
    text = visible(text)
    arxiv, doi = arxiv_ids(text), dois(text)
    for name, found in (("arXiv ids", arxiv), ("DOIs", doi)):
        if len(found) > 1:
            raise InvalidValueError(
                f"These are several {name}: {', '.join(found[:3])}{'…' * (len(found) > 3)}.",
                "Paste the one of this paper.",
            )
    pages = list(dict.fromkeys(filter(None, map(_paper_page, _addresses(text)))))
    if not (arxiv or doi or pages):
        pages = _addresses(text)
    if len(pages) > 1:
        raise InvalidValueError("These are several addresses.", "Paste the one of this paper.")
    if not (arxiv or doi or pages):
        raise InvalidValueError(
            "No identifier was found in this.",
            "Paste an arXiv id, a DOI, or the address of the paper's page.",
        )
    return Identifiers(*(found[0] if found else "" for found in (arxiv, doi, pages)))


def arxiv_ids(text: str) -> list[str]:
    """The arXiv ids in ``text``, each once, without versions. A bare id must stand alone."""
    whole = normal_arxiv_id(text.strip(" \t\r\n.,;[]()<>"))
    # In one line with single blanks, which bounds the time that the search takes.
    shown = " ".join(unquote(text).split())
    found = [whole] if whole else [normal_arxiv_id(m[1]) for m in _ARXIV.finditer(shown)]
    return list(dict.fromkeys(filter(None, found)))


def dois(text: str) -> list[str]:
    """The DOIs in ``text``, each once, in lower case; arXiv's own DOIs are arXiv ids instead."""
    found = []
    rest = text
    for address in _ADDRESS.findall(text):
        rest = rest.replace(address, " ")
        match = _DOI.search(unquote(re.split(r"[&#]", address)[0]))
        if match:
            found.append(_of_page(match[0]))
    for match in _DOI.finditer(rest):
        before = rest[: match.start()]
        word = "" if not before or before[-1].isspace() else before.split()[-1]
        in_address = _IN_ADDRESS.search(word) is not None
        found.append(_of_page(match[0]) if in_address else _trimmed(match[0]))
    return list(dict.fromkeys(filter(None, map(normal_doi, found))))


def _of_page(text: str) -> str:
    """The DOI in the address of a page, where ``text`` begins with it."""
    doi = _PAGE_PARTS.sub("", _trimmed(text.split("?", maxsplit=1)[0]))
    return _PREPRINT_VERSION.sub("", doi) if doi.startswith(_PREPRINTS) else doi


def _trimmed(text: str) -> str:
    """Without the punctuation of the sentence around it."""
    while text:
        opening = _PAIRS.get(text[-1])
        unbalanced = opening is not None and text.count(text[-1]) > text.count(opening)
        if text[-1] not in _TAIL and not unbalanced:
            break
        text = text[:-1]
    return text


def _addresses(text: str) -> list[str]:
    found = [link.url for link in links(text)]
    alone = text.strip()
    if not found and _HOST.fullmatch(alone):
        found = [f"https://{alone}"]
    return list(dict.fromkeys(found))


def _paper_page(address: str) -> str:
    """The lasting address of a paper's page; "" when it is no such page that we know."""
    if match := _ACL.match(address):
        return f"https://aclanthology.org/{match[1]}/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if (parts.hostname or "").removeprefix("www.") == "openreview.net":
        paper = parse_qs(parts.query).get("id", [""])[0]
        if paper and parts.path.strip("/") in ("forum", "pdf", "attachment"):
            return f"https://openreview.net/forum?id={paper}"
    return ""
