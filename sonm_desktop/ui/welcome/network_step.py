"""The network: one of one's own to practise, or the one that a file describes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QRadioButton

from sonm_desktop.api.schema.network import NetworkStatus
from sonm_desktop.ui.face import Face
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
        self._group = QButtonGroup(self)
        self._field = FileField(words("Network file"), words("Choose the network file…"))
        self._build()
        self._file.toggled.connect(self._show_file)
        self._field.chosen.connect(self._forgive)

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
        work = network.start_practice() if file is None else network.use(file)
        self._face.actions.run(work, busy=self.go, done=self._finish, failed=self.say)

    def _finish(self, _status: NetworkStatus) -> None:
        self.done.emit()

    def _forgive(self) -> None:
        self.say("")

    def _show_file(self, on: bool) -> None:
        self._field.setVisible(on)
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
        file.body.addWidget(self._field)
        for button in (self._practice, self._file):
            self._group.addButton(button)
        self._practice.setChecked(True)
        self._field.hide()
