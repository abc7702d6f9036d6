"""The page of rentals: all deals above, the chosen one below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.models.table import RecordTable
from sonm_desktop.ui.rentals.columns import deal_columns
from sonm_desktop.ui.rentals.detail import RentalDetail
from sonm_desktop.ui.rentals.spans import is_open
from sonm_desktop.ui.shell.page import Page
from sonm_desktop.ui.theme.tokens import GAP_4, GAP_5
from sonm_desktop.ui.widgets.ghost import Ghost, Shape
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.words import words

_FOLLOWED = frozenset({Topic.RELOAD, Topic.DEALS, Topic.TASKS})


class RentalsPage(Page):
    """Deals that my accounts pay, newest first."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Rentals"))
        self._face = face
        columns = deal_columns()
        self._model: RecordTable[Deal] = RecordTable(columns)
        self._table = RecordView(self._model, columns, words("Rentals"))
        self._detail = RentalDetail(face)
        self._ghost = Ghost(
            words("No rentals yet"),
            words("Choose an offer on the market; it is yours a few seconds later."),
            words("To the market"),
            shape=Shape.RUNWAY,
        )
        self._middle = QStackedWidget()
        self._chosen = ""
        self._build()
        self._connect()

    def note(self) -> str:
        state = self._face.live.state
        running = sum(is_open(deal) for deal in state.deals.values()) if state else 0
        return words("{count} open", count=running) if running else ""

    def choose(self, deal: str) -> None:
        """Show *deal* in the detail."""
        self._chosen = deal
        self._follow(Topic.RELOAD)

    def stop_following(self) -> None:
        """Let go of the log that is on the screen."""
        self._detail.stop_following()

    def _follow(self, topic: str) -> None:
        state = self._face.live.state
        if topic not in _FOLLOWED or state is None:
            return
        deals = sorted(
            state.deals.values(), key=lambda deal: (not is_open(deal), -deal.lease_until)
        )
        self._middle.setCurrentIndex(1 if deals else 0)
        if not deals:
            return
        self._table.selectionModel().blockSignals(True)
        self._model.show(deals)
        ids = [deal.id for deal in deals]
        row = ids.index(self._chosen) if self._chosen in ids else 0
        self._table.selectRow(row)
        self._table.selectionModel().blockSignals(False)
        self._show(self._model.record(row))

    def _show_chosen(self, current: QModelIndex) -> None:
        if current.isValid():
            self._show(self._model.record(current.row()))

    def _show(self, deal: Deal) -> None:
        self._chosen = deal.id
        state = self._face.live.state
        tasks = [task for task in state.tasks.values() if task.deal == deal.id] if state else []
        self._detail.show_deal(deal, sorted(tasks, key=lambda task: task.started_ms or 2**62))

    def _to_market(self) -> None:
        self.wanted.emit("market")

    def _build(self) -> None:
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(GAP_4)
        split.addWidget(self._table)
        split.addWidget(self._detail)
        split.setSizes([98, 580])
        self._table.setMinimumHeight(98)
        self._middle.addWidget(self._ghost)
        self._middle.addWidget(split)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_5, GAP_4, GAP_5, GAP_5)
        column.addWidget(self._middle)

    def _connect(self) -> None:
        self._ghost.pressed.connect(self._to_market)
        self._table.selectionModel().currentRowChanged.connect(self._show_chosen)
        self._face.live.changed.connect(self._follow)


def _open_first(deal: Deal) -> tuple[bool, int]:
    return not is_open(deal), -deal.lease_until
