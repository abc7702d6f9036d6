"""The bar above the offers: for how long, on which terms, the least that will do, in what order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.market import BenchmarkFacts, OfferFilter
from sonm_desktop.core.amounts import SECONDS_PER_HOUR
from sonm_desktop.ui.market import fields
from sonm_desktop.ui.market.chips import Chips
from sonm_desktop.ui.market.fields import Choice, Typed
from sonm_desktop.ui.market.more_filters import MoreFilters
from sonm_desktop.ui.market.order import Order, OrderChoice
from sonm_desktop.ui.market.wishes import Wish, forgotten, wishes, without
from sonm_desktop.ui.theme.icons import icon
from sonm_desktop.ui.theme.theme import Theme
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2
from sonm_desktop.ui.widgets.flow import FlowLayout
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import cores, size, span, words

_SETTLE_MS = 200
_GIB = 1 << 30
_HOURS = (1, 4, 24, 24 * 7, 24 * 30)
_CORES = (1, 2, 4, 8, 16, 32)
_MEMORY = (1, 2, 4, 8, 16, 32, 64)


class FilterBar(QWidget):
    """Holds one filter and one order. changed: some moments after the last change of either.

    more: the rest of the editors, for the page to place. widened: whether they are wanted.
    """

    changed = Signal()
    widened = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._filter = OfferFilter()
        self._quick: dict[str, Choice | Typed] = {
            "duration": Choice(
                words("For how long"),
                [(_lasting(h * SECONDS_PER_HOUR), h * SECONDS_PER_HOUR) for h in _HOURS],
                _lasting,
            ),
            "terms": Choice(
                words("Terms"),
                [
                    (words("Spot or fixed"), "any"),
                    (words("Spot"), "spot"),
                    (words("Fixed"), "fixed"),
                ],
            ),
            "cpu_percent": Choice(
                words("Least cores"),
                [(words("Any CPU"), 0), *((_many(n * 100), n * 100) for n in _CORES)],
                _many,
            ),
            "ram_bytes": Choice(
                words("Least RAM"),
                [(words("Any RAM"), 0), *((_large(n * _GIB), n * _GIB) for n in _MEMORY)],
                _large,
            ),
            "max_rate": fields.hourly(
                words("Highest price per hour in SNM"), words("Highest SNM per hour")
            ),
        }
        self._order = OrderChoice()
        self._toggle = QPushButton(words("More filters"))
        self.more = MoreFilters(theme)
        self._chips = Chips(theme)
        self._converted = label("", CAPTION, tone="muted", wrap=True)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._build()
        self._connect()

    @property
    def order(self) -> Order:
        """What the list is sorted by."""
        return self._order.order

    def filter(self) -> OfferFilter:
        """What is asked for now; what cannot be read counts as nothing."""
        return self._filter

    def ask_for(self, wanted: OfferFilter) -> None:
        """Ask for *wanted* at once."""
        self._take(wanted)
        self._settle.stop()
        self.changed.emit()

    def asks_for_something(self) -> bool:
        """Whether anything but the duration narrows the list."""
        return bool(wishes(self._filter))

    def forget(self) -> None:
        """Ask for nothing; the duration stays."""
        self.ask_for(forgotten(self._filter))

    def sort_by(self, order: Order) -> None:
        """Sort by *order* at once."""
        self._order.show_order(order)
        self.changed.emit()

    def show_benchmarks(self, facts: Sequence[BenchmarkFacts]) -> None:
        """What there is to filter and to sort by."""
        self.more.show_benchmarks(facts)
        self.more.show_filter(self._filter)
        self._order.show_benchmarks([each.number for each in facts])

    def _edited(self) -> None:
        changes = {name: field.value for name, field in self._quick.items()}
        self._take(self.more.apply(self._filter.model_copy(update=changes)))
        self._settle.start()

    def _take(self, wanted: OfferFilter) -> None:
        self._filter = wanted
        for name, field in self._quick.items():
            if not field.hasFocus() or not isinstance(field, Typed):
                field.set_value(getattr(wanted, name))
        self.more.show_filter(wanted)
        self._chips.show_filter(wanted)
        self._converted.setText(_converting(wanted))
        self._converted.setVisible(bool(self._converted.text()))

    def _remove(self, wish: Wish) -> None:
        self.ask_for(without(self._filter, wish))

    def put_more_away(self) -> None:
        """The rest of the editors is not wanted any more."""
        self._toggle.setChecked(False)

    def _dress(self) -> None:
        self._toggle.setIcon(icon("sliders-horizontal", self._theme.colours.muted, 16))

    def _build(self) -> None:
        self._toggle.setCheckable(True)
        self._toggle.setIconSize(QSize(16, 16))
        row = QWidget()
        flow = FlowLayout(row)
        for part in (*self._quick.values(), self._toggle, self._order):
            flow.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addWidget(row)
        column.addWidget(self._chips)
        column.addWidget(self._converted)
        self._converted.hide()
        self._dress()

    def _connect(self) -> None:
        for field in self._quick.values():
            field.changed.connect(self._edited)
        self.more.changed.connect(self._edited)
        self._toggle.toggled.connect(self.widened)
        self.more.dismissed.connect(self.put_more_away)
        self._order.changed.connect(self._settle.start)
        self._chips.removed.connect(self._remove)
        self._chips.cleared.connect(self.forget)
        self._settle.timeout.connect(self.changed)
        self._theme.changed.connect(self._dress)


def _converting(wanted: OfferFilter) -> str:
    """How offers in the other currency are compared with the limits of *wanted*."""
    if wanted.max_rate is not None or wanted.max_total is not None:
        return words("Offers in USD are compared by what they come to in SNM now.")
    if wanted.max_usd_rate is not None:
        return words("Offers in SNM are compared by what they come to in USD now.")
    return ""


def _lasting(seconds: int) -> str:
    return words("For {span}", span=span(seconds))


def _many(percent: int) -> str:
    return words("{count}+ cores", count=cores(percent))


def _large(count: int) -> str:
    return words("{size}+ RAM", size=size(count))
