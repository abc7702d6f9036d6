"""How one account is painted in the list: its picture, its name, its address, its total."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sonm_desktop.ui.models.table import RECORD_ROLE
from sonm_desktop.ui.theme.fonts import font
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import CAPTION, CODE, GAP_1, GAP_2, GAP_3, STRONG
from sonm_desktop.ui.wallet.held import HeldAccount
from sonm_desktop.ui.widgets.identicon import paint_identicon, short_address
from sonm_desktop.ui.words import amount, words

ROW = 60
_SIDE = 32


class AccountDelegate(QStyledItemDelegate):
    """Paints a `HeldAccount`; the chosen one stands on the tint with a bar at its beginning."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        colours = self._theme.colours
        area = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(colours.tint))
            bar = QRectF(area.left(), area.top(), 3, area.height())
            if option.direction is Qt.LayoutDirection.RightToLeft:
                bar.moveRight(area.right())
            painter.fillRect(bar, QColor(colours.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(colours.base))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(colours.accent))
            painter.drawRect(area.adjusted(0, 0, -1, -1))

    def _paint_texts(
        self, painter: QPainter, option: QStyleOptionViewItem, held: HeldAccount
    ) -> None:
        colours, rtl = self._theme.colours, option.direction is Qt.LayoutDirection.RightToLeft
        inner = QRectF(option.rect).adjusted(GAP_3, GAP_2, -GAP_3, -GAP_2)
        picture = QRectF(inner.left(), inner.center().y() - _SIDE / 2, _SIDE, _SIDE)
        if rtl:
            picture.moveRight(inner.right())
        paint_identicon(painter, picture, held.account.address, dark=colours.dark)
        text = (
            inner.adjusted(0, 0, -_SIDE - GAP_3, 0)
            if rtl
            else (inner.adjusted(_SIDE + GAP_3, 0, 0, 0))
        )
        upper = QRectF(text.left(), text.top(), text.width(), text.height() / 2)
        lower = QRectF(text.left(), text.center().y(), text.width(), text.height() / 2)
        start = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        end = Qt.AlignmentFlag.AlignLeft if rtl else Qt.AlignmentFlag.AlignRight
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.setFont(font(STRONG))
        painter.setPen(QColor(colours.text))
        total = total_text(held)
        taken = painter.fontMetrics().horizontalAdvance(total) + GAP_2
        painter.drawText(upper, end | middle, total)
        room = upper.adjusted(taken, 0, 0, 0) if rtl else upper.adjusted(0, 0, -taken, 0)
        name = painter.fontMetrics().elidedText(
            held.name, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, start | middle, name)
        painter.setPen(QColor(colours.muted))
        painter.setFont(font(CODE))
        painter.drawText(lower, start | middle, short_address(held.account.address))
        painter.setFont(font(CAPTION))
        painter.drawText(lower, end | middle, words("SNM"))

    # Qt overrides
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        held = index.data(RECORD_ROLE)
        painter.save()
        self._paint_ground(painter, option)
        if held is not None:
            self._paint_texts(painter, option, held)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(option.fontMetrics.averageCharWidth() * 20 + GAP_1, ROW)


def total_text(held: HeldAccount) -> str:
    """SNM in all, or that it is not known."""
    return "…" if held.total is None else amount(held.total, 4)
