"""This PC before it sells: what will happen, in three steps, and one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import FIGURE, GAP_1, GAP_4, GAP_5, SECTION, TITLE
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words


class StartPanel(QWidget):
    """pressed: its button."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sentence = label(words("This PC is not for rent"), TITLE, wrap=True)
        self._reason = label("", tone="muted", wrap=True)
        self.button = BusyButton(
            words("Start earning with this PC"), words("Starting…"), kind="primary"
        )
        self._build()
        self.button.clicked.connect(self.pressed)

    def say(self, sentence: str, reason: str, action: str = "", tone: str = "muted") -> None:
        """Show other words; without *action* there is no button."""
        self._sentence.setText(sentence)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        set_tone(self._reason, tone)
        if action:
            self.button.reword(action)
        self.button.setVisible(bool(action))

    def _build(self) -> None:
        head = Panel()
        text = QVBoxLayout()
        text.setSpacing(GAP_1)
        text.addWidget(self._sentence)
        text.addWidget(self._reason)
        row = QHBoxLayout()
        row.setSpacing(GAP_4)
        row.addLayout(text, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        head.body.addLayout(row)
        steps = QGridLayout()
        steps.setSpacing(GAP_4)
        for at, (title, told) in enumerate(_steps()):
            steps.addWidget(_step(at + 1, title, told), 0, at)
            steps.setColumnStretch(at, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_4)
        column.addWidget(head)
        column.addLayout(steps)
        column.addSpacing(GAP_5)
        column.addWidget(label(_promise(), tone="muted", wrap=True))
        column.addStretch(1)


def _step(number: int, title: str, told: str) -> Panel:
    panel = Panel()
    panel.body.setSpacing(GAP_1)
    panel.body.addWidget(label(str(number), FIGURE, tone="accent"))
    panel.body.addWidget(label(title, SECTION, wrap=True))
    panel.body.addWidget(label(told, tone="muted", wrap=True))
    panel.body.addStretch(1)
    return panel


def _steps() -> list[tuple[str, str]]:
    return [
        (
            words("It is measured"),
            words(
                "Processor, memory and storage are looked at, and the processor is timed for some"
                " seconds. Customers compare these numbers."
            ),
        ),
        (
            words("You say what is for rent"),
            words(
                "How many cores, how much memory and storage, and the price of an hour. Nothing is"
                " on sale before you say so, and you may pause it at any time."
            ),
        ),
        (
            words("Customers rent it, and it earns"),
            words(
                "Their programs run in closed containers without your files or your network."
                " Money is paid by the second and collected by itself."
            ),
        ),
    ]


def _promise() -> str:
    return words("You can stop at any time. A job that runs may end first, or ends at once.")
