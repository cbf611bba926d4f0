"""What was pasted or dropped, as sources of an import."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

from readlist.domain.dumps import DumpKind
from readlist.gui.models.papers_model import MIME

Source = Path | tuple[bytes, str, DumpKind | None]
# The page's own data stand in this attribute of the saved HTML; a copied selection lacks them.
_PAGE_DATA = "DailyPapers"


def acceptable(mime: QMimeData) -> bool:
    """Whether the data may hold pages or files; our own dragged papers do not."""
    return not mime.hasFormat(MIME) and (mime.hasUrls() or mime.hasText() or mime.hasHtml())


def sources(mime: QMimeData, name: str = "clipboard") -> list[Source]:
    """The local files in ``mime``, else its text; empty when there is nothing to import.

    Text is preferred to the HTML of a copied selection, which holds no more than the text does,
    unless the HTML is the page's source itself.
    """
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if paths:
        return list(paths)
    html = mime.html() if mime.hasHtml() else ""
    if html and f'data-target="{_PAGE_DATA}"' in html:
        return [(html.encode(), name, DumpKind.HTML)]
    text = mime.text()
    if not text.strip():
        return []
    kind = DumpKind.CLIPBOARD if text.lstrip()[:1] not in {"<", "{", "@"} else None
    return [(text.encode("utf-8", "surrogatepass"), name, kind)]
