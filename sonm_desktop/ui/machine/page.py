"""The page of this PC: rack, devices, benchmark, plan, and the deals that pay."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.worker import (
    LocalWorker,
    StartLocalWorker,
    SuppliedDeal,
    WorkerStatus,
)
from sonm_desktop.core.amounts import per_hour
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.machine.plan_form import PlanForm
from sonm_desktop.ui.machine.rack_rows import rack_rows
from sonm_desktop.ui.models.table import Column, RecordTable
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.shell.page import Page, Panel
from sonm_desktop.ui.theme.tokens import GAP_4, GAP_5
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.ghost import Ghost, Shape
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.rack import Rack
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, size, words

_FOLLOWED = frozenset(
    {Topic.RELOAD, Topic.LOCAL_WORKER, Topic.WORKER_STATUS, Topic.SUPPLIED, Topic.WORKERS}
)
_BENCHMARKS = (
    (1, "One core, events/s"),
    (0, "All cores, events/s"),
)


class MachinePage(Page):
    """The worker of this machine, or how to start one."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("This PC"))
        self._face = face
        self._rack = Rack(face.theme)
        self._facts = Facts()
        self._progress = QProgressBar()
        self._measuring = label("", tone="muted")
        self._measure = BusyButton(words("Measure again"), words("Measuring…"))
        self._plan = PlanForm(face)
        columns = _supplied_columns()
        self._deals: RecordTable[SuppliedDeal] = RecordTable(columns)
        self._deal_list = RecordView(self._deals, columns, words("Deals that pay this account"))
        self._ghost = Ghost(shape=Shape.RACK)
        self._middle = QStackedWidget()
        self._build()
        self._ghost.pressed.connect(self._start)
        self._measure.clicked.connect(self._benchmark)
        face.live.changed.connect(self._follow)

    def _status(self) -> WorkerStatus | None:
        state = self._face.live.state
        if state is None or state.local_worker.worker is None:
            return None
        return state.worker_status.get(state.local_worker.worker)

    def _follow(self, topic: str) -> None:
        state = self._face.live.state
        if topic not in _FOLLOWED or state is None:
            return
        status = self._status()
        self._middle.setCurrentIndex(0 if status is None else 1)
        if status is None:
            self._say_absent(state.local_worker)
            return
        self._rack.show_rows(rack_rows(status))
        self._facts.show_pairs(_facts(status))
        self._plan.show_status(status)
        self._show_progress(status)
        earned = [deal for deal in state.supplied.values() if deal.worker == status.worker]
        self._deals.show(sorted(earned, key=lambda deal: (not deal.open, -deal.until)))

    def _say_absent(self, local: LocalWorker) -> None:
        state = self._face.live.state
        accounts = state.wallet.accounts if state else ()
        action = words("Start earning with this PC") if accounts else ""
        reason = local.state.text
        self._ghost.say(words("This PC is not for rent"), reason, action)

    def _show_progress(self, status: WorkerStatus) -> None:
        run = status.benchmarking
        running = run is not None and run.running
        self._progress.setVisible(running)
        self._measuring.setVisible(running)
        self._measure.setEnabled(not running)
        if run is not None:
            self._progress.setValue(round(run.progress * 100))
            self._measuring.setText(words("Measuring: {test}", test=run.test))

    def _start(self) -> None:
        state = self._face.live.state
        if state is None or not state.wallet.accounts:
            return
        master = self._face.live.account
        self._ghost.say(words("Starting…"), words("This takes a few seconds."))
        self._face.actions.run(
            partial(self._face.agent.workers.start_local, StartLocalWorker(master=master)),
            failed=self._say_failure,
        )

    def _say_failure(self, sentence: str) -> None:
        self._ghost.say(words("This PC could not be started"), sentence, words("Try again"))

    def _benchmark(self) -> None:
        status = self._status()
        if status is not None:
            work = self._face.agent.workers.benchmark(status.worker, force=True)
            self._face.actions.run(work, busy=self._measure)

    def _build(self) -> None:
        machine = Panel(words("Machine"))
        machine.body.addWidget(self._rack)
        machine.body.addWidget(self._facts)
        machine.body.addWidget(self._measuring)
        machine.body.addWidget(self._progress)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._measure)
        machine.body.addLayout(foot)
        deals = Panel(words("Deals that pay"))
        deals.body.addWidget(self._deal_list, 1)
        left = QVBoxLayout()
        left.setSpacing(GAP_4)
        left.addWidget(machine)
        left.addWidget(deals, 1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_4)
        row.addLayout(left, 3)
        row.addWidget(self._plan, 2)
        alive = QWidget()
        alive.setLayout(row)
        self._middle.addWidget(self._ghost)
        self._middle.addWidget(alive)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_5, GAP_4, GAP_5, GAP_5)
        column.addWidget(self._middle)


def _facts(status: WorkerStatus) -> list[tuple[str, str]]:
    hardware = status.hardware
    facts = [(words("CPU"), str(hardware.get("cpu_model", "—")))]
    for number, name in _BENCHMARKS:
        value = status.benchmarks.get(number)
        facts.append((words(name), f"{value:,}" if value else words("not measured")))
    storage = hardware.get("storage_bytes")
    facts.append((words("Storage"), size(storage) if isinstance(storage, int) else "—"))
    engine = said(status.engine)
    facts.append((words("Docker"), engine))
    return facts


def _supplied_columns() -> list[Column[SuppliedDeal]]:
    return [
        Column(
            words("Customer"),
            text=lambda deal: short_address(deal.consumer),
            tip=lambda deal: deal.consumer,
        ),
        Column(
            words("Per hour, SNM"),
            text=lambda deal: amount(per_hour(deal.rate)),
            key=lambda deal: deal.rate,
            number=True,
            width=110,
        ),
        Column(
            words("Earned, SNM"),
            text=lambda deal: amount(deal.earned),
            key=lambda deal: deal.earned,
            number=True,
            strong=True,
            width=110,
        ),
        Column(
            words("State"),
            text=lambda deal: words("running") if deal.open else words("ended"),
            width=90,
        ),
    ]
