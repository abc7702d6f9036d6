"""The network: one of one's own to practise, or the one that a file describes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QRadioButton

from sonm_desktop.api.schema.network import NetworkStatus
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.welcome.step_page import StepPage
from sonm_desktop.ui.widgets.file_field import FileField
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words


class NetworkStep(StepPage):
    """Where offers, deals and money are kept."""

    def __init__(self, face: Face) -> None:
        super().__init__(
            words("Which network?"),
            words(
                "A network keeps the offers, the deals and the money. "
                "A profile is on one at a time."
            ),
            words("Connect"),
            words("Later"),
        )
        self._face = face
        self._practice = QRadioButton(words("Practice network"))
        self._file = QRadioButton(words("A network from its file"))
        self._refused = False
        self._old = label(old_practice(), tone="warn", wrap=True)
        self._group = QButtonGroup(self)
        self._field = FileField(words("Network file"), words("Choose the network file…"))
        self._build()
        self._file.toggled.connect(self._show_file)
        self._field.chosen.connect(self._forgive)

    def enter(self) -> None:
        super().enter()
        state = self._face.live.state
        self._show_refused(state is not None and state.network.practice and state.network.refused)

    def act(self) -> None:
        if self._practice.isChecked():
            self._run(None)
        elif self._field.path is None:
            self.say(words("Choose the file of the network."))
        else:
            self._run(self._field.path)

    def _run(self, file: Path | None) -> None:
        self.say("")
        network = self._face.agent.network
        if file is not None:
            work = network.use(file)
        else:
            work = network.reset_practice() if self._refused else network.start_practice()
        self._face.actions.run(work, busy=self.go, done=self._finish, failed=self.say)

    def _finish(self, status: NetworkStatus) -> None:
        """A network that is not believed is none to go on with."""
        if not status.refused:
            self.done.emit()
        elif status.practice:
            self._show_refused(True)
        else:
            self.say(said(status.state))

    def _show_refused(self, refused: bool) -> None:
        """Whether the practice network here is of another version of this program."""
        self._refused = refused
        self._old.setVisible(refused)
        self._word_action()

    def _word_action(self) -> None:
        anew = self._refused and self._practice.isChecked()
        self.go.reword(words("Begin a new practice network") if anew else words("Connect"))

    def _forgive(self) -> None:
        self.say("")

    def _show_file(self, on: bool) -> None:
        self._field.setVisible(on)
        self._word_action()
        self.say("")

    def _build(self) -> None:
        practice, file = Panel(), Panel()
        for panel, button, text in (
            (
                practice,
                self._practice,
                words(
                    "Runs on this PC alone. Coins have no value; offers of sample machines "
                    "make it lively. You can change to another network in the settings."
                ),
            ),
            (
                file,
                self._file,
                words(
                    "Real people, real money. Whoever runs the network publishes its file; "
                    "take it from a source that you trust, for it names the contracts."
                ),
            ),
        ):
            panel.body.setSpacing(GAP_2)
            panel.body.addWidget(button)
            panel.body.addWidget(label(text, tone="muted", wrap=True))
            self.body.addWidget(panel)
        practice.body.addWidget(self._old)
        file.body.addWidget(self._field)
        for button in (self._practice, self._file):
            self._group.addButton(button)
        self._practice.setChecked(True)
        self._field.hide()
        self._old.hide()


def old_practice() -> str:
    """What is so of a practice network that is not believed, and what a new one costs."""
    return words(
        "The practice network on this PC was made by another version of this program. A new one "
        "takes its place; play money and deals of the old one are given up."
    )
