"""Labels in a step of the type scale and a tone of the palette."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.tokens import BODY, TypeStyle


def label(
    words: str = "", style: TypeStyle = BODY, *, tone: str = "", wrap: bool = False
) -> QLabel:
    """A plain-text label. tone: muted, good, warn, bad, accent, or empty."""
    made = QLabel(words)
    made.setFont(font(style))
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if tone:
        made.setProperty("tone", tone)
    return made


def set_tone(widget: QWidget, tone: str) -> None:
    """Change the tone of *widget* and repaint it."""
    widget.setProperty("tone", tone)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
