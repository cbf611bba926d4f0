"""Tooltips of text that others wrote."""

from __future__ import annotations

from html import escape

from readlist.domain.visible import visible


def plain_tip(text: str) -> str:
    """``text`` as a tooltip that shows every character of it.

    Qt takes a tooltip for HTML when its first line seems to hold a tag ("The <s> token") and
    cannot be told otherwise; such a text is handed over as HTML that spells it out. Marks that
    hide or reorder text are left out.
    """
    text = visible(text)
    if "<" not in text and "&lt;" not in text:
        return text
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>'
