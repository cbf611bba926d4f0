"""Text and times as they go into the library."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from unicodedata import combining, normalize

from readlist.domain.visible import visible

_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """``text`` without what SQLite cannot hold: NULs (its quote() stops at them) and lone
    surrogates (not UTF-8), which become U+FFFD."""
    return _SURROGATES.sub("\ufffd", text.replace("\0", "")) if text else ""


def plain(text: str) -> str:
    """``clean`` for names and for what others wrote: also without marks that hide or reorder
    text. A reader's own notes keep theirs."""
    return visible(clean(text)) if text else ""


def plain_tree(value: object) -> object:
    """``value`` of JSON with each text in it, names of members too, as ``plain`` leaves it."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return {plain(str(name)): plain_tree(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain_tree(part) for part in value]
    return value


def extra_json(extra: Mapping[str, object]) -> str:
    """A paper's additional fields as they are stored; one whose name nobody sees is left out."""
    return to_json({name: plain_tree(value) for key, value in extra.items()
                    if (name := plain(key).strip())})  # fmt: skip


def name_key(name: str) -> str:
    """The form by which names of tags, lists and saved searches are the same: NFC, case folded."""
    return normalize("NFC", normalize("NFC", name).casefold())


def folded(text: str) -> str:
    """``text`` without case and accents, to find a part of a name in it; also an SQL function."""
    return "".join(c for c in normalize("NFKD", text).casefold() if not combining(c))


def now() -> str:
    """This moment as ISO 8601 in UTC, to the millisecond."""
    return iso(datetime.now(UTC))


def iso(moment: datetime) -> str:
    """A moment of UTC as ISO 8601, to the millisecond."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_json(value: Mapping[str, object] | list[str] | tuple[str, ...]) -> str:
    """``value`` as compact JSON text, cleaned."""
    return clean(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
