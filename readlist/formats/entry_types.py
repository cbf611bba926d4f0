"""The kind of publication, as BibTeX, RIS and CSL name it, from what is known of a paper."""

from __future__ import annotations

import re
from collections.abc import Container

from readlist.domain.papers import Bibliography
from readlist.formats.private import public_url

_PROCEEDINGS = re.compile(
    r"\b(?:proceedings|proc|conference|conf|workshop|symposium|meeting|neurips|nips|icml|iclr|"
    r"cvpr|iccv|eccv|wacv|accv|bmvc|3dv|acl|naacl|emnlp|eacl|aacl|coling|conll|lrec|aaai|ijcai|"
    r"aistats|uai|colt|alt|acml|ecml|pkdd|ecai|kdd|www|sigir|wsdm|cikm|icra|iros|corl|rss|interspeech|icassp|miccai|"
    r"mlsys|osdi|sosp|nsdi|chi|siggraph|colm|midl|automl)\b",
    re.IGNORECASE,
)
_JOURNAL = re.compile(
    r"\b(?:journal|transactions|trans|letters|review|reviews|annals|magazine|nature|science|cell|"
    r"jmlr|tmlr|jair|tpami|tacl|ijcv|pnas|plos|neurocomputing|neural computation|j|"
    r"machine learning|artificial intelligence|access|bulletin|quarterly)\b",
    re.IGNORECASE,
)
_PREPRINT = re.compile(r"arxiv|corr\b|preprint", re.IGNORECASE)
_IN_A_BOOK = frozenset({"inproceedings", "conference", "incollection", "inbook"})
_HOLDERS = {
    "article": "journal",
    "phdthesis": "school",
    "mastersthesis": "school",
    "techreport": "institution",
    "thesis": "institution",
    "report": "institution",
    "book": "publisher",
    "manual": "organization",
    "proceedings": "organization",
}
# The types that BibTeX's styles know, and what stands for those that BibLaTeX added.
_BIBTEX = frozenset(
    "article book booklet conference inbook incollection inproceedings manual mastersthesis misc "
    "phdthesis proceedings techreport unpublished".split()
)
_TO_BIBTEX = {
    "mvbook": "book",
    "collection": "book",
    "mvcollection": "book",
    "reference": "book",
    "mvreference": "book",
    "bookinbook": "inbook",
    "suppbook": "inbook",
    "suppcollection": "incollection",
    "inreference": "incollection",
    "suppperiodical": "article",
    "review": "article",
    "mvproceedings": "proceedings",
    "thesis": "phdthesis",
    "report": "techreport",
}
_BIBLATEX = (
    _BIBTEX
    | frozenset(_TO_BIBTEX)
    | frozenset(
        "artwork audio commentary customa customb customc customd custome customf dataset "
        "electronic image jurisdiction legal legislation letter movie music online patent "
        "performance periodical software standard video www".split()
    )
)
_TO_RIS = {
    "article": "JOUR",
    "inproceedings": "CPAPER",
    "conference": "CPAPER",
    "incollection": "CHAP",
    "inbook": "CHAP",
    "book": "BOOK",
    "phdthesis": "THES",
    "mastersthesis": "THES",
    "thesis": "THES",
    "techreport": "RPRT",
    "report": "RPRT",
    "unpublished": "UNPB",
    "dataset": "DATA",
    "software": "COMP",
    "online": "ELEC",
}
_TO_CSL = {
    "article": "article-journal",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "incollection": "chapter",
    "inbook": "chapter",
    "book": "book",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "unpublished": "manuscript",
    "dataset": "dataset",
    "software": "software",
    "online": "webpage",
}
_FROM_RIS = {ris: name for name, ris in reversed(_TO_RIS.items())} | {
    "CONF": "proceedings",
    "MGZN": "article",
    "EJOUR": "article",
}

_FROM_CSL = {csl: name for name, csl in reversed(_TO_CSL.items())} | {
    "article-magazine": "article",
    "article-newspaper": "article",
    "review": "article",
    "post": "online",
    "post-weblog": "online",
    # Crossref's own words
    "journal-article": "article",
    "proceedings-article": "inproceedings",
    "book-chapter": "incollection",
}
_CSL = {*_FROM_CSL, *_TO_CSL.values()} | set(
    "article article-journal bill broadcast classic collection document entry entry-dictionary "
    "entry-encyclopedia event figure graphic hearing interview legal_case legislation map "
    "motion_picture musical_score pamphlet patent performance periodical personal_communication "
    "posted-content regulation review-book song speech standard treaty".split()
)


def is_preprint_venue(venue: str) -> bool:
    """Whether a venue only says that the paper is a preprint ("arXiv", "CoRR")."""
    return bool(_PREPRINT.search(venue))


def entry_type(bib: Bibliography) -> str:
    """The entry type in BibTeX's words: the given one, else what the venue's words say.

    A paper without a venue, and one whose venue tells nothing, is ``misc``.
    """
    given = bib.entry_type.strip().lower()
    if given.isascii() and given.isalpha() and given not in ("comment", "string", "preamble"):
        return given
    if not bib.venue or is_preprint_venue(bib.venue):
        return "misc"
    if _PROCEEDINGS.search(bib.venue):
        return "inproceedings"
    return "article" if _JOURNAL.search(bib.venue) else "misc"


def bibtex_type(bib: Bibliography, *, preprint_as_article: bool = False) -> str:
    """The entry type among those that every BibTeX style knows.

    ``preprint_as_article`` makes an arXiv preprint of no other type an article, as styles print
    its journal.
    """
    kind = entry_type(bib)
    if kind == "thesis" and re.match(r"ma|msc", str(bib.extra.get("type", "")), re.IGNORECASE):
        return "mastersthesis"
    kind = kind if kind in _BIBTEX else _TO_BIBTEX.get(kind, "misc")
    article = kind == "misc" and preprint_as_article and is_arxiv_preprint(bib)
    return "article" if article else kind


def biblatex_type(bib: Bibliography, fields: Container[str] = ("url", "doi")) -> str:
    """The entry type among BibLaTeX's: a preprint, and what only has an address, is ``online``.

    ``fields`` are those of "url" and "doi" that are written: an online entry needs an address.
    """
    kind = entry_type(bib)
    if kind in ("thesis", "report") and "type" not in bib.extra:  # those need its words
        return _TO_BIBTEX[kind]
    if kind == "article" and is_arxiv_preprint(bib) and not bib.venue:
        return "online"
    if kind in ("misc", "online", "electronic", "www"):
        return "online" if _is_online(kind, bib, fields) else "misc"
    return kind if kind in _BIBLATEX else "misc"


def _is_online(kind: str, bib: Bibliography, fields: Container[str]) -> bool:
    if is_arxiv_preprint(bib):
        return True
    url, doi = public_url(bib) and "url" in fields, bib.doi and "doi" in fields
    if bib.venue or bib.extra.get("howpublished"):  # an online entry has no field for it
        return False
    return bool(url or doi or bib.arxiv_id) if kind != "misc" else bool(url and not bib.doi)


def is_arxiv_preprint(bib: Bibliography) -> bool:
    """Whether a paper is known as an arXiv preprint and to have appeared nowhere else."""
    return bool(bib.arxiv_id) and (not bib.venue or is_preprint_venue(bib.venue))


def venue_field(kind: str) -> str:
    """The BibTeX field that names the venue of an entry of this type."""
    if kind in _IN_A_BOOK:
        return "booktitle"
    return _HOLDERS.get(kind, "howpublished")


def to_ris(bib: Bibliography) -> str:
    """The RIS reference type; a preprint is a manuscript in RIS's list of 2011 ("UNPB")."""
    kind = entry_type(bib)
    return _TO_RIS.get(kind, "UNPB" if bib.arxiv_id else "GEN")


def to_csl(bib: Bibliography) -> str:
    """The CSL 1.0.2 item type; "article" is its word for a preprint."""
    return _TO_CSL.get(entry_type(bib), "article")


def from_ris(kind: str) -> str:
    """The BibTeX entry type of a RIS reference type, empty for those that tell nothing."""
    return _FROM_RIS.get(kind.strip().upper(), "")


def is_csl(kind: object) -> bool:
    """Whether a JSON value is a CSL 1.0.2 item type, or one that Crossref writes in its place."""
    return isinstance(kind, str) and kind.strip().lower() in _CSL


def from_csl(kind: str) -> str:
    """The BibTeX entry type of a CSL item type, empty for those that tell nothing."""
    return _FROM_CSL.get(kind.strip().lower(), "")
