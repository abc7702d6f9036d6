"""The welcome: what this is, a password, and everything made ready while one watches."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CODE, FIGURE, GAP_3, GAP_5, SECTION
from sonm_desktop.ui.welcome.form import BeginningError, BeginningForm
from sonm_desktop.ui.welcome.practice import Watcher, Wishes, prepare, steps
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words

_WIDTH = 560
_MOST_STEPS = 6


class WelcomePage(QWidget):
    """Shown while there is no wallet or no network. finished: all is ready.

    What was typed is kept until all is made, so that a failure is taken up where it stopped.
    """

    finished = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.setObjectName("page")
        self._face = face
        self._working = False
        self._wishes: Wishes | None = None
        self._made: Secret[str] | None = None
        self._form = BeginningForm()
        self._start = BusyButton(words("Set up practice"), words("Setting up…"), kind="primary")
        self._again = BusyButton(words("Go on"), words("Setting up…"), kind="primary")
        self._said = label("", wrap=True)
        self._steps = [label("", tone="muted") for _ in range(_MOST_STEPS)]
        self._phrase = label("", CODE, wrap=True)
        self._written = QPushButton(words("I have written it down"))
        self._parts = QStackedWidget()
        self._build()
        self._start.clicked.connect(self._begin)
        self._form.sent.connect(self._begin)
        self._form.changed.connect(self._show_kind)
        self._again.clicked.connect(self._work)
        self._written.clicked.connect(self._leave)
        self._show_kind()

    @property
    def busy(self) -> bool:
        """Whether it is at work or holds the phrase: it must not be taken away then."""
        return self._working or self._wishes is not None

    def _begin(self) -> None:
        try:
            self._wishes = self._form.take()
        except BeginningError as problem:
            self._say(str(problem))
            return
        self._work()

    def _work(self) -> None:
        if self._wishes is None:
            return
        self._say("")
        self._working = True
        self._form.setEnabled(False)
        busy = self._again if self._again.isVisible() else self._start
        self._face.actions.run(
            prepare(self._face.agent, self._wishes, Watcher(self._mark, self._keep)),
            busy=busy,
            done=self._show_done,
            failed=self._fail,
        )

    def _keep(self, phrase: Secret[str]) -> None:
        self._made = phrase

    def _mark(self, doing: str) -> None:
        reached = False
        for name, line in zip(self._names(), self._steps, strict=False):
            reached = reached or name == doing
            sign, tone = ("✓", "good") if not reached else ("○", "muted")
            if name == doing:
                sign, tone = "●", "accent"
            line.setText(f"{sign}  {name}")
            set_tone(line, tone)

    def _show_kind(self) -> None:
        self._start.reword(
            words("Set up practice") if self._form.practice else words("Set up the wallet")
        )
        names = self._names()
        for at, line in enumerate(self._steps):
            line.setVisible(at < len(names))
            line.setText(f"○  {names[at]}" if at < len(names) else "")

    def _names(self) -> list[str]:
        return steps(practice=self._form.practice)

    def _show_done(self, _done: None) -> None:
        self._mark("")
        self._working = False
        if self._made is None:
            self._leave()
            return
        self._phrase.setText(self._made.reveal())
        self._parts.setCurrentIndex(1)
        self._written.setFocus()

    def _leave(self) -> None:
        self._phrase.clear()
        self._made = self._wishes = None
        self._working = False
        self._form.setEnabled(True)
        self._again.hide()
        self._start.show()
        self._parts.setCurrentIndex(0)
        self.finished.emit()

    def _fail(self, sentence: str) -> None:
        """Nothing done so far is lost; without a wallet yet, the form is open again."""
        self._working = False
        self._say(sentence)
        state = self._face.live.state
        keeps = self._made is not None or bool(state and state.wallet.exists)
        if not keeps:
            self._wishes = None
        self._form.setEnabled(not keeps)
        self._again.setVisible(keeps)
        self._start.setVisible(not keeps)

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, "bad")

    def _build(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(GAP_3)
        column.addStretch(1)
        column.addWidget(label(words("A market of computing power"), FIGURE))
        column.addWidget(_introduction())
        column.addSpacing(GAP_5)
        self._parts.addWidget(self._set_up_part())
        self._parts.addWidget(self._phrase_part())
        column.addWidget(self._parts)
        column.addStretch(2)
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        middle.setLayout(column)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.addWidget(middle, 0, Qt.AlignmentFlag.AlignHCenter)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(holder)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _set_up_part(self) -> QWidget:
        panel = Panel(words("Begin"))
        panel.body.addWidget(
            label(words("One password protects the wallet's keys on this PC."), tone="muted")
        )
        for part in (self._form, self._said, self._start, self._again, *self._steps):
            panel.body.addWidget(part)
        self._said.hide()
        self._again.hide()
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
        panel.body.addStretch(1)
        return panel


def _introduction() -> QLabel:
    return label(
        words(
            "Rent out this PC, or run programs on somebody else's, paid by the second with no "
            "middleman. Try both sides now, on a network of your own where coins have no value."
        ),
        tone="muted",
        wrap=True,
    )
