"""The supplier of an offer and his rating, painted inside a row: never a mark without a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QStyle

from sonm_desktop.api.schema.market import Offer
from sonm_desktop.ui.people.marks import MARK, paint_level, paint_star
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import GAP_1, GAP_2
from sonm_desktop.ui.widgets.cell import CellDelegate


class SupplierDelegate(CellDelegate):
    """The attested level before the name, which anybody may choose for himself."""

    def __init__(self, theme: Theme, muted: Callable[[Offer], bool]) -> None:
        super().__init__((), muted)
        self._theme = theme

    def paint_inside(self, painter: QPainter, area: QRect, record: Any) -> QRect:
        if not isinstance(record, Offer) or not record.supplier.level:
            return area
        mark, rest = _split(painter, area, GAP_2)
        paint_level(painter, QRectF(mark), record.supplier.level, self._theme.colours)
        return rest


class RatingDelegate(CellDelegate):
    """A star before the mean of what counts."""

    def __init__(self, theme: Theme, muted: Callable[[Offer], bool]) -> None:
        super().__init__((), muted)
        self._theme = theme

    def paint_inside(self, painter: QPainter, area: QRect, record: Any) -> QRect:
        if not isinstance(record, Offer) or record.supplier.stars is None:
            return area
        mark, rest = _split(painter, area, GAP_1)
        paint_star(painter, QRectF(mark), self._theme.colours.warn, filled=True)
        return rest


def _split(painter: QPainter, area: QRect, gap: int) -> tuple[QRect, QRect]:
    """Where a mark stands, at the side where one begins to read, and what is left."""
    way = QGuiApplication.layoutDirection()
    top = area.center().y() - MARK // 2 + 1
    mark = QRect(area.left(), top, MARK, MARK)
    rest = area.adjusted(MARK + gap, 0, 0, 0)
    return QStyle.visualRect(way, area, mark), QStyle.visualRect(way, area, rest)
