"""Paints the fingerprint of an offer, and the picture of its machine, inside its row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from sonm_desktop.api.schema.market import Offer
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.cell import CellDelegate
from sonm_desktop.ui.widgets.fingerprint import BARS, paint_fingerprint
from sonm_desktop.ui.widgets.identicon import paint_identicon

_HEIGHT = 20
_PICTURE = 16


def shares(offer: Offer, middle: Mapping[int, int]) -> list[float]:
    """Each of the first benchmarks of *offer*, as a share of the median; 0 is not claimed."""
    return [
        offer.benchmarks.get(number, 0) / middle[number] if middle.get(number) else 0.0
        for number in range(BARS)
    ]


class FingerprintDelegate(CellDelegate):
    """Needs the medians to compare with."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(())
        self._theme = theme
        self._medians: Mapping[int, int] = {}

    def compare_with(self, middle: Mapping[int, int]) -> None:
        """Bars are shares of *middle* from the next painting on."""
        self._medians = middle

    def paint_inside(self, painter: QPainter, area: QRect, record: Any) -> QRect:
        if isinstance(record, Offer):
            inside = QRectF(area)
            inside.setTop(inside.center().y() - _HEIGHT / 2)
            inside.setHeight(_HEIGHT)
            bars = shares(record, self._medians)
            paint_fingerprint(painter, inside, bars, self._theme.colours)
        return area


class MachineDelegate(CellDelegate):
    """The identicon before the address."""

    def __init__(self, theme: Theme, muted: Callable[[Offer], bool]) -> None:
        super().__init__((), muted)
        self._theme = theme

    def paint_inside(self, painter: QPainter, area: QRect, record: Any) -> QRect:
        if not isinstance(record, Offer):
            return area
        picture = identicon(record.worker, _PICTURE, dark=self._theme.colours.dark)
        top = area.center().y() - _PICTURE // 2 + 1
        if painter.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            painter.drawPixmap(area.right() - _PICTURE, top, picture)
            return area.adjusted(0, 0, -_PICTURE - GAP_2, 0)
        painter.drawPixmap(area.left(), top, picture)
        return area.adjusted(_PICTURE + GAP_2, 0, 0, 0)


@lru_cache(maxsize=1024)
def identicon(address: str, side: int, *, dark: bool) -> QPixmap:
    """The picture of *address*, sharp at twice the size."""
    picture = QPixmap(2 * side, 2 * side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.scale(2, 2)
    paint_identicon(painter, QRectF(0, 0, side, side), address, dark=dark)
    painter.end()
    picture.setDevicePixelRatio(2)
    return picture
