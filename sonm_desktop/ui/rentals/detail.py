"""One rental: its runway, paying in and closing, its jobs, its facts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.tasks import Task
from sonm_desktop.core.amounts import per_hour
from sonm_desktop.ui.amendments.change_form import ChangeForm
from sonm_desktop.ui.amendments.history import TermHistory
from sonm_desktop.ui.amendments.pile import AmendmentPile, under_way
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.people.rating import RatePanel
from sonm_desktop.ui.remedies import remedy
from sonm_desktop.ui.rentals.closing import ClosePanel
from sonm_desktop.ui.rentals.facts import deal_facts
from sonm_desktop.ui.rentals.held import held_words
from sonm_desktop.ui.rentals.job_form import JobForm
from sonm_desktop.ui.rentals.outcome import OutcomeCard
from sonm_desktop.ui.rentals.ports_pane import PortsPane
from sonm_desktop.ui.rentals.spans import KINDS, deal_span, is_open
from sonm_desktop.ui.rentals.task_panel import TaskPanel
from sonm_desktop.ui.rentals.titles import phase_words, rental_title
from sonm_desktop.ui.rentals.top_up_form import TopUpForm
from sonm_desktop.ui.shell.page import Panel, scrolling
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3, GAP_4, SECTION
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.pill import StatePill
from sonm_desktop.ui.widgets.runway import Runway
from sonm_desktop.ui.widgets.tab_row import TabRow
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import moment, plural, rounded, size, words

_TAKES_MONEY = ("running", "paused")
_JOBS, _NEW, _MONEY = range(3)


class RentalDetail(QWidget):
    """Shows the deal that it is given. wanted: another place."""

    wanted = Signal(str)

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._deal: Deal | None = None
        self._title = label("", SECTION, wrap=True)
        self._pill = StatePill(face.theme)
        self._state = label("", tone="muted", wrap=True)
        self._held = label("", tone="muted", wrap=True)
        self._doubt = label("", tone="warn", wrap=True)
        self._runway = Runway(face.theme)
        self._pay = QPushButton(words("Top up"))
        self._change = QPushButton(words("Change terms"))
        self._close = BusyButton(words("Close the rental"), words("Asking…"), kind="danger")
        self._top_up = TopUpForm(face)
        self._other_terms = ChangeForm(face)
        self._amendments = AmendmentPile(face)
        self._history = TermHistory(face)
        self._closing = ClosePanel(face)
        self._outcome = OutcomeCard()
        self._rating = RatePanel(face)
        self._tabs = TabRow((words("Jobs"), words("New job"), words("Money and facts")))
        self._stack = QStackedWidget()
        self._inside = QWidget()
        self._money = scrolling(self._inside)
        self._tasks = TaskPanel(face)
        self._job = JobForm(face)
        self._ports = PortsPane()
        self._facts = Facts()
        self._build()
        self._connect()

    def show_deal(self, deal: Deal, tasks: Sequence[Task]) -> None:
        """Show *deal* and its *tasks*, oldest first."""
        other = self._deal is None or self._deal.id != deal.id
        if other:
            self._top_up.turn(False)
            self._other_terms.turn(False)
        self._deal = deal
        self._show_head(deal, tasks)
        self._closing.for_deal(deal)
        self._top_up.for_deal(deal)
        self._other_terms.for_deal(deal)
        self._show_requests()
        self._history.look_at(deal)
        self._outcome.show_deal(deal)
        self._rating.for_deal(deal.id, closed=deal.phase == "closed")
        self._ports.show_deal(deal)
        self._facts.show_pairs(deal_facts(deal, self._face.live.state))
        self._job.for_deal(deal.id, deal.network)
        self._tasks.show_tasks(tasks)
        self._offer_tabs(deal, len(tasks), other=other)

    def stop_following(self) -> None:
        """Let go of the log that is on the screen."""
        self._tasks.stop_following()

    def keep_draft(self) -> None:
        """Write down what is typed and not yet sent."""
        self._job.keep()

    def _show_head(self, deal: Deal, tasks: Sequence[Task]) -> None:
        state = self._face.live.state
        self._title.setText(rental_title(deal, tasks, state))
        self._pill.show_state(KINDS[deal.phase], phase_words(deal), deal.state.text)
        price = words("{price} SNM per hour", price=rounded(per_hour(deal.rate)))
        parts = (_state_words(deal), price, _traffic_words(deal))
        self._state.setText(" · ".join(part for part in parts if part))
        self._held.setText(held_words(deal))
        self._held.setVisible(bool(self._held.text()))
        self._doubt.setText(" ".join(part for part in (_leaving(deal), _doubt_words(deal)) if part))
        self._doubt.setVisible(bool(self._doubt.text()))
        span = deal_span(deal)
        self._runway.setVisible(span is not None)
        self._runway.show_span(span)
        self._pay.setVisible(deal.mine and deal.phase in _TAKES_MONEY)
        self._change.setVisible(deal.mine and deal.phase in _TAKES_MONEY)
        self._change.setText(words("Extend or change") if deal.end else words("Change terms"))
        self._close.setVisible(is_open(deal))
        if not is_open(deal):
            self._top_up.turn(False)
            self._other_terms.turn(False)
            self._closing.drop()

    def _offer_tabs(self, deal: Deal, jobs: int, *, other: bool) -> None:
        runs = is_open(deal) and deal.mine
        self._tabs.offer(_NEW, runs)
        self._tabs.offer(_JOBS, jobs > 0)
        title = plural("Job", "Jobs {count}", jobs) if jobs else words("Jobs")
        self._tabs.title(_JOBS, title)
        first = _JOBS if jobs else _NEW if runs else _MONEY
        now = self._tabs.current
        gone = (now == _NEW and not runs) or (now == _JOBS and not jobs)
        if other or gone:
            self._turn(first)

    def _turn(self, at: int) -> None:
        self._tabs.choose(at)
        self._stack.setCurrentIndex(at)

    def _show_started(self, task: Task) -> None:
        self._tabs.offer(_JOBS, True)
        self._turn(_JOBS)
        self._tasks.add(task)

    def _turn_top_up(self) -> None:
        self._closing.drop()
        self._other_terms.turn(False)
        self._turn(_MONEY)
        self._top_up.turn(True)

    def _turn_to_rating(self) -> None:
        self._turn(_MONEY)

    def _turn_change(self) -> None:
        self._closing.drop()
        self._top_up.turn(False)
        self._turn(_MONEY)
        self._other_terms.turn(True)
        self._show_requests()

    def _show_requests(self) -> None:
        """Not beside the form in which others are typed."""
        deal = self._deal.id if self._deal is not None else ""
        hidden = self._other_terms.editing or not deal
        found = () if hidden else under_way(self._face.live.state, deal=deal)
        self._amendments.show_amendments(found)

    def _ask_to_close(self) -> None:
        self._top_up.turn(False)
        self._other_terms.turn(False)
        self._turn(_MONEY)
        self._closing.ask(self._close)

    def _show_ended(self) -> None:
        """The button that had the keys is gone, and the facts are looked at from the top."""
        self._money.verticalScrollBar().setValue(0)
        self._tabs.take_focus()

    def _build(self) -> None:
        head = Panel()
        top = QHBoxLayout()
        top.setSpacing(GAP_2)
        top.addWidget(self._title, 1)
        top.addWidget(self._pill)
        top.addWidget(self._pay)
        top.addWidget(self._change)
        top.addWidget(self._close)
        head.body.addLayout(top)
        head.body.addWidget(self._state)
        head.body.addWidget(self._held)
        head.body.addWidget(self._doubt)
        head.body.addWidget(self._runway)
        head.body.setSpacing(GAP_2)
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, GAP_2, GAP_2, 0)
        column.setSpacing(GAP_4)
        for part in (
            self._top_up,
            self._other_terms,
            self._closing,
            self._rating.form,
            self._ports,
            self._facts,
            self._history,
        ):
            column.addWidget(part)
        column.addStretch(1)
        for panel in (self._tasks, self._job, self._money):
            self._stack.addWidget(panel)
        work = Panel()
        work.body.setSpacing(GAP_3)
        work.body.addWidget(self._tabs)
        work.body.addWidget(self._stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP_4)
        whole.addWidget(head)
        self._outcome.body.addWidget(self._rating)
        whole.addWidget(self._amendments)
        whole.addWidget(self._outcome)
        whole.addWidget(work, 1)
        self._outcome.hide()

    def _connect(self) -> None:
        self._pay.clicked.connect(self._turn_top_up)
        self._change.clicked.connect(self._turn_change)
        self._close.clicked.connect(self._ask_to_close)
        self._tabs.chosen.connect(self._stack.setCurrentIndex)
        self._job.started.connect(self._show_started)
        self._outcome.wanted.connect(self.wanted)
        self._closing.done.connect(self._show_ended)
        self._rating.begun.connect(self._turn_to_rating)


def _traffic_words(deal: Deal) -> str:
    """Only where some went through: most jobs have no network."""
    used = deal.usage
    if used is None or not (used.received or used.sent):
        return ""
    return words("{received} in, {sent} out", received=size(used.received), sent=size(used.sent))


def _leaving(deal: Deal) -> str:
    """A spot deal whose place somebody has bought for a fixed time."""
    if deal.leaves is None or deal.outcome is not None:
        return ""
    return words(
        "Somebody has bought this hardware for a fixed time: this spot rental ends at {time}. "
        "Save what your job has made; what is unspent comes back.",
        time=moment(deal.leaves, deal.now),
    )


def _doubt_words(deal: Deal) -> str:
    if deal.usage is None or deal.usage.doubt is None:
        return ""
    return f"{deal.usage.doubt.text} {remedy(deal.usage.doubt)}".strip()


def _state_words(deal: Deal) -> str:
    """How it goes, and what to do; an outcome has a card of its own."""
    if deal.outcome is not None and not is_open(deal):
        return ""
    return f"{deal.state.text} {remedy(deal.state)}".strip().rstrip(".")
