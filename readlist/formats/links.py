"""The addresses of a paper that may stand in a written page."""

from __future__ import annotations

from urllib.parse import quote

from readlist.domain.papers import Bibliography


def links(bib: Bibliography) -> list[tuple[str, str]]:
    """(words, address) pairs, http and https only, percent-encoded; never the same one twice."""
    found = []
    if bib.arxiv_id:
        found.append((f"arXiv:{bib.arxiv_id}", "https://arxiv.org/abs/" + quote(bib.arxiv_id)))
    if bib.doi:
        found.append(("DOI", "https://doi.org/" + quote(bib.doi)))
    url = quote(bib.url.strip(), safe="%/:?#[]@!$&'*+,;=~")
    if url.lower().startswith(("http://", "https://")) and url not in [a for _, a in found]:
        found.append(("Link", url))
    return found
