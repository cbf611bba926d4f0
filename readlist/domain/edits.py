"""An edit of fields that came too late: somebody else changed them since they were read."""

from __future__ import annotations

from readlist.domain.errors import KnownError
from readlist.domain.papers import Bibliography


class FieldsChangedError(KnownError):
    """Fields are not what the reader had before them; nothing was changed.

    ``fields`` are their names in Bibliography, ``now`` is what the library holds.
    """

    def __init__(self, fields: tuple[str, ...], now: Bibliography) -> None:
        super().__init__("This was changed elsewhere.", "Look at it again.")
        self.fields = fields
        self.now = now
