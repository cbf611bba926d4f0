"""Keeps PySide 6.12 from wearing out Python's constants on Python 3.11.

Its wheel serves Python 3.10 and later, but is built for an interpreter whose None, True and False
are immortal (3.12 and later, PEP 683): each of its functions that returns nothing takes one
reference off None that it never added. On 3.11 the count reaches zero after some thousand calls,
and the interpreter aborts ("none_dealloc: deallocating None").
"""

from __future__ import annotations

import ctypes
import sys

# More than a process can use up: a thousand calls a second for thirty years.
_MANY = 1 << (40 if sys.maxsize > 2**32 else 29)


def hold_constants() -> bool:
    """Give the constants so many references that they last; True when it was needed and done.

    Does nothing where they are immortal, where it was done before, or where the count does not
    stand at the start of the object (another interpreter than CPython, or a tracing build).
    """
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return False
    held = False
    for value in (None, True, False, NotImplemented, Ellipsis):
        count = ctypes.c_ssize_t.from_address(id(value))
        if abs(count.value - sys.getrefcount(value)) < 100 and count.value < _MANY // 2:
            count.value += _MANY
            held = True
    return held
