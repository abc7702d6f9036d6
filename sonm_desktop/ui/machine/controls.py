"""The one state of this PC with its reason, and what ends or begins it: pause, resume, stop."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout

from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.worker import WorkerStatus
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.home.summary import summary
from sonm_desktop.ui.machine.rest import RestMenu
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_1, GAP_3, SECTION
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.confirm import ConfirmDialog
from sonm_desktop.ui.widgets.pill import StatePill
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words


class ControlsPanel(Panel):
    """Follows the worker of this PC."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._worker = ""
        self._pill = StatePill(face.theme)
        self._sentence = label("", SECTION, wrap=True)
        self._reason = label("", tone="muted", wrap=True)
        self._resume = BusyButton(words("Resume"), words("Resuming…"), kind="primary")
        self._check = BusyButton(words("Check again"), words("Checking…"))
        self._pause = QPushButton(words("Pause"))
        self._stop = QPushButton(words("Stop"))
        self._rest = QMenu(self._pause)
        self._end = QMenu(self._stop)
        self._menu = RestMenu(face, self._rest)
        self._build()
        self._resume.clicked.connect(self._take_up)
        self._check.clicked.connect(self._look)

    def show_state(self, state: State, status: WorkerStatus) -> None:
        """Show what is so now, and only what can be done about it."""
        self._worker = status.worker
        said = summary(state)
        self._pill.show_state(said.kind, said.short, said.reason)
        self._sentence.setText(said.sentence)
        self._reason.setText(said.reason)
        self._reason.setVisible(bool(said.reason))
        drained = status.guest is not None and status.guest.drain == "pause"
        self._resume.setVisible(status.paused is not None or drained)
        self._pause.setVisible(status.plan is not None)
        self._check.setVisible(not status.engine_ready)

    def _take_up(self) -> None:
        self._face.actions.run(
            partial(self._face.agent.workers.resume, self._worker), busy=self._resume
        )

    def _look(self) -> None:
        self._face.actions.run(
            partial(self._face.agent.workers.status, self._worker), busy=self._check
        )

    def _finish(self) -> None:
        self._face.actions.run(partial(self._face.agent.workers.stop_local, finish=True))

    def _ask_to_stop(self) -> None:
        dialog = ConfirmDialog(
            self,
            question=words("Stop this PC's worker now?"),
            lost=words(
                "Customers' jobs end at once, and earn nothing more. “Finish running jobs, then "
                "stop” keeps them."
            ),
            action=words("Stop now"),
        )
        dialog.confirmed.connect(self._stop_now)
        dialog.open()

    def _stop_now(self) -> None:
        self._face.actions.run(partial(self._face.agent.workers.stop_local, finish=False))

    def _build(self) -> None:
        self._pause.setMenu(self._rest)
        self._stop.setMenu(self._end)
        self._end.addAction(words("Finish running jobs, then stop"), self._finish)
        self._end.addAction(words("Stop now: running jobs end and earn no more"), self._ask_to_stop)
        text = QVBoxLayout()
        text.setSpacing(GAP_1)
        text.addWidget(self._sentence)
        text.addWidget(self._reason)
        row = QHBoxLayout()
        row.setSpacing(GAP_3)
        row.addWidget(self._pill)
        row.addLayout(text, 1)
        for button in (self._check, self._resume, self._pause, self._stop):
            row.addWidget(button)
        self.body.addLayout(row)
