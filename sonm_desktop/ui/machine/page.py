"""The page of this PC: what it is, what it sells, for whom it works, and what it earned."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.worker import LocalWorker, StartLocalWorker
from sonm_desktop.ui.amendments.offer_form import OfferForm
from sonm_desktop.ui.amendments.pile import AmendmentPile, under_way
from sonm_desktop.ui.campaigns.panel import CampaignsPanel
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.machine.controls import ControlsPanel
from sonm_desktop.ui.machine.devices_panel import DevicesPanel
from sonm_desktop.ui.machine.earnings import EarningsPanel
from sonm_desktop.ui.machine.guest.panel import GuestPanel
from sonm_desktop.ui.machine.hardware_panel import HardwarePanel
from sonm_desktop.ui.machine.images_panel import ImagesPanel
from sonm_desktop.ui.machine.jobs_panel import JobsPanel
from sonm_desktop.ui.machine.rest import local_status
from sonm_desktop.ui.machine.sale.panel import PlansPanel
from sonm_desktop.ui.machine.sale.prices_page import PricesPage
from sonm_desktop.ui.machine.start import StartPanel
from sonm_desktop.ui.machine.working import WorkingPanel, deals_of
from sonm_desktop.ui.remedies import remedy
from sonm_desktop.ui.shell.page import Page
from sonm_desktop.ui.theme.tokens import GAP_3, GAP_4, GAP_5
from sonm_desktop.ui.widgets.tab_row import TabRow
from sonm_desktop.ui.widgets.turning import Turning
from sonm_desktop.ui.words import words

_FOLLOWED = frozenset(
    {
        Topic.RELOAD,
        Topic.LOCAL_WORKER,
        Topic.WORKER_STATUS,
        Topic.SUPPLIED,
        Topic.WORKERS,
        Topic.AMENDMENTS,
    }
)
_OF_THE_WORKER = (2, 3, 4, 5)
_PARTS = {
    **{"machine": 0, "earnings": 1, "images": 2, "prices": 3, "devices": 4, "hours": 5},
    "campaigns": 6,
}
_NOBODY = "agent.worker_none"
_GIVEN_UP = frozenset({_NOBODY, "agent.worker_gave_up", "agent.worker_failed"})


class MachinePage(Page):
    """The worker of this machine, or how to start one; and the earnings of its account."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("This PC"))
        self._face = face
        self._tabs = TabRow(
            (
                words("Machine"),
                words("Earnings"),
                words("Images"),
                words("Prices"),
                words("Devices"),
                words("When to work"),
                words("Campaigns"),
            )
        )
        self._controls = ControlsPanel(face)
        self._hardware = HardwarePanel(face)
        self._jobs = JobsPanel(face)
        self._amendments = AmendmentPile(face)
        self._offer = OfferForm(face)
        self._working = WorkingPanel()
        self._plan = PlansPanel(face)
        self._prices = PricesPage(face)
        self._start = StartPanel()
        self._earnings = EarningsPanel(face)
        self._images = ImagesPanel(face)
        self._guest = GuestPanel(face)
        self._devices = DevicesPanel(face)
        self._campaigns = CampaignsPanel(face)
        self._alive = QWidget()
        self._machine = Turning()
        self._middle = Turning()
        self._build()
        self._tabs.chosen.connect(self._middle.turn)
        self._start.pressed.connect(self._begin)
        self._jobs.wanted.connect(self._offer_terms)
        face.live.changed.connect(self._follow)

    def _follow(self, topic: str) -> None:
        state = self._face.live.state
        if topic not in _FOLLOWED or state is None:
            return
        account = state.local_worker.master or self._face.live.account
        self._earnings.look_at(account)
        self._campaigns.look_at(account)
        status = local_status(self._face)
        self._machine.turn(0 if status is None else 1)
        for tab in _OF_THE_WORKER:
            self._tabs.offer(tab, status is not None)
        if status is None:
            self._leave_its_tabs()
            self._say_absent(state.local_worker)
            return
        self._images.show_status(status)
        self._guest.show_status(status)
        self._devices.show_status(status)
        self._controls.show_state(state, status)
        self._hardware.show_status(status, deals_of(state, status.worker))
        self._plan.show_status(status)
        self._prices.show_status(status)
        self._jobs.look_at(status.worker, busy=status.deals > 0)
        self._working.show_state(state, status)
        self._amendments.show_amendments(under_way(state, worker=status.worker))

    def _offer_terms(self, deal: str) -> None:
        """The customer of *deal* may have other terms."""
        state = self._face.live.state
        supplied = state.supplied.get(deal) if state else None
        if supplied is not None and supplied.open:
            self._offer.begin(supplied)

    def show_part(self, part: str) -> None:
        """One of `_PARTS`; a worker that is not there has none of its own."""
        tab = _PARTS.get(part)
        if tab is None or (tab in _OF_THE_WORKER and local_status(self._face) is None):
            return
        self._tabs.choose(tab)
        self._middle.turn(tab)

    def _leave_its_tabs(self) -> None:
        """Rules and prices are the worker's, so there are none without it."""
        if self._middle.current in _OF_THE_WORKER:
            self._tabs.choose(0)
            self._middle.turn(0)

    def _say_absent(self, local: LocalWorker) -> None:
        """What is so, in the agent's words; a button only where a press does something."""
        state = self._face.live.state
        action = ""
        if local.state.code in _GIVEN_UP and state is not None and state.wallet.accounts:
            action = words("Start earning with this PC")
        if local.state.code == _NOBODY:
            reason = words("It can earn while you do not need all of it.")
            if not action:
                reason = words("It earns for an account: make a wallet first.")
            self._start.say(words("This PC is not for rent"), reason, action)
            return
        self._start.say(local.state.text, remedy(local.state), action)

    def _begin(self) -> None:
        account = self._face.live.account
        if not account:
            return
        self._face.actions.run(
            partial(self._face.agent.workers.start_local, StartLocalWorker(master=account)),
            busy=self._start.button,
            failed=self._say_failure,
        )

    def _say_failure(self, sentence: str) -> None:
        self._start.say(
            words("This PC could not be started"), sentence, words("Try again"), tone="bad"
        )

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(GAP_4)
        left.addWidget(self._hardware)
        left.addWidget(self._offer)
        left.addWidget(self._jobs)
        left.addWidget(self._working, 1)
        row = QHBoxLayout()
        row.setSpacing(GAP_4)
        row.addLayout(left, 3)
        row.addWidget(self._plan, 2)
        column = QVBoxLayout(self._alive)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_4)
        column.addWidget(self._controls)
        column.addWidget(self._amendments)
        column.addLayout(row, 1)
        self._machine.add(self._start)
        self._machine.add(self._alive)
        self._middle.add(self._machine)
        self._middle.add(self._earnings)
        self._middle.add(self._images)
        self._middle.add(self._prices)
        self._middle.add(self._devices)
        self._middle.add(self._guest)
        self._middle.add(self._campaigns)
        whole = self.scrolled()
        whole.setContentsMargins(GAP_5, GAP_3, GAP_5, GAP_5)
        whole.setSpacing(GAP_3)
        whole.addWidget(self._tabs)
        whole.addWidget(self._middle, 1)
