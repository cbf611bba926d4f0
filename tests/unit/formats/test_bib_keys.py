"""Keys of a file that is about to be replaced."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readlist.formats.bib_keys import changed_keys, titles_by_key

OLD = """% my own line
@string{acl = "ACL"}
@misc{one2020,
  title = {{BERT}: a {Model}},
  year = {2020},
}

@ARTICLE( two:2021 ,
  author = {A},
  Title = "Second",
}
@misc{three,
}
"""
NEW = """@misc{bert2020,
  title = {BERT: A Model},
}
@misc{two:2021,
  title = {Second, revised},
}
"""


def test_keys_that_change_are_told_by_their_titles() -> None:
    assert titles_by_key(OLD) == {"one2020": "bert: a model", "two:2021": "second", "three": ""}
    assert list(changed_keys(OLD, NEW)) == [("one2020", "bert2020"), ("three", "")]
    assert list(changed_keys(OLD, OLD)) == []
    kept = NEW.replace("bert2020", "bert(2020)")
    assert list(changed_keys(OLD, kept)) == [("one2020", "bert(2020)"), ("three", "")]


@given(st.text(st.sampled_from('@misc{}(), ="title\n\\%x')))
def test_any_text_can_be_read(text: str) -> None:
    assert list(changed_keys(text, text)) == []
