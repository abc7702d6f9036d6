"""Which network this profile is on, and how to go to another."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from sonm_desktop.api.schema.network import NetworkStatus
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.shell.leaving import Going, Leaver
from sonm_desktop.ui.shell.other_networks import OtherNetworks
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.file_field import FileField
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words


class NetworkPanel(Panel):
    """Each network has records of its own; going to another loses none."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Network"))
        self._face = face
        self._leaver = Leaver(self, face)
        self._facts = Facts()
        self._said = label("", wrap=True)
        self._start = BusyButton(words("Start the practice network"), words("Starting…"))
        self._stop = BusyButton(words("Stop the practice network"), words("Stopping…"))
        self._reset = BusyButton(words("Reset the practice network…"), words("Beginning anew…"))
        self._asked = QWidget()
        self._really = BusyButton(words("Yes, begin anew"), words("Beginning anew…"), kind="danger")
        self._leave = QPushButton(words("Leave it"))
        self._file = FileField(words("Network file"), words("Use a network file…"))
        row = QHBoxLayout()
        row.setSpacing(GAP_2)
        row.addWidget(self._start)
        row.addWidget(self._stop)
        row.addWidget(self._reset)
        row.addWidget(self._file, 1)
        self.body.addWidget(self._facts)
        self.body.addLayout(row)
        self.body.addWidget(OtherNetworks(face, all_of_them=True))
        self.body.addWidget(self._question())
        self.body.addWidget(self._said)
        self._said.hide()
        self._start.clicked.connect(self._begin)
        self._stop.clicked.connect(self._end)
        self._file.chosen.connect(self._use)
        self._reset.clicked.connect(self._asked.show)
        self._leave.clicked.connect(self._asked.hide)
        self._really.clicked.connect(self._begin_anew)

    def show_network(self, network: NetworkStatus) -> None:
        """Show *network*."""
        self._facts.show_pairs(_facts(network))
        running = network.practice and network.ready
        self._start.setVisible(not running)
        self._stop.setVisible(running)

    def _begin(self) -> None:
        self._go(self._face.agent.network.start_practice, self._start)

    def _end(self) -> None:
        self._run(self._face.agent.network.stop_practice(), self._stop)

    def _begin_anew(self) -> None:
        self._asked.hide()
        self._run(self._face.agent.network.reset_practice(), self._reset)

    def _question(self) -> QWidget:
        """What a reset costs, and whether it is meant."""
        row = QHBoxLayout(self._asked)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        sentence = words(
            "All play money, offers, rentals and their history on the practice network go for "
            "good. Accounts and files that came home stay."
        )
        row.addWidget(label(sentence, tone="warn", wrap=True), 1)
        row.addWidget(self._really)
        row.addWidget(self._leave)
        self._asked.hide()
        return self._asked

    def _use(self) -> None:
        if self._file.path is not None:
            self._go(partial(self._face.agent.network.use, Path(self._file.path)), None)

    def _go(self, going: Going, busy: BusyButton | None) -> None:
        self._said.hide()
        self._leaver.go(going, busy=busy, done=self._done, failed=self._fail)

    def _run(self, work: Coroutine[Any, Any, NetworkStatus], busy: BusyButton | None) -> None:
        self._said.hide()
        self._face.actions.run(work, busy=busy, done=self._done, failed=self._fail)

    def _done(self, network: NetworkStatus) -> None:
        self._say(said(network.state), "muted")

    def _fail(self, sentence: str) -> None:
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str) -> None:
        self._said.setText(sentence)
        self._said.show()
        set_tone(self._said, tone)


def _facts(network: NetworkStatus) -> list[tuple[str, str]]:
    facts = [(words("State"), said(network.state))]
    if not network.configured:
        return facts
    facts += [
        (words("Name"), network.name or "—"),
        (words("Chain"), str(network.chain_id or "—")),
        (words("Nodes"), ", ".join(network.nodes) or "—"),
        (words("Newest block"), _block(network.head)),
        (words("Indexed up to"), _block(network.indexed)),
    ]
    if network.market:
        facts.append((words("Market contract"), network.market))
    return facts


def _block(number: int | None) -> str:
    return "—" if number is None else f"{number:,}"
