"""The jobs that this PC runs now: what each takes of it, and what it brings."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.jobs import Job
from sonm_desktop.core.jobs.image_name import short_image
from sonm_desktop.ui.blocking.menu import BlockMenu
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1, GAP_2, GAP_3, GAP_4, STRONG
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.pill import PillKind, StatePill
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, cores, exact, size, span, words

_AGAIN_MS = 4000
_ONE_CORE = 100
_WORKING, _NOBODY = "agent.job_runs", "agent.job_none"


class JobsPanel(Panel):
    """Asks the worker while it is on the screen; away while there is no job. wanted: other terms
    for the deal of that id."""

    wanted = Signal(str)

    def __init__(self, face: Face) -> None:
        super().__init__(words("Jobs now"))
        self._face = face
        self._worker = ""
        self._asking = False
        self._cards: list[JobCard] = []
        self._again = QTimer(self, interval=_AGAIN_MS)
        self._again.timeout.connect(self._ask)
        self.body.setSpacing(GAP_4)
        self.hide()

    def look_at(self, worker: str, *, busy: bool) -> None:
        """Show the jobs of *worker*; busy: whether it has any deal."""
        if worker != self._worker:
            self._worker = worker
            self.show_jobs(())
        if busy:
            self._ask()
        else:
            self.show_jobs(())

    def show_jobs(self, jobs: Sequence[Job]) -> None:
        """Show *jobs*; cards are kept and only what they say changes."""
        while len(self._cards) < len(jobs):
            card = JobCard(self._face)
            card.wanted.connect(self.wanted)
            self._cards.append(card)
            self.body.addWidget(card)
        for at, card in enumerate(self._cards):
            card.setVisible(at < len(jobs))
            if at < len(jobs):
                card.show_job(jobs[at])
        self.setVisible(bool(jobs))

    def _ask(self) -> None:
        if self._asking or not self._worker:
            return
        self._asking = True
        self._face.actions.run(
            self._face.agent.workers.jobs(self._worker), done=self._answered, failed=self._lost
        )

    def _answered(self, jobs: list[Job]) -> None:
        self._asking = False
        if shiboken6.isValid(self):
            self.show_jobs([job for job in jobs if job.worker == self._worker])

    def _lost(self, _sentence: str) -> None:
        """The page says already that the worker is away; what it said last stays."""
        self._asking = False

    # Qt overrides
    def showEvent(self, event: QShowEvent) -> None:
        self._again.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._again.stop()
        super().hideEvent(event)


class JobCard(QWidget):
    """One job: its image, whose it is, and four figures. wanted: other terms for its deal."""

    wanted = Signal(str)

    def __init__(self, face: Face) -> None:
        super().__init__()
        theme = face.theme
        self._job: Job | None = None
        self._menu = BlockMenu(self, face, self._customer_at, customer=True)
        self._image = label("", STRONG, wrap=True)
        self._customer = label("", CAPTION, tone="muted", wrap=True)
        self._pill = StatePill(theme)
        self._deal = ""
        self._terms = QPushButton(words("Offer other terms"))
        self._terms.setProperty("kind", "quiet")
        self._terms.clicked.connect(self._want)
        self._figures = {
            name: (label(title, CAPTION, tone="muted"), label(""), label("", CAPTION, tone="muted"))
            for name, title in (
                ("cpu", words("Processor")),
                ("ram", words("RAM")),
                ("line", words("Traffic")),
                ("money", words("Earned")),
            )
        }
        self._build()

    def show_job(self, job: Job) -> None:
        """Show *job*."""
        self._deal = job.deal
        self._job = job
        self._image.setText(short_image(job.image) if job.image else words("No job yet"))
        self._image.setToolTip(job.image)
        customer = words("for {customer}", customer=short_address(job.customer))
        waits = "" if job.state.code in (_WORKING, _NOBODY) else job.state.text
        self._customer.setText(" · ".join(part for part in (customer, waits) if part))
        self._customer.setToolTip(job.customer)
        self._pill.show_state(_kind(job), _state(job), job.state.text)
        self._say("cpu", _processor(job), words("{time} so far", time=span(job.cpu_ms // 1000)))
        self._say("ram", _memory(job), words("{size} at most", size=size(job.ram_peak)))
        self._say("line", _traffic(job), _traffic_cost(job))
        earned = words("{amount} SNM", amount=amount(job.earned))
        self._say("money", earned, _held(job), tip=exact(job.earned))

    def _customer_at(self, _at: QPoint) -> str:
        return self._job.customer if self._job is not None else ""

    def _want(self) -> None:
        self.wanted.emit(self._deal)

    def _say(self, name: str, value: str, beside: str, *, tip: str = "") -> None:
        _, figure, under = self._figures[name]
        figure.setText(value)
        figure.setToolTip(tip)
        under.setText(beside)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP_2)
        head.addWidget(self._image, 1)
        head.addWidget(self._terms)
        head.addWidget(self._pill)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_3)
        grid.setVerticalSpacing(0)
        for column, parts in enumerate(self._figures.values()):
            grid.setColumnStretch(column, 1)
            for row, part in enumerate(parts):
                grid.addWidget(part, row, column)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP_1)
        whole.addLayout(head)
        whole.addWidget(self._customer)
        whole.addLayout(grid)


def _kind(job: Job) -> PillKind:
    if job.state.code == _WORKING:
        return PillKind.WORKING
    return PillKind.IDLE if job.state.code == _NOBODY else PillKind.WAITING


def _state(job: Job) -> str:
    if job.state.code == _WORKING:
        return words("Running")
    return words("Rented, idle") if job.state.code == _NOBODY else words("Waiting")


def _processor(job: Job) -> str:
    if job.cpu_percent == _ONE_CORE:
        return words("{now} of 1 core", now=cores(job.cpu_now))
    return words("{now} of {sold} cores", now=cores(job.cpu_now), sold=cores(job.cpu_percent))


def _memory(job: Job) -> str:
    return words("{now} of {sold}", now=size(job.ram_now), sold=size(job.ram_bytes))


def _traffic(job: Job) -> str:
    return words("{received} in, {sent} out", received=size(job.received), sent=size(job.sent))


def _held(job: Job) -> str:
    """Time that brings nothing, because the owner needed his machine."""
    return words("{time} held: unpaid", time=span(job.held_s)) if job.held_s else ""


def _traffic_cost(job: Job) -> str:
    if not job.traffic_cost:
        return ""
    return words("costs {amount} SNM", amount=amount(job.traffic_cost))
