"""Rack: a machine as cells (a core, 4 GiB, a GPU), coloured by deal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import CAPTION
from sonm_desktop.ui.widgets.painting import hatch
from sonm_desktop.ui.widgets.tips import plain_tip

_CELL = 22
_GAP = 4
_CAPTION_WIDTH = 92
_MOST_CELLS = 64
_ROW_GAP = 8
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class CellState(Enum):
    """What a cell does: kept by its owner, on sale, or rented."""

    FREE = "free"
    OFFERED = "offered"
    RENTED = "rented"


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit of a resource. deal: index of the colour of the deal that rents it.

    what: which unit it is and who has it, in words.
    """

    state: CellState
    deal: int = 0
    what: str = ""


@dataclass(frozen=True, slots=True)
class RackRow:
    """One kind of resource, its cells in order, and the amount in words."""

    name: str
    amount: str
    cells: Sequence[Cell]


class Rack(QWidget):
    """Paints rows of cells, wrapping long rows. Says the amounts to a screen reader.

    A cell says what it is under the mouse; after Tab, the arrow keys walk through the cells.
    pointed: the words of the cell that is pointed at, or nothing. cell: pixels of a side.
    """

    pointed = Signal(str)

    def __init__(self, theme: Theme, *, cell: int = _CELL) -> None:
        super().__init__()
        self._theme = theme
        self._cell = cell
        self._rows: Sequence[RackRow] = ()
        self._at: tuple[int, int] | None = None
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_rows(self, rows: Sequence[RackRow]) -> None:
        """Paint *rows*."""
        self._rows = tuple(rows)
        if self._at is not None and self._cell_at(self._at) is None:
            self._at = None
        tells = any(cell.what for row in rows for cell in row.cells)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tells else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("; ".join(f"{row.name}: {row.amount}" for row in rows))
        self.updateGeometry()
        self.update()

    def _per_line(self, width: int) -> int:
        return max(4, (width - _CAPTION_WIDTH) // (self._cell + _GAP))

    def _lines(self, row: RackRow, width: int) -> int:
        return max(1, -(-min(len(row.cells), _MOST_CELLS) // self._per_line(width)))

    def _paint_row(self, painter: QPainter, row: RackRow, top: int) -> None:
        colours = self._theme.colours
        painter.setFont(font(CAPTION))
        painter.setPen(QColor(colours.text))
        painter.drawText(QRectF(0, top - 1, _CAPTION_WIDTH, 14), row.name)
        painter.setPen(QColor(colours.muted))
        painter.drawText(QRectF(0, top + 12, _CAPTION_WIDTH, 14), row.amount)
        for index, cell in enumerate(row.cells[:_MOST_CELLS]):
            self._paint_cell(painter, cell, self._area(index, top))

    def _area(self, index: int, top: int) -> QRectF:
        line, column = divmod(index, self._per_line(self.width()))
        step = self._cell + _GAP
        return QRectF(
            _CAPTION_WIDTH + column * step + 0.5,
            top + line * step + 0.5,
            self._cell - 1,
            self._cell - 1,
        )

    def _tops(self) -> list[int]:
        """Where each row begins."""
        tops, top = [], 0
        for row in self._rows:
            tops.append(top)
            top += self._lines(row, self.width()) * (self._cell + _GAP) + _ROW_GAP
        return tops

    def _cell_at(self, at: tuple[int, int]) -> Cell | None:
        row, index = at
        if not 0 <= row < len(self._rows):
            return None
        cells = self._rows[row].cells[:_MOST_CELLS]
        return cells[index] if 0 <= index < len(cells) else None

    def _under(self, point: QPointF) -> tuple[int, int] | None:
        for row, top in enumerate(self._tops()):
            for index in range(min(len(self._rows[row].cells), _MOST_CELLS)):
                if self._area(index, top).contains(point):
                    return row, index
        return None

    def _point(self, at: tuple[int, int] | None) -> None:
        if at == self._at:
            return
        self._at = at
        cell = self._cell_at(at) if at is not None else None
        said = cell.what if cell is not None else ""
        self.setToolTip(plain_tip(said))
        self.setAccessibleDescription(said)
        self.pointed.emit(said)
        self.update()

    def _paint_pointed(self, painter: QPainter) -> None:
        if self._at is None:
            return
        row, index = self._at
        area = self._area(index, self._tops()[row]).adjusted(-2, -2, 2, 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._theme.colours.text), 2))
        painter.drawRoundedRect(area, 4, 4)

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
        lines = [self._lines(row, width) * (self._cell + _GAP) + _ROW_GAP for row in self._rows]
        return max(30, sum(lines))

    def sizeHint(self) -> QSize:
        return QSize(420, self.heightForWidth(420))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, top in zip(self._rows, self._tops(), strict=True):
            self._paint_row(painter, row, top)
        self._paint_pointed(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._under(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:
        self._point(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._point((0, 0) if self._cell_at((0, 0)) else None)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or self._at is None:
            super().keyPressEvent(event)
            return
        row, index = self._at[0] + step[0], self._at[1] + step[1]
        if step[0] and 0 <= row < len(self._rows):
            index = min(index, len(self._rows[row].cells[:_MOST_CELLS]) - 1)
        if self._cell_at((row, index)) is not None:
            self._point((row, index))
