"""The keys of a .bib file, and which of them another version of the file changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ENTRY = re.compile(r"\s*@(\w+)\s*[{(]\s*([^\s,{}]+)\s*,")
_TITLE = re.compile(r"\s*title\s*=\s*(.+?),?\s*$", re.IGNORECASE)
_NO_ENTRY = frozenset({"comment", "string", "preamble"})


def titles_by_key(text: str) -> dict[str, str]:
    """Each entry's key with its title as it stands there, in the order of the text.

    Reads line by line and never fails: what does not look like an entry is passed over.
    """
    found: dict[str, str] = {}
    key = ""
    for line in text.splitlines():
        if entry := _ENTRY.match(line):
            key = "" if entry[1].lower() in _NO_ENTRY else entry[2]
            if key:
                found.setdefault(key, "")
        elif key and (title := _TITLE.match(line)):
            found[key] = found[key] or _plain(title[1])
    return found


def changed_keys(old: str, new: str) -> Iterator[tuple[str, str]]:
    """(old key, new key) for each entry of ``old`` whose key ``new`` lacks; the new key is "" when
    no entry of ``new`` has its title."""
    after = titles_by_key(new)
    known = {title: key for key, title in after.items() if title}
    for key, title in titles_by_key(old).items():
        if key not in after:
            yield key, known.get(title, "") if title else ""


def _plain(title: str) -> str:
    """A title without what protects its capitals, so that other options write the same one."""
    return " ".join(re.sub(r"[{}\"]", "", title).split()).casefold()
