"""Tray icons on a grid of 16, told apart by shape; colour says nothing that shape does not."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from sonm_desktop.ui.home.summary import Summary
from sonm_desktop.ui.widgets.pill import PillKind

_GRID = 16
_SIZES = (16, 22, 24, 32, 48, 64)
_BARS = (1.5, 6.5, 11.5)
_LEFT, _WIDTH, _HEIGHT = 1.5, 13.0, 3.0


class Mark(Enum):
    """Off is dotted slices, idle hollow ones, on sale one of three full, earning all full;
    paused two upright bars, waiting an hourglass, trouble a triangle, lost a cross."""

    OFF = "off"
    IDLE = "idle"
    ON_SALE = "on sale"
    EARNING = "earning"
    PAUSED = "paused"
    WAITING = "waiting"
    TROUBLE = "trouble"
    LOST = "lost"


_OF_KIND = {
    PillKind.OFF: Mark.OFF,
    PillKind.IDLE: Mark.IDLE,
    PillKind.WORKING: Mark.EARNING,
    PillKind.WAITING: Mark.WAITING,
    PillKind.TROUBLE: Mark.TROUBLE,
}


def mark_of(said: Summary | None, *, connected: bool) -> Mark:
    """The mark of what is so; None before anything is known."""
    if not connected:
        return Mark.LOST
    if said is None:
        return Mark.WAITING
    if said.resting:
        return Mark.PAUSED
    return Mark.ON_SALE if said.selling and said.kind is PillKind.IDLE else _OF_KIND[said.kind]


def mark_icon(mark: Mark, colour: str) -> QIcon:
    """*mark* in *colour*, sharp in every size that trays use."""
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(mark_pixmap(mark, colour, size))
    return made


def mark_pixmap(mark: Mark, colour: str, size: int) -> QPixmap:
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


def _idle(painter: QPainter, colour: QColor) -> None:
    _slices(painter, colour, 0)


def _on_sale(painter: QPainter, colour: QColor) -> None:
    _slices(painter, colour, 1)


def _earning(painter: QPainter, colour: QColor) -> None:
    _slices(painter, colour, 3)


def _paused(painter: QPainter, colour: QColor) -> None:
    for left in (3, 9):
        painter.fillRect(QRectF(left, 2, 4, 12), colour)


def _waiting(painter: QPainter, colour: QColor) -> None:
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


_STROKES: dict[Mark, Callable[[QPainter, QColor], None]] = {
    Mark.OFF: _off,
    Mark.IDLE: _idle,
    Mark.ON_SALE: _on_sale,
    Mark.EARNING: _earning,
    Mark.PAUSED: _paused,
    Mark.WAITING: _waiting,
    Mark.TROUBLE: _trouble,
    Mark.LOST: _lost,
}
