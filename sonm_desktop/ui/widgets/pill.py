"""A state as a pill: a shape that tells the kind apart without colour, and words."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import CAPTION, Colours
from sonm_desktop.ui.widgets.tips import plain_tip

_HEIGHT = 24
_MARK = 10
_PADDING = 10


class PillKind(Enum):
    """Kinds of state: idle is a ring, working a disc, waiting a diamond, trouble a triangle,
    paused two bars."""

    IDLE = "idle"
    WORKING = "working"
    WAITING = "waiting"
    TROUBLE = "trouble"
    OFF = "off"
    PAUSED = "paused"


class StatePill(QWidget):
    """One state; the reason is its tooltip."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kind = PillKind.OFF
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_state(self, kind: PillKind, words: str, reason: str = "") -> None:
        """Show *words*; *reason* says why, on hover and to a screen reader."""
        self._kind, self._words = kind, words
        self.setToolTip(plain_tip(reason))
        self.setAccessibleName(f"{words}. {reason}" if reason else words)
        self.updateGeometry()
        self.update()

    # Qt overrides
    def sizeHint(self) -> QSize:
        width = QFontMetrics(font(CAPTION)).horizontalAdvance(self._words)
        return QSize(width + _MARK + 2 * _PADDING + 6, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.surface))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, _HEIGHT / 2, _HEIGHT / 2)
        direction, whole = self.layoutDirection(), self.rect()
        mark = QRect(_PADDING, (_HEIGHT - _MARK) // 2, _MARK, _MARK)
        mark = QStyle.visualRect(direction, whole, mark)
        paint_mark(painter, QRectF(mark), self._kind, colours)
        painter.setFont(font(CAPTION))
        painter.setPen(QColor(colours.text))
        beside = _PADDING + _MARK + 6
        words = QRect(beside, 0, self.width() - beside, _HEIGHT)
        words = QStyle.visualRect(direction, whole, words)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._words)


def paint_mark(painter: QPainter, area: QRectF, kind: PillKind, colours: Colours) -> None:
    """The shape of *kind* in its colour."""
    colour = QColor(_colour(kind, colours))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    centre, half = area.center(), area.width() / 2
    if kind is PillKind.WORKING:
        painter.drawEllipse(area)
    elif kind is PillKind.WAITING:
        corners = [(0, -half), (half, 0), (0, half), (-half, 0)]
        painter.drawPolygon(QPolygonF([centre + QPointF(x, y) for x, y in corners]))
    elif kind is PillKind.TROUBLE:
        corners = [(0, -half), (half, half), (-half, half)]
        painter.drawPolygon(QPolygonF([centre + QPointF(x, y) for x, y in corners]))
    elif kind is PillKind.PAUSED:
        for left in (centre.x() - 0.7 * half, centre.x() + 0.15 * half):
            painter.drawRect(QRectF(left, area.top(), 0.55 * half, area.height()))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        style = Qt.PenStyle.SolidLine if kind is PillKind.IDLE else Qt.PenStyle.DotLine
        painter.setPen(QPen(colour, 2, style))
        painter.drawEllipse(area.adjusted(1, 1, -1, -1))


def _colour(kind: PillKind, colours: Colours) -> str:
    return {
        PillKind.IDLE: colours.muted,
        PillKind.WORKING: colours.good,
        PillKind.WAITING: colours.warn,
        PillKind.TROUBLE: colours.bad,
        PillKind.OFF: colours.muted,
        PillKind.PAUSED: colours.note,
    }[kind]
