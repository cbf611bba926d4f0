"""The links of a paper in the pane."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from readlist.gui.addresses import PaperLink, open_address, shown_address
from readlist.gui.plain_tip import plain_tip
from readlist.gui.text_buttons import LinkButton
from readlist.gui.theme import Theme
from readlist.gui.views.pane_flow import FlowLayout


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
        button.setToolTip(plain_tip(shown_address(link.url)))
        button.setAccessibleName(f"Open {shown_address(link.url)} in the browser")
        button.clicked.connect(lambda: open_address(link.url))
        self._flow.addWidget(button)
        button.show()
        return button
