"""Passages of a stored abstract, of its readable text and of Qt's document agree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readlist.formats.readable import readable_map
from readlist.gui.views.pane_offsets import TextMap


def qt_text(text: str, start: int, end: int) -> str:
    """The passage of ``text`` as Qt counts, in UTF-16 units."""
    data = text.encode("utf-16-le", "surrogatepass")
    return data[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")


def mapped(text: str) -> TextMap:
    shown, origins = readable_map(text)
    return TextMap(shown, origins, len(text))


def test_a_passage_after_a_remnant_and_an_emoji_is_found() -> None:
    text = "We prove \U0001f642 mathcal{O}(n) time for ``deep'' nets."
    both = mapped(text)
    start = text.index("deep")
    first, last = both.to_qt(start, start + 4)
    assert qt_text(both.shown, first, last) == "deep"
    assert both.to_stored(first, last) == (start, start + 4)


@given(st.text(alphabet="ab \U0001f642é", max_size=40), st.data())
def test_a_plain_passage_comes_back(text: str, data: st.DataObject) -> None:
    both = TextMap(text, range(len(text)), len(text))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = both.to_qt(start, end)
    assert qt_text(text, first, last) == text[start:end]
    if end > start:
        assert both.to_stored(first, last) == (start, end)


@given(
    st.lists(
        st.sampled_from(
            ["mathcal{O}", " n ", "``", "''", "x2013", "--", "ell_1", "\U0001f642", "é"]
        ),
        max_size=12,
    ),
    st.data(),
)
def test_a_selection_never_leaves_the_text(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    both = mapped(text)
    units = len(both.shown.encode("utf-16-le")) // 2
    start = data.draw(st.integers(0, units))
    end = data.draw(st.integers(start, units))
    first, last = both.to_stored(start, end)
    assert 0 <= first <= last <= len(text)
    assert (first < last) or start == end or not text
    shown_first, shown_last = both.to_qt(first, last)
    assert shown_first <= start
    assert shown_last >= end or start == end
