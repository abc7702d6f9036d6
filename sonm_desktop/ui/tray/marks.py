"""Tray icons on a grid of 16, told apart by shape; colour says nothing that shape does not.

Slices of a machine: all full is earning, one is on sale, dotted ones are not. Two bars were put
there by a person, a moon by the machine itself; an hourglass gets ready, a ring runs out; a
triangle needs somebody, and a cross is no contact.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from sonm_desktop.api.schema.condition import Condition, Mood

_GRID = 16
_SIZES = (16, 22, 24, 32, 48, 64)
_BARS = (1.5, 6.5, 11.5)
_LEFT, _WIDTH, _HEIGHT = 1.5, 13.0, 3.0


def mood_of(said: Condition | None, *, connected: bool) -> Mood:
    """What the icon shows: of the state, or that nobody can tell it."""
    if not connected:
        return Mood.LOST
    return Mood.BUSY if said is None else said.mood


def mark_icon(mark: Mood, colour: str) -> QIcon:
    """*mark* in *colour*, sharp in every size that trays use."""
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(mark_pixmap(mark, colour, size))
    made.setIsMask(True)  # the bar of macOS paints it in its own colour
    return made


def mark_pixmap(mark: Mood, colour: str, size: int) -> QPixmap:
    """*mark* as a square of *size* pixels."""
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / _GRID, size / _GRID)
    _STROKES[mark](painter, QColor(colour))
    painter.end()
    return picture


def _slices(painter: QPainter, colour: QColor, full: int) -> None:
    """Three slices of a machine, the lowest *full* of them filled."""
    painter.setPen(QPen(colour, 1))
    for at, top in enumerate(_BARS):
        painter.setBrush(colour if at >= len(_BARS) - full else Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(_LEFT, top, _WIDTH, _HEIGHT))


def _off(painter: QPainter, colour: QColor) -> None:
    for top in _BARS:
        for left in (1, 6.5, 12):
            painter.fillRect(QRectF(left, top + 0.5, 3, 2), colour)


def _on_sale(painter: QPainter, colour: QColor) -> None:
    _slices(painter, colour, 1)


def _earning(painter: QPainter, colour: QColor) -> None:
    _slices(painter, colour, 3)


def _paused(painter: QPainter, colour: QColor) -> None:
    for left in (3, 9):
        painter.fillRect(QRectF(left, 2, 4, 12), colour)


def _resting(painter: QPainter, colour: QColor) -> None:
    """A crescent moon."""
    whole, bite = QPainterPath(), QPainterPath()
    whole.addEllipse(QRectF(1.5, 1.5, 13, 13))
    bite.addEllipse(QRectF(6, -0.5, 11, 11))
    painter.fillPath(whole - bite, colour)


def _draining(painter: QPainter, colour: QColor) -> None:
    """A ring in which the last quarter is left."""
    painter.setPen(QPen(colour, 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QRectF(1.8, 1.8, 12.4, 12.4))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPie(QRectF(3.6, 3.6, 8.8, 8.8), 0, 90 * 16)


def _busy(painter: QPainter, colour: QColor) -> None:
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(_shape((3, 2), (13, 2), (3, 14), (13, 14)))
    painter.setBrush(colour)
    painter.drawPolygon(_shape((5, 14), (11, 14), (8, 10)))


def _trouble(painter: QPainter, colour: QColor) -> None:
    painter.setPen(QPen(colour, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(_shape((8, 1.5), (15, 14), (1, 14)))
    painter.fillRect(QRectF(7.2, 5.5, 1.6, 4.5), colour)
    painter.fillRect(QRectF(7.2, 11, 1.6, 1.6), colour)


def _lost(painter: QPainter, colour: QColor) -> None:
    painter.setPen(QPen(colour, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(3, 3), QPointF(13, 13))
    painter.drawLine(QPointF(13, 3), QPointF(3, 13))


def _shape(*corners: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in corners])


_STROKES: dict[Mood, Callable[[QPainter, QColor], None]] = {
    Mood.EARNING: _earning,
    Mood.READY: _on_sale,
    Mood.UNLISTED: _off,
    Mood.PAUSED: _paused,
    Mood.RESTING: _resting,
    Mood.BUSY: _busy,
    Mood.DRAINING: _draining,
    Mood.TROUBLE: _trouble,
    Mood.LOST: _lost,
}
