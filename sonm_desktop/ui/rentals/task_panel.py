"""The jobs of one rental: the chosen one's state, live log and files."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.tasks import Task
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.rentals.columns import task_words
from sonm_desktop.ui.rentals.files_pane import FilesPane
from sonm_desktop.ui.rentals.log_pane import LogPane
from sonm_desktop.ui.rentals.titles import job_name
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2, GAP_3
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.confirm import ConfirmDialog
from sonm_desktop.ui.widgets.pill import PillKind, StatePill
from sonm_desktop.ui.widgets.pull_bar import PullBar
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import moment, span, words

_KINDS = {
    "recorded": PillKind.WAITING,
    "preparing": PillKind.WAITING,
    "running": PillKind.WORKING,
    "exited": PillKind.IDLE,
    "failed": PillKind.TROUBLE,
    "stopped": PillKind.OFF,
}
_ROOMY = 330


class TaskPanel(QWidget):
    """The newest job unless another one was chosen."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._tasks: list[Task] = []
        self._task: Task | None = None
        self._chooser = QComboBox()
        self._pill = StatePill(face.theme)
        self._times = label("", CAPTION, tone="muted")
        self._reason = label("", tone="muted", wrap=True)
        self._pull = PullBar()
        self._log = LogPane(face)
        self._files = FilesPane(face)
        self._stop = BusyButton(words("Stop"), words("Stopping…"), kind="danger")
        self._build()
        self._chooser.activated.connect(self._choose)
        self._stop.clicked.connect(self._ask_to_end)

    def show_tasks(self, tasks: Sequence[Task]) -> None:
        """Show the newest of *tasks*, oldest first, or the one that was chosen among them."""
        names = [job_name(task) for task in tasks]
        if names != [self._chooser.itemText(at) for at in range(self._chooser.count())]:
            self._chooser.clear()
            self._chooser.addItems(names)
        newer = len(tasks) > len(self._tasks) or not self._tasks or not tasks
        other = newer or tasks[0].deal != self._tasks[0].deal
        self._tasks = list(tasks)
        if not tasks:
            self.stop_following()
            return
        known = [] if other or self._task is None else [task.task for task in tasks]
        wanted = self._task.task if self._task else ""
        self._show(tasks[known.index(wanted)] if wanted in known else tasks[-1])

    def add(self, task: Task) -> None:
        """Show *task*, which was started just now; the state will bring it too."""
        others = [known for known in self._tasks if known.task != task.task]
        self.show_tasks([*(known for known in others if known.deal == task.deal), task])

    def stop_following(self) -> None:
        """Let go of the log."""
        self._task = None
        self._log.stop_following()

    def _show(self, task: Task) -> None:
        self._task = task
        self._chooser.setCurrentIndex(self._tasks.index(task))
        bad_exit = task.state == "exited" and bool(task.exit_code)
        kind = PillKind.TROUBLE if bad_exit else _KINDS[task.state]
        why = task.reason.text if task.reason else ""
        self._pill.show_state(kind, task_words(task), why)
        self._times.setText(_times(task))
        reason = said(task.reason) if task.reason else ""
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._pull.setVisible(task.pull is not None)
        if task.pull is not None:
            self._pull.show_pull(task.pull)
        self._stop.setVisible(not task.final)
        self._files.show_task(task)
        self._log.show_log(task.deal, task.task)

    def _choose(self, at: int) -> None:
        self._show(self._tasks[at])

    def _ask_to_end(self) -> None:
        dialog = ConfirmDialog(
            self,
            question=words("Stop this job?"),
            lost=words("What it has not yet written to /output is lost. The rental goes on."),
            action=words("Stop the job"),
        )
        dialog.confirmed.connect(self._end)
        dialog.open()

    def _end(self) -> None:
        if self._task is None:
            return
        work = self._face.agent.tasks.stop(self._task.deal, self._task.task)
        self._face.actions.run(work, busy=self._stop)

    def _build(self) -> None:
        self._chooser.setAccessibleName(words("Job"))
        self._chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        top = QHBoxLayout()
        top.setSpacing(GAP_2)
        top.addWidget(self._chooser)
        top.addWidget(self._pill)
        top.addWidget(self._times)
        top.addStretch(1)
        top.addWidget(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addLayout(top)
        column.addWidget(self._reason)
        column.addWidget(self._pull)
        column.addWidget(self._log, 1)
        column.addWidget(self._files)

    # Qt overrides
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._files.fold(event.size().height() < _ROOMY)


def _times(task: Task) -> str:
    if task.started_ms is None:
        return ""
    began = moment(task.started_ms // 1000)
    if task.ended_ms is None:
        return words("since {time}", time=began)
    took = span((task.ended_ms - task.started_ms) // 1000)
    return words("{time}, took {span}", time=began, span=took)
