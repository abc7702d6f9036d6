"""The welcome: what this is, a password, and everything made ready while one watches."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CODE, FIGURE, GAP_2, GAP_3, GAP_5, SECTION
from sonm_desktop.ui.welcome.practice import Prepared, prepare, steps
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words

_WIDTH = 560
_SHORTEST_PASSWORD = 8


class WelcomePage(QWidget):
    """Shown while there is no wallet or no network. finished: all is ready."""

    finished = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.setObjectName("page")
        self._face = face
        self._busy = False
        self._password = _password_field(words("Password"))
        self._again = _password_field(words("Password again"))
        self._start = BusyButton(words("Set up practice"), words("Setting up…"), kind="primary")
        self._said = label("", wrap=True)
        self._steps = {name: label(f"○  {name}", tone="muted") for name in steps()}
        self._phrase = label("", CODE, wrap=True)
        self._written = QPushButton(words("I have written it down"))
        self._parts = QStackedWidget()
        self._build()
        self._start.clicked.connect(self._begin)
        self._again.returnPressed.connect(self._begin)
        self._written.clicked.connect(self._leave)

    @property
    def busy(self) -> bool:
        """Whether it is at work or shows the phrase: it must not be taken away then."""
        return self._busy

    def _begin(self) -> None:
        problem = self._problem()
        self._say(problem)
        if problem:
            return
        password = Secret(self._password.text())
        self._password.clear()
        self._again.clear()
        self._busy = True
        self._face.actions.run(
            prepare(self._face.agent, password, self._mark),
            busy=self._start,
            done=self._show_phrase,
            failed=self._fail,
        )

    def _problem(self) -> str:
        if len(self._password.text()) < _SHORTEST_PASSWORD:
            return words("The password has {count} characters at least.", count=_SHORTEST_PASSWORD)
        if self._password.text() != self._again.text():
            return words("The two passwords are not the same.")
        return ""

    def _mark(self, doing: str) -> None:
        reached = False
        for name, line in self._steps.items():
            reached = reached or name == doing
            sign, tone = ("✓", "good") if not reached else ("○", "muted")
            if name == doing:
                sign, tone = "●", "accent"
            line.setText(f"{sign}  {name}")
            set_tone(line, tone)

    def _show_phrase(self, prepared: Prepared) -> None:
        self._mark("")
        if prepared.phrase is None:
            self._leave()
            return
        self._phrase.setText(prepared.phrase.reveal())
        self._parts.setCurrentIndex(1)
        self._written.setFocus()

    def _leave(self) -> None:
        self._phrase.clear()
        self._parts.setCurrentIndex(0)
        self._busy = False
        self.finished.emit()

    def _fail(self, sentence: str) -> None:
        self._busy = False
        self._say(sentence)
        self._password.setFocus()

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, "bad")

    def _build(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(GAP_3)
        column.addStretch(1)
        column.addWidget(label(words("A market of computing power"), FIGURE))
        column.addWidget(
            label(
                words(
                    "Rent out this PC, or run programs on somebody else's, paid by the second "
                    "with no middleman. Try both sides now, on a network of your own where "
                    "coins have no value."
                ),
                tone="muted",
                wrap=True,
            )
        )
        column.addSpacing(GAP_5)
        self._parts.addWidget(self._set_up_part())
        self._parts.addWidget(self._phrase_part())
        column.addWidget(self._parts)
        column.addStretch(2)
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        middle.setLayout(column)
        row = QHBoxLayout(self)
        row.addWidget(middle, 0, Qt.AlignmentFlag.AlignHCenter)

    def _set_up_part(self) -> QWidget:
        panel = Panel(words("Practise without money"))
        panel.body.addWidget(
            label(words("One password protects the wallet's keys on this PC."), tone="muted")
        )
        fields = QHBoxLayout()
        fields.setSpacing(GAP_2)
        fields.addWidget(self._password)
        fields.addWidget(self._again)
        panel.body.addLayout(fields)
        panel.body.addWidget(self._said)
        panel.body.addWidget(self._start)
        for line in self._steps.values():
            panel.body.addWidget(line)
        self._said.hide()
        return panel

    def _phrase_part(self) -> QWidget:
        panel = Panel()
        panel.body.addWidget(label(words("Your recovery phrase"), SECTION))
        panel.body.addWidget(
            label(
                words(
                    "Write these words on paper, in this order. They are shown this once; "
                    "whoever has them has the money, and nobody can bring them back."
                ),
                tone="muted",
                wrap=True,
            )
        )
        self._phrase.setAccessibleName(words("Recovery phrase"))
        panel.body.addWidget(self._phrase)
        self._written.setProperty("kind", "primary")
        panel.body.addWidget(self._written)
        return panel


def _password_field(name: str) -> QLineEdit:
    field: QLineEdit = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setAccessibleName(name)
    field.setPlaceholderText(name)
    return field
