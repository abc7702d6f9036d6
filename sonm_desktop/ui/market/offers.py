"""The list of offers: filled by pages, kept fresh in place, or why there is nothing in it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget

from sonm_desktop.api.schema.market import Elimination, Offer, OfferFilter
from sonm_desktop.ui.blocking.menu import BlockMenu, row_at
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.market.blocked import is_blocked
from sonm_desktop.ui.market.columns import (
    FINGERPRINT_COLUMN,
    MACHINE_COLUMN,
    MAY_BE_HIDDEN,
    ONLY_WHERE_VERY_WIDE,
    ONLY_WHERE_WIDE,
    RATING_COLUMN,
    SORTED_BY,
    SUPPLIER_COLUMN,
    TOTAL_COLUMN,
    offer_columns,
)
from sonm_desktop.ui.market.delegates import FingerprintDelegate, MachineDelegate
from sonm_desktop.ui.market.listing import Listing
from sonm_desktop.ui.market.nothing import NothingFound
from sonm_desktop.ui.market.order import Order
from sonm_desktop.ui.market.payer import own_worker
from sonm_desktop.ui.market.probing import Prober
from sonm_desktop.ui.memory import Memory
from sonm_desktop.ui.models.paged import PagedTable
from sonm_desktop.ui.people.cells import RatingDelegate, SupplierDelegate
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.words import words

_WIDE_FROM = 900
_VERY_WIDE_FROM = 1180


class OffersList(QStackedWidget):
    """chosen: the Offer, or None while there is none. renewed: the chosen one has newer facts.

    opened: the person wants to see the chosen one. eased: an OfferFilter to take instead.
    forgets: all wishes. wants: the key of another place. counted: `found` says something else.
    turned: another Order, by a click on a header. blocks_changed: lists are other ones now.
    """

    chosen = Signal(object)
    renewed = Signal(object)
    opened = Signal()
    eased = Signal(object)
    forgets = Signal()
    wants = Signal(str)
    counted = Signal()
    turned = Signal(object)
    blocks_changed = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._filter, self._order = OfferFilter(), Order()
        self._chosen = ""
        self._stale = False
        self._asks_nothing = True
        columns = offer_columns(self._owns)
        self._model: PagedTable[Offer] = PagedTable(columns)
        self._listing = Listing(self, face, self._model)
        self._table = RecordView(self._model, columns, words("Offers"), muted=_is_dim)
        self._prints = FingerprintDelegate(face.theme)
        self._machines = MachineDelegate(face.theme, _is_dim)
        self._menu = BlockMenu(self._table, face, self._supplier_at)
        self._suppliers = SupplierDelegate(face.theme, _is_dim)
        self._ratings = RatingDelegate(face.theme, _is_dim)
        self._memory = Memory(face.profile)
        self._unwanted = self._memory.hidden_columns()
        self._prober = Prober(self, face, self._in_sight)
        self._nothing = NothingFound()
        self._build()
        self._connect()

    @property
    def blocked(self) -> int:
        """How many offers the person's lists refuse."""
        return self._listing.blocked

    @property
    def shows_blocked(self) -> bool:
        """Whether those stand among the others."""
        return self._listing.shows_blocked

    def show_blocked(self, shown: bool) -> None:
        """With the offers that lists refuse, or without."""
        self._listing.show_blocked(shown)

    @property
    def found(self) -> int:
        """How many offers there are, as far as one knows."""
        return self._listing.count or 0

    def look(self, wanted: OfferFilter, order: Order, *, asks_nothing: bool) -> None:
        """Ask for the offers anew, from the top. *asks_nothing*: nothing narrows the list."""
        if wanted != self._filter:
            self._chosen = ""
        self._filter, self._order, self._asks_nothing = wanted, order, asks_nothing
        self._point_at(order)
        self._listing.open(wanted, order)

    def renew(self) -> None:
        """Something has changed: read again now, or when it is seen again."""
        self._stale = not self.isVisible()
        if not self._stale:
            self._listing.renew_soon(self._rows_in_sight()[0])

    def compare_with(self, medians: Mapping[int, int]) -> None:
        """The market's medians, by number."""
        self._prints.compare_with(medians)
        self._table.viewport().update()

    def take_focus(self) -> None:
        """To the table."""
        self._table.setFocus()

    def _owns(self, worker: str) -> bool:
        state = self._face.live.state
        return state is not None and own_worker(state, worker) is not None

    def _supplier_at(self, at: QPoint) -> str:
        row = row_at(self._table, at)
        offer = None if row is None else self._model.record(row)
        return "" if offer is None or self._owns(offer.worker) else offer.worker

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
        self.setCurrentWidget(self._table)
        self._table.selectRow(0)

    def _show_newer(self) -> None:
        self._find_chosen()
        self._prober.soon()
        self.counted.emit()

    def _find_chosen(self) -> None:
        """The offer that was chosen stays so where it still is among those that are here."""
        row = self._model.row_of(lambda offer: offer.id == self._chosen)
        offer = self._model.record(row) if row is not None else None
        if row is None or offer is None:
            return
        if row != self._table.currentIndex().row():
            with self._table.keeping_place():
                self._table.selectRow(row)
        self.renewed.emit(offer)

    def _show_presence(self, presence: Mapping[str, str]) -> None:
        def told(offer: Offer) -> Offer:
            if offer.id not in presence:
                return offer
            return offer.model_copy(update={"presence": presence[offer.id]})

        self._model.revise(told)
        self._find_chosen()

    def _show_nothing(self) -> None:
        self._chosen = ""
        self.setCurrentWidget(self._nothing)
        self.chosen.emit(None)
        self._face.actions.run(
            self._face.agent.market.why_nothing(self._filter),
            done=self._explain_nothing,
            failed=self._show_trouble,
        )
        self.counted.emit()

    def _explain_nothing(self, reasons: list[Elimination]) -> None:
        if reasons:
            self._nothing.explain(self._filter, reasons)
            return
        self._nothing.say(
            words("Nothing is on sale here yet"),
            words("Offers appear as soon as a supplier announces one."),
            words("Offer this PC"),
        )

    def _show_trouble(self, sentence: str) -> None:
        self._chosen = ""
        self.setCurrentWidget(self._nothing)
        self.chosen.emit(None)
        self._nothing.say(words("The market cannot be read now"), sentence, words("Try again"))

    def _press_nothing(self) -> None:
        if self._listing.count is None:
            self._listing.open(self._filter, self._order)
        elif not self._asks_nothing:
            self.forgets.emit()
        elif self.found == 0:
            self.wants.emit("machine")
        else:
            self._listing.open(self._filter, self._order)

    def _show_chosen(self, current: QModelIndex) -> None:
        offer = self._model.record(current.row()) if current.isValid() else None
        if offer is None or offer.id == self._chosen:
            return
        self._chosen = offer.id
        self.chosen.emit(offer)

    def _sort_by(self, section: int) -> None:
        self.turned.emit(self._order.turned_to(SORTED_BY[section]))

    def _point_at(self, order: Order) -> None:
        """The arrow of the header; a price points at the total."""
        sections = [at for at, key in enumerate(SORTED_BY) if key is order.key]
        header = self._table.horizontalHeader()
        way = Qt.SortOrder.DescendingOrder if order.descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(sections[0] if sections else -1, way)

    def _choose_columns(self) -> None:
        actions = self._table.horizontalHeader().actions()
        self._unwanted = frozenset(each.data() for each in actions if not each.isChecked())
        with suppress(OSError):
            self._memory.keep_hidden_columns(self._unwanted)
        self._hide_columns()

    def _hide_columns(self) -> None:
        """What nobody wants, and what the inspector says where there is no room."""
        gone = {column for column, key in MAY_BE_HIDDEN.items() if key in self._unwanted}
        gone.update(ONLY_WHERE_WIDE if self.width() < _WIDE_FROM else ())
        gone.update(ONLY_WHERE_VERY_WIDE if self.width() < _VERY_WIDE_FROM else ())
        for column in {*MAY_BE_HIDDEN, *ONLY_WHERE_WIDE}:
            self._table.setColumnHidden(column, column in gone)
        self._table.share_width()

    def _build(self) -> None:
        self._table.setItemDelegateForColumn(FINGERPRINT_COLUMN, self._prints)
        self._table.setItemDelegateForColumn(MACHINE_COLUMN, self._machines)
        self._table.setItemDelegateForColumn(SUPPLIER_COLUMN, self._suppliers)
        self._table.setItemDelegateForColumn(RATING_COLUMN, self._ratings)
        header = self._table.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for column, key in MAY_BE_HIDDEN.items():
            title = self._model.columns[column].title
            wanted = QAction(words("Show “{column}”", column=title), header)
            wanted.setCheckable(True)
            wanted.setChecked(key not in self._unwanted)
            wanted.setData(key)
            wanted.toggled.connect(self._choose_columns)
            header.addAction(wanted)
        self.addWidget(self._nothing)
        self.addWidget(self._table)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(TOTAL_COLUMN, Qt.SortOrder.AscendingOrder)

    def _connect(self) -> None:
        self._menu.changed.connect(self.blocks_changed)
        self._nothing.pressed.connect(self._press_nothing)
        self._nothing.eased.connect(self.eased)
        self._listing.opened.connect(self._show_new)
        self._listing.renewed.connect(self._show_newer)
        self._listing.nothing.connect(self._show_nothing)
        self._listing.failed.connect(self._show_trouble)
        self._prober.told.connect(self._show_presence)
        self._table.selectionModel().currentRowChanged.connect(self._show_chosen)
        self._table.clicked.connect(self.opened)
        self._table.activated.connect(self.opened)
        self._table.verticalScrollBar().valueChanged.connect(self._prober.soon)
        self._table.horizontalHeader().sectionClicked.connect(self._sort_by)

    # Qt overrides
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hide_columns()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._prober.soon()
        if self._stale:
            self._stale = False
            self._listing.renew_soon(self._rows_in_sight()[0])


def _is_dim(offer: Offer) -> bool:
    return offer.presence == "silent" or is_blocked(offer)
