"""What every chart does: the grid, a cursor for mouse and keys, the card, what is read aloud."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from sonm_desktop.core.amounts import format_amount
from sonm_desktop.ui.charts.card import Card, paint_card
from sonm_desktop.ui.charts.scale import Scale, scaled
from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import BODY, CAPTION, GAP_1, GAP_2, GAP_3, GAP_5

Wording = Callable[[int], str]

_SMALLEST = QSize(240, 140)
_USUAL = QSize(480, 200)
_WIDEST_LABEL = 0.25
_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True, slots=True)
class EndLabel:
    """A name at the right end of the marks that it belongs to. y: in pixels."""

    name: str
    colour: str
    y: float


class Chart(QWidget):
    """Base of the charts: places in a row, each with values that can be read exactly.

    Left and right move the cursor as the mouse does, Home and End jump, Escape takes it away.
    """

    def __init__(
        self, theme: Theme, name: str, *, empty: str, tick: Wording = format_amount
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = theme
        self._name, self._empty, self._tick = name, empty, tick
        self._cursor: int | None = None
        theme.changed.connect(self.update)

    def cards(self) -> Sequence[Card]:
        """The exact values at every place, oldest first."""
        raise NotImplementedError

    def values(self) -> tuple[int, int]:
        """The lowest and the highest value that is shown."""
        raise NotImplementedError

    def marks(self, painter: QPainter, area: QRectF, scale: Scale) -> None:
        """Paint the data into *area*."""
        raise NotImplementedError

    def ends(self, scale: Scale) -> Sequence[EndLabel]:
        """The names that stand at the right."""
        raise NotImplementedError

    def place_of(self, at: int, area: QRectF) -> float:
        """The middle of place *at*, in pixels from the left."""
        raise NotImplementedError

    def retell(self) -> None:
        """What is shown has changed: paint it, and say it to a screen reader."""
        self._cursor = None
        cards = self.cards()
        told = "; ".join(cards[at].line() for at in sorted({0, len(cards) - 1}) if cards)
        self.setAccessibleDescription(told or self._empty)
        self.update()

    def _move_to(self, at: int | None) -> None:
        if at == self._cursor:
            return
        self._cursor = at
        if at is not None:
            self.setAccessibleDescription(self.cards()[at].line())
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)
        self.update()

    def _nearest(self, x: float, area: QRectF) -> int:
        places = range(len(self.cards()))
        return min(places, key=lambda at: abs(self.place_of(at, area) - x))

    def _area(self) -> QRectF:
        """Where the marks stand, between the names of the lines and those of the marks."""
        metrics = QFontMetricsF(font(CAPTION))
        rough = scaled(*self.values(), top=0.0, bottom=1.0)
        left = max((metrics.horizontalAdvance(self._tick(line)) for line in rough.lines), default=0)
        names = [end.name for end in self.ends(rough)]
        right = max((metrics.horizontalAdvance(name) for name in names), default=0)
        right = min(right, self.width() * _WIDEST_LABEL)
        return QRectF(self.rect()).adjusted(
            left + GAP_2, GAP_2, -(right + GAP_2) if names else -1, -GAP_5
        )

    def _scale(self, area: QRectF) -> Scale:
        low, high = self.values()
        return scaled(low, high, top=area.top(), bottom=area.bottom())

    def _paint_grid(self, painter: QPainter, area: QRectF, scale: Scale) -> None:
        colours = self._theme.colours
        for line in scale.lines:
            y = round(scale.y(line)) + 0.5
            painter.setPen(QPen(QColor(colours.border if line == 0 else colours.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colours.muted))
            named = QRectF(0, y - 8, area.left() - GAP_2, 16)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(named, right, self._tick(line))

    def _paint_places(self, painter: QPainter, area: QRectF) -> None:
        """The names of the first, a middle and the last place, where they do not collide."""
        cards = self.cards()
        middle = self._nearest(area.center().x(), area)
        painter.setPen(QColor(self._theme.colours.muted))
        metrics = QFontMetricsF(font(CAPTION))
        last = self.width() - metrics.horizontalAdvance(cards[-1].title) - GAP_3
        free = -1.0
        for at in sorted({0, middle, len(cards) - 1}):
            width = metrics.horizontalAdvance(cards[at].title)
            left = self.place_of(at, area) - width / 2
            left = min(max(left, area.left()), self.width() - width)
            if left > free and (at in (0, len(cards) - 1) or left + width < last):
                where = QRectF(left, area.bottom() + GAP_1, width + 1, 16)
                painter.drawText(where, Qt.AlignmentFlag.AlignLeft, cards[at].title)
                free = left + width + GAP_3

    def _paint_ends(self, painter: QPainter, area: QRectF, scale: Scale) -> None:
        metrics = QFontMetricsF(font(CAPTION))
        lowest = -1.0
        for end in sorted(self.ends(scale), key=lambda end: end.y):
            y = max(end.y, lowest)
            where = QRectF(area.right() + GAP_2, y - 8, self.width() - area.right() - GAP_2, 16)
            painter.setPen(QColor(end.colour))
            shown = metrics.elidedText(end.name, Qt.TextElideMode.ElideRight, where.width())
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, shown)
            lowest = y + 14

    def _paint_cursor(self, painter: QPainter, area: QRectF) -> None:
        if self._cursor is None:
            return
        x = self.place_of(self._cursor, area)
        painter.setPen(QPen(QColor(self._theme.colours.border), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        paint_card(painter, self.cards()[self._cursor], x, QRectF(self.rect()), self._theme.colours)

    def _paint_empty(self, painter: QPainter) -> None:
        area = QRectF(self.rect()).adjusted(0, GAP_2, 0, -GAP_5)
        painter.setPen(QPen(QColor(self._theme.colours.line), 1))
        for share in (0.0, 0.5, 1.0):
            y = round(area.top() + share * area.height()) + 0.5
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setFont(font(BODY))
        sentence = painter.fontMetrics().boundingRect(
            area.toRect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty
        )
        ground = sentence.adjusted(-GAP_3, -GAP_1, GAP_3, GAP_1)
        painter.fillRect(ground, QColor(self._theme.colours.surface))
        painter.setPen(QColor(self._theme.colours.muted))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)

    # Qt overrides
    def sizeHint(self) -> QSize:
        return _USUAL

    def minimumSizeHint(self) -> QSize:
        return _SMALLEST

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(CAPTION))
        if not self.cards():
            self._paint_empty(painter)
        else:
            area = self._area()
            scale = self._scale(area)
            self._paint_grid(painter, area, scale)
            self.marks(painter, area, scale)
            painter.setFont(font(CAPTION))
            self._paint_places(painter, area)
            self._paint_ends(painter, area, scale)
            self._paint_cursor(painter, area)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.colours.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.cards():
            self._move_to(self._nearest(event.position().x(), self._area()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._move_to(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.cards()) - 1
        key = event.key()
        if last < 0 or key not in (*_KEYS, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Escape):
            super().keyPressEvent(event)
            return
        if key == Qt.Key.Key_Escape:
            if self._cursor is None:
                super().keyPressEvent(event)
            self._move_to(None)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._move_to(0 if key == Qt.Key.Key_Home else last)
        else:
            step = _KEYS[Qt.Key(key)]
            start = self._cursor if self._cursor is not None else (last + 1 if step < 0 else -1)
            self._move_to(min(max(start + step, 0), last))
