"""Identifiers in whatever people copy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.errors import InvalidValueError
from readlist.domain.identifiers import Identifiers, arxiv_ids, dois, identifiers
from readlist.library.paper_fields import checked_fields
from tests.unit.library_core.shelf import Shelf

VASWANI = (
    "Vaswani, A., Shazeer, N., et al. (2017). Attention is all you need. In NeurIPS (p. 5998)."
    " arXiv preprint arXiv:1706.03762v7."
)
ENTRY = "@misc{a, eprint={1706.03762}, archivePrefix={arXiv}, doi = {10.1145/3442188.3445922}}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("arXiv:2503.02130v2", Identifiers(arxiv_id="2503.02130")),
        (" 2503.02130 ", Identifiers(arxiv_id="2503.02130")),
        ("https://arxiv.org/pdf/2503.02130v3.pdf", Identifiers(arxiv_id="2503.02130")),
        ("arxiv.org/abs/2503.02130?context=cs.LG", Identifiers(arxiv_id="2503.02130")),
        ("arXiv:2503.02130 [cs.CL]", Identifiers(arxiv_id="2503.02130")),
        ("http://www.arxiv.org/abs/hep-th/9901001v1", Identifiers(arxiv_id="hep-th/9901001")),
        ("math.GT/0309136", Identifiers(arxiv_id="math.GT/0309136")),
        ("https://huggingface.co/papers/2503.02130#c", Identifiers(arxiv_id="2503.02130")),
        ("https://www.alphaxiv.org/abs/2503.02130v1", Identifiers(arxiv_id="2503.02130")),
        ("https://doi.org/10.48550/arXiv.1706.03762.", Identifiers(arxiv_id="1706.03762")),
        (VASWANI, Identifiers(arxiv_id="1706.03762")),
        (ENTRY, Identifiers(arxiv_id="1706.03762", doi="10.1145/3442188.3445922")),
        ("doi:10.1109/5.771073", Identifiers(doi="10.1109/5.771073")),
        ("https://doi.org/10.1109%2F5.771073", Identifiers(doi="10.1109/5.771073")),
        ("(see https://doi.org/10.1109/5.771073).", Identifiers(doi="10.1109/5.771073")),
        (
            "https://link.springer.com/content/pdf/10.1007/s11263-015-0816-y.pdf",
            Identifiers(doi="10.1007/s11263-015-0816-y"),
        ),
        (
            "https://dl.acm.org/doi/pdf/10.1145/3442188.3445922?download=true",
            Identifiers(doi="10.1145/3442188.3445922"),
        ),
        (
            "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0000217&type=pdf",
            Identifiers(doi="10.1371/journal.pone.0000217"),
        ),
        (
            "https://onlinelibrary.wiley.com/doi/10.1002/(SICI)1097-4571(199806)49:8%3C693::"
            "AID-ASI4%3E3.0.CO;2-O",
            Identifiers(doi="10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o"),
        ),
        (
            "https://www.biorxiv.org/content/10.1101/2020.07.12.199554v1.full.pdf",
            Identifiers(doi="10.1101/2020.07.12.199554"),
        ),
        (
            "openreview.net/forum?id=rJl-b3RcF7&noteId=x",
            Identifiers(url="https://openreview.net/forum?id=rJl-b3RcF7"),
        ),
        (
            "https://aclanthology.org/2023.acl-long.1.pdf",
            Identifiers(url="https://aclanthology.org/2023.acl-long.1/"),
        ),
        (
            "https://proceedings.mlr.press/v97/tan19a.html",
            Identifiers(url="https://proceedings.mlr.press/v97/tan19a.html"),
        ),
    ],
)
def test_what_people_copy_is_recognised(text: str, found: Identifiers) -> None:
    assert identifiers(text) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hello", "No identifier was found"),
        ("", "No identifier was found"),
        ("as in 2503.02130 we see", "No identifier was found"),
        ("1501.1234", "No identifier was found"),
        ("10.1000/182 and 10.1000/183", "several DOIs: 10.1000/182, 10.1000/183"),
        ("arXiv:1706.03762, arXiv:2503.02130", "several arXiv ids"),
        ("https://a.org/x https://b.org/y", "several addresses"),
    ],
)
def test_what_is_none_or_too_much_is_told(text: str, words: str) -> None:
    with pytest.raises(InvalidValueError, match=words):
        identifiers(text)


@given(st.text() | st.from_regex(r"(arxiv:|https?://|10\.\d{4}/)[ -~]{0,60}"))
def test_what_is_recognised_is_sound(text: str) -> None:
    try:
        found = identifiers(text)
    except InvalidValueError:
        return
    checked = checked_fields(found.fields).columns
    assert {name: columns[name] for name, columns in checked.items()} == found.fields
    assert all(arxiv_ids(one) == [one] for one in arxiv_ids(text))
    assert all(dois(one) == [one] for one in dois(text))


def test_an_identifier_is_put_in_as_the_readers_own(shelf: Shelf) -> None:
    library, (first, second, third, _) = shelf.library, shelf.ids
    found = library.identify.read(ENTRY)
    library.papers.edit(second, arxiv_id="1706.03762")
    library.papers.edit(third, doi="10.1145/3442188.3445922")
    library.papers.trash([second])
    assert [row.id for row in library.identify.holders(found, first)] == [third, second]
    change = library.identify.put(first, found)
    assert change.papers == {first}
    paper = library.papers.get(first)
    assert (paper.bib.arxiv_id, paper.bib.doi) == ("1706.03762", "10.1145/3442188.3445922")
    assert paper.edited == {"arxiv_id", "doi"}
    library.history.undo()
    assert library.papers.get(first).bib.arxiv_id == ""
    with pytest.raises(InvalidValueError):
        library.identify.put(first, Identifiers())
