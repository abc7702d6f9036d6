"""Brush strokes that several painted widgets share."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

_HATCH_STEP = 5.0


def mixed(first: str, second: str, share: float) -> QColor:
    """*share* (0 to 1) of *first* over *second*."""
    one, two = QColor(first), QColor(second)
    return QColor.fromRgbF(
        one.redF() * share + two.redF() * (1 - share),
        one.greenF() * share + two.greenF() * (1 - share),
        one.blueF() * share + two.blueF() * (1 - share),
    )


def hatch(painter: QPainter, area: QRectF, colour: str, radius: float = 0.0) -> None:
    """Diagonal lines of *colour* inside *area*, clipped to rounded corners."""
    painter.save()
    outline = QPainterPath()
    outline.addRoundedRect(area, radius, radius)
    painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(QColor(colour), 1.2))
    at = area.left() - area.height()
    while at < area.right():
        painter.drawLine(QPointF(at, area.bottom()), QPointF(at + area.height(), area.top()))
        at += _HATCH_STEP
    painter.restore()
