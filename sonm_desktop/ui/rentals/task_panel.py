"""The newest job of a rental: its state, its live log, its files."""

from __future__ import annotations

import asyncio
import codecs
from contextlib import aclosing, suppress

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout

from sonm_desktop.api.schema.tasks import Fetched, OutputFile, Task
from sonm_desktop.core.errors import CodedError
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.models.table import RecordTable
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.rentals.columns import file_columns, task_words
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.log_view import LogView
from sonm_desktop.ui.widgets.pill import PillKind, StatePill
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_KINDS = {
    "recorded": PillKind.WAITING,
    "preparing": PillKind.WAITING,
    "running": PillKind.WORKING,
    "exited": PillKind.IDLE,
    "failed": PillKind.TROUBLE,
    "stopped": PillKind.OFF,
}
_FILES_HEIGHT = 130
_AGAIN_S = 1.0


class TaskPanel(Panel):
    """Follows one task; a lost connection is taken up again where the log stood."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Job"))
        self._face = face
        self._task: Task | None = None
        self._following: asyncio.Task[None] | None = None
        self._pill = StatePill(face.theme)
        self._reason = label("", tone="muted", wrap=True)
        self._log = LogView(words("Log of the job"))
        columns = file_columns()
        self._files: RecordTable[OutputFile] = RecordTable(columns)
        self._file_list = RecordView(self._files, columns, words("Output files"))
        self._fetch = BusyButton(words("Fetch and open"), words("Fetching…"))
        self._stop = BusyButton(words("Stop"), words("Stopping…"), kind="danger")
        self._fill()
        self._fetch.clicked.connect(self._bring)
        self._stop.clicked.connect(self._end)

    def show_task(self, task: Task) -> None:
        """Show *task*; its log is followed from the start when it is another one."""
        other = self._task is None or (self._task.deal, self._task.task) != (task.deal, task.task)
        self._task = task
        bad_exit = task.state == "exited" and bool(task.exit_code)
        kind = PillKind.TROUBLE if bad_exit else _KINDS[task.state]
        why = task.reason.text if task.reason else ""
        self._pill.show_state(kind, task_words(task), why)
        reason = said(task.reason) if task.reason else ""
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._stop.setVisible(not task.final)
        self._files.show(task.files)
        self._file_list.setVisible(bool(task.files))
        self._fetch.setVisible(bool(task.files))
        if other:
            self._log.start_over()
            self.stop_following()
            self._following = asyncio.ensure_future(self._follow(task.deal, task.task))

    def stop_following(self) -> None:
        """Let go of the log."""
        if self._following is not None:
            self._following.cancel()
            self._following = None

    async def _follow(self, deal: str, task: str) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        seen = 0
        while True:
            with suppress(CodedError):
                pieces = self._face.agent.tasks.logs(deal, task, after=seen, follow=True)
                async with aclosing(pieces):
                    async for piece in pieces:
                        seen = piece.seq
                        self._log.append_output(decoder.decode(piece.content))
                return
            await asyncio.sleep(_AGAIN_S)

    def _bring(self) -> None:
        if self._task is None:
            return
        work = self._face.agent.tasks.fetch(self._task.deal, self._task.task)
        self._face.actions.run(work, busy=self._fetch, done=self._open)

    def _open(self, fetched: Fetched) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(fetched.folder))

    def _end(self) -> None:
        if self._task is None:
            return
        work = self._face.agent.tasks.stop(self._task.deal, self._task.task)
        self._face.actions.run(work, busy=self._stop, done=self.show_task)

    def _fill(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GAP_2)
        top.addWidget(self._pill)
        top.addStretch(1)
        top.addWidget(self._fetch)
        top.addWidget(self._stop)
        self._file_list.setFixedHeight(_FILES_HEIGHT)
        self.body.addLayout(top)
        self.body.addWidget(self._reason)
        self.body.addWidget(self._log, 1)
        self.body.addWidget(self._file_list)
