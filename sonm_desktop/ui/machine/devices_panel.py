"""Every device of this PC on a card: what it is, what it was measured to do, when and why."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sonm_desktop.api.schema.guest import GuestRules
from sonm_desktop.api.schema.worker import WorkerStatus
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.machine.device_cards import DeviceCard, MeasuredLine, device_cards
from sonm_desktop.ui.machine.measuring import Measuring
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1, GAP_3, GAP_4, STRONG
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words

_ACROSS = 2


class DevicesPanel(QWidget):
    """Follows one worker; a card stays where it is while its device is there."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._worker = ""
        self._rules: GuestRules | None = None
        self._measuring = Measuring(face)
        self._line = BusyButton(words("Measure the network"), words("Measuring…"))
        self._address = BusyButton(words("Find the public address"), words("Asking…"))
        self._said = label("", tone="warn", wrap=True)
        self._cards: list[_Card] = []
        self._grid = QGridLayout()
        self._build()
        self._line.clicked.connect(self._measure_line)
        self._address.clicked.connect(self._ask_address)

    def show_status(self, status: WorkerStatus) -> None:
        """Show the devices in *status*."""
        self._worker = status.worker
        self._rules = None if status.guest is None else status.guest.rules
        found = device_cards(status, time.time())
        while len(self._cards) < len(found):
            self._add_card()
        for at, card in enumerate(self._cards):
            card.setVisible(at < len(found))
            if at < len(found):
                card.show_card(found[at])
        self._measuring.show_run(status.worker, status.benchmarking)

    def _measure_line(self) -> None:
        """Against another machine of this account; the agent says when there is none."""
        self._said.setVisible(False)
        self._face.actions.run(
            partial(self._face.agent.workers.measure_line, self._worker),
            busy=self._line,
            failed=self._say,
        )

    def _ask_address(self) -> None:
        """Of other workers, which answer anybody; the card says how many agree."""
        self._said.setVisible(False)
        self._face.actions.run(
            partial(self._face.agent.workers.ask_address, self._worker),
            busy=self._address,
            failed=self._say,
        )

    def _sell(self, device: str, kept: bool, button: BusyButton) -> None:
        """Keep *device* from sale from now on, or let it be sold again."""
        if self._rules is None:
            return
        others = tuple(one for one in self._rules.devices_off if one != device)
        rules = self._rules.model_copy(
            update={"devices_off": (*others, device) if kept else others}
        )
        self._face.actions.run(
            partial(self._face.agent.workers.set_guest, self._worker, rules),
            busy=button,
            failed=self._say,
        )

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(True)

    def _add_card(self) -> None:
        at = len(self._cards)
        card = _Card()
        card.sale_wanted.connect(self._sell)
        self._cards.append(card)
        self._grid.addWidget(card, at // _ACROSS, at % _ACROSS)

    def _build(self) -> None:
        top = Panel(words("Benchmarks"))
        top.body.addWidget(
            label(
                words(
                    "Customers compare these results. A result counts until the device, its "
                    "driver, its firmware or the test changes; then it is measured again."
                ),
                tone="muted",
                wrap=True,
            )
        )
        top.body.addWidget(self._measuring)
        foot = QHBoxLayout()
        foot.setSpacing(GAP_3)
        foot.addWidget(self._said, 1)
        foot.addStretch(0)
        foot.addWidget(self._address)
        foot.addWidget(self._line)
        top.body.addLayout(foot)
        self._said.setVisible(False)
        self._grid.setSpacing(GAP_4)
        for column in range(_ACROSS):
            self._grid.setColumnStretch(column, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP_4)
        whole.addWidget(top)
        whole.addLayout(self._grid)
        whole.addStretch(1)


class _Card(Panel):
    """One device. sale_wanted: its key, whether to keep it from sale, and the button pressed."""

    sale_wanted = Signal(str, bool, object)

    def __init__(self) -> None:
        super().__init__()
        self._shown: DeviceCard | None = None
        self._sale = BusyButton(words("Keep from sale"), words("Telling…"))
        self._kind = label("", CAPTION, tone="muted")
        self._name = label("", STRONG, wrap=True)
        self._facts = Facts()
        self._lines = _Lines()
        self.body.setSpacing(GAP_1)
        for part in (self._kind, self._name, self._facts):
            self.body.addWidget(part)
        self.body.addSpacing(GAP_3)
        self.body.addWidget(self._lines)
        self.body.addStretch(1)
        self.body.addWidget(self._sale, 0, Qt.AlignmentFlag.AlignLeading)
        self._sale.clicked.connect(self._press)

    def _press(self) -> None:
        if self._shown is not None:
            self.sale_wanted.emit(self._shown.key, not self._shown.kept, self._sale)

    def show_card(self, card: DeviceCard) -> None:
        """Show *card* from now on."""
        self._shown = card
        self.setAccessibleName(f"{card.kind}: {card.name}")
        self._sale.setVisible(card.kept is not None)
        self._sale.reword(words("Sell it again") if card.kept else words("Keep from sale"))
        self._kind.setText(card.kind)
        self._name.setText(card.name)
        self._facts.setVisible(bool(card.facts))
        self._facts.show_pairs(card.facts)
        self._lines.show_lines(card.lines)


class _Lines(QWidget):
    """Results: the name, the value, and below the two what there is to say about it."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[QLabel, QLabel, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP_4)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)

    def show_lines(self, lines: Sequence[MeasuredLine]) -> None:
        """Replace what is shown; labels are kept and only their texts change."""
        self.setVisible(bool(lines))
        while len(self._rows) < len(lines):
            self._add_row()
        for at, row in enumerate(self._rows):
            line = lines[at] if at < len(lines) else MeasuredLine("", "", "")
            for part, text in zip(row, (line.name, line.value, line.note), strict=True):
                part.setText(text)
                part.setVisible(bool(text))
            set_tone(row[2], line.tone)

    def _add_row(self) -> None:
        at = len(self._rows) * 2
        name, value = label(wrap=True), label("", STRONG)
        note = label("", CAPTION, tone="muted", wrap=True)
        value.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignTop)
        note.setContentsMargins(0, 0, 0, GAP_1)
        self._grid.addWidget(name, at, 0)
        self._grid.addWidget(value, at, 1)
        self._grid.addWidget(note, at + 1, 0, 1, 2)
        self._rows.append((name, value, note))
