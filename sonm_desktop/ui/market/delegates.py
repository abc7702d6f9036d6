"""Paints the fingerprint of an offer inside its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median_low
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from sonm_desktop.api.schema.market import Offer
from sonm_desktop.ui.models.table import RECORD_ROLE
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.widgets.fingerprint import BARS, paint_fingerprint

_HEIGHT = 20


def medians(offers: Sequence[Offer]) -> dict[int, int]:
    """The median of each claimed benchmark among *offers*."""
    claimed: dict[int, list[int]] = {}
    for offer in offers:
        for number, value in offer.benchmarks.items():
            if value:
                claimed.setdefault(number, []).append(value)
    return {number: median_low(values) for number, values in claimed.items()}


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
