"""What RIS's tags and BibTeX's fields have in common (RIS as its makers wrote it down in 2011)."""

from __future__ import annotations

import re

# Fields of BibTeX that RIS has a tag for.
FIELDS = {
    "VL": "volume",
    "IS": "number",
    "PB": "publisher",
    "CY": "address",
    "ET": "edition",
    "T3": "series",
    "LA": "language",
    "ST": "shorttitle",
    "Y2": "urldate",
}
TAGS = {field: tag for tag, field in FIELDS.items()}
# Editors; the first is the one that is written.
PEOPLE = ("ED", "A2")
# Holds "name = value" for fields that have no tag: the user's own in RIS.
OTHER = "U1"
ARXIV_PAGE = "https://arxiv.org/abs/"
# What M3 says of types of BibTeX that share one of RIS's.
TYPES = {
    "phd thesis": "phdthesis",
    "ph.d. thesis": "phdthesis",
    "doctoral thesis": "phdthesis",
    "doctoral dissertation": "phdthesis",
    "master's thesis": "mastersthesis",
    "masters thesis": "mastersthesis",
    "master thesis": "mastersthesis",
} | {
    name: name
    for name in "thesis report techreport inbook booklet manual proceedings unpublished".split()
}
TYPE_WORDS = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis"}


def standard_number(text: str, kind: str) -> str:
    """Whether a number of SN is an ``issn`` or an ``isbn``."""
    if re.fullmatch(r"\d{4}-?\d{3}[\dXx]", text):
        return "issn"
    return "isbn" if kind != "article" else "issn"
