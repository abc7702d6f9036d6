"""How the prices of this PC are made: what it costs, what others ask, and every change's why."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.pricing import PriceChange, PriceSetup, Pricing
from sonm_desktop.api.schema.worker import WorkerStatus
from sonm_desktop.core.amounts import shortest_hourly
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.machine.sale.costs_form import CostsForm
from sonm_desktop.ui.machine.sale.price_facts import PriceFacts
from sonm_desktop.ui.models.table import Column, RecordTable
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_4
from sonm_desktop.ui.widgets.emptying import empty
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.widgets.turning import Turning
from sonm_desktop.ui.words import exact, hourly, moment, words

_LEAST_HEIGHT = 148


class PricesPage(QWidget):
    """Asked of the agent when it is looked at, and when the plans change."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._worker = ""
        self._seen: object = None
        self._costs = CostsForm()
        self._plans = QVBoxLayout()
        self._none = label(words("Nothing is on sale: there is no price to make."), tone="muted")
        columns = _columns()
        self._log: RecordTable[PriceChange] = RecordTable(columns)
        self._table = RecordView(self._log, columns, words("Changes of prices"))
        self._middle = Turning()
        self._build()
        self._costs.submitted.connect(self._save)

    def show_status(self, status: WorkerStatus) -> None:
        """Ask again when *status* has other plans than were shown."""
        self._worker = status.worker
        seen = (status.worker, status.plans)
        if self.isVisible() and seen != self._seen:
            self._seen = seen
            self.look()

    def look(self) -> None:
        """Ask for everything of this page."""
        if not self._worker:
            return
        pricing = self._face.agent.pricing
        self._face.actions.run(pricing.show(self._worker), done=self._show, failed=self._costs.say)
        self._face.actions.run(pricing.log(self._worker), done=self._show_log, failed=self._stay)

    def _show(self, pricing: Pricing) -> None:
        state = self._face.live.state
        self._costs.show_feed(state.usd if state else None)
        self._costs.show_pricing(pricing)
        empty(self._plans)
        for one in pricing.plans:
            self._plans.addWidget(PriceFacts(one))
        self._none.setVisible(not pricing.plans)

    def _show_log(self, changes: list[PriceChange]) -> None:
        self._middle.turn(1 if changes else 0)
        self._log.show(changes)

    def _stay(self, _sentence: str) -> None:
        """Without an answer the last log stays."""

    def _save(self, setup: PriceSetup) -> None:
        self._face.actions.run(
            partial(self._face.agent.pricing.set_up, self._worker, setup),
            busy=self._costs.save,
            done=self._saved,
            failed=self._costs.say,
        )

    def _saved(self, pricing: Pricing) -> None:
        self._show(pricing)
        self._costs.say(words("Saved. Automatic prices count it from now on."), "good")

    def _build(self) -> None:
        costs, made = Panel(words("What it costs you")), Panel(words("How prices are made"))
        costs.body.addWidget(self._costs)
        costs.body.addStretch(1)
        self._plans.setSpacing(GAP_4)
        made.body.addWidget(self._none)
        made.body.addLayout(self._plans)
        made.body.addStretch(1)
        log = Panel(words("Changes by themselves"))
        self._middle.add(
            label(
                words("No automatic price has changed yet. Each change stands here with its why."),
                tone="muted",
                wrap=True,
            )
        )
        self._middle.add(self._table)
        self._table.setMinimumHeight(_LEAST_HEIGHT)
        log.body.addWidget(self._middle, 1)
        top = QHBoxLayout()
        top.setSpacing(GAP_4)
        top.addWidget(costs, 2)
        top.addWidget(made, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_4)
        column.addLayout(top)
        column.addWidget(log, 1)

    # Qt overrides
    def showEvent(self, _event: QShowEvent) -> None:
        self.look()


def _columns() -> list[Column[PriceChange]]:
    return [
        Column(words("When"), text=lambda one: moment(one.at), width=100),
        Column(words("Plan"), text=lambda one: one.plan, width=110),
        Column(words("Before"), text=lambda one: hourly(one.before), number=True, width=90),
        Column(
            words("After, SNM/h"),
            text=lambda one: hourly(one.after),
            tip=lambda one: exact(shortest_hourly(one.after)),
            number=True,
            strong=True,
            width=100,
        ),
        Column(words("Floor"), text=lambda one: hourly(one.floor), number=True, width=90),
        Column(
            words("Market"),
            text=lambda one: "—" if one.market is None else hourly(one.market),
            number=True,
            width=90,
        ),
        Column(words("Why"), text=lambda one: one.why.text, least=180),
    ]
