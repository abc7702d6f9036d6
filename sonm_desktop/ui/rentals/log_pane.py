"""The log of one job: followed live, searched, copied, saved whole."""

from __future__ import annotations

import asyncio
import codecs
import time
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import BinaryIO

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.log_view import LogView
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import plural, words

_AGAIN_S = 1.0
_TURN_S = 0.008
"""After so long the event loop comes round, however much of a log waits to be read."""


class LogPane(QWidget):
    """A lost connection is taken up again where the log stood."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._of: tuple[str, str] | None = None
        self._following: asyncio.Task[None] | None = None
        self._view = LogView(words("Log of the job"))
        self._search = QLineEdit()
        self._said = label("", CAPTION, tone="muted")
        self._follow_button = QPushButton(words("Follow"))
        self._copy = QPushButton(words("Copy"))
        self._save = BusyButton(words("Save…"), words("Saving…"))
        self._build()
        self._connect()

    def show_log(self, deal: str, task: str) -> None:
        """Follow the log of *task*, from the start when it is another one."""
        if self._of == (deal, task):
            return
        self.stop_following()
        self._of = (deal, task)
        self._view.start_over()
        self._following = asyncio.ensure_future(self._follow(deal, task))

    def stop_following(self) -> None:
        """Let go of the log."""
        self._of = None
        if self._following is not None:
            self._following.cancel()
            self._following = None

    async def save_to(self, file: Path) -> None:
        """Write the whole log into *file*, also what is no longer in sight. Raises UserError."""
        if self._of is None:
            return
        deal, task = self._of
        try:
            with await asyncio.to_thread(file.open, "wb") as kept:
                await self._write(kept, deal, task)
        except OSError as error:
            raise UserError("rental.log_not_saved") from error

    async def _write(self, kept: BinaryIO, deal: str, task: str) -> None:
        async with aclosing(self._face.agent.tasks.logs(deal, task)) as pieces:
            async for piece in pieces:
                await asyncio.to_thread(kept.write, piece.content)

    async def _follow(self, deal: str, task: str) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        seen = 0
        while True:
            pieces = self._face.agent.tasks.logs(deal, task, after=seen, follow=True)
            try:
                async with aclosing(pieces):
                    turn = time.perf_counter()
                    async for piece in pieces:
                        if not shiboken6.isValid(self._view):
                            return
                        seen = piece.seq
                        self._view.append_output(decoder.decode(piece.content))
                        if time.perf_counter() - turn > _TURN_S:
                            await asyncio.sleep(0)
                            turn = time.perf_counter()
            except RemoteError:
                await asyncio.sleep(_AGAIN_S)
            except UserError:
                return
            else:
                return

    def _tell_size(self) -> None:
        lines = self._view.lines
        whole = lines.forgotten + len(lines)
        text = plural("{count} line", "{count} lines", whole) if whole else ""
        if lines.forgotten:
            text = words("{lines}, the last {count} here", lines=text, count=f"{len(lines):,}")
        set_tone(self._said, "muted")
        self._said.setText(text)

    def _seek(self, *, back: bool = False, on: bool = False) -> None:
        found = self._view.seek(self._search.text(), back=back, on=on)
        if found:
            self._tell_size()
            return
        set_tone(self._said, "warn")
        self._said.setText(words("not found"))

    def _seek_typed(self, _text: str) -> None:
        self._seek()

    def _seek_on(self) -> None:
        self._seek(on=True)

    def _to_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def _ask_where(self) -> None:
        if self._of is None:
            return
        dialog = QFileDialog(self, words("Save the log"), f"{self._of[1]}.log")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._save_chosen)
        dialog.open()

    def _save_chosen(self, file: str) -> None:
        self._face.actions.run(partial(self.save_to, Path(file)), busy=self._save)

    def _build(self) -> None:
        self._search.setAccessibleName(words("Search in the log"))
        self._search.setPlaceholderText(words("Search"))
        self._search.setClearButtonEnabled(True)
        self._follow_button.setCheckable(True)
        self._follow_button.setChecked(True)
        self._follow_button.setProperty("kind", "tab")
        self._follow_button.setToolTip(words("Keep the newest line in sight"))
        row = QHBoxLayout()
        row.setSpacing(GAP_2)
        row.addWidget(self._search, 1)
        row.addWidget(self._said)
        row.addWidget(self._follow_button)
        row.addWidget(self._copy)
        row.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addLayout(row)
        column.addWidget(self._view, 1)

    def _connect(self) -> None:
        self._view.grown.connect(self._tell_size)
        self._view.following.connect(self._follow_button.setChecked)
        self._follow_button.clicked.connect(self._view.follow)
        self._search.textChanged.connect(self._seek_typed)
        self._search.returnPressed.connect(self._seek_on)
        self._copy.clicked.connect(self._view.copy)
        self._save.clicked.connect(self._ask_where)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._to_search)
