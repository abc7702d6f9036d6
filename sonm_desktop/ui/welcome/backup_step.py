"""The phrase on paper: its words shown once, then a few of them asked; the asking may wait."""

from __future__ import annotations

import random

from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from sonm_desktop.api.schema.wallet import Phrase
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_3
from sonm_desktop.ui.welcome.form import password_field
from sonm_desktop.ui.welcome.phrase_fields import PhraseGrid
from sonm_desktop.ui.welcome.step_page import StepPage
from sonm_desktop.ui.widgets.pile import Pile
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

ASKED = 3
_LOCKED, _SHOWN, _ASKED = range(3)


class BackupStep(StepPage):
    """Holds the phrase from `hold` until it is done, put off or left."""

    def __init__(self, face: Face) -> None:
        super().__init__(
            words("Your recovery phrase"), "", words("I have written it down"), words("Check later")
        )
        self._face = face
        self._phrase: Secret[str] | None = None
        self._asked: list[int] = []
        self._parts = Pile()
        self._password = password_field(words("Password of the wallet"))
        self._grid = PhraseGrid()
        self._names = [QLabel() for _ in range(ASKED)]
        self._answers = [QLineEdit() for _ in range(ASKED)]
        self._build()
        self._password.returnPressed.connect(self.act)
        for field in self._answers:
            field.returnPressed.connect(self.act)

    def hold(self, phrase: Secret[str] | None) -> None:
        """Show *phrase*; None: the wallet's password opens it."""
        self._phrase = phrase

    def enter(self) -> None:
        super().enter()
        self._turn(_SHOWN if self._phrase else _LOCKED)

    def leave(self) -> None:
        self._phrase = None
        self._grid.forget()
        self._password.clear()
        for field in self._answers:
            field.clear()

    def act(self) -> None:
        turn = self._parts.front
        if turn == _LOCKED:
            self._open()
        elif turn == _SHOWN:
            self._turn(_ASKED)
        else:
            self._check()

    def _open(self) -> None:
        password = Secret(self._password.text())
        self._password.clear()
        self._face.actions.run(
            self._face.agent.wallet.phrase(password),
            busy=self.go,
            done=self._opened,
            failed=self.say,
        )

    def _opened(self, answer: Phrase) -> None:
        self._phrase = answer.phrase
        self._turn(_SHOWN)

    def _check(self) -> None:
        if self._phrase is None:
            self._turn(_LOCKED)
            return
        right = self._phrase.reveal().split()
        for place, field in zip(self._asked, self._answers, strict=True):
            if field.text().strip().lower() != right[place]:
                self.say(
                    words(
                        "Word {number} is another one. Look at your paper, or go back "
                        "and see the phrase again.",
                        number=place + 1,
                    )
                )
                field.setFocus()
                return
        self.leave()
        self.done.emit()

    def _turn(self, turn: int) -> None:
        self.say("")
        self._parts.show_part(turn)
        self.head(*_head(turn))
        self.go.reword(_action(turn))
        if turn == _SHOWN and self._phrase is not None:
            self._grid.show_phrase(self._phrase)
            self.go.setFocus()
        elif turn == _ASKED and self._phrase is not None:
            self._grid.forget()
            self._ask(len(self._phrase.reveal().split()))
        elif turn == _LOCKED:
            self._password.setFocus()

    def _ask(self, count: int) -> None:
        self._asked = sorted(random.SystemRandom().sample(range(count), ASKED))
        for place, name, field in zip(self._asked, self._names, self._answers, strict=True):
            text = words("Word {number}", number=place + 1)
            name.setText(text)
            field.setAccessibleName(text)
            field.clear()
        self._answers[0].setFocus()

    def _build(self) -> None:
        shown, asked = QWidget(), QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addWidget(self._grid)
        column.addWidget(
            label(
                words("It is not copied anywhere by itself, and leaves the screen with this page."),
                CAPTION,
                tone="muted",
                wrap=True,
            )
        )
        form = QFormLayout(asked)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(GAP_3)
        for name, field in zip(self._names, self._answers, strict=True):
            form.addRow(name, field)
        for part in (self._password, shown, asked):
            self._parts.add(part)
        self.body.addWidget(self._parts)


def _head(turn: int) -> tuple[str, str]:
    if turn == _LOCKED:
        return words("Your recovery phrase"), words("The wallet's password shows it once more.")
    if turn == _ASKED:
        return words("Three words of it"), words("So that you can be sure of your paper.")
    return words("Your recovery phrase"), words(
        "Write these words on paper, in this order. Whoever has them has the money, and nobody "
        "can bring them back."
    )


def _action(turn: int) -> str:
    if turn == _LOCKED:
        return words("Show the phrase")
    return words("Compare") if turn == _ASKED else words("I have written it down")
