"""Runway: a deal as a strip of time: spent, paid ahead, notice, then what happens."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import CAPTION, Colours
from sonm_desktop.ui.widgets.painting import hatch, mixed

_STRIP = 12
_LABELS = 18
_MARK = 5.0
_CAPTION_GAP = 12


@dataclass(frozen=True, slots=True)
class RunwaySpan:
    """Seconds on one clock. notice: seconds that would run on after a close, 0 for none.

    limit: where the strip ends: the deal's end, or where its money ends. The captions say in
    words what has been used, until when it is paid, and what comes then.
    """

    start: int
    now: int
    paid_until: int
    limit: int
    notice: int
    used: str
    paid: str
    then: str


class Runway(QWidget):
    """Paints one span; empty until it is given one. Compact leaves the captions out."""

    def __init__(self, theme: Theme, *, compact: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._compact = compact
        self._span: RunwaySpan | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_span(self, span: RunwaySpan | None) -> None:
        """Paint *span*, and say the same to a screen reader."""
        self._span = span
        words = f"{span.used}, {span.paid}, {span.then}" if span else ""
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def _paint_now(self, painter: QPainter, at: float, strip: QRectF) -> None:
        painter.setBrush(QColor(self._theme.colours.text))
        top = strip.top() - 1
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(at - _MARK, top - _MARK),
                    QPointF(at + _MARK, top - _MARK),
                    QPointF(at, top),
                ]
            )
        )

    def _paint_captions(self, painter: QPainter, span: RunwaySpan) -> None:
        painter.setFont(font(CAPTION))
        painter.setPen(QColor(self._theme.colours.muted))
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as the strip's time runs
        row = QRectF(0, self.height() - _LABELS, self.width(), _LABELS)
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, span.used)
        if self._has_room(span):
            painter.drawText(row, Qt.AlignmentFlag.AlignHCenter, span.paid)
            painter.drawText(row, Qt.AlignmentFlag.AlignRight, span.then)
        else:
            painter.drawText(row, Qt.AlignmentFlag.AlignRight, span.paid)

    def _has_room(self, span: RunwaySpan) -> bool:
        """Whether all three captions stand apart; else the last is in the tooltip alone."""
        width = QFontMetrics(font(CAPTION)).horizontalAdvance
        side = max(width(span.used), width(span.then))
        return 2 * side + width(span.paid) + 2 * _CAPTION_GAP <= self.width()

    # Qt overrides
    def sizeHint(self) -> QSize:
        return QSize(320, _STRIP + 10 + (0 if self._compact else _LABELS + 4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._span is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strip = QRectF(5.5, 7.5, self.width() - 11, _STRIP)
        now = paint_runway(painter, self._span, strip, self._theme.colours)
        self._paint_now(painter, now, strip)
        if not self._compact:
            self._paint_captions(painter, self._span)


def paint_runway(painter: QPainter, span: RunwaySpan, strip: QRectF, colours: Colours) -> float:
    """The strip of *span* in *strip*, without captions; where now is on it."""
    radius = strip.height() / 2
    length = max(1, span.limit - span.start)

    def x(moment: int) -> float:
        share = min(max((moment - span.start) / length, 0.0), 1.0)
        return strip.left() + share * strip.width()

    painter.setPen(QPen(QColor(colours.line), 1))
    painter.setBrush(QColor(colours.sunken))
    painter.drawRoundedRect(strip, radius, radius)
    paid = QRectF(strip.left(), strip.top(), x(span.paid_until) - strip.left(), strip.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mixed(colours.accent, colours.surface, 0.28))
    painter.drawRoundedRect(paid, radius, radius)
    if span.notice:
        until = x(min(span.now + span.notice, span.limit))
        zone = QRectF(x(span.now), strip.top(), until - x(span.now), strip.height())
        hatch(painter, zone, colours.accent)
    spent = QRectF(strip.left(), strip.top(), x(span.now) - strip.left(), strip.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent))
    painter.drawRoundedRect(spent, radius, radius)
    return x(span.now)
