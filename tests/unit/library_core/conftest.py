"""A library that holds a few papers."""

from __future__ import annotations

import pytest

from readlist.library import Library
from tests.unit.library_core.shelf import Shelf, furnish


@pytest.fixture
def shelf(library: Library) -> Shelf:
    return furnish(library)
