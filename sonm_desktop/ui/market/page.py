"""The market's page: filters, offers, and the inspector of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sonm_desktop.api.schema.market import Elimination, Offer, SortKey
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.views import Rows, View
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.market.columns import FINGERPRINT_COLUMN, offer_columns
from sonm_desktop.ui.market.delegates import FingerprintDelegate, medians
from sonm_desktop.ui.market.filters import FilterBar
from sonm_desktop.ui.market.inspector import OfferInspector
from sonm_desktop.ui.models.paged import PAGE_ROWS, PagedTable
from sonm_desktop.ui.shell.page import Page
from sonm_desktop.ui.theme.tokens import GAP_3, GAP_4, GAP_5
from sonm_desktop.ui.widgets.ghost import Ghost
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.words import words

_SORTED_BY = {
    0: SortKey.CPU,
    1: SortKey.CPU,
    2: SortKey.RAM,
    3: SortKey.PRICE,
    4: SortKey.PRICE,
    5: SortKey.DURATION,
}
_PRICE_COLUMN = 3
_LOOKS_AGAIN_ON = frozenset({Topic.RELOAD, Topic.NETWORK})


class MarketPage(Page):
    """Offers that meet the filter, cheapest first. rented: the id of a new deal."""

    rented = Signal(str)

    def __init__(self, face: Face) -> None:
        super().__init__(words("Market"))
        self._face = face
        self._view: View | None = None
        self._sort, self._descending = SortKey.PRICE, False
        self._filters = FilterBar()
        columns = offer_columns()
        self._model: PagedTable[Offer] = PagedTable(columns)
        self._table = RecordView(self._model, columns, words("Offers"))
        self._prints = FingerprintDelegate(face.theme)
        self._table.setItemDelegateForColumn(FINGERPRINT_COLUMN, self._prints)
        self._ghost = Ghost(words("Looking at the market…"))
        self._middle = QStackedWidget()
        self._inspector = OfferInspector(face)
        self._build()
        self._connect()

    def note(self) -> str:
        if self._view is None:
            return ""
        return words("{count} offers on sale", count=f"{self._view.count:,}")

    def look(self) -> None:
        """Ask for the offers anew."""
        self._face.actions.run(
            self._face.agent.market.open(
                self._filters.filter(), sort=self._sort, descending=self._descending
            ),
            done=self._show_view,
            failed=self._show_trouble,
        )

    def _show_view(self, view: View) -> None:
        self._view = view
        self._model.open(view.count)
        if view.count:
            self._middle.setCurrentWidget(self._table)
            self._load(0)
            return
        self._inspector.hide()
        self._middle.setCurrentWidget(self._ghost)
        self._face.actions.run(
            self._face.agent.market.why_nothing(self._filters.filter()),
            done=self._explain_nothing,
            failed=self._show_trouble,
        )

    def _load(self, offset: int) -> None:
        if self._view is None:
            return
        self._face.actions.run(
            self._face.agent.market.rows(self._view.id, offset, PAGE_ROWS), done=self._fill
        )

    def _fill(self, rows: Rows[Offer]) -> None:
        if self._view is None or rows.view != self._view.id:
            return
        self._model.fill(rows.offset, rows.rows)
        self._prints.compare_with(medians(self._model.here()))
        if rows.offset == 0:
            self._table.selectRow(0)

    def _explain_nothing(self, reasons: list[Elimination]) -> None:
        if not reasons:
            self._ghost.say(
                words("Nothing is on sale here yet"),
                words("Offers appear as soon as a supplier announces one."),
            )
            return
        lines = [
            words("{text} ({count} offers)", text=reason.reason.text, count=reason.removes)
            for reason in reasons[:3]
        ]
        self._ghost.say(words("No offer meets these wishes"), "\n".join(lines))

    def _show_trouble(self, sentence: str) -> None:
        self._middle.setCurrentWidget(self._ghost)
        self._inspector.hide()
        self._ghost.say(words("The market cannot be read now"), sentence, words("Try again"))

    def _show_chosen(self, current: QModelIndex) -> None:
        offer = self._model.record(current.row()) if current.isValid() else None
        self._inspector.setVisible(offer is not None)
        if offer is not None:
            self._inspector.show_offer(offer, self._filters.filter().duration)

    def _sort_by(self, section: int) -> None:
        key = _SORTED_BY.get(section)
        if key is None:
            return
        self._descending = not self._descending if key is self._sort else key is not SortKey.PRICE
        self._sort = key
        order = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
        self._table.horizontalHeader().setSortIndicator(section, order)
        self.look()

    def _follow(self, topic: str) -> None:
        if topic in _LOOKS_AGAIN_ON:
            self.look()

    def _to_rentals(self, deal: str) -> None:
        self.rented.emit(deal)
        self.wanted.emit("rentals")

    def _build(self) -> None:
        self._middle.addWidget(self._ghost)
        self._middle.addWidget(self._table)
        left = QVBoxLayout()
        left.setContentsMargins(GAP_5, GAP_4, GAP_5, GAP_5)
        left.setSpacing(GAP_3)
        left.addWidget(self._filters)
        left.addWidget(self._middle, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        holder = QWidget()
        holder.setLayout(left)
        row.addWidget(holder, 1)
        row.addWidget(self._inspector)
        self._inspector.hide()

    def _connect(self) -> None:
        self._filters.changed.connect(self.look)
        self._ghost.pressed.connect(self.look)
        self._model.page_wanted.connect(self._load)
        self._table.selectionModel().currentRowChanged.connect(self._show_chosen)
        header = self._table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(_PRICE_COLUMN, Qt.SortOrder.AscendingOrder)
        header.sectionClicked.connect(self._sort_by)
        self._inspector.rented.connect(self._to_rentals)
        self._face.live.changed.connect(self._follow)
