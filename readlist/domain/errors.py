"""The family of errors that the reader can do something about."""

from __future__ import annotations

from pathlib import Path

from readlist.domain.visible import visible


class KnownError(Exception):
    """A fault of the reader's environment or input, told in plain words.

    ``message`` says what is wrong, ``hint`` what to do about it; what they quote of a name or a
    file moves no cursor and reorders no text. Every other exception is a bug of ours and is
    reported as one.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = visible(message)
        self.hint = visible(hint)
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class LibraryBusyError(KnownError):
    """Another process holds the library's write lock for longer than we wait."""


class FileThereError(KnownError):
    """A file would be replaced that may be worth more than what would be written."""


class LibraryTooNewError(KnownError):
    """The library was written by a later version; it has not been touched."""


class LibraryDamagedError(KnownError):
    """The library's file is not a sound Readlist library; it has not been touched."""

    @classmethod
    def found(cls, place: Path, what: str) -> LibraryDamagedError:
        """Of the library at ``place`` (its folder or file), where a check found ``what``."""
        return cls(f"The library {place} is damaged. {what}")


class NotFoundError(KnownError):
    """A paper, tag, list or dump that was named does not exist."""


class NoteChangedError(KnownError):
    """A note is not what the reader had before them; nothing was changed."""


class InvalidValueError(KnownError):
    """A value breaks a rule of its field."""


class SmallerBackupError(KnownError):
    """A backup holds less than the library that it would replace; nothing was changed."""


class StepMovedError(KnownError):
    """The step that the reader agreed to undo or redo is not the newest any longer."""
