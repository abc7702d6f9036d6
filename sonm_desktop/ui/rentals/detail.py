"""One rental: its runway, its money, closing it, and its jobs."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.plans import CloseDeal, Committed, Plan
from sonm_desktop.api.schema.tasks import Task
from sonm_desktop.ui.confirmation import plan_lines
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.remedies import remedy
from sonm_desktop.ui.rentals.job_form import JobForm
from sonm_desktop.ui.rentals.spans import KINDS, deal_span, is_open
from sonm_desktop.ui.rentals.task_panel import TaskPanel
from sonm_desktop.ui.rentals.top_up_form import TopUpForm
from sonm_desktop.ui.shell.page import Panel, scrolling
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_4
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.pill import StatePill
from sonm_desktop.ui.widgets.runway import Runway
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import exact, words

_TAKES_MONEY = ("running", "paused")


class RentalDetail(QWidget):
    """Shows the deal that it is given; closing asks by a plan first."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._deal: Deal | None = None
        self._plan: Plan | None = None
        self._pill = StatePill(face.theme)
        self._runway = Runway(face.theme)
        self._facts = Facts()
        self._close = BusyButton(words("Close the rental"), words("Asking…"), kind="danger")
        self._effects = label("", wrap=True)
        self._commit = BusyButton(words("Close now"), words("Closing…"), kind="primary")
        self._back = QPushButton(words("Back"))
        self._confirmation = QWidget()
        self._top_up = TopUpForm(face)
        self._said = label("", wrap=True)
        self._task = TaskPanel(face)
        self._job = JobForm(face)
        self._build()
        self._close.clicked.connect(self._ask)
        self._commit.clicked.connect(self._do)
        self._back.clicked.connect(self._drop)
        self._job.started.connect(self._show_started)

    def show_deal(self, deal: Deal, tasks: list[Task]) -> None:
        """Show *deal* and the newest of its *tasks*."""
        if self._deal is None or self._deal.id != deal.id:
            self._drop()
        self._deal = deal
        self._pill.show_state(KINDS[deal.phase], deal.state.text, remedy(deal.state))
        span = deal_span(deal)
        self._runway.setVisible(span is not None)
        self._runway.show_span(span)
        self._facts.show_pairs(_facts(deal))
        self._close.setVisible(is_open(deal) and self._plan is None)
        self._top_up.for_deal(deal)
        self._top_up.setVisible(deal.mine and deal.phase in _TAKES_MONEY)
        self._job.for_deal(deal.id)
        newest = tasks[-1] if tasks else None
        self._task.setVisible(newest is not None)
        self._job.setVisible(is_open(deal) and deal.mine and (newest is None or newest.final))
        if newest is not None:
            self._task.show_task(newest)

    def stop_following(self) -> None:
        """Let go of the log that is on the screen."""
        self._task.stop_following()

    def _show_started(self, task: Task) -> None:
        self._task.show()
        self._task.show_task(task)
        self._job.hide()

    def _ask(self) -> None:
        if self._deal is None:
            return
        work = partial(self._face.agent.plans.make, CloseDeal(deal=self._deal.id))
        self._face.actions.run(
            work, busy=self._close, done=self._show_plan, failed=self._say_failure
        )

    def _show_plan(self, plan: Plan) -> None:
        self._plan = plan
        self._effects.setText(plan_lines(plan))
        self._close.hide()
        self._confirmation.show()

    def _do(self) -> None:
        if self._plan is None:
            return
        work = partial(self._face.agent.plans.commit, self._plan.id)
        self._face.actions.run(work, busy=self._commit, done=self._done, failed=self._say_failure)

    def _done(self, committed: Committed) -> None:
        self._drop()
        self._say(committed.outcome.text, "good")

    def _drop(self) -> None:
        self._plan = None
        self._confirmation.hide()
        self._close.show()
        self._say("")

    def _say_failure(self, sentence: str) -> None:
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str = "") -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _build(self) -> None:
        panel = Panel()
        top = QHBoxLayout()
        top.addWidget(self._pill)
        top.addStretch(1)
        top.addWidget(self._close)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_2)
        buttons.addWidget(self._commit)
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        inner = QVBoxLayout(self._confirmation)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._effects)
        inner.addLayout(buttons)
        panel.body.addLayout(top)
        for part in (self._runway, self._facts, self._top_up, self._confirmation, self._said):
            panel.body.addWidget(part)
        inside = QWidget()
        left = QVBoxLayout(inside)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(GAP_4)
        left.addWidget(panel)
        left.addWidget(self._job)
        left.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_4)
        row.addWidget(scrolling(inside), 1)
        row.addWidget(self._task, 1)


def _facts(deal: Deal) -> list[tuple[str, str]]:
    facts = [
        (words("Spent"), exact(deal.spent)),
        (words("Left in escrow"), exact(deal.left)),
        (words("Supplier"), short_address(deal.worker)),
        (words("Deal"), short_address(deal.id)),
    ]
    if deal.outcome is not None:
        facts.insert(0, (words("Ended"), deal.outcome.reason.text))
        facts.insert(2, (words("Came back"), exact(deal.refunded)))
    return facts
