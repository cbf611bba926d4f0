"""Addresses of a paper, and the one way in which the program opens an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from readlist.domain.papers import Bibliography, Paper
from readlist.gui.plain_tip import plain_tip
from readlist.gui.text_buttons import LinkButton
from readlist.gui.theme import Theme
from readlist.gui.views.pane_flow import FlowLayout

_SCHEMES = frozenset({"http", "https", "mailto"})
_LONGEST = 70


@dataclass(frozen=True, slots=True)
class PaperLink:
    """A link of a paper: its short name and its address."""

    text: str
    url: str


def open_address(address: str | QUrl) -> bool:
    """Open a web or mail address in the reader's own program; any other scheme is refused."""
    url = QUrl(address) if isinstance(address, str) else address
    if not url.isValid() or url.scheme().lower() not in _SCHEMES:
        return False
    return QDesktopServices.openUrl(url)


def paper_links(paper: Paper) -> tuple[PaperLink, ...]:
    """The addresses that are known of ``paper``: arXiv, Daily Papers, DOI, its URL, its code."""
    return record_links(paper.bib, paper.code_links)


def record_links(bib: Bibliography, code_links: Sequence[str] = ()) -> tuple[PaperLink, ...]:
    """The addresses that bibliographic facts give, the best known first."""
    found: list[PaperLink] = []
    if bib.arxiv_id:
        found.append(PaperLink(f"arXiv {bib.arxiv_id}", f"https://arxiv.org/abs/{bib.arxiv_id}"))
        found.append(PaperLink("PDF", f"https://arxiv.org/pdf/{bib.arxiv_id}"))
        page = f"https://huggingface.co/papers/{bib.arxiv_id}"
        found.append(PaperLink("Hugging Face", page))
    if bib.doi:
        found.append(PaperLink("DOI", f"https://doi.org/{quote(bib.doi, safe='/:;()._-')}"))
    known = {link.url for link in found}
    for url in (bib.url, *code_links):
        if url and url not in known:
            known.add(url)
            found.append(PaperLink(_short(url), url))
    return tuple(found)


def _short(url: str) -> str:
    """The address without what every address has."""
    text = url.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    text = text.removeprefix("github.com/") if text.count("/") >= 2 else text
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


class LinksRow(QWidget):
    """The links of one paper as buttons; the tooltip is the address that would be opened.

    ``identify_asked`` when the reader wants to give the paper an identifier.
    """

    identify_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._links: tuple[PaperLink, ...] = ()
        self.buttons: list[LinkButton] = []
        self._flow = FlowLayout(self, gap=16, row_gap=2)
        self._offers = False
        self.add_button = QToolButton(self)
        self.add_button.setProperty("role", "add")
        self.add_button.setText("+ Identifier")
        self.add_button.setToolTip(
            "Paste the paper's arXiv id, DOI or address (Ctrl+Shift+V), by which it is completed"
        )
        self.add_button.setAccessibleName("Paste an identifier")
        self.add_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add_button.clicked.connect(self.identify_asked)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_links(self, links: Sequence[PaperLink], *, offer: bool = False) -> None:
        """Show these links, and ``offer`` to give an identifier; the row hides when it is empty."""
        self.setVisible(bool(links) or offer)
        if tuple(links) == self._links and offer == self._offers:
            return
        self._links = tuple(links)
        for old in self.buttons:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._flow.removeWidget(self.add_button)
        self.buttons = [self._button(link) for link in links]
        self._offers = offer
        self.add_button.setVisible(offer)
        if offer:
            self._flow.addWidget(self.add_button)
        self._flow.invalidate()
        self.updateGeometry()

    def _button(self, link: PaperLink) -> LinkButton:
        button = LinkButton(link.text, self._theme, self)
        button.setToolTip(plain_tip(link.url))
        button.setAccessibleName(f"Open {link.url} in the browser")
        button.clicked.connect(lambda: open_address(link.url))
        self._flow.addWidget(button)
        button.show()
        return button
