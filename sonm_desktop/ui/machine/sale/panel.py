"""What is on sale of this PC: every plan with its state, and the form for one of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.pricing import PriceRule, Pricing
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.worker import ChangePlans, NamedPlan, PlanOnSale, WorkerStatus
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.machine.sale.plan_form import PlanForm
from sonm_desktop.ui.machine.sale.plan_row import PlanRow
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.emptying import empty
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.widgets.turning import Turning
from sonm_desktop.ui.words import words

_LIST, _FORM = range(2)
_FIRST = "main"


class PlansPanel(Panel):
    """Without a plan the form stands here by itself. The worker checks everything once more."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("On sale"))
        self._face = face
        self._status: WorkerStatus | None = None
        self._rules: dict[str, PriceRule] = {}
        self._gone: PlanOnSale | None = None
        self._rows = QVBoxLayout()
        self._row_of: dict[str, PlanRow] = {}
        self._add = QPushButton(words("Add a plan"))
        self._undo = QPushButton(words("Undo"))
        self._said = label("", wrap=True)
        self._form = PlanForm()
        self._turning = Turning()
        self._build()
        self._follow_price(Topic.USD)
        self._add.clicked.connect(self._begin)
        self._undo.clicked.connect(self._put_back)
        self._form.submitted.connect(self._save)
        self._form.dropped.connect(self._drop)
        face.live.changed.connect(self._follow_price)

    def show_status(self, status: WorkerStatus) -> None:
        """Follow *status*; a form that is open is left alone."""
        before, self._status = self._status, status
        self._form.fit(status)
        another = before is None or before.worker != status.worker
        if another or before is None or before.plans != status.plans:
            self._show_rows(status)
            self._ask_rules()
        if not status.plans and (another or (before is not None and before.plans)):
            self._form.begin(_FIRST, may_cancel=False)
            self._turning.turn(_FORM)
        elif another or (before is not None and status.plans and not before.plans):
            self._turning.turn(_LIST)

    def _follow_price(self, topic: str) -> None:
        if topic in (Topic.USD, Topic.RELOAD):
            state = self._face.live.state
            self._form.show_feed(state.usd if state else None)

    def _show_rows(self, status: WorkerStatus) -> None:
        names = [one.name for one in status.plans]
        if names != list(self._row_of):
            empty(self._rows)
            self._row_of = {name: self._new_row() for name in names}
        for one in status.plans:
            rule = self._rules.get(one.name)
            automatic = rule is not None and rule.automatic
            self._row_of[one.name].show_plan(one, automatic=automatic)

    def _new_row(self) -> PlanRow:
        row = PlanRow(self._face.theme)
        row.edited.connect(self._edit)
        row.turned.connect(self._turn)
        row.removed.connect(self._remove)
        self._rows.addWidget(row)
        return row

    def _ask_rules(self) -> None:
        if self._status is None or not self._status.plans:
            return
        work = self._face.agent.pricing.show(self._status.worker)
        self._face.actions.run(work, done=self._learn, failed=self._stay)

    def _learn(self, pricing: Pricing) -> None:
        rules = {one.plan: one.rule for one in pricing.plans}
        if self._status is not None and rules != self._rules:
            self._rules = rules
            self._show_rows(self._status)

    def _stay(self, _sentence: str) -> None:
        """Without an answer about prices the rows say what is known."""

    def _begin(self) -> None:
        taken = {one.name for one in self._status.plans} if self._status else set()
        free = next(f"plan-{at}" for at in range(2, 99) if f"plan-{at}" not in taken)
        self._form.begin(free, may_cancel=True)
        self._turning.turn(_FORM)

    def _edit(self, plan: PlanOnSale) -> None:
        self._form.change(plan, self._rules.get(plan.name, PriceRule()))
        self._turning.turn(_FORM)

    def _drop(self) -> None:
        self._turning.turn(_LIST)

    def _save(self, named: NamedPlan, rule: PriceRule) -> None:
        if self._status is None:
            return
        self._gone = None
        self._face.actions.run(
            partial(self._put, self._status.worker, named, rule),
            busy=self._form.save,
            done=self._saved,
            failed=self._form.say,
        )

    async def _put(self, worker: str, named: NamedPlan, rule: PriceRule) -> WorkerStatus:
        workers = self._face.agent.workers
        status = await workers.change_plans(worker, ChangePlans(put=(named,)))
        if rule != self._rules.get(named.name, PriceRule()):
            await self._face.agent.pricing.rule(worker, named.name, rule)
            self._rules = {**self._rules, named.name: rule}
        return status

    def _saved(self, status: WorkerStatus) -> None:
        self.show_status(status)
        self._show_rows(status)
        self._turning.turn(_LIST)
        self._say(words("On sale. Customers find it as soon as the announcement is on the chain."))

    def _turn(self, plan: PlanOnSale) -> None:
        names = (plan.name,)
        change = ChangePlans(resume=names) if plan.paused else ChangePlans(pause=names)
        said = words("“{plan}” is on sale again.") if plan.paused else words("“{plan}” is paused.")
        self._change(change, said.format(plan=plan.name))

    def _remove(self, plan: PlanOnSale) -> None:
        self._gone = plan
        said = words("“{plan}” is off the market. Running deals go on.", plan=plan.name)
        self._change(ChangePlans(remove=(plan.name,)), said)

    def _put_back(self) -> None:
        gone, self._gone = self._gone, None
        if gone is None:
            return
        named = NamedPlan(name=gone.name, plan=gone.plan, paused=gone.paused)
        self._change(ChangePlans(put=(named,)), words("“{plan}” is back.", plan=gone.name))

    def _change(self, change: ChangePlans, said: str) -> None:
        if self._status is None:
            return
        worker = self._status.worker
        self._face.actions.run(
            partial(self._face.agent.workers.change_plans, worker, change),
            done=partial(self._changed, said),
            failed=self._say_failure,
        )

    def _changed(self, said: str, status: WorkerStatus) -> None:
        self.show_status(status)
        self._say(said)

    def _say_failure(self, sentence: str) -> None:
        self._gone = None
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str = "good") -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        self._undo.setVisible(self._gone is not None)
        set_tone(self._said, tone)

    def _build(self) -> None:
        self._rows.setSpacing(GAP_2)
        said = QHBoxLayout()
        said.setSpacing(GAP_2)
        said.addWidget(self._said, 1)
        said.addWidget(self._undo)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addLayout(self._rows)
        column.addWidget(self._add)
        self._turning.add(listed)
        self._turning.add(self._form)
        self.body.addWidget(self._turning)
        self.body.addLayout(said)
        self.body.addStretch(1)
        self._said.hide()
        self._undo.hide()
