"""Moving SNM between the wallet and the market's vault, by a plan."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sonm_desktop.api.schema.plans import Committed, Deposit, Plan, Withdraw
from sonm_desktop.core.amounts import AmountError, parse_amount
from sonm_desktop.ui.confirmation import PlanConfirmation
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words


class VaultForm(QWidget):
    """Deposit into the vault or withdraw from it."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._account = ""
        self._direction = QComboBox()
        self._amount = QLineEdit()
        self._review = BusyButton(words("Review"), words("Asking…"), kind="primary")
        self._confirmation = PlanConfirmation(face, words("Do it"))
        self._said = label("", wrap=True)
        self._build()
        self._review.clicked.connect(self._ask)
        self._amount.returnPressed.connect(self._ask)
        self._confirmation.done.connect(self._done)
        self._confirmation.dropped.connect(self._drop)

    def for_account(self, account: str) -> None:
        """The next plan is for *account*."""
        if account != self._account:
            self._account = account
            self._drop()

    def _ask(self) -> None:
        try:
            wei = parse_amount(self._amount.text())
        except AmountError as problem:
            self._say(str(problem), "bad")
            return
        if not wei:
            self._say(words("Type how much."), "bad")
            return
        request: Deposit | Withdraw = (
            Deposit(account=self._account, amount=wei)
            if self._direction.currentData() == "deposit"
            else Withdraw(account=self._account, amount=wei)
        )
        work = partial(self._face.agent.plans.make, request)
        self._face.actions.run(work, busy=self._review, done=self._show_plan, failed=self._fail)

    def _show_plan(self, plan: Plan) -> None:
        self._say("")
        self._review.hide()
        self._confirmation.show_plan(plan)

    def _done(self, committed: Committed) -> None:
        self._drop()
        self._amount.clear()
        self._say(committed.outcome.text, "good")

    def _drop(self) -> None:
        self._confirmation.drop()
        self._review.show()
        self._say("")

    def _fail(self, sentence: str) -> None:
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str = "") -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _build(self) -> None:
        self._direction.addItem(words("Deposit from the wallet"), "deposit")
        self._direction.addItem(words("Withdraw to the wallet"), "withdraw")
        self._direction.setAccessibleName(words("Direction"))
        self._amount.setAccessibleName(words("Amount in SNM"))
        self._amount.setPlaceholderText(words("SNM"))
        row = QHBoxLayout()
        row.setSpacing(GAP_2)
        row.addWidget(self._direction)
        row.addWidget(self._amount, 1)
        row.addWidget(self._review)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addWidget(
            label(words("Rentals are paid from the vault; only you can withdraw."), tone="muted")
        )
        column.addLayout(row)
        column.addWidget(self._confirmation)
        column.addWidget(self._said)
        column.addStretch(1)
        self._said.hide()
