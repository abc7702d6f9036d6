"""A plan on the screen: what will be signed, its whole cost, and the button that does it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.plans import Committed, Plan
from sonm_desktop.core.amounts import format_amount
from sonm_desktop.core.secret import Secret
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words

_FEE_EFFECT = "effect_fee"


def plan_lines(plan: Plan) -> str:
    """Every effect of *plan* and its fee, once."""
    lines = [f"• {effect.text}" for effect in plan.effects]
    if not any(effect.code.endswith(_FEE_EFFECT) for effect in plan.effects):
        fee = words("The network takes {fee} of the coin at most.", fee=format_amount(plan.fee))
        lines.append(f"• {fee}")
    return "\n".join(lines)


class PlanConfirmation(QWidget):
    """Hidden until it is given a plan. done: what came of it. dropped: the person went back."""

    done = Signal(object)
    dropped = Signal()

    def __init__(self, face: Face, action: str) -> None:
        super().__init__()
        self._face = face
        self._plan: Plan | None = None
        self._effects = label("", wrap=True)
        self._password = QLineEdit()
        self._commit = BusyButton(action, words("Sending…"), kind="primary")
        self._back = QPushButton(words("Back"))
        self._said = label("", tone="bad", wrap=True)
        self._build()
        self._commit.clicked.connect(self._do)
        self._password.returnPressed.connect(self._do)
        self._back.clicked.connect(self._go_back)

    @property
    def plan(self) -> Plan | None:
        """The plan on the screen."""
        return self._plan

    def show_plan(self, plan: Plan) -> None:
        """Show *plan*; nothing is done yet."""
        self._plan = plan
        self._effects.setText(plan_lines(plan))
        self._password.setVisible(plan.password)
        self._say("")
        self.show()
        (self._password if plan.password else self._commit).setFocus()

    def drop(self) -> None:
        """Forget the plan."""
        self._plan = None
        self._password.clear()
        self.hide()

    def _go_back(self) -> None:
        self.drop()
        self.dropped.emit()

    def _do(self) -> None:
        if self._plan is None:
            return
        password = None
        if self._plan.password:
            if not self._password.text():
                self._say(words("Type the wallet's password."))
                return
            password = Secret(self._password.text())
            self._password.clear()
        work = partial(self._face.agent.plans.commit, self._plan.id, password=password)
        self._face.actions.run(work, busy=self._commit, done=self._finish, failed=self._say)

    def _finish(self, committed: Committed) -> None:
        self.drop()
        self.done.emit(committed)

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, "bad")

    def _build(self) -> None:
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setAccessibleName(words("Password to sign"))
        self._password.setPlaceholderText(words("Password"))
        self._password.setFixedWidth(220)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_2)
        buttons.addWidget(self._password)
        buttons.addWidget(self._commit)
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addWidget(self._effects)
        column.addLayout(buttons)
        column.addWidget(self._said)
        self.hide()
