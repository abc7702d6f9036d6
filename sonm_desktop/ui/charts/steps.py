"""Values that hold until the next one, as steps: prices over time, or what is on sale by price."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from sonm_desktop.core.amounts import format_amount
from sonm_desktop.ui.charts.card import Card, CardRow
from sonm_desktop.ui.charts.chart import Chart, EndLabel, Wording
from sonm_desktop.ui.charts.scale import Scale
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.widgets.painting import hatch
from sonm_desktop.ui.words import exact, moment, words

_LINE = 1.8


@dataclass(frozen=True, slots=True)
class Step:
    """*value* holds from *at* until the next step; None: nothing is known then."""

    at: int
    value: int | None


@dataclass(frozen=True, slots=True)
class Steps:
    """One line, oldest step first. dashed: it is an estimate."""

    name: str
    steps: tuple[Step, ...]
    dashed: bool = False


class StepChart(Chart):
    """Some lines over one axis, coloured in the order of the theme's series.

    *value* words a value exactly, *tick* shortly at a grid line, *place* a step's ``at``.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        empty: str,
        value: Wording = exact,
        tick: Wording = format_amount,
        place: Wording = moment,
    ) -> None:
        super().__init__(theme, name, empty=empty, tick=tick)
        self._value, self._place = value, place
        self._lines: tuple[Steps, ...] = ()
        self._until = 0
        self._places: list[int] = []

    def show_steps(self, lines: Sequence[Steps], until: int) -> None:
        """Replace what is shown; the last step of each line holds until *until*."""
        known = [line for line in lines if any(step.value is not None for step in line.steps)]
        self._lines = tuple(known)
        self._places = sorted({step.at for line in known for step in line.steps})
        self._until = max([until, *self._places]) if self._places else until
        self.retell()

    def cards(self) -> list[Card]:
        return [self._card(at) for at in self._places]

    def values(self) -> tuple[int, int]:
        found = [step.value for line in self._lines for step in line.steps]
        known = [value for value in found if value is not None]
        low, high = min(known), max(known)
        return (low if low * 2 > high and low < high else min(0, low)), high

    def marks(self, painter: QPainter, area: QRectF, scale: Scale) -> None:
        for line, colour in zip(self._lines, self._theme.colours.series, strict=False):
            style = Qt.PenStyle.DashLine if line.dashed else Qt.PenStyle.SolidLine
            pen = QPen(QColor(colour), _LINE, style)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            for known in self._runs(line, area, scale):
                painter.setPen(pen)
                painter.drawPolyline(known)
            if len(self._lines) == 1:
                self._hatch_gaps(painter, line, area)

    def ends(self, scale: Scale) -> list[EndLabel]:
        colours = self._theme.colours.series
        found = []
        for line, colour in zip(self._lines, colours, strict=False):
            last = next(step.value for step in reversed(line.steps) if step.value is not None)
            found.append(EndLabel(line.name, colour, scale.y(last)))
        return found

    def place_of(self, at: int, area: QRectF) -> float:
        return self._x(self._places[at], area)

    def _card(self, at: int) -> Card:
        colours = self._theme.colours.series
        rows = []
        for line, colour in zip(self._lines, colours, strict=False):
            value = _value_at(line, at)
            said = words("not known") if value is None else self._value(value)
            rows.append(CardRow(line.name, said, colour))
        return Card(self._place(at), tuple(rows))

    def _x(self, at: int, area: QRectF) -> float:
        first = self._places[0]
        share = (at - first) / max(1, self._until - first)
        return area.left() + share * area.width()

    def _runs(self, line: Steps, area: QRectF, scale: Scale) -> list[QPolygonF]:
        """The corners of each stretch in which something is known."""
        runs: list[QPolygonF] = []
        corners: list[QPointF] = []
        for step, end in _with_ends(line, self._until):
            if step.value is None:
                runs.append(QPolygonF(corners))
                corners = []
                continue
            y = scale.y(step.value)
            corners += [QPointF(self._x(step.at, area), y), QPointF(self._x(end, area), y)]
        return [run for run in (*runs, QPolygonF(corners)) if not run.isEmpty()]

    def _hatch_gaps(self, painter: QPainter, line: Steps, area: QRectF) -> None:
        for step, end in _with_ends(line, self._until):
            if step.value is None:
                left, right = self._x(step.at, area), self._x(end, area)
                gap = QRectF(left, area.top(), right - left, area.height())
                hatch(painter, gap, self._theme.colours.line)


def _with_ends(line: Steps, until: int) -> list[tuple[Step, int]]:
    ends = [step.at for step in line.steps[1:]] + [until]
    return list(zip(line.steps, ends, strict=True))


def _value_at(line: Steps, at: int) -> int | None:
    row = bisect_right(line.steps, at, key=lambda step: step.at) - 1
    return line.steps[row].value if row >= 0 else None
