"""The fields of one BibTeX or BibLaTeX entry into a paper's own."""

from __future__ import annotations

import re
from dataclasses import replace

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.identity import normal_arxiv_id
from readlist.domain.papers import Bibliography, Status
from readlist.formats.bibtex import NAME_FIELDS, VERBATIM, sort_key
from readlist.formats.daily_bytes import clean
from readlist.formats.entry_types import venue_field
from readlist.formats.readers_bibtex_parents import WHOLES
from readlist.formats.readers_dates import iso_date, month_number, written_date
from readlist.formats.readers_latex import decode, decode_lines
from readlist.formats.readers_names import names, written

Fields = dict[str, str]
_ARXIV = re.compile(
    r"(?:arxiv[:\s]*|arxiv\.org/(?:abs|pdf)/)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})"
    r"(?:v\d+)?(?:\s*\[(?P<category>[\w.-]+)\])?",
    re.IGNORECASE,
)
_PREPRINT = re.compile(
    rf"(?:(?:corr|arxiv(?:\s+preprint|\s+e-prints)?)\b[^\w]*)*(?:abs/)?{_ARXIV.pattern}",
    re.IGNORECASE,
)
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.(?:org|acm\.org)/|doi:\s*)", re.IGNORECASE)
_URL = re.compile(r"^\\url\s*\{(.*)\}$")
# BibLaTeX has names of its own for the fields that name a venue.
_ALIASES = {"journal": "journaltitle", "school": "institution"}
_PLACES = ("journal", "journaltitle", "booktitle", "howpublished")
_RANKS = re.compile(r"rank([1-5])|([0-5])", re.IGNORECASE)
_STATES = {"read": Status.READ, "skimmed": Status.READING}
_YES = frozenset({"1", "yes", "true", "read"})


def bibliography(kind: str, key: str, fields: Fields) -> Bibliography:
    """Take the fields that have a place in a paper; the rest is its ``extra``.

    The title is empty when the entry has none. ``fields`` is used up.
    """
    title = _title(fields, kind)
    authors = tuple(names(fields.pop("author", "")))
    published = _published(fields)
    arxiv_id, category = _arxiv(fields)
    venue = _venue(fields, kind)
    if match := _PREPRINT.fullmatch(venue):
        arxiv_id, venue = arxiv_id or match[1], ""
        category = category or match["category"] or ""
    plain = {name: clean(decode(fields.pop(name, ""))) for name in ("organization", "pages", "key")}
    preprint = bool(arxiv_id) and not venue
    bib = Bibliography(
        title=title,
        abstract=decode_lines(fields.pop("abstract", ""), keep=False),
        published=published,
        published_source=DateSource.FILE if published else DateSource.NONE,
        authors=authors,
        organization=plain["organization"],
        arxiv_id=arxiv_id,
        primary_category=category,
        doi=clean(_DOI.sub("", _address(fields.pop("doi", "")))),
        url=clean(_address(fields.pop("url", ""))),
        venue=venue,
        entry_type="" if kind == "misc" or (preprint and kind in ("online", "article")) else kind,
        pages=re.sub(r"\s*[–-]+\s*", "-", plain["pages"]),
        citation_key=clean(key),
        extra={name: _kept(name, value) for name, value in fields.items() if value.strip()},
    )
    if plain["key"] and (authors or plain["key"] != sort_key(bib)):  # else it is our own
        return replace(bib, extra={**bib.extra, "key": plain["key"]})
    return bib


def _kept(name: str, value: str) -> str:
    """The text of a field without a place of its own; of names a group keeps its braces."""
    if name in VERBATIM:
        return clean(value)
    if name in NAME_FIELDS:
        return " and ".join(map(written, names(value)))
    return clean(decode(value))


def reading_state(fields: Fields, keywords: list[str]) -> tuple[Status | None, bool, int]:
    """Status, star and rating as JabRef, BibDesk and others write them; used fields go.

    JabRef writes ``readstatus``, ``ranking``, ``relevance`` and ``priority``, and the ranks and
    priorities also among the keywords, which are taken out of ``keywords``. ``priority`` stays:
    its steps have no place here.
    """
    rank = _RANKS.fullmatch(fields.get("ranking", fields.get("rating", "")).strip())
    if rank:
        fields.pop("ranking", fields.pop("rating", None))
    words = [fields.get("priority", "")]
    for word in [word for word in keywords if re.fullmatch(r"rank[1-5]|prio[1-3]", word)]:
        keywords.remove(word)
        rank = rank or _RANKS.fullmatch(word)
        words.append(word)
    priorities = [word for word in words if re.fullmatch(r"prio[1-3]", word)]
    status = _STATES.get(fields.get("readstatus", "").strip().lower())
    if status:
        fields.pop("readstatus")
    elif fields.get("read", "").strip().lower() in _YES:
        fields.pop("read")
        status = Status.READ
    starred = "prio1" in priorities or fields.get("relevance", "").strip() == "relevant"
    if fields.get("relevance", "").strip() == "relevant":
        fields.pop("relevance")
    if status is None and priorities:
        status = Status.QUEUED
    return status, starred, int(rank[1] or rank[2]) if rank else 0


def _title(fields: Fields, kind: str) -> str:
    """The title with BibLaTeX's subtitle behind a colon; BibDesk's books have a booktitle only."""
    if kind in WHOLES and not fields.get("title", "").strip():
        fields["title"] = fields.pop("booktitle", "")
    title, subtitle = (clean(decode(fields.pop(name, ""))) for name in ("title", "subtitle"))
    return _with_subtitle(title, subtitle)


def _with_subtitle(title: str, subtitle: str) -> str:
    if not title or not subtitle:
        return title or subtitle
    return f"{title}{'' if title[-1] in ':?!.' else ':'} {subtitle}"


def _address(text: str) -> str:
    """An address or DOI without the LaTeX that some programs put into it."""
    text = _URL.sub(r"\1", text.strip())
    return re.sub(r"\\([_%&#~])", r"\1", text).replace("{\\textasciitilde}", "~")


def _published(fields: Fields) -> PartialDate | None:
    """The date of ``date`` (BibLaTeX) or of ``year``, ``month`` and ``day``.

    A field that says more than the date does (a range, words) stays.
    """
    date = fields.get("date", "")
    if published := iso_date(date):
        if str(published) == date.strip():
            del fields["date"]
        return published
    year, month, day = (fields.get(name, "").strip("{} ") for name in ("year", "month", "day"))
    published = written_date(year, month, day)
    if published is None:
        return None
    if year == str(published.year):
        fields.pop("year", None)
    if published.month and published.month == month_number(month) and month.isalnum():
        fields.pop("month", None)
    if published.day:
        fields.pop("day", None)
    return published


def _arxiv(fields: Fields) -> tuple[str, str]:
    """The arXiv id and category of the eprint fields, else of where other programs write them.

    What says nothing else goes; another archive's eprint stays.
    """
    archive = (fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv").lower()
    match = _ARXIV.fullmatch(fields.get("eprint", "").strip("{} "))
    if archive == "arxiv" and match:
        for name in ("eprint", "archiveprefix", "eprinttype"):
            fields.pop(name, None)
    else:
        match = None
    found, category = (match[1], match["category"] or "") if match else ("", "")
    for name in ("number", "note"):  # Zotero: "arXiv:1706.03762 [cs]"
        told = _ARXIV.fullmatch(fields.get(name, "").strip("{} "))
        if told and "arxiv" in fields[name].lower() and found in ("", told[1]):
            del fields[name]
            found, category = told[1], category or told["category"] or ""
    found = (
        found
        or normal_arxiv_id(fields.get("doi", ""))
        or normal_arxiv_id(_address(fields.get("url", "")))
    )
    if not found:
        return "", ""
    if fields.get("publisher", "").strip("{} ").lower() == "arxiv":
        del fields["publisher"]
    own, other = (clean(fields.pop(name, "")) for name in ("primaryclass", "eprintclass"))
    return found, own or other or category


def _venue(fields: Fields, kind: str) -> str:
    """The field that names the venue of this type, else another that does."""
    own = venue_field(kind)
    for name in dict.fromkeys((own, _ALIASES.get(own, own), *_PLACES)):
        value = fields.get(name, "")
        if not value or (name == "howpublished" and re.search(r"\\|https?:", value)):
            continue
        found = clean(decode(fields.pop(name)))
        beside = {"booktitle": "booksubtitle", "journaltitle": "journalsubtitle"}.get(name, "")
        return _with_subtitle(found, clean(decode(fields.pop(beside, ""))))
    return ""
