"""The use cases: what a reader can do. The one API of the window and of the command line."""

from readlist.library.app import Library

__all__ = ["Library"]
