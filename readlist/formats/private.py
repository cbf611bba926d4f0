"""What concerns the reader's own machine: kept in the library, never written for others."""

from __future__ import annotations

import re

from readlist.domain.papers import Bibliography

# Names for files, accounts, and references to entries that may not be in the file.
_NAMES = re.compile(
    r"file|pdf|bdsk-.*|owner|crossref|xdata|xref|local-?(?:file|url)|attachments?|ris-l[1-4]"
)
# A path, or the address of one, on any line.
_PATH = re.compile(
    r"^\s*(?:file:|[a-z]:\\|~/|/(?:home|users|root|mnt|media|volumes|tmp|var)/)",
    re.IGNORECASE | re.MULTILINE,
)


def is_private(name: str, value: str) -> bool:
    """Whether a field of an imported file is for nobody else, by its name or its value."""
    return bool(_NAMES.fullmatch(name) or _PATH.search(value))


def public_url(bib: Bibliography) -> str:
    """The paper's address, unless it is a file of the reader's."""
    return "" if _PATH.search(bib.url) else bib.url
