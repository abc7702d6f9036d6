"""The application's QPalette and its one style sheet, both made from the tokens."""

from __future__ import annotations

from string import Template

from PySide6.QtGui import QColor, QPalette

from sonm_desktop.ui.theme.tokens import (
    RADIUS_CONTROL,
    RADIUS_PANEL,
    ROW_HEIGHT,
    Colours,
)

_SHEET = Template(
    """
QWidget { color: $text; }
QMainWindow, QDialog, QWidget#page { background: $base; }
QToolTip { background: $surface; color: $text; border: 1px solid $line; padding: 4px 8px; }
QFrame#panel { background: $surface; border: 1px solid $line; border-radius: ${panel}px; }
QFrame#well { background: $sunken; border: none; border-radius: ${control}px; }
QFrame#rail { background: $sunken; border: none; border-right: 1px solid $line; }
QFrame#header { background: $base; border: none; border-bottom: 1px solid $line; }
QFrame#inspector { background: $surface; border: none; border-left: 1px solid $line; }
QFrame#acts { background: $surface; border: none; border-top: 1px solid $line; }
QFrame#ribbon { background: $tint; border: none; border-bottom: 1px solid $line; }
QFrame#popup { background: $surface; border: 1px solid $border; }
QFrame#rule { background: $line; border: none; }
QLabel { background: transparent; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="accent"] { color: $accent; }
QPushButton {
    background: $surface; border: 1px solid $border; border-radius: ${control}px;
    padding: 5px 14px; min-height: 20px;
}
QPushButton:hover { background: $tint; }
QPushButton:pressed { background: $sunken; }
QPushButton:focus { border: 2px solid $accent; padding: 4px 13px; }
QPushButton:disabled { color: $muted; border-color: $line; background: $base; }
QPushButton[kind="primary"] {
    background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600;
}
QPushButton[kind="primary"]:hover { background: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; padding: 4px 13px; }
QPushButton[kind="primary"]:disabled { background: $line; color: $muted; border-color: $line; }
QPushButton[kind="danger"] { color: $bad; border-color: $bad; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent; padding: 2px; }
QPushButton[kind="quiet"][tone="accent"] { color: $accent; }
QPushButton[kind="quiet"]:hover { background: $tint; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent; padding: 1px; }
QPushButton[kind="place"] {
    background: transparent; border: none; border-radius: ${control}px; text-align: left;
    padding: 8px 12px; min-height: 20px;
}
QPushButton[kind="place"]:hover { background: $line; }
QPushButton[kind="place"]:checked { background: $tint; color: $accent; font-weight: 600; }
QPushButton[kind="place"]:focus { border: 2px solid $accent; padding: 6px 10px; }
QPushButton[kind="tab"] {
    background: transparent; border: none; border-bottom: 2px solid transparent; border-radius: 0;
    padding: 4px 10px; color: $muted;
}
QPushButton[kind="tab"]:hover { color: $text; }
QPushButton[kind="tab"]:checked { color: $text; border-bottom: 2px solid $accent; }
QPushButton[kind="tab"]:focus { border: 2px solid $accent; padding: 2px 8px; }
QPushButton[kind="chip"] {
    background: $tint; border: 1px solid $tint; border-radius: 11px; padding: 1px 10px;
    min-height: 18px;
}
QPushButton[kind="chip"]:hover { border-color: $accent; }
QPushButton[kind="chip"]:focus { border: 2px solid $accent; padding: 0 9px; }
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QTimeEdit {
    background: $surface; border: 1px solid $border; border-radius: ${control}px;
    padding: 4px 8px; min-height: 22px; selection-background-color: $accent;
    selection-color: $on_accent;
}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus, QTimeEdit:focus {
    border: 2px solid $accent; padding: 3px 7px;
}
QAbstractScrollArea#log {
    background: $surface; border: 1px solid $line; border-radius: ${control}px;
}
QAbstractScrollArea#log:focus { border: 1px solid $accent; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {
    border: none; padding: 0 0 0 8px; min-height: 0; background: transparent;
}
QSpinBox::up-button, QSpinBox::down-button,
QTimeEdit::up-button, QTimeEdit::down-button {
    subcontrol-origin: border; width: 22px; border: none; background: transparent;
}
QSpinBox::up-button, QTimeEdit::up-button { subcontrol-position: top right; }
QSpinBox::down-button, QTimeEdit::down-button { subcontrol-position: bottom right; }
QSpinBox::up-arrow, QTimeEdit::up-arrow { image: url("$up"); width: 10px; height: 10px; }
QSpinBox::down-arrow, QTimeEdit::down-arrow { image: url("$down"); width: 10px; height: 10px; }
QRadioButton { spacing: 8px; background: transparent; }
QRadioButton::indicator {
    width: 14px; height: 14px; border: 1px solid $border; border-radius: 8px; background: $surface;
}
QRadioButton::indicator:checked { border: 5px solid $accent; width: 6px; height: 6px; }
QRadioButton:focus { color: $accent; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("$down"); width: 14px; height: 14px; }
QComboBox QAbstractItemView {
    background: $surface; border: 1px solid $line; selection-background-color: $tint;
    selection-color: $text; outline: 0;
}
QLineEdit[wrong="true"] { border: 2px solid $bad; padding: 3px 7px; }
QTableView {
    background: $surface; border: 1px solid $line; border-radius: ${panel}px;
    gridline-color: $line; selection-background-color: $tint; selection-color: $text;
    outline: 0;
}
QTableView::item { border-bottom: 1px solid $line; padding: 0 8px; }
QListView#plain {
    background: transparent; border: none; border-top: 1px solid $line; outline: 0;
}
QToolButton {
    background: $surface; border: 1px solid $border; border-radius: ${control}px; padding: 3px 8px;
}
QToolButton:hover { background: $tint; }
QToolButton:focus { border: 2px solid $accent; padding: 2px 7px; }
QToolButton::menu-indicator { image: none; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 20px; border-radius: ${control}px; }
QMenu::item:selected { background: $tint; }
QCheckBox { spacing: 8px; background: transparent; }
QCheckBox:focus { color: $accent; }
QCheckBox:disabled { color: $muted; }
QCheckBox::indicator {
    width: 14px; height: 14px; border: 1px solid $border; border-radius: 3px; background: $surface;
}
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QCheckBox::indicator:disabled { border-color: $line; background: $base; }
QHeaderView { background: transparent; }
QHeaderView::section:first { border-top-left-radius: ${panel}px; }
QHeaderView::section:last { border-top-right-radius: ${panel}px; }
QHeaderView::section:only-one {
    border-top-left-radius: ${panel}px; border-top-right-radius: ${panel}px;
}
QHeaderView::section {
    background: $surface; color: $muted; border: none; border-bottom: 1px solid $line;
    padding: 0 11px; min-height: ${row}px; font-size: 11px;
}
QHeaderView::up-arrow, QHeaderView::down-arrow {
    width: 10px; height: 10px; subcontrol-origin: margin; subcontrol-position: top center;
}
QHeaderView::up-arrow { image: url("$up"); }
QHeaderView::down-arrow { image: url("$down"); }
QProgressBar {
    background: $sunken; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar::handle:vertical { background: $line; border-radius: 4px; min-height: 32px; }
QScrollBar::handle:vertical:hover { background: $border; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle:horizontal { background: $line; border-radius: 4px; min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
"""
)


def style_sheet(colours: Colours, *, up: str, down: str, check: str) -> str:
    """Everything that Fusion and the palette do not say. up, down, check: paths of pictures."""
    hover = QColor(colours.accent).lighter(112 if not colours.dark else 108).name()
    return _SHEET.substitute(
        up=up,
        down=down,
        check=check,
        text=colours.text,
        base=colours.base,
        surface=colours.surface,
        sunken=colours.sunken,
        line=colours.line,
        border=colours.border,
        muted=colours.muted,
        accent=colours.accent,
        accent_hover=hover,
        on_accent=colours.on_accent,
        tint=colours.tint,
        good=colours.good,
        warn=colours.warn,
        bad=colours.bad,
        control=RADIUS_CONTROL,
        panel=RADIUS_PANEL,
        row=ROW_HEIGHT - 2,
    )


def qt_palette(colours: Colours) -> QPalette:
    """The palette for whatever Fusion paints by itself."""
    palette = QPalette()
    role = QPalette.ColorRole
    for key, colour in {
        role.Window: colours.base,
        role.WindowText: colours.text,
        role.Base: colours.surface,
        role.AlternateBase: colours.surface,
        role.Text: colours.text,
        role.Button: colours.surface,
        role.ButtonText: colours.text,
        role.ToolTipBase: colours.surface,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.muted,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Link: colours.accent,
        role.Mid: colours.line,
        role.Dark: colours.border,
    }.items():
        palette.setColor(key, QColor(colour))
    for key in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(colours.muted))
    return palette
