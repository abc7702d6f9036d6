"""The engine: whether Docker answers, and the one thing to do where it does not."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from sonm_desktop.api.schema.doctor import Check, Verdict
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.icons import pixmap
from sonm_desktop.ui.theme.tokens import CODE, GAP_3, SECTION
from sonm_desktop.ui.welcome.step_page import StepPage
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_AGAIN_MS = 5_000
_MARK = 28

_COMMANDS = {
    "worker.engine_absent": "sudo apt install docker.io",
    "worker.engine_stopped": "sudo systemctl start docker",
    "worker.engine_no_permission": "sudo usermod -aG docker $USER",
}


class EngineStep(StepPage):
    """Looks by itself while it is shown, so that what was mended elsewhere is seen here."""

    def __init__(self, face: Face) -> None:
        super().__init__(
            words("Docker runs the jobs"),
            words("Programs of customers are locked into containers. SONM needs Docker for that."),
            words("Continue"),
            words("Later"),
        )
        self._face = face
        self._code = ""
        self._check: Check | None = None
        self._shown = False
        self._mark = QLabel()
        self._sentence = label(words("Looking for Docker…"), SECTION, wrap=True)
        self._advice = label("", tone="muted", wrap=True)
        self._command = label("", CODE)
        self._copy = QPushButton(words("Copy the command"))
        self._again = QTimer(self, interval=_AGAIN_MS)
        self._build()
        self._copy.clicked.connect(self._take)
        self._again.timeout.connect(self._look)
        face.theme.changed.connect(self._dress)

    def enter(self) -> None:
        super().enter()
        self._shown = True
        self._look()
        self._again.start()

    def leave(self) -> None:
        self._shown = False
        self._again.stop()

    def _look(self) -> None:
        self._face.actions.run(
            self._face.agent.doctor.engine(), done=self._show, failed=self._say_lost
        )

    def _say_lost(self, sentence: str) -> None:
        self.say(sentence)

    def _show(self, check: Check) -> None:
        if not self._shown:
            return
        self.say("")
        self._check = check
        works = check.verdict is not Verdict.BAD
        self._sentence.setText(check.found.text)
        self._advice.setText(words("Jobs can run on this PC.") if works else _advice(check))
        command = "" if works else _command(check.found.code)
        self._command.setText(command)
        self._command.setVisible(bool(command))
        self._copy.setVisible(bool(command))
        self.go.set_possible(works)
        self.put_off.setVisible(not works)
        self._dress()

    def _take(self) -> None:
        QGuiApplication.clipboard().setText(self._command.text())

    def _dress(self) -> None:
        colours = self._face.theme.colours
        good = self._check is not None and self._check.verdict is not Verdict.BAD
        name, colour = ("clock", colours.muted) if self._check is None else ("", "")
        if self._check is not None:
            name = "check-circle" if good else "warning"
            colour = colours.good if good else colours.warn
        self._mark.setPixmap(pixmap(name, colour, _MARK, self.devicePixelRatioF()))
        self._mark.setAccessibleName(words("In order") if good else words("In the way"))

    def _build(self) -> None:
        panel = Panel()
        top = QHBoxLayout()
        top.setSpacing(GAP_3)
        top.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._sentence, 1)
        line = QHBoxLayout()
        line.setSpacing(GAP_3)
        line.addWidget(self._command)
        line.addWidget(self._copy)
        line.addStretch(1)
        self._command.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        panel.body.addLayout(top)
        panel.body.addWidget(self._advice)
        panel.body.addLayout(line)
        self.body.addWidget(panel)
        self._command.hide()
        self._copy.hide()
        self.go.setEnabled(False)
        self._dress()


def _command(code: str) -> str:
    """One command that mends it, where one does."""
    return _COMMANDS.get(code, "") if sys.platform.startswith("linux") else ""


def _advice(check: Check) -> str:
    """In the words of one who sits at the machine."""
    if not sys.platform.startswith("linux"):
        return {
            "worker.engine_absent": words(
                "Install Docker Desktop from docker.com, then come back."
            ),
            "worker.engine_stopped": words("Start Docker Desktop; this page sees it by itself."),
        }.get(check.found.code, said(check.found))
    return {
        "worker.engine_absent": words(
            "Install it by this command in a terminal (Debian and Ubuntu; other systems have a "
            "package of the same kind). This page sees it by itself."
        ),
        "worker.engine_stopped": words(
            "Start it by this command in a terminal. This page sees it by itself."
        ),
        "worker.engine_no_permission": words(
            "Add yourself to the group of Docker by this command, then log out and in again. "
            "Whoever may use Docker is root on this machine."
        ),
    }.get(check.found.code, said(check.found))
