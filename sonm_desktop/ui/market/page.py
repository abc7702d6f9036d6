"""The market's page: filters, offers, and the inspector of the chosen one."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from sonm_desktop.api.schema.market import Elimination, Offer, SortKey
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.market.columns import FINGERPRINT_COLUMN, offer_columns
from sonm_desktop.ui.market.delegates import FingerprintDelegate, medians
from sonm_desktop.ui.market.filters import FilterBar
from sonm_desktop.ui.market.inspector import OfferInspector
from sonm_desktop.ui.market.listing import Listing
from sonm_desktop.ui.market.payer import own_worker
from sonm_desktop.ui.market.probing import Prober
from sonm_desktop.ui.models.paged import PagedTable
from sonm_desktop.ui.shell.page import Page
from sonm_desktop.ui.theme.tokens import (
    GAP_3,
    GAP_4,
    GAP_5,
    INSPECTOR_OVER_BELOW,
    INSPECTOR_WIDTH,
)
from sonm_desktop.ui.widgets.ghost import Ghost, Shape
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.words import plural, words

_SORTED_BY = {
    0: SortKey.CPU,
    1: SortKey.CPU,
    2: SortKey.RAM,
    3: SortKey.PRICE,
    4: SortKey.PRICE,
    5: SortKey.DURATION,
}
_PRICE_COLUMN = 3
_LOOKS_AGAIN_ON = frozenset({Topic.NETWORK, Topic.DEALS, Topic.SUPPLIED, Topic.WORKERS})
_PAYS_AGAIN_ON = frozenset({Topic.RELOAD, Topic.BALANCES, Topic.WALLET, Topic.WORKERS})


class MarketPage(Page):
    """Offers that meet the filter, cheapest first. rented: the id of a new deal.

    The inspector stands beside the offers; in a narrow window it comes over them on demand.
    """

    rented = Signal(str)

    def __init__(self, face: Face) -> None:
        super().__init__(words("Market"))
        self._face = face
        self._sort, self._descending = SortKey.PRICE, False
        self._chosen = ""
        self._wanted_open = False
        self._stale = False
        self._filters = FilterBar()
        columns = offer_columns(self._owns)
        self._model: PagedTable[Offer] = PagedTable(columns)
        self._listing = Listing(self, face, self._model)
        self._table = RecordView(self._model, columns, words("Offers"), muted=_is_silent)
        self._prints = FingerprintDelegate(face.theme)
        self._table.setItemDelegateForColumn(FINGERPRINT_COLUMN, self._prints)
        self._prober = Prober(self, face, self._in_sight)
        self._ghost = Ghost(words("Looking at the market…"), shape=Shape.FINGERPRINT)
        self._middle = QStackedWidget()
        self._inspector = OfferInspector(face)
        self._layout = QVBoxLayout(self)
        self._build()
        self._connect()

    def note(self) -> str:
        count = self._listing.count
        return "" if not count else plural("{count} offer", "{count} offers", count)

    def look(self) -> None:
        """Ask for the offers anew, from the top."""
        self._listing.open(self._filters.filter(), self._sort, descending=self._descending)

    def _owns(self, worker: str) -> bool:
        state = self._face.live.state
        return state is not None and own_worker(state, worker) is not None

    def _in_sight(self) -> list[Offer]:
        if not self.isVisible():
            return []
        first, last = self._rows_in_sight()
        found = [self._model.record(row) for row in range(first, last + 1)]
        return [offer for offer in found if offer is not None]

    def _rows_in_sight(self) -> tuple[int, int]:
        first = max(0, self._table.rowAt(0))
        last = self._table.rowAt(self._table.viewport().height() - 1)
        return first, last if last >= 0 else self._model.rowCount() - 1

    def _show_new(self) -> None:
        self._show_newer()
        self._middle.setCurrentWidget(self._table)
        self._table.selectRow(0)

    def _show_newer(self) -> None:
        self._prints.compare_with(medians(self._model.here()))
        self._find_chosen()
        self._prober.soon()
        self.noted.emit()

    def _find_chosen(self) -> None:
        """The offer that was chosen stays so where it still is among those that are here."""
        row = self._model.row_of(lambda offer: offer.id == self._chosen)
        offer = self._model.record(row) if row is not None else None
        if row is None or offer is None:
            return
        if row != self._table.currentIndex().row():
            with self._table.keeping_place():
                self._table.selectRow(row)
        self._inspector.renew(offer)

    def _show_presence(self, presence: Mapping[str, str]) -> None:
        def told(offer: Offer) -> Offer:
            if offer.id not in presence:
                return offer
            return offer.model_copy(update={"presence": presence[offer.id]})

        self._model.revise(told)
        self._find_chosen()

    def _ask_why_nothing(self) -> None:
        self._chosen = ""
        self._inspector.hide()
        self._arrange()
        self._middle.setCurrentWidget(self._ghost)
        self._face.actions.run(
            self._face.agent.market.why_nothing(self._filters.filter()),
            done=self._explain_nothing,
            failed=self._show_trouble,
        )
        self.noted.emit()

    def _explain_nothing(self, reasons: list[Elimination]) -> None:
        if not reasons:
            self._ghost.say(
                words("Nothing is on sale here yet"),
                words("Offers appear as soon as a supplier announces one."),
                words("Offer this PC"),
            )
            return
        lines = [
            f"{reason.reason.text}: "
            + plural("{count} offer falls out", "{count} offers fall out", reason.removes)
            for reason in reasons[:3]
        ]
        self._ghost.say(
            words("No offer meets these wishes"), "\n".join(lines), words("Forget all wishes")
        )

    def _show_trouble(self, sentence: str) -> None:
        self._middle.setCurrentWidget(self._ghost)
        self._inspector.hide()
        self._arrange()
        self._ghost.say(words("The market cannot be read now"), sentence, words("Try again"))

    def _press_ghost(self) -> None:
        if self._filters.asks_for_something():
            self._filters.forget()
        elif self._listing.count == 0:
            self.wanted.emit("machine")
        else:
            self.look()

    def _show_chosen(self, current: QModelIndex) -> None:
        offer = self._model.record(current.row()) if current.isValid() else None
        if offer is None or offer.id == self._chosen:
            return
        self._chosen = offer.id
        self._inspector.show_offer(offer, self._filters.filter().duration)
        self._inspector.setVisible(self._wanted_open or not self._is_narrow())
        self._arrange()

    def _open_inspector(self) -> None:
        if self._chosen:
            self._wanted_open = True
            self._inspector.show()
            self._arrange()

    def _dismiss(self) -> None:
        if self._is_narrow():
            self._wanted_open = False
            self._inspector.hide()
            self._table.setFocus()

    def _is_narrow(self) -> bool:
        return self.window().width() < INSPECTOR_OVER_BELOW

    def _arrange(self) -> None:
        """Beside the offers where there is room, over them where there is none."""
        narrow = self._is_narrow()
        if self._chosen and not narrow:
            self._inspector.show()
        elif narrow and not self._wanted_open:
            self._inspector.hide()
        self._inspector.set_overlay(narrow)
        beside = not narrow and not self._inspector.isHidden()
        right = INSPECTOR_WIDTH if beside else 0
        self._layout.setContentsMargins(GAP_5, GAP_4, GAP_5 + right, GAP_5)
        self._inspector.setGeometry(
            self.width() - INSPECTOR_WIDTH, 0, INSPECTOR_WIDTH, self.height()
        )
        self._inspector.raise_()

    def _sort_by(self, section: int) -> None:
        key = _SORTED_BY.get(section)
        if key is None:
            return
        self._descending = not self._descending if key is self._sort else key is not SortKey.PRICE
        self._sort = key
        order = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
        self._table.horizontalHeader().setSortIndicator(section, order)
        self.look()

    def _filter_changed(self) -> None:
        self._chosen = ""
        self.look()

    def _follow(self, topic: str) -> None:
        if topic in _PAYS_AGAIN_ON:
            self._inspector.refresh_payers()
        if topic == Topic.RELOAD:
            self.look()
        elif topic in _LOOKS_AGAIN_ON:
            self._stale = not self.isVisible()
            if not self._stale:
                self._listing.renew_soon(self._rows_in_sight()[0])

    def _to_rentals(self, deal: str) -> None:
        self.rented.emit(deal)
        self.wanted.emit("rentals")

    def _build(self) -> None:
        self._middle.addWidget(self._ghost)
        self._middle.addWidget(self._table)
        self._layout.setSpacing(GAP_3)
        self._layout.addWidget(self._filters)
        self._layout.addWidget(self._middle, 1)
        self._inspector.setParent(self)
        self._inspector.hide()

    def _connect(self) -> None:
        self._filters.changed.connect(self._filter_changed)
        self._ghost.pressed.connect(self._press_ghost)
        self._listing.opened.connect(self._show_new)
        self._listing.renewed.connect(self._show_newer)
        self._listing.nothing.connect(self._ask_why_nothing)
        self._listing.failed.connect(self._show_trouble)
        self._prober.told.connect(self._show_presence)
        self._table.selectionModel().currentRowChanged.connect(self._show_chosen)
        self._table.clicked.connect(self._open_inspector)
        self._table.activated.connect(self._open_inspector)
        self._table.verticalScrollBar().valueChanged.connect(self._prober.soon)
        header = self._table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(_PRICE_COLUMN, Qt.SortOrder.AscendingOrder)
        header.sectionClicked.connect(self._sort_by)
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
        self._prober.soon()
        if self._stale:
            self._stale = False
            self._listing.renew_soon(self._rows_in_sight()[0])


def _is_silent(offer: Offer) -> bool:
    return offer.presence == "silent"
