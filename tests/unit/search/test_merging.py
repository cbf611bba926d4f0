"""Merging segments gives what indexing their living papers at once gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from readlist.search.analysis import Analyser
from readlist.search.arrays import Array
from readlist.search.inversion import Batch, Interner, Part, merged
from readlist.search.schema import ALL_FIELDS

Texts = Mapping[str, Sequence[str]]

ANALYSER = Analyser()
WORDS = st.sampled_from(
    "graph graphs GPT-4 moe MoE k-NN F1 Schrödinger schrodinger 扩散 模型扩散 learning learns "
    "xyz-abc a $\\ell_1$ naïve ﬁne x²".split(" ")
)
TEXTS = st.lists(WORDS, max_size=9).map(" ".join)
PAPERS = st.lists(
    st.dictionaries(st.sampled_from(ALL_FIELDS), st.lists(TEXTS, max_size=3), max_size=4),
    max_size=12,
)


def segment(papers: Sequence[tuple[int, Texts]], interner: Interner) -> dict[str, Array]:
    batch = Batch(interner)
    for number, texts in papers:
        batch.add(number, texts)
    return batch.arrays(ANALYSER.stem)


def part(papers: Sequence[tuple[int, Texts]], interner: Interner, alive: list[bool]) -> Part:
    arrays = segment(papers, interner)
    ends, blob = arrays["words.ends"].tolist(), arrays["words"].tobytes()
    words = [blob[start:end] for start, end in pairwise(ends)]
    flags = None if all(alive) else np.array(alive, bool)
    return Part(arrays.__getitem__, words, flags)


@given(papers=PAPERS, data=st.data())
def test_any_split_with_any_deletions(papers: list[Texts], data: st.DataObject) -> None:
    numbered = list(enumerate(papers, 1))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(papers)), max_size=4)))
    alive = data.draw(st.lists(st.booleans(), min_size=len(papers), max_size=len(papers)))
    interner = Interner()
    parts = [
        part(numbered[start:end], interner, alive[start:end])
        for start, end in pairwise([0, *cuts, len(papers)])
    ]
    found = merged(parts, ANALYSER.stem, lambda: None)
    living = [one for one, lives in zip(numbered, alive, strict=True) if lives]
    same(found, segment(living, Interner()))


def same(found: Mapping[str, Array], wanted: Mapping[str, Array]) -> None:
    assert found.keys() == wanted.keys()
    for name, array in wanted.items():
        np.testing.assert_array_equal(found[name], array, err_msg=name)
        assert found[name].dtype == array.dtype, name
