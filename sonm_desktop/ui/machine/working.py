"""The deals of this PC: who has it now, since when, for how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QSizePolicy

from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.worker import HeldDeal, SuppliedDeal, WorkerStatus
from sonm_desktop.ui.models.table import Column, RecordTable
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.widgets.turning import Turning
from sonm_desktop.ui.words import amount, exact, hourly, moment, plural, words

_LEAST_HEIGHT = 104


@dataclass(frozen=True, slots=True)
class Row:
    """A deal, and why its jobs stand still, if they do."""

    deal: SuppliedDeal
    held: HeldDeal | None


class WorkingPanel(Panel):
    """The newest first, running ones before ended ones; below, why one stands still."""

    def __init__(self) -> None:
        super().__init__(words("Working for"))
        columns = _columns()
        self._deals: RecordTable[Row] = RecordTable(columns)
        self._table = RecordView(self._deals, columns, words("Deals of this PC"))
        self._empty = label(
            words("Nobody has rented this PC yet. Its customers will stand here."),
            tone="muted",
            wrap=True,
        )
        self._why = label("", tone="warn", wrap=True)
        self._middle = Turning()
        self._middle.add(self._empty)
        self._middle.add(self._table)
        self._table.setMinimumHeight(_LEAST_HEIGHT)
        self._table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.body.addWidget(self._middle, 1)
        self.body.addWidget(self._why)
        self._why.hide()

    def show_state(self, state: State, status: WorkerStatus) -> None:
        """Show the deals of the machine of *status*."""
        deals = deals_of(state, status.worker)
        self._middle.turn(1 if deals else 0)
        rows = deal_rows(deals, status.held)
        self._deals.show(rows)
        why = why_held(rows)
        self._why.setText(why)
        self._why.setVisible(bool(why))


def deals_of(state: State, worker: str) -> list[SuppliedDeal]:
    """Deals of *worker*, running ones first, then the newest."""
    deals = [deal for deal in state.supplied.values() if deal.worker == worker]
    return sorted(deals, key=lambda deal: (not deal.open, -deal.until))


def deal_rows(deals: Sequence[SuppliedDeal], held: Sequence[HeldDeal]) -> list[Row]:
    """*deals* with what the worker says of them."""
    by_deal = {one.deal: one for one in held}
    return [Row(deal, by_deal.get(deal.deal) if deal.open else None) for deal in deals]


def why_held(rows: Sequence[Row]) -> str:
    """The first thing that keeps a customer's job from running or being paid; empty: nothing."""
    for row in rows:
        if row.held is not None and row.held.state is not None:
            return row.held.state.text
        if row.held is not None and row.held.refused:
            return plural(
                "A voucher of {customer} was no good and is refused. The job runs as long as it "
                "is paid.",
                "{count} vouchers of {customer} were no good and are refused. The job runs as long "
                "as it is paid.",
                row.held.refused,
                customer=short_address(row.deal.consumer),
            )
    return ""


def _columns() -> list[Column[Row]]:
    return [
        Column(
            words("Customer"),
            text=lambda row: short_address(row.deal.consumer),
            tip=lambda row: row.deal.consumer,
        ),
        Column(words("State"), text=_state, tip=_reason, width=76),
        Column(words("Paid until"), text=_until, width=100),
        Column(
            words("Per hour, SNM"),
            text=lambda row: hourly(row.deal.rate),
            key=lambda row: row.deal.rate,
            number=True,
            width=105,
        ),
        Column(
            words("Earned, SNM"),
            text=lambda row: amount(row.deal.earned),
            tip=lambda row: exact(row.deal.earned),
            key=lambda row: row.deal.earned,
            number=True,
            strong=True,
            width=105,
        ),
    ]


def _state(row: Row) -> str:
    if not row.deal.open:
        return words("ended")
    held = row.held is not None and row.held.state is not None
    return words("paused") if held else words("running")


def _reason(row: Row) -> str:
    return row.held.state.text if row.held is not None and row.held.state is not None else ""


def _until(row: Row) -> str:
    return moment(row.deal.until)
