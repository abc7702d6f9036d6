"""The files that a job left: fetched, opened, and a small picture shown at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.tasks import Fetched, Task
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.models.table import RecordTable
from sonm_desktop.ui.rentals.columns import file_columns
from sonm_desktop.ui.rentals.picture import LARGEST_FILE
from sonm_desktop.ui.rentals.preview import SHOWN, Preview
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2, GAP_3, ROW_HEIGHT
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import plural, size, words

_PICTURE = ".png"


class FilesPane(QWidget):
    """A few small files are fetched by themselves when one of them is a picture."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._task: Task | None = None
        columns = file_columns()
        self._model = RecordTable(columns)
        self._table = RecordView(self._model, columns, words("Output files"))
        self._said = label("", CAPTION, tone="muted")
        self._fetch = BusyButton(words("Fetch and open"), words("Fetching…"))
        self._preview = Preview()
        self._shown = QWidget()
        self._build()
        self._fetch.clicked.connect(self._bring)

    def show_task(self, task: Task) -> None:
        """Show the files of *task*."""
        before = self._task
        self._task = task
        self.setVisible(bool(task.files))
        if before is not None and _known(before) == _known(task):
            return
        self._preview.forget()
        self._model.show(task.files)
        rows = ROW_HEIGHT * (len(task.files) + 1) + 4
        self._table.setFixedHeight(min(rows, SHOWN.height()))
        whole = sum(file.size for file in task.files)
        count = plural("{count} file", "{count} files", len(task.files))
        self._said.setText(words("{files}, {size}", files=count, size=size(whole)))
        if whole <= LARGEST_FILE and any(_is_picture(file.path) for file in task.files):
            self._face.actions.run(
                partial(self._face.agent.tasks.fetch, task.deal, task.task),
                done=partial(self._look, task),
                failed=self._go_without,
            )

    def fold(self, folded: bool) -> None:
        """Only the heading and the button, where there is little room."""
        self._shown.setVisible(not folded)

    def _bring(self) -> None:
        if self._task is None:
            return
        work = partial(self._face.agent.tasks.fetch, self._task.deal, self._task.task)
        self._face.actions.run(work, busy=self._fetch, done=self._open)

    def _open(self, fetched: Fetched) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(fetched.folder))

    def _look(self, task: Task, fetched: Fetched) -> None:
        if self._task is None or _known(self._task) != _known(task):
            return
        for file in fetched.files:
            if _is_picture(file.path):
                self._face.actions.run(self._preview.show_file(Path(fetched.folder, file.path)))
                return

    def _go_without(self, _sentence: str) -> None:
        """No picture: the person can still fetch, and is told then."""

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GAP_2)
        top.addWidget(label(words("Output files")))
        top.addWidget(self._said)
        top.addStretch(1)
        top.addWidget(self._fetch)
        row = QHBoxLayout(self._shown)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_3)
        row.addWidget(self._preview)
        row.addWidget(self._table, 1, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addLayout(top)
        column.addWidget(self._shown)


def _known(task: Task) -> tuple[object, ...]:
    return (task.deal, task.task, task.files)


def _is_picture(path: str) -> bool:
    return path.lower().endswith(_PICTURE)
