"""What tells a citation key that was made here from one that a file brought."""

from __future__ import annotations

from readlist.domain.dumps import DumpKind

# The source that is remembered of a key that was made here, where it might seem to be a file's.
MADE = "made by pattern"
PAGES = (DumpKind.TEXT, DumpKind.HTML, DumpKind.CLIPBOARD)  # no key ever stands on these
