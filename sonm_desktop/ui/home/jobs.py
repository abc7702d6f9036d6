"""The last jobs of all rentals."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QSizePolicy

from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.tasks import Task
from sonm_desktop.ui.models.table import Column, RecordTable
from sonm_desktop.ui.rentals.columns import task_words
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.words import moment, plural, span, words

_MOST = 8
_LEAST_HEIGHT = 104


class JobsPanel(Panel):
    """opened: the id of the deal whose job was activated."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__(words("Last jobs"))
        columns = _columns()
        self._model: RecordTable[Task] = RecordTable(columns)
        self._table = RecordView(self._model, columns, words("Last jobs"))
        self._table.setMinimumHeight(_LEAST_HEIGHT)
        self._table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.body.addWidget(self._table, 1)
        self._table.doubleClicked.connect(self._open)
        self._table.activated.connect(self._open)

    def show_state(self, state: State) -> None:
        """Show the newest jobs of *state*; without any there is nothing to show."""
        tasks = sorted(state.tasks.values(), key=lambda task: -(task.started_ms or 2**62))
        self.setVisible(bool(tasks))
        self._model.show(tasks[:_MOST])

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._model.record(index.row()).deal)


def _columns() -> list[Column[Task]]:
    return [
        Column(words("Job"), text=lambda task: task.task, width=140),
        Column(words("Command"), text=_in_one_line, tip=_command),
        Column(words("Rental"), text=lambda task: short_address(task.deal), width=110),
        Column(words("State"), text=task_words, width=130),
        Column(words("Files"), text=_files, width=80),
        Column(words("Took"), text=_took, number=True, width=90),
        Column(words("Began"), text=_began, number=True, width=110),
    ]


def _in_one_line(task: Task) -> str:
    """A script has many lines; a row of the table has room for one."""
    return " ".join(_command(task).split())


def _command(task: Task) -> str:
    return " ".join(task.command) or words("as the image says")


def _files(task: Task) -> str:
    return plural("{count} file", "{count} files", len(task.files)) if task.files else "—"


def _took(task: Task) -> str:
    if task.started_ms is None or task.ended_ms is None:
        return "—"
    return span((task.ended_ms - task.started_ms) // 1000)


def _began(task: Task) -> str:
    return "—" if task.started_ms is None else moment(task.started_ms // 1000)
