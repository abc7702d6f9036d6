"""A rental as a row: its name, how it goes, what it has cost, and its runway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.ui.models.table import RECORD_ROLE, Column
from sonm_desktop.ui.rentals.outcome import ended_by
from sonm_desktop.ui.rentals.spans import KINDS, deal_span, is_open
from sonm_desktop.ui.rentals.titles import phase_words
from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2, GAP_3, STRONG, TABLE
from sonm_desktop.ui.widgets.pill import paint_mark
from sonm_desktop.ui.widgets.runway import paint_runway
from sonm_desktop.ui.words import amount, moment, words

ROW = 72
_MARK = 9
_STRIP = 6


@dataclass(frozen=True, slots=True)
class RentalRow:
    """title: what people call it. doing: what it does before its job runs, if anything."""

    deal: Deal
    title: str
    doing: str = ""

    @property
    def state(self) -> str:
        """How it goes, in a word or two."""
        return self.doing or phase_words(self.deal)

    @property
    def money(self) -> str:
        """Spent so far."""
        return words("{amount} SNM", amount=amount(self.deal.spent))

    @property
    def until(self) -> str:
        """Until when it is paid; for one that ended, what came back."""
        if not is_open(self.deal):
            return words("{amount} SNM back", amount=amount(self.deal.refunded))
        if not self.deal.paid_until:
            return ""
        return words("paid until {time}", time=moment(self.deal.paid_until, self.deal.now))


def row_columns() -> list[Column[RentalRow]]:
    """One column, whose text is what a screen reader says."""
    return [Column(words("Rental"), text=_spoken, tip=lambda row: row.deal.state.text)]


def _spoken(row: RentalRow) -> str:
    parts = (row.title, row.state, row.money, row.until, ended_by(row.deal))
    return ". ".join(part for part in parts if part)


class RentalDelegate(QStyledItemDelegate):
    """Paints the record of its row; the ground and the focus are the style's."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def _paint_words(self, painter: QPainter, row: RentalRow, area: QRect) -> None:
        colours = self._theme.colours
        self._pair(painter, area, row.title, row.money, QColor(colours.text))
        below = area.translated(0, 23)
        side = Qt.AlignmentFlag
        mark = QRect(area.left(), below.top() + 5, _MARK, _MARK)
        shown = QStyle.visualRect(painter.layoutDirection(), area, mark)
        paint_mark(painter, QRectF(shown), KINDS[row.deal.phase], colours)
        painter.setFont(font(CAPTION))
        painter.setPen(QColor(colours.muted))
        beside = QRect(below.left() + _MARK + 7, below.top(), below.width() - _MARK - 7, 18)
        beside = QStyle.visualRect(painter.layoutDirection(), area, beside)
        painter.drawText(beside, side.AlignLeft | side.AlignVCenter, row.state)
        painter.drawText(beside, side.AlignRight | side.AlignVCenter, row.until)

    def _pair(self, painter: QPainter, area: QRect, name: str, figure: str, colour: QColor) -> None:
        """*figure* whole at the end, *name* in what is left of the line."""
        side = Qt.AlignmentFlag
        line = QRect(area.left(), area.top(), area.width(), 20)
        painter.setFont(font(TABLE))
        painter.setPen(colour)
        painter.drawText(line, side.AlignRight | side.AlignVCenter, figure)
        taken = QFontMetrics(font(TABLE)).horizontalAdvance(figure) + GAP_2
        room = QRect(line.left(), line.top(), line.width() - taken, line.height())
        room = QStyle.visualRect(painter.layoutDirection(), area, room)
        painter.setFont(font(STRONG))
        short = QFontMetrics(font(STRONG)).elidedText(
            name, Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(room, side.AlignLeft | side.AlignVCenter, short)

    # Qt overrides
    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.text = ""

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        row: Any = index.data(RECORD_ROLE)
        if not isinstance(row, RentalRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        area = option.rect.adjusted(GAP_3, 9, -GAP_3, -6)
        self._paint_words(painter, row, area)
        span = deal_span(row.deal)
        if span is not None:
            strip = QRectF(area.left(), area.bottom() - _STRIP - 3, area.width(), _STRIP)
            paint_runway(painter, span, strip, self._theme.colours)
        else:
            below = QRect(area.left(), area.top() + 40, area.width(), 18)
            painter.setFont(font(CAPTION))
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, ended_by(row.deal))
        painter.restore()
