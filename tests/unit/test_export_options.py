"""Options of an export as they are kept."""

from __future__ import annotations

import json
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.export import (
    FORMATS,
    OPTIONAL_FIELDS,
    ArxivStyle,
    ExportOptions,
    ExportOrder,
    options_document,
    options_of,
)

WORDS = st.lists(st.text(max_size=9), max_size=3).map(tuple)
ALL_OPTIONS = st.builds(
    ExportOptions,
    format=st.sampled_from(FORMATS),
    fields=st.frozensets(st.sampled_from(OPTIONAL_FIELDS)),
    order=st.sampled_from(get_args(ExportOrder)),
    protect_case=st.booleans(),
    arxiv=st.sampled_from(get_args(ArxivStyle)),
    ascii=st.booleans(),
    keep_words=WORDS,
    plain_words=WORDS,
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(FORMATS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=5,
)


@given(ALL_OPTIONS)
def test_options_come_back_from_json(options: ExportOptions) -> None:
    assert options_of(json.loads(json.dumps(options_document(options)))) == options


@given(
    st.dictionaries(st.sampled_from([*options_document(ExportOptions()), "unknown"]), JSON_VALUES)
)
def test_what_cannot_be_read_takes_its_default(document: dict[str, object]) -> None:
    options = options_of(document)
    assert options_of(options_document(options)) == options
    for name, value in options_document(ExportOptions()).items():
        if name not in document:
            assert options_document(options)[name] == value
