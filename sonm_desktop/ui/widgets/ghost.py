"""What stands where there is nothing: the place's own widget as a ghost, a sentence, one button."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from sonm_desktop.ui.theme.tokens import GAP_2, GAP_4, SECTION
from sonm_desktop.ui.widgets.text import label

_WIDTH = 232
_HEIGHTS = (9, 14, 11, 20, 16, 24, 13, 18, 10, 22, 15, 12)


class Shape(Enum):
    """Whose ghost it is."""

    RACK = "rack"
    RUNWAY = "runway"
    FINGERPRINT = "fingerprint"


class _Picture(QWidget):
    """Outlines in the colour of lines; says nothing to a screen reader."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self._shape = shape
        self.setFixedSize(QSize(_WIDTH, 56 if shape is Shape.RACK else 28))

    # Qt overrides
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _PAINTED[self._shape](painter, self.palette().color(QPalette.ColorRole.Mid))


class Ghost(QWidget):
    """Says why a place is empty. pressed: its button."""

    pressed = Signal()

    def __init__(
        self, sentence: str = "", reason: str = "", action: str = "", *, shape: Shape | None = None
    ) -> None:
        super().__init__()
        self._picture = _Picture(shape) if shape else None
        self._sentence = label("", SECTION, wrap=True)
        self._reason = label("", tone="muted", wrap=True)
        self._button = QPushButton()
        self._build()
        self.say(sentence, reason, action)

    def say(self, sentence: str, reason: str = "", action: str = "") -> None:
        """Show other words; without *action* there is no button."""
        self._sentence.setText(sentence)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._button.setText(action)
        self._button.setVisible(bool(action))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(GAP_2)
        column.addStretch(2)
        if self._picture is not None:
            column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(GAP_2)
        for text in (self._sentence, self._reason):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(text)
        column.addSpacing(GAP_4)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self._button.clicked.connect(self.pressed)


def _rack(painter: QPainter, colour: QColor) -> None:
    painter.setPen(QPen(colour, 1))
    for row in range(2):
        for column in range(8):
            painter.drawRoundedRect(QRectF(12.5 + column * 26, 1.5 + row * 27, 21, 21), 3, 3)


def _runway(painter: QPainter, colour: QColor) -> None:
    painter.setPen(QPen(colour, 1))
    painter.drawRoundedRect(QRectF(0.5, 8.5, _WIDTH - 1, 12), 6, 6)
    painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
    for at in (_WIDTH / 3, 2 * _WIDTH / 3):
        painter.drawLine(round(at), 2, round(at), 26)


def _fingerprint(painter: QPainter, colour: QColor) -> None:
    left = (_WIDTH - len(_HEIGHTS) * 10 + 4) / 2
    for at, height in enumerate(_HEIGHTS):
        painter.fillRect(QRectF(left + at * 10, 27 - height, 6, height), colour)


_PAINTED: dict[Shape, Callable[[QPainter, QColor], None]] = {
    Shape.RACK: _rack,
    Shape.RUNWAY: _runway,
    Shape.FINGERPRINT: _fingerprint,
}
