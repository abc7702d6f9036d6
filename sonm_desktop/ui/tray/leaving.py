"""Quitting: what goes on without the window is named, and the person chooses its end."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.client import AgentClient
from sonm_desktop.api.schema.state import State
from sonm_desktop.ui.rentals.spans import is_open
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3, GAP_5, SECTION
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, plural, words

_WIDTH = 520


class Leave(Enum):
    """keep: only the window goes. finish: the worker ends after its jobs. stop: all ends now."""

    KEEP = "keep"
    FINISH = "finish"
    STOP = "stop"


def going_on(state: State | None) -> list[str]:
    """What runs and would go on without a window, in sentences; empty when nothing does."""
    if state is None:
        return []
    said = []
    local = state.local_worker
    status = state.worker_status.get(local.worker) if local.worker else None
    if status is not None and status.deals:
        said.append(
            plural(
                "This PC works for {count} customer.",
                "This PC works for {count} customers.",
                status.deals,
            )
        )
    elif status is not None and status.plan is not None:
        said.append(words("This PC is on sale."))
    rentals = [deal for deal in state.deals.values() if is_open(deal)]
    if rentals:
        left = amount(sum(deal.left for deal in rentals))
        said.append(
            plural(
                "{count} rental runs, with {left} SNM left in it.",
                "{count} rentals run, with {left} SNM left in them.",
                len(rentals),
                left=left,
            )
        )
    return said


async def leave(agent: AgentClient, choice: Leave, *, worker: bool) -> None:
    """Do what was chosen before the window goes. *worker*: one runs on this machine."""
    if choice is not Leave.KEEP and worker:
        await agent.workers.stop_local(finish=choice is Leave.FINISH)
    if choice is Leave.STOP:
        await agent.shut_down()


class LeaveDialog(QDialog):
    """Opened, never executed: the window behind it stays alive. decided: a `Leave`."""

    decided = Signal(object)

    def __init__(self, parent: QWidget, sentences: list[str], *, worker: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle(words("Quit"))
        self.setFixedWidth(_WIDTH)
        keep = QPushButton(words("Close the window, keep working"))
        keep.setProperty("kind", "primary")
        finish = QPushButton(words("Finish this PC's jobs, then stop"))
        stop = QPushButton(words("Stop everything now"))
        stop.setProperty("kind", "danger")
        cancel = QPushButton(words("Cancel"))
        finish.setVisible(worker)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_5, GAP_5, GAP_5, GAP_5)
        column.setSpacing(GAP_3)
        column.addWidget(label(words("Leave SONM?"), SECTION))
        for sentence in sentences:
            column.addWidget(label(sentence, wrap=True))
        column.addWidget(label(_consequence(worker), tone="muted", wrap=True))
        for button in (keep, finish, stop):
            column.addWidget(button)
        foot = QHBoxLayout()
        foot.setSpacing(GAP_2)
        foot.addStretch(1)
        foot.addWidget(cancel)
        column.addLayout(foot)
        keep.clicked.connect(self._keep)
        finish.clicked.connect(self._finish)
        stop.clicked.connect(self._stop)
        cancel.clicked.connect(self.reject)
        keep.setFocus()

    def _keep(self) -> None:
        self._decide(Leave.KEEP)

    def _finish(self) -> None:
        self._decide(Leave.FINISH)

    def _stop(self) -> None:
        self._decide(Leave.STOP)

    def _decide(self, choice: Leave) -> None:
        self.accept()
        self.decided.emit(choice)


def _consequence(worker: bool) -> str:
    stopped = words(
        "Stopping now leaves rentals unwatched: each is paid up to what was promised and no longer."
    )
    if not worker:
        return stopped
    return stopped + " " + words("Customers' jobs on this PC end, and earn nothing more.")
