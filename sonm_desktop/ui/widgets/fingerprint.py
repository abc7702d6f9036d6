"""Fingerprint: 12 small bars, an offer's benchmarks against the market's median."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import Colours

BARS = 12
_BAR = 4
_GAP = 2
_HEIGHT = 20


def paint_fingerprint(
    painter: QPainter, area: QRectF, shares: Sequence[float], colours: Colours
) -> None:
    """Bars of *shares* (1.0 is the market's median, half the height; 0 is not claimed)."""
    middle = area.center().y()
    painter.setPen(QPen(QColor(colours.line), 1))
    right = area.left() + BARS * (_BAR + _GAP) - _GAP
    painter.drawLine(QPointF(area.left(), middle), QPointF(right, middle))
    for index in range(BARS):
        share = shares[index] if index < len(shares) else 0.0
        left = area.left() + index * (_BAR + _GAP)
        if share <= 0:
            painter.fillRect(QRectF(left, middle - 0.5, _BAR, 1.5), QColor(colours.border))
            continue
        height = max(2.0, min(share / 2, 1.0) * area.height())
        colour = colours.accent if share >= 1 else colours.muted
        painter.fillRect(QRectF(left, area.bottom() - height, _BAR, height), QColor(colour))


class Fingerprint(QWidget):
    """The bars as a widget of fixed size."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shares: Sequence[float] = ()
        self.setFixedSize(self.sizeHint())
        theme.changed.connect(self.update)

    def show_shares(self, shares: Sequence[float], words: str) -> None:
        """Paint *shares*; *words* say the same to a screen reader and in the tooltip."""
        self._shares = tuple(shares)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    # Qt overrides
    def sizeHint(self) -> QSize:
        return QSize(BARS * (_BAR + _GAP), _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(0, 1, self.width(), self.height() - 2)
        paint_fingerprint(painter, area, self._shares, self._theme.colours)
