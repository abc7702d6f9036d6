"""A cell of a table, painted by ourselves: a style sheet takes twice as long for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from sonm_desktop.ui.models.table import RECORD_ROLE, Column
from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.tokens import GAP_2, TABLE, TABLE_STRONG

_SELECTED = QStyle.StateFlag.State_Selected
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class CellDelegate(QStyledItemDelegate):
    """Semibold for strong columns; records that are *muted* stand grey; a rule below each row."""

    def __init__(
        self, columns: Sequence[Column[Any]], muted: Callable[[Any], bool] | None = None
    ) -> None:
        super().__init__()
        self._muted = muted
        self._numbers = frozenset(at for at, column in enumerate(columns) if column.number)
        self._strong = frozenset(at for at, column in enumerate(columns) if column.strong)
        self._font, self._strong_font = font(TABLE), font(TABLE_STRONG)

    def paint_inside(self, painter: QPainter, area: QRect, record: Any) -> QRect:
        """For heirs: paint before the text, and say where the text stands."""
        return area

    def _ink(self, palette: QPalette, record: Any) -> QColor:
        """A style sheet thins the grey of the widget's own palette; the application's is ours."""
        if self._muted is not None and record is not None and self._muted(record):
            return QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
        return palette.color(QPalette.ColorRole.Text)

    # Qt overrides
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        area, palette, column = option.rect, option.palette, index.column()
        if option.state & _SELECTED:
            painter.fillRect(area, palette.brush(QPalette.ColorRole.Highlight))
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        record, text = index.data(RECORD_ROLE), index.data()
        inside = self.paint_inside(painter, area.adjusted(GAP_2, 0, -GAP_2, -1), record)
        if not text:
            return
        painter.setPen(self._ink(palette, record))
        painter.setFont(self._strong_font if column in self._strong else self._font)
        side = _RIGHT if column in self._numbers else _LEFT
        alignment = QStyle.visualAlignment(option.direction, side | _MIDDLE)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, alignment, shown)
