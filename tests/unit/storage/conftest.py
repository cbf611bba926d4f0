"""A storage of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from readlist.storage import Storage


@pytest.fixture
def storage(tmp_path: Path, empty_library: bytes) -> Iterator[Storage]:
    (tmp_path / "library.sqlite3").write_bytes(empty_library)
    opened = Storage(tmp_path, "a test", patience=0.2)
    yield opened
    opened.close()
