"""The market's page: filters, offers or their prices, and the inspector of the chosen offer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from sonm_desktop.api.schema.market import BenchmarkFacts, Offer
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.market.filters import FilterBar
from sonm_desktop.ui.market.hidden import HiddenOffers
from sonm_desktop.ui.market.inspector import OfferInspector
from sonm_desktop.ui.market.offers import OffersList
from sonm_desktop.ui.market.prices import PricesPanel
from sonm_desktop.ui.shell.page import Page
from sonm_desktop.ui.theme.tokens import (
    GAP_3,
    GAP_4,
    GAP_5,
    INSPECTOR_OVER_BELOW,
    INSPECTOR_WIDTH,
)
from sonm_desktop.ui.widgets.tab_row import TabRow
from sonm_desktop.ui.words import plural, words

_LOOKS_AGAIN_ON = frozenset({Topic.NETWORK, Topic.DEALS, Topic.SUPPLIED, Topic.WORKERS, Topic.USD})
_PAYS_AGAIN_ON = frozenset({Topic.RELOAD, Topic.BALANCES, Topic.WALLET, Topic.WORKERS})


class MarketPage(Page):
    """Offers that meet the filter, cheapest first. rented: the id of a new deal.

    The inspector stands beside the offers; in a narrow window it comes over them on demand.
    """

    rented = Signal(str)

    def __init__(self, face: Face) -> None:
        super().__init__(words("Market"))
        self._face = face
        self._has_chosen = False
        self._wanted_open = False
        self._wants_more = False
        self._filters = FilterBar(face.theme)
        self._more = self._filters.more
        self._offers = OffersList(face)
        self._hidden = HiddenOffers()
        self._prices = PricesPanel(face)
        self._middle = QStackedWidget()
        self._tabs = TabRow((words("Offers"), words("Prices")))
        self._inspector = OfferInspector(face)
        self._layout = QVBoxLayout(self)
        self._build()
        self._connect()

    def note(self) -> str:
        count = self._offers.found
        return "" if not count else plural("{count} offer", "{count} offers", count)

    def look(self) -> None:
        """Ask for everything anew, from the top."""
        wanted = self._filters.filter()
        asks_nothing = not self._filters.asks_for_something()
        self._offers.look(wanted, self._filters.order, asks_nothing=asks_nothing)
        if self._shows_prices():
            self._prices.look(wanted)

    def _count_blocked(self) -> None:
        offers = self._offers
        self._hidden.show_count(offers.blocked, shown=offers.shows_blocked)

    def _manage_lists(self) -> None:
        self.wanted.emit("settings:blocked")

    def _shows_prices(self) -> bool:
        return self._middle.currentWidget() is self._prices

    def _show_part(self, at: int) -> None:
        self._middle.setCurrentIndex(at)
        if self._shows_prices():
            self._prices.look(self._filters.filter())
        self._arrange()

    def _look_at_benchmarks(self) -> None:
        self._face.actions.run(
            self._face.agent.market.benchmarks(),
            done=self._show_benchmarks,
            failed=self._go_without_benchmarks,
        )

    def _show_benchmarks(self, facts: list[BenchmarkFacts]) -> None:
        medians = {each.number: each.median for each in facts}
        self._filters.show_benchmarks(facts)
        self._offers.compare_with(medians)
        self._inspector.compare_with(medians)

    def _go_without_benchmarks(self, _sentence: str) -> None:
        """The list itself says why the market cannot be read."""

    def _show_chosen(self, offer: Offer | None) -> None:
        self._has_chosen = offer is not None
        if offer is None:
            self._wanted_open = False
        else:
            self._inspector.show_offer(offer, self._filters.filter().duration)
        self._arrange()

    def _open_inspector(self) -> None:
        self._wanted_open = self._has_chosen
        self._filters.put_more_away()
        self._arrange()

    def _turn_more(self, wanted: bool) -> None:
        self._wants_more = wanted
        self._arrange()
        if wanted:
            self._more.take_focus()

    def _dismiss(self) -> None:
        if self._is_narrow():
            self._wanted_open = False
            self._arrange()
            self._offers.take_focus()

    def _is_narrow(self) -> bool:
        return self.window().width() < INSPECTOR_OVER_BELOW

    def _arrange(self) -> None:
        """Filters or inspector: beside the offers where there is room, else over them."""
        narrow = self._is_narrow()
        shown = self._has_chosen and not self._shows_prices()
        self._more.setVisible(self._wants_more)
        self._inspector.setVisible(
            shown and not self._wants_more and (self._wanted_open or not narrow)
        )
        self._inspector.set_overlay(narrow)
        beside = not narrow and not (self._inspector.isHidden() and self._more.isHidden())
        right = INSPECTOR_WIDTH if beside else 0
        self._layout.setContentsMargins(GAP_5, GAP_4, GAP_5 + right, GAP_5)
        for side in (self._inspector, self._more):
            side.setGeometry(self.width() - INSPECTOR_WIDTH, 0, INSPECTOR_WIDTH, self.height())
            side.raise_()

    def _follow(self, topic: str) -> None:
        if topic in _PAYS_AGAIN_ON:
            self._inspector.refresh_payers()
        if topic == Topic.RELOAD:
            self.look()
            self._look_at_benchmarks()
        elif topic in _LOOKS_AGAIN_ON:
            self._offers.renew()

    def _to_rentals(self, deal: str) -> None:
        self.rented.emit(deal)
        self.wanted.emit("rentals")

    def _build(self) -> None:
        self.controls = self._tabs
        self._middle.addWidget(self._offers)
        self._middle.addWidget(self._prices)
        self._layout.setSpacing(GAP_3)
        self._layout.addWidget(self._filters)
        self._layout.addWidget(self._hidden)
        self._layout.addWidget(self._middle, 1)
        for side in (self._inspector, self._more):
            side.setParent(self)
            side.hide()

    def _connect(self) -> None:
        self._filters.changed.connect(self.look)
        self._filters.widened.connect(self._turn_more)
        self._tabs.chosen.connect(self._show_part)
        self._offers.chosen.connect(self._show_chosen)
        self._offers.renewed.connect(self._inspector.renew)
        self._offers.opened.connect(self._open_inspector)
        self._offers.eased.connect(self._filters.ask_for)
        self._offers.forgets.connect(self._filters.forget)
        self._offers.turned.connect(self._filters.sort_by)
        self._offers.wants.connect(self.wanted)
        self._offers.counted.connect(self.noted)
        self._offers.counted.connect(self._count_blocked)
        self._offers.blocks_changed.connect(self.look)
        self._hidden.turned.connect(self._offers.show_blocked)
        self._hidden.manages.connect(self._manage_lists)
        self._inspector.blocks_changed.connect(self.look)
        self._inspector.rented.connect(self._to_rentals)
        self._inspector.dismissed.connect(self._dismiss)
        self._face.live.changed.connect(self._follow)

    # Qt overrides
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()
