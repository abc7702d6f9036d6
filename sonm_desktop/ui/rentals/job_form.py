"""A new job: image, command, environment; what is wrong stands beside the field."""

from __future__ import annotations

import shlex
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QVBoxLayout

from sonm_desktop.api.schema.tasks import RunTask, Task
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CAPTION
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words


class JobDraftError(ValueError):
    """The form cannot be sent as it stands; says why."""


class JobForm(Panel):
    """Runs a program on one deal. started: the task."""

    started = Signal(object)

    def __init__(self, face: Face) -> None:
        super().__init__(words("New job"))
        self._face = face
        self._deal = ""
        self._image = QLineEdit()
        self._command = QLineEdit()
        self._environment = QPlainTextEdit()
        self._run = BusyButton(words("Run"), words("Starting…"), kind="primary")
        self._said = label("", wrap=True)
        self._fill()
        self._run.clicked.connect(self._start)

    def for_deal(self, deal: str) -> None:
        """The next job runs on *deal*; what was typed stays."""
        self._deal = deal

    def _request(self) -> RunTask:
        image = self._image.text().strip()
        if not image:
            raise JobDraftError(words("Name the image to run."))
        try:
            command = tuple(shlex.split(self._command.text()))
        except ValueError as error:
            raise JobDraftError(words("A quotation mark in the command is not closed.")) from error
        return RunTask(image=image, command=command, env=self._variables())

    def _variables(self) -> dict[str, str]:
        variables = {}
        for line in self._environment.toPlainText().splitlines():
            name, equals, value = line.strip().partition("=")
            if not name and not equals:
                continue
            if not name or not equals:
                raise JobDraftError(words("Write the environment as NAME=value, one on each line."))
            variables[name] = value
        return variables

    def _start(self) -> None:
        try:
            request = self._request()
        except JobDraftError as problem:
            self._say(str(problem), "bad")
            return
        self._say("")
        self._face.actions.run(
            partial(self._face.agent.tasks.run, self._deal, request),
            busy=self._run,
            done=self._show_started,
            failed=self._say_failure,
        )

    def _show_started(self, task: Task) -> None:
        self._say("")
        self.started.emit(task)

    def _say_failure(self, sentence: str) -> None:
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str = "") -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _fill(self) -> None:
        self._image.setAccessibleName(words("Image"))
        self._image.setPlaceholderText("name@sha256:…")
        self._command.setAccessibleName(words("Command"))
        self._command.setPlaceholderText(words("as the image says"))
        self._environment.setAccessibleName(words("Environment"))
        self._environment.setPlaceholderText("NAME=value")
        self._environment.setFixedHeight(44)
        form = QFormLayout()
        form.addRow(words("Image"), self._image)
        form.addRow(words("Command"), self._command)
        form.addRow(words("Environment"), self._environment)
        self.body.addLayout(form)
        note = QVBoxLayout()
        note.addWidget(
            label(
                words(
                    "The supplier can read what the job reads and writes. "
                    "Files in /output come back."
                ),
                CAPTION,
                tone="muted",
                wrap=True,
            )
        )
        note.addWidget(self._said)
        self.body.addLayout(note)
        self.body.addWidget(self._run)
        self._said.hide()
