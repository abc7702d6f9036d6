"""What the offers are sorted by: any of their figures, either way round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from sonm_desktop.core.offer_order import SortKey
from sonm_desktop.ui.market.fields import Choice
from sonm_desktop.ui.market.wishes import bench_words
from sonm_desktop.ui.theme.tokens import GAP_1
from sonm_desktop.ui.words import words

_SMALLEST_FIRST = frozenset({SortKey.PRICE, SortKey.SUPPLIER})


@dataclass(frozen=True, slots=True)
class Order:
    """benchmark: its number, where the key is one."""

    key: SortKey = SortKey.PRICE
    benchmark: int = 0
    descending: bool = False

    def turned_to(self, key: SortKey, benchmark: int = 0) -> Order:
        """By *key* as one wants it first; the other way round when it is sorted by it already."""
        if (key, benchmark) == (self.key, self.benchmark):
            return replace(self, descending=not self.descending)
        return Order(key, benchmark, key not in _SMALLEST_FIRST)


class OrderChoice(QWidget):
    """changed: the person chose another order."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.order = Order()
        self._known: set[int] = set()
        names = {
            SortKey.PRICE: words("Sort by price"),
            SortKey.CPU: words("Sort by cores"),
            SortKey.RAM: words("Sort by RAM"),
            SortKey.STORAGE: words("Sort by storage"),
            SortKey.GPUS: words("Sort by GPUs"),
            SortKey.DOWNLOAD: words("Sort by download"),
            SortKey.UPLOAD: words("Sort by upload"),
            SortKey.DURATION: words("Sort by longest time"),
            SortKey.ISSUED: words("Sort by age"),
            SortKey.SUPPLIER: words("Sort by supplier"),
            SortKey.LIVENESS: words("Sort by liveness"),
            SortKey.RATING: words("Sort by rating"),
            SortKey.IDENTITY: words("Sort by identity"),
        }
        self._keys = Choice(words("Sort by"), [(text, (key, 0)) for key, text in names.items()])
        self._way = QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_1)
        row.addWidget(self._keys)
        row.addWidget(self._way)
        self._keys.changed.connect(self._chosen)
        self._way.clicked.connect(self._turned)
        self.show_order(self.order)

    def show_order(self, order: Order) -> None:
        """Stand at *order*; nothing is told."""
        self.order = order
        self._keys.set_value((order.key, order.benchmark))
        down = order.descending
        self._way.setText("↓" if down else "↑")
        said = words("Largest first") if down else words("Smallest first")
        self._way.setAccessibleName(said)
        self._way.setToolTip(said)

    def show_benchmarks(self, numbers: Sequence[int]) -> None:
        """Results to sort by besides; those that are here stay."""
        for number in numbers:
            if number not in self._known:
                self._known.add(number)
                name = words("Sort by {name}", name=bench_words(number))
                self._keys.add(name, (SortKey.BENCHMARK, number))

    def _chosen(self) -> None:
        key, benchmark = self._keys.value
        if (key, benchmark) != (self.order.key, self.order.benchmark):
            self.show_order(self.order.turned_to(key, benchmark))
            self.changed.emit()

    def _turned(self) -> None:
        self.show_order(replace(self.order, descending=not self.order.descending))
        self.changed.emit()
