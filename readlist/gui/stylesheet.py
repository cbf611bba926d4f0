"""The style sheet that refines Fusion; colours are filled in from a palette's roles."""

from __future__ import annotations

from string import Template

from readlist.gui.colours import luminance
from readlist.resources_path import resource

_SHEET = Template("""
QToolTip { color: $tooltip_text; background: $tooltip; border: 1px solid $tooltip;
  padding: 4px 6px; }
QMainWindow::separator { background: $border; width: 1px; height: 1px; }
QSplitter::handle { background: $border; }
QSplitter::handle:hover, QSplitter::handle:focus { background: $accent; }
QStatusBar { background: $window; border-top: 1px solid $border; color: $muted; }
QStatusBar::item { border: none; }
QToolBar { background: $window; border: none; border-bottom: 1px solid $border;
  spacing: 2px; padding: 4px 6px; }
QToolBar::separator { background: $border; width: 1px; margin: 5px 6px; }
QToolButton { border: 1px solid transparent; border-radius: 5px; padding: 4px; color: $text; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $selection; color: $selection_text; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $disabled; }
QToolButton::menu-indicator { image: none; width: 0; }
QMenuBar { background: $window; color: $text; border-bottom: 1px solid $border; }
QMenuBar::item { padding: 4px 9px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; color: $text; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 10px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: $selection; color: $selection_text; }
QMenu::item:disabled { color: $disabled; background: transparent; }
QMenu::separator { height: 1px; background: $border; margin: 4px 6px; }
QLineEdit, QTextEdit, QPlainTextEdit, QTextBrowser { background: $base; color: $text;
  border: 1px solid $control_border; border-radius: 5px;
  selection-background-color: $accent; selection-color: $accent_text; }
QLineEdit { padding: 4px 6px; }
QLineEdit:focus, QTextEdit:focus, QPlainTextEdit:focus, QTextBrowser:focus {
  border: 1px solid $accent; }
QTreeView QLineEdit, QTableView QLineEdit { padding: 0 4px; }
QLineEdit:read-only { background: $window; }
QLineEdit:disabled { color: $disabled; background: $window; border-color: $border; }
QPushButton { background: $raised; color: $text; border: 1px solid $control_border;
  border-radius: 5px; padding: 5px 14px; min-height: 16px; outline: none; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selection; }
QPushButton:focus { border: 2px solid $accent; padding: 4px 13px; }
QPushButton:disabled { color: $disabled; border-color: $border; background: $window; }
QPushButton[primary="true"] { background: $accent; color: $accent_text; border-color: $accent; }
QPushButton[primary="true"]:hover { background: $accent_hover; }
QPushButton[primary="true"]:focus { border: 2px solid $text; }
QPushButton[primary="true"]:disabled { background: $hover; color: $disabled;
  border-color: $border; }
QPushButton[flat="true"] { background: transparent; border-color: transparent; color: $link; }
QPushButton[flat="true"]:hover { background: $hover; }
QPushButton[flat="true"]:focus { border: 1px solid $accent; padding: 5px 14px; }
QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }
QCheckBox, QRadioButton { spacing: 7px; }
QCheckBox::indicator, QAbstractItemView::indicator { width: 13px; height: 13px;
  border: 1px solid $control_border; border-radius: 3px; background: $base; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent;
  width: 11px; height: 11px; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: $accent;
  border-color: $accent; image: url("$check"); }
QCheckBox::indicator:checked:focus { border-color: $text; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $border;
  background: $window; }
QCheckBox::indicator:checked:disabled { background: $disabled; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QRadioButton::indicator { width: 13px; height: 13px; border: 1px solid $control_border;
  border-radius: 7px; background: $base; }
QRadioButton::indicator:checked { width: 7px; height: 7px; border: 4px solid $accent;
  background: $accent_text; }
QTreeView, QTableView, QListView { background: $base; color: $text; border: none; outline: none;
  selection-background-color: $selection; selection-color: $selection_text; }
QDialog QTreeView, QDialog QTableView, QDialog QListView, QDialog QTreeWidget,
QDialog QTableWidget, QDialog QListWidget { border: 1px solid $border; }
QTreeView::item { padding: 3px 2px; }
QTreeView::item:hover, QListView::item:hover { background: $hover; }
QTreeView::item:selected, QListView::item:selected { background: $selection;
  color: $selection_text; }
QTreeView::item:selected:!active, QListView::item:selected:!active {
  background: $selection_inactive; color: $text; }
QHeaderView { background: $window; border: none; }
QHeaderView::section { background: $window; color: $muted; border: none;
  border-right: 1px solid $border; border-bottom: 1px solid $border; padding: 5px 7px; }
QHeaderView::section:hover { background: $hover; color: $text; }
QTableCornerButton::section { background: $window; border: none; }
QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar::tab { background: transparent; color: $muted; padding: 6px 12px; border: none;
  border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:focus { color: $accent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 4px; }
QScrollBar::handle:vertical { min-height: 32px; margin: 2px; }
QScrollBar::handle:horizontal { min-width: 32px; margin: 2px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $hover; border: none; border-radius: 4px; height: 8px;
  text-align: center; color: $text; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QScrollArea { border: none; background: transparent; }
QLabel[role="title"] { font-size: 17px; font-weight: 600; color: $text; }
QLabel[role="heading"] { font-weight: 600; color: $muted; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="error"] { color: $danger; }
QLabel[role="warning"] { color: $warning; background: $warning_back; border-radius: 5px;
  padding: 5px 8px; }
QLabel[role="success"] { color: $success; }
QWidget[role="sidebar"] { background: $window; }
QTreeView[role="sidebar"] { background: $window; padding: 4px;
  selection-background-color: transparent; }
QTreeView[role="sidebar"]::item:selected, QTreeView[role="sidebar"]::item:hover {
  background: transparent; }
QFrame[role="line"] { background: $border; border: none; max-height: 1px; }
QFrame[role="card"] { background: $base; border: 1px solid $border; border-radius: 8px; }
QFrame[role="popup"] { background: $raised; border: 1px solid $control_border;
  border-radius: 8px; }
QFrame[role="toast"] { background: $toast; border-radius: 8px; }
QFrame[role="toast"] QLabel { color: $toast_text; }
QFrame[role="toast"] QPushButton { background: transparent; border: none; color: $toast_action;
  font-weight: 600; padding: 3px 8px; }
QFrame[role="toast"] QPushButton:hover, QFrame[role="toast"] QPushButton:focus {
  text-decoration: underline; }
""")


def stylesheet(roles: dict[str, str]) -> str:
    """The application's style sheet in the colours of ``roles``."""
    # A style sheet takes a picture from a file only, in the colours that it has.
    picture = "check-white.svg" if luminance(roles["accent-text"]) > 0.5 else "check-ink.svg"
    values = {name.replace("-", "_"): value for name, value in roles.items()}
    return _SHEET.substitute(values, check=resource("icons", picture).as_posix())
