"""The hover card: exact values at one place of a chart."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.tokens import (
    CAPTION,
    GAP_1,
    GAP_2,
    GAP_3,
    RADIUS_CONTROL,
    STRONG,
    Colours,
)

_LINE = 18.0
_SWATCH = 8.0


@dataclass(frozen=True, slots=True)
class CardRow:
    """A value with its name. colour: of its mark, as #RRGGBB; empty for none."""

    name: str
    value: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """title: of the place, as it stands below the chart. note: estimated, or nothing known."""

    title: str
    rows: tuple[CardRow, ...]
    note: str = ""

    def line(self) -> str:
        """The card in one line, as it is read aloud."""
        told = ", ".join(f"{row.name} {row.value}" for row in self.rows)
        parts = [part for part in (told, self.note) if part]
        return f"{self.title}: {', '.join(parts)}"


def paint_card(painter: QPainter, card: Card, x: float, within: QRectF, colours: Colours) -> None:
    """Beside *x*, on the side where there is room."""
    size = _size(card)
    left = x + GAP_3 if x + GAP_3 + size.width() <= within.right() else x - GAP_3 - size.width()
    area = QRectF(max(within.left(), left), within.top() + GAP_1, size.width(), size.height())
    painter.setPen(QPen(QColor(colours.border), 1))
    painter.setBrush(QColor(colours.surface))
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CONTROL, RADIUS_CONTROL)
    line = QRectF(area.left() + GAP_2, area.top() + GAP_1, area.width() - 2 * GAP_2, _LINE)
    painter.setFont(font(STRONG))
    painter.setPen(QColor(colours.text))
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, card.title)
    painter.setFont(font(CAPTION))
    for row in card.rows:
        line.translate(0, _LINE)
        _paint_row(painter, row, line, colours)
    if card.note:
        line.translate(0, _LINE)
        painter.setPen(QColor(colours.muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, card.note)


def _paint_row(painter: QPainter, row: CardRow, line: QRectF, colours: Colours) -> None:
    if row.colour:
        middle = line.center().y() - _SWATCH / 2
        painter.fillRect(QRectF(line.left(), middle, _SWATCH, _SWATCH), QColor(row.colour))
    named = line.adjusted(_SWATCH + GAP_1, 0, 0, 0)
    painter.setPen(QColor(colours.muted))
    painter.drawText(named, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, row.name)
    painter.setPen(QColor(colours.text))
    painter.drawText(named, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, row.value)


def _size(card: Card) -> QRectF:
    small, strong = QFontMetricsF(font(CAPTION)), QFontMetricsF(font(STRONG))
    widths = [
        _SWATCH + GAP_1 + GAP_3 + small.horizontalAdvance(row.name + row.value) for row in card.rows
    ]
    widths += [strong.horizontalAdvance(card.title), small.horizontalAdvance(card.note)]
    lines = 1 + len(card.rows) + bool(card.note)
    return QRectF(0, 0, max(widths) + 2 * GAP_2 + 2, lines * _LINE + 2 * GAP_1)
