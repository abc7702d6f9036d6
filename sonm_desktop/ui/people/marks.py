"""The marks of people: a star, and the level that validators attest, told apart by shape too."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from sonm_desktop.ui.people.phrases import level_words
from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import CAPTION, RADIUS_CONTROL, Colours

MARK = 16
_POINTS = 5
_INNER = 0.42


def paint_star(painter: QPainter, area: QRectF, colour: str, *, filled: bool) -> None:
    """A star inside *area*; an outline where it is not *filled*."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 1.2))
    painter.setBrush(QColor(colour) if filled else Qt.BrushStyle.NoBrush)
    centre, outer = area.center(), area.width() / 2 - 1
    corners = []
    for at in range(2 * _POINTS):
        reach = outer if at % 2 == 0 else outer * _INNER
        angle = math.pi * at / _POINTS - math.pi / 2
        corners.append(centre + QPointF(reach * math.cos(angle), reach * math.sin(angle)))
    painter.drawPolygon(QPolygonF(corners))


def star_icon(colour: str, side: int, *, filled: bool) -> QIcon:
    """The same for a button, sharp at twice the size."""
    picture = QPixmap(2 * side, 2 * side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.scale(2, 2)
    paint_star(painter, QRectF(0, 0, side, side), colour, filled=filled)
    painter.end()
    picture.setDevicePixelRatio(2)
    return QIcon(picture)


def paint_level(painter: QPainter, area: QRectF, level: int, colours: Colours) -> None:
    """The number of an attested level in a frame; nothing for level 0, which nobody attests."""
    if not level:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    sure = level > 1
    painter.setPen(QPen(QColor(colours.accent if sure else colours.border), 1))
    painter.setBrush(QColor(colours.tint) if sure else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CONTROL, RADIUS_CONTROL)
    painter.setFont(font(CAPTION))
    painter.setPen(QColor(colours.accent if sure else colours.muted))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(level))


class LevelMark(QWidget):
    """One account's level; away while nobody vouches for it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._level = 0
        self.setFixedSize(QSize(MARK + 4, MARK + 4))
        self.hide()
        theme.changed.connect(self.update)

    def show_level(self, level: int) -> None:
        """Show *level*, in words to whoever asks."""
        self._level = level
        self.setVisible(bool(level))
        self.setToolTip(level_words(level))
        self.setAccessibleName(level_words(level))
        self.update()

    # Qt overrides
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        paint_level(painter, area, self._level, self._theme.colours)
