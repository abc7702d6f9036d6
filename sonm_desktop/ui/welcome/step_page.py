"""What every step of the first run looks like: a heading, why it is asked, its own part, a foot."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.ui.theme.tokens import FIGURE, GAP_2, GAP_3, GAP_4, SECTION
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.flow import FlowLayout
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words


class StepPage(QWidget):
    """Base of the steps; add to `body`. done: go on. later: put it off. back: one step back."""

    done = Signal()
    later = Signal()
    back = Signal()

    def __init__(self, heading: str, lead: str, action: str, later: str = "") -> None:
        super().__init__()
        self._heading = label(heading, FIGURE, wrap=True)
        self._lead = label(lead, SECTION, tone="muted", wrap=True)
        self._said = label("", wrap=True)
        self.go = BusyButton(action, words("Working…"), kind="primary")
        self.put_off = QPushButton(later or words("Later"))
        self.go_back = QPushButton(words("Back"))
        self.body = QVBoxLayout()
        self.body.setSpacing(GAP_3)
        self._lay_out()
        self.put_off.setVisible(bool(later))
        self.go.clicked.connect(self.act)
        self.put_off.clicked.connect(self.later)
        self.go_back.clicked.connect(self.back)

    def act(self) -> None:
        """The person wants to go on."""
        self.done.emit()

    def enter(self) -> None:
        """It is shown now."""
        self.say("")

    def leave(self) -> None:
        """It is not shown any more: let go of secrets and of what repeats itself."""

    def head(self, heading: str, lead: str) -> None:
        """Other words at the top."""
        self._heading.setText(heading)
        self._lead.setText(lead)
        self._lead.setVisible(bool(lead))

    def say(self, sentence: str, tone: str = "bad") -> None:
        """A sentence above the foot; empty hides it."""
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(GAP_2)
        foot.addWidget(self.go_back)
        foot.addStretch(1)
        foot.addWidget(self.put_off)
        foot.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addWidget(self._heading)
        column.addWidget(self._lead)
        column.addSpacing(GAP_4)
        column.addLayout(self.body)
        column.addWidget(self._said)
        column.addSpacing(GAP_4)
        column.addLayout(foot)
        self._said.hide()


class Choices(QWidget):
    """A few exclusive choices as tabs in a row. chosen: the key of the one in front."""

    chosen = Signal(str)

    def __init__(self, name: str, entries: list[tuple[str, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._buttons: dict[str, QPushButton] = {}
        row = FlowLayout(self, GAP_2)
        for key, text in entries:
            button = QPushButton(text)
            button.setProperty("kind", "tab")
            button.setProperty("choice", key)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.toggled.connect(self._turn)
            row.addWidget(button)
            self._buttons[key] = button
        self.choose(entries[0][0])

    @property
    def key(self) -> str:
        """The chosen one."""
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def choose(self, key: str) -> None:
        """Bring *key* to the front."""
        self._buttons[key].setChecked(True)

    def _turn(self, on: bool) -> None:
        button = self.sender()
        if on and button is not None:
            self.chosen.emit(str(button.property("choice")))
