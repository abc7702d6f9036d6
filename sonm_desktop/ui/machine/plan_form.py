"""What to sell of this PC, and for how much."""

from __future__ import annotations

from functools import partial
from typing import Literal

from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit

from sonm_desktop.api.schema.worker import SellPlan, WorkerStatus
from sonm_desktop.core.amounts import AmountError, format_amount, per_hour, rate_per_hour
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.machine.rack_rows import core_count
from sonm_desktop.ui.machine.share import ShareField
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import amount, span, words

_GIB = 1 << 30
_DAY_S = 86_400
_FIRST_GIB = 50
_DOWN_BPS, _UP_BPS = 50_000_000, 10_000_000
"""What jobs get of a network that is sold from here; the terminal can say other rates."""


class PlanForm(Panel):
    """One plan; sent as a whole. The worker checks it against what the machine has."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("On sale"))
        self._face = face
        self._worker = ""
        self._shown: SellPlan | None = None
        self._rates = (_DOWN_BPS, _UP_BPS)
        self._sandbox: Literal["strict", "compatible"] = "strict"
        self._price = QLineEdit()
        self._terms = QComboBox()
        self._day = label("", tone="muted")
        self._cores = ShareField(words("Cores"))
        self._memory = ShareField(words("RAM"), " GiB")
        self._storage = ShareField(words("Storage"), " GiB")
        self._network = QComboBox()
        self._sell = BusyButton(words("Put on sale"), words("Sending…"), kind="primary")
        self._off = BusyButton(words("Take off the market"), words("Sending…"))
        self._said = label("", wrap=True)
        self._fill()
        self._price.textChanged.connect(self._show_day)
        self._sell.clicked.connect(self._send)
        self._off.clicked.connect(self._clear)

    def show_status(self, status: WorkerStatus) -> None:
        """Fill the form from the plan in force, when it is another one than was shown."""
        self._off.setVisible(status.plan is not None)
        self._fit(status)
        self._sell.reword(words("Change what is on sale") if status.plan else words("Put on sale"))
        plan = status.plan or (status.paused.plan if status.paused else None)
        is_new = self._worker != status.worker
        if not is_new and plan in (None, self._shown):
            return
        self._worker, self._shown = status.worker, plan
        if plan is None:
            self._offer_half(status)
            return
        self._price.setText(format_amount(per_hour(plan.rate)))
        if self._terms.findData(plan.duration) < 0:
            text = words("Fixed, up to {time}", time=span(plan.duration))
            self._terms.addItem(text, plan.duration)
        self._terms.setCurrentIndex(self._terms.findData(plan.duration))
        self._cores.set_value(max(1, plan.cpu_percent // 100))
        self._memory.set_value(max(1, plan.ram_bytes // _GIB))
        self._storage.set_value(max(1, plan.storage_bytes // _GIB))
        self._network.setCurrentIndex(max(0, self._network.findData(plan.network)))
        self._rates = (plan.ingress_bps or _DOWN_BPS, plan.egress_bps or _UP_BPS)
        self._sandbox = plan.sandbox

    def _fit(self, status: WorkerStatus) -> None:
        """No more can be offered than the machine has."""
        hardware = status.hardware
        self._cores.set_most(core_count(hardware))
        self._memory.set_most(_gib(hardware.get("ram_bytes")))
        self._storage.set_most(_gib(hardware.get("storage_bytes")))

    def _offer_half(self, status: WorkerStatus) -> None:
        """A first proposal: half of the machine, so that its owner can go on working."""
        hardware = status.hardware
        self._cores.set_value(max(1, core_count(hardware) // 2))
        self._memory.set_value(max(1, _gib(hardware.get("ram_bytes")) // 2))
        self._storage.set_value(max(1, min(_FIRST_GIB, _gib(hardware.get("storage_bytes")) // 2)))

    def _show_day(self, text: str) -> None:
        try:
            day = rate_per_hour(text) * _DAY_S
        except AmountError:
            self._day.setText("")
            return
        self._day.setText(words("{amount} SNM for a whole day", amount=amount(day)))

    def _send(self) -> None:
        try:
            rate = rate_per_hour(self._price.text())
        except AmountError as problem:
            self._say(str(problem), "bad")
            return
        network = self._network.currentData()
        down, up = (0, 0) if network == "none" else self._rates
        plan = SellPlan(
            rate=rate,
            duration=self._terms.currentData(),
            cpu_percent=self._cores.value() * 100,
            ram_bytes=self._memory.value() * _GIB,
            storage_bytes=self._storage.value() * _GIB,
            network=network,
            ingress_bps=down,
            egress_bps=up,
            sandbox=self._sandbox,
        )
        self._put(plan, self._sell)

    def _clear(self) -> None:
        self._put(None, self._off)

    def _put(self, plan: SellPlan | None, busy: BusyButton) -> None:
        self._say("")
        self._face.actions.run(
            partial(self._face.agent.workers.set_plan, self._worker, plan),
            busy=busy,
            done=self._done,
            failed=self._say_failure,
        )

    def _done(self, status: WorkerStatus) -> None:
        on = words("On sale. Customers find it as soon as the announcement is on the chain.")
        self._say(on if status.plan else words("Off the market. Running deals go on."), "good")

    def _say_failure(self, sentence: str) -> None:
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str = "") -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _fill(self) -> None:
        self._price.setText("0.36")
        self._show_day(self._price.text())
        self._terms.addItem(words("Spot: either side may end it"), 0)
        self._terms.addItem(words("Fixed, up to 1 day"), _DAY_S)
        self._terms.addItem(words("Fixed, up to 7 days"), 7 * _DAY_S)
        self._network.addItem(words("None for jobs"), "none")
        self._network.addItem(words("The internet, outgoing"), "outgoing")
        self._network.addItem(words("The internet, both ways"), "incoming")
        form = QFormLayout()
        rows = (
            (words("SNM per hour"), self._price),
            ("", self._day),
            (words("Terms"), self._terms),
            (words("Cores"), self._cores),
            (words("RAM"), self._memory),
            (words("Storage"), self._storage),
            (words("Network"), self._network),
        )
        for name, field in rows:
            if name:
                field.setAccessibleName(name)
            form.addRow(name, field)
        self.body.addLayout(form)
        self.body.addWidget(self._said)
        self.body.addWidget(self._sell)
        self.body.addWidget(self._off)
        self.body.addStretch(1)
        self._said.hide()


def _gib(count: object) -> int:
    return count // _GIB if isinstance(count, int) else 0
