"""A folder in which the index cannot be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.domain.errors import KnownError
from readlist.library import Library


def test_it_is_told_in_plain_words_and_searching_goes_on(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        parsed = library.importing.parse(
            b'{"format":"readlist","version":1,"papers":[{"title":"Zyxomma"}]}', "a.json"
        )
        library.importing.commit(library.importing.plan([parsed]))
        (tmp_path / "index.lock").unlink(missing_ok=True)
        (tmp_path / "index.lock").mkdir()
        with pytest.raises(KnownError, match="index cannot be written"):
            library.search.update()
        answer = library.search.find("zyxomma")
        assert (answer.total, answer.by_sql) == (1, True)
