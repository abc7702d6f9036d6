"""Paints the fingerprint of an offer, and the picture of its machine, inside its row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from sonm_desktop.api.schema.market import Offer
from sonm_desktop.ui.models.table import RECORD_ROLE
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.widgets.fingerprint import BARS, paint_fingerprint
from sonm_desktop.ui.widgets.identicon import paint_identicon
from sonm_desktop.ui.widgets.table import CellDelegate

_HEIGHT = 20
_PICTURE = 16


def shares(offer: Offer, middle: Mapping[int, int]) -> list[float]:
    """Each of the first benchmarks of *offer*, as a share of the median; 0 is not claimed."""
    return [
        offer.benchmarks.get(number, 0) / middle[number] if middle.get(number) else 0.0
        for number in range(BARS)
    ]


class FingerprintDelegate(QStyledItemDelegate):
    """Needs the medians to compare with."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._medians: Mapping[int, int] = {}

    def compare_with(self, middle: Mapping[int, int]) -> None:
        """Bars are shares of *middle* from the next painting on."""
        self._medians = middle

    # Qt overrides
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        offer: Any = index.data(RECORD_ROLE)
        if not isinstance(offer, Offer):
            return
        whole = QRectF(option.rect)
        area = QRectF(whole.left() + 8, whole.center().y() - _HEIGHT / 2, 80, _HEIGHT)
        paint_fingerprint(painter, area, shares(offer, self._medians), self._theme.colours)


class MachineDelegate(CellDelegate):
    """The identicon before the address."""

    def __init__(self, theme: Theme, muted: Callable[[Offer], bool]) -> None:
        super().__init__((), muted)
        self._theme = theme

    # Qt overrides
    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        offer: Any = index.data(RECORD_ROLE)
        if isinstance(offer, Offer):
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.decorationSize = QSize(_PICTURE, _PICTURE)
            option.icon = self._picture(offer.worker)

    def _picture(self, address: str) -> QIcon:
        return identicon(address, _PICTURE, dark=self._theme.colours.dark)


@lru_cache(maxsize=1024)
def identicon(address: str, side: int, *, dark: bool) -> QIcon:
    """The picture of *address*, sharp at twice the size."""
    picture = QPixmap(2 * side, 2 * side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.scale(2, 2)
    paint_identicon(painter, QRectF(0, 0, side, side), address, dark=dark)
    painter.end()
    picture.setDevicePixelRatio(2)
    return QIcon(picture)
