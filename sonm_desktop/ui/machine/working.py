"""The deals of this PC: who has it now, since when, for how much."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy

from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.worker import SuppliedDeal, WorkerStatus
from sonm_desktop.core.amounts import per_hour
from sonm_desktop.ui.models.table import Column, RecordTable
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.widgets.turning import Turning
from sonm_desktop.ui.words import amount, exact, moment, words

_LEAST_HEIGHT = 104


class WorkingPanel(Panel):
    """The newest first, running ones before ended ones."""

    def __init__(self) -> None:
        super().__init__(words("Working for"))
        columns = _columns()
        self._deals: RecordTable[SuppliedDeal] = RecordTable(columns)
        self._table = RecordView(self._deals, columns, words("Deals of this PC"))
        self._empty = label(
            words("Nobody has rented this PC yet. Customers that do stand here."),
            tone="muted",
            wrap=True,
        )
        self._middle = Turning()
        self._middle.add(self._empty)
        self._middle.add(self._table)
        self._table.setMinimumHeight(_LEAST_HEIGHT)
        self._table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.body.addWidget(self._middle, 1)

    def show_state(self, state: State, status: WorkerStatus) -> None:
        """Show the deals of the machine of *status*."""
        deals = deals_of(state, status.worker)
        self._middle.turn(1 if deals else 0)
        self._deals.show(deals)


def deals_of(state: State, worker: str) -> list[SuppliedDeal]:
    """Deals of *worker*, running ones first, then the newest."""
    deals = [deal for deal in state.supplied.values() if deal.worker == worker]
    return sorted(deals, key=lambda deal: (not deal.open, -deal.until))


def _columns() -> list[Column[SuppliedDeal]]:
    return [
        Column(
            words("Customer"),
            text=lambda deal: short_address(deal.consumer),
            tip=lambda deal: deal.consumer,
        ),
        Column(words("State"), text=_state, width=76),
        Column(words("Paid until"), text=_until, width=100),
        Column(
            words("Per hour, SNM"),
            text=lambda deal: amount(per_hour(deal.rate)),
            key=lambda deal: deal.rate,
            number=True,
            width=105,
        ),
        Column(
            words("Earned, SNM"),
            text=lambda deal: amount(deal.earned),
            tip=lambda deal: exact(deal.earned),
            key=lambda deal: deal.earned,
            number=True,
            strong=True,
            width=105,
        ),
    ]


def _state(deal: SuppliedDeal) -> str:
    return words("running") if deal.open else words("ended")


def _until(deal: SuppliedDeal) -> str:
    return moment(deal.until)
