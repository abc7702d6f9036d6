"""Amounts per day or hour as stacked bars: what came in above zero, what it cost below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from sonm_desktop.core.amounts import format_amount
from sonm_desktop.ui.charts.card import Card, CardRow
from sonm_desktop.ui.charts.chart import Chart, EndLabel, Wording
from sonm_desktop.ui.charts.scale import Scale
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.widgets.painting import hatch, mixed
from sonm_desktop.ui.words import exact, words

_WIDEST = 36.0
_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Part:
    """One colour of a bar. value: below zero for a cost."""

    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One place in the row. estimated: painted dashed. known False: a gap, painted hatched."""

    title: str
    parts: tuple[Part, ...] = ()
    estimated: bool = False
    known: bool = True


class StackedBars(Chart):
    """Bars in the order that they are given; a name has one colour in all of them.

    *value* words a value exactly, *tick* shortly at a grid line.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        empty: str,
        value: Wording = exact,
        tick: Wording = format_amount,
    ) -> None:
        super().__init__(theme, name, empty=empty, tick=tick)
        self._value = value
        self._bars: tuple[Bar, ...] = ()
        self._names: list[str] = []

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Replace what is shown; without any value the chart says that it is empty."""
        some = any(part.value for bar in bars for part in bar.parts)
        self._bars = tuple(bars) if some else ()
        self._names = list(dict.fromkeys(p.name for bar in self._bars for p in bar.parts))
        self.retell()

    def cards(self) -> list[Card]:
        return [self._card(bar) for bar in self._bars]

    def values(self) -> tuple[int, int]:
        lows = [sum(part.value for part in bar.parts if part.value < 0) for bar in self._bars]
        highs = [sum(part.value for part in bar.parts if part.value > 0) for bar in self._bars]
        return min(0, *lows), max(0, *highs)

    def marks(self, painter: QPainter, area: QRectF, scale: Scale) -> None:
        for at, bar in enumerate(self._bars):
            middle, width = self.place_of(at, area), self._width(area)
            if not bar.known:
                gap = QRectF(middle - width / 2, area.top(), width, scale.y(0) - area.top())
                hatch(painter, gap, self._theme.colours.line, 2)
                continue
            for part, top, bottom in _stacked(bar, scale):
                block = QRectF(middle - width / 2, top, width, max(1.0, bottom - top))
                self._paint_block(painter, block, self._colour(part.name), bar.estimated)

    def ends(self, scale: Scale) -> list[EndLabel]:
        """Each name beside the last bar that has it."""
        found = {}
        for bar in self._bars:
            for part, top, bottom in _stacked(bar, scale):
                found[part.name] = EndLabel(part.name, self._colour(part.name), (top + bottom) / 2)
        return list(found.values()) if len(found) > 1 else []

    def place_of(self, at: int, area: QRectF) -> float:
        return area.left() + (at + 0.5) * area.width() / len(self._bars)

    def _card(self, bar: Bar) -> Card:
        rows = [
            CardRow(part.name, self._value(part.value), self._colour(part.name))
            for part in bar.parts
        ]
        if len(rows) > 1:
            rows.append(CardRow(words("Together"), self._value(sum(p.value for p in bar.parts))))
        if not bar.known:
            return Card(bar.title, (), words("nothing is known"))
        return Card(bar.title, tuple(rows), words("estimated") if bar.estimated else "")

    def _colour(self, name: str) -> str:
        series = self._theme.colours.series
        return series[self._names.index(name) % len(series)]

    def _width(self, area: QRectF) -> float:
        return min(_WIDEST, max(1.0, _SHARE * area.width() / len(self._bars)))

    def _paint_block(self, painter: QPainter, block: QRectF, colour: str, estimated: bool) -> None:
        if not estimated:
            painter.fillRect(block, QColor(colour))
            return
        painter.fillRect(block, mixed(colour, self._theme.colours.surface, 0.18))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colour), 1, Qt.PenStyle.DashLine))
        painter.drawRect(block.adjusted(0.5, 0.5, -0.5, -0.5))


def _stacked(bar: Bar, scale: Scale) -> list[tuple[Part, float, float]]:
    """Each part with its top and bottom in pixels: gains upwards from zero, costs downwards."""
    up = down = 0
    found = []
    for part in bar.parts:
        if not part.value:
            continue
        start = up if part.value > 0 else down
        end = start + part.value
        found.append((part, scale.y(max(start, end)), scale.y(min(start, end))))
        if part.value > 0:
            up = end
        else:
            down = end
    return found
