"""What to sell of this PC, and for how much: one plan, new or known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sonm_desktop.api.schema.dollars import UsdFeed
from sonm_desktop.api.schema.pricing import PriceRule
from sonm_desktop.api.schema.worker import NamedPlan, PlanOnSale, SellPlan, WorkerStatus
from sonm_desktop.core.amounts import AmountError, format_amount, rate_per_hour, shortest_hourly
from sonm_desktop.ui.machine.sale.amounts_form import AmountsForm
from sonm_desktop.ui.machine.sale.clash import clash
from sonm_desktop.ui.machine.sale.price_field import PriceField
from sonm_desktop.ui.machine.sale.traffic_prices import TrafficPrices
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3, SECTION
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.widgets.time_choice import TimeChoice
from sonm_desktop.ui.words import span, words

_DAY_S = 86_400
_DOWN_BPS, _UP_BPS = 50_000_000, 10_000_000
"""What jobs get of a network that is sold from here; the terminal can say other rates."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}", re.ASCII)
_USUAL_PRICE = "0.36"


class PlanForm(QWidget):
    """submitted: a `NamedPlan` and its `PriceRule`. dropped: back without a change."""

    submitted = Signal(object, object)
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._hardware: dict[str, Any] = {}
        self._others: Sequence[PlanOnSale] = ()
        self._shown: PlanOnSale | None = None
        self._base = SellPlan(rate=0)
        self._name = QLineEdit()
        self._price = PriceField()
        self._day = label("", tone="muted", wrap=True)
        self._automatic = QCheckBox(words("Let the price follow the market"))
        self._least = QLineEdit()
        self._terms = QComboBox()
        self._notice = TimeChoice((0, 600, 3600, _DAY_S))
        self._minimum = TimeChoice((0, 60, 600, 3600))
        self._amounts = AmountsForm()
        self._network = QComboBox()
        self._traffic = TrafficPrices()
        self._said = label("", wrap=True)
        self.save = BusyButton(words("Put on sale"), words("Sending…"), kind="primary")
        self._cancel = QPushButton(words("Cancel"))
        self._title = label("", SECTION)
        self._form = QFormLayout()
        self._build()
        self._connect()

    def fit(self, status: WorkerStatus) -> None:
        """No more can be offered than the machine has."""
        self._hardware, self._others = status.hardware, status.plans
        self._amounts.fit(status.hardware)
        self._judge()

    def begin(self, name: str, *, may_cancel: bool) -> None:
        """A new plan."""
        self._shown, self._base = None, SellPlan(rate=0)
        self._name.setText(name)
        self._form.setRowVisible(self._name, may_cancel)
        self._title.setText(words("A new plan"))
        self._title.setVisible(may_cancel)
        self._cancel.setVisible(may_cancel)
        self._price.show_text(_USUAL_PRICE)
        self._terms.setCurrentIndex(0)
        self._notice.choose(self._base.notice)
        self._minimum.choose(self._base.minimum)
        self._network.setCurrentIndex(0)
        self._traffic.show_prices(0, 0)
        self._show_rule(PriceRule())
        self._amounts.propose_half()
        self.save.reword(words("Put on sale"))
        self.say("")
        self._judge()

    def change(self, plan: PlanOnSale, rule: PriceRule) -> None:
        """A plan that is there."""
        self._shown, self._base = plan, plan.plan
        self._form.setRowVisible(self._name, False)
        self._title.setText(plan.name)
        self._title.show()
        self._cancel.setVisible(True)
        self._price.show_plan(plan.plan)
        if self._terms.findData(plan.plan.duration) < 0:
            text = words("Fixed, up to {time}", time=span(plan.plan.duration))
            self._terms.addItem(text, plan.plan.duration)
        self._terms.setCurrentIndex(self._terms.findData(plan.plan.duration))
        self._notice.choose(plan.plan.notice)
        self._minimum.choose(plan.plan.minimum)
        self._network.setCurrentIndex(max(0, self._network.findData(plan.plan.network)))
        self._traffic.show_prices(plan.plan.ingress_price, plan.plan.egress_price)
        self._show_rule(rule)
        self._amounts.show_plan(plan.plan)
        self.save.reword(words("Change what is on sale"))
        self.say("")
        self._judge()

    def say(self, sentence: str, tone: str = "bad") -> None:
        """What came of it."""
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _show_rule(self, rule: PriceRule) -> None:
        self._automatic.setChecked(rule.automatic)
        self._least.setText(format_amount(shortest_hourly(rule.minimum)) if rule.minimum else "")
        self._show_least(rule.automatic)

    def _show_least(self, automatic: bool) -> None:
        self._form.setRowVisible(self._least, automatic)

    def show_feed(self, feed: UsdFeed | None) -> None:
        """What one SNM costs by now."""
        self._price.show_feed(feed)

    def _show_day(self) -> None:
        self._day.setText(self._price.beside())

    def _show_traffic(self) -> None:
        self._form.setRowVisible(self._traffic, self._network.currentData() != "none")

    def _judge(self) -> None:
        """A plan that does not fit beside the others is not sent at all."""
        if not self._hardware:
            return
        problem = clash(self._key(), self._plan(0, 0), self._others, self._hardware)
        self.save.set_possible(not problem)
        self.say(problem)

    def _submit(self) -> None:
        name = self._key()
        if not _NAME.fullmatch(name):
            self.say(words("A name has small letters, digits and hyphens, 32 at most."))
            return
        if self._shown is None and any(one.name == name for one in self._others):
            self.say(words("There is a plan of this name already."))
            return
        try:
            rate, usd_rate = self._price.rates()
            least = rate_per_hour(self._least.text() or "0")
            self._traffic.read()
        except AmountError as problem:
            self.say(str(problem))
            return
        rule = PriceRule(automatic=self._automatic.isChecked(), minimum=least)
        paused = self._shown is not None and self._shown.paused
        self.submitted.emit(
            NamedPlan(name=name, plan=self._plan(rate, usd_rate), paused=paused), rule
        )

    def _key(self) -> str:
        return self._shown.name if self._shown is not None else self._name.text().strip()

    def _plan(self, rate: int, usd_rate: int) -> SellPlan:
        network = self._network.currentData()
        sold = network != "none"
        return self._base.model_copy(
            update={
                "rate": rate,
                "usd_rate": usd_rate,
                "duration": self._terms.currentData(),
                "notice": self._notice.seconds,
                "minimum": self._minimum.seconds,
                "network": network,
                "ingress_bps": (self._base.ingress_bps or _DOWN_BPS) if sold else 0,
                "egress_bps": (self._base.egress_bps or _UP_BPS) if sold else 0,
                "ingress_price": self._traffic.received,
                "egress_price": self._traffic.sent,
                **self._amounts.fields(),
            }
        )

    def _build(self) -> None:
        self._terms.addItem(words("Spot: either side may end it"), 0)
        self._terms.addItem(words("Fixed, up to 1 day"), _DAY_S)
        self._terms.addItem(words("Fixed, up to 7 days"), 7 * _DAY_S)
        self._network.addItem(words("None for jobs"), "none")
        self._network.addItem(words("The internet, outgoing"), "outgoing")
        self._network.addItem(words("The internet, both ways"), "incoming")
        self._least.setPlaceholderText("0.0")
        for name, field in (
            (words("Name"), self._name),
            (words("Price"), self._price),
            ("", self._day),
            ("", self._automatic),
            (words("Left for me, per hour"), self._least),
            (words("Terms"), self._terms),
            (words("Notice to leave"), self._notice),
            (words("Paid at least"), self._minimum),
        ):
            if name:
                field.setAccessibleName(name)
            self._form.addRow(name, field)
        self._amounts.add_to(self._form)
        self._network.setAccessibleName(words("Network"))
        self._form.addRow(words("Network"), self._network)
        self._form.addRow(words("SNM per GiB"), self._traffic)
        self._form.setRowVisible(self._traffic, False)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_2)
        buttons.addWidget(self.save, 1)
        buttons.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addWidget(self._title)
        column.addLayout(self._form)
        column.addWidget(self._said)
        column.addLayout(buttons)
        self._said.hide()

    def _connect(self) -> None:
        self._price.changed.connect(self._show_day)
        self._automatic.toggled.connect(self._show_least)
        self._terms.currentIndexChanged.connect(self._judge)
        self._name.textChanged.connect(self._judge)
        self._network.currentIndexChanged.connect(self._show_traffic)
        self._amounts.changed.connect(self._judge)
        self.save.clicked.connect(self._submit)
        self._cancel.clicked.connect(self.dropped)
