"""Rack: a machine as cells (a core, 4 GiB, a GPU), coloured by deal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import CAPTION
from sonm_desktop.ui.widgets.painting import hatch

_CELL = 22
_GAP = 4
_CAPTION_WIDTH = 92
_MOST_CELLS = 64


class CellState(Enum):
    """What a cell does: kept by its owner, on sale, or rented."""

    FREE = "free"
    OFFERED = "offered"
    RENTED = "rented"


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit of a resource. deal: index of the colour of the deal that rents it."""

    state: CellState
    deal: int = 0


@dataclass(frozen=True, slots=True)
class RackRow:
    """One kind of resource, its cells in order, and the amount in words."""

    name: str
    amount: str
    cells: Sequence[Cell]


class Rack(QWidget):
    """Paints rows of cells, wrapping long rows. Says the amounts to a screen reader."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: Sequence[RackRow] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_rows(self, rows: Sequence[RackRow]) -> None:
        """Paint *rows*."""
        self._rows = tuple(rows)
        self.setAccessibleName("; ".join(f"{row.name}: {row.amount}" for row in rows))
        self.updateGeometry()
        self.update()

    def _per_line(self, width: int) -> int:
        return max(4, (width - _CAPTION_WIDTH) // (_CELL + _GAP))

    def _lines(self, row: RackRow, width: int) -> int:
        return max(1, -(-min(len(row.cells), _MOST_CELLS) // self._per_line(width)))

    def _paint_row(self, painter: QPainter, row: RackRow, top: int) -> None:
        colours = self._theme.colours
        painter.setFont(font(CAPTION))
        painter.setPen(QColor(colours.text))
        painter.drawText(QRectF(0, top - 1, _CAPTION_WIDTH, 14), row.name)
        painter.setPen(QColor(colours.muted))
        painter.drawText(QRectF(0, top + 12, _CAPTION_WIDTH, 14), row.amount)
        each_line = self._per_line(self.width())
        for index, cell in enumerate(row.cells[:_MOST_CELLS]):
            line, column = divmod(index, each_line)
            area = QRectF(
                _CAPTION_WIDTH + column * (_CELL + _GAP) + 0.5,
                top + line * (_CELL + _GAP) + 0.5,
                _CELL - 1,
                _CELL - 1,
            )
            self._paint_cell(painter, cell, area)

    def _paint_cell(self, painter: QPainter, cell: Cell, area: QRectF) -> None:
        colours = self._theme.colours
        if cell.state is CellState.RENTED:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.series[cell.deal % len(colours.series)]))
            painter.drawRoundedRect(area, 3, 3)
            return
        painter.setBrush(QColor(colours.surface))
        offered = cell.state is CellState.OFFERED
        painter.setPen(QPen(QColor(colours.accent if offered else colours.border), 1))
        painter.drawRoundedRect(area, 3, 3)
        if offered:
            hatch(painter, area.adjusted(1, 1, -1, -1), colours.accent, 2)

    # Qt overrides
    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = [self._lines(row, width) * (_CELL + _GAP) + 8 for row in self._rows]
        return max(30, sum(lines))

    def sizeHint(self) -> QSize:
        return QSize(420, self.heightForWidth(420))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = 0
        for row in self._rows:
            self._paint_row(painter, row, top)
            top += self._lines(row, self.width()) * (_CELL + _GAP) + 8
