"""Looks that only the paper pane has; colours come from the palette, never from here."""

SHEET = """
QTextEdit[role^="reading"] { border: 1px solid transparent; background: transparent;
  padding: 0; border-radius: 4px; }
QTextEdit[role^="reading"]:focus { border: 1px solid transparent; }
QTextEdit[role="reading-title"] { font-size: 18px; font-weight: 600; }
QTextEdit[role="reading-muted"] { color: palette(placeholder-text); }
QTextEdit[role="reading-code"] { border: 1px solid palette(mid); background: palette(window);
  padding: 6px; }
QWidget[role="reading-page"] { background: palette(base); }
QToolButton[role="add"] { color: palette(placeholder-text); padding: 1px 6px; }
QToolButton[role="small"], QToolButton[role="star"] { padding: 2px 6px; }
QToolButton[role="star"] { margin-left: -6px; }
QToolButton[role="star"]:checked { background: transparent; color: palette(text); }
"""
