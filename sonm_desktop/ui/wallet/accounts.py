"""Accounts and what they hold, and moving SNM between the wallet and the market's vault."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.plans import Committed, Deposit, Plan, Withdraw
from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.wallet import Account, Balances
from sonm_desktop.core.amounts import AmountError, parse_amount
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.models.table import Column, RecordTable
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import amount, exact, words

_LIST_HEIGHT = 160


@dataclass(frozen=True, slots=True)
class HeldAccount:
    """An account with its balances, None while the node has not told them."""

    account: Account
    balances: Balances | None


def held_accounts(state: State) -> list[HeldAccount]:
    """The accounts of *state*, in the wallet's order."""
    return [
        HeldAccount(account, state.balances.get(account.address))
        for account in state.wallet.accounts
    ]


class AccountsPanel(Panel):
    """The list. chosen: the address of the account in the selected row."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(words("Accounts"))
        columns = _columns()
        self._model: RecordTable[HeldAccount] = RecordTable(columns)
        self._table = RecordView(self._model, columns, words("Accounts"))
        self._table.setFixedHeight(_LIST_HEIGHT)
        self._address = ""
        self.body.addWidget(self._table)
        self._table.selectionModel().currentRowChanged.connect(self._announce)

    def show_accounts(self, accounts: list[HeldAccount]) -> None:
        """Replace the rows; the same account stays chosen."""
        selection = self._table.selectionModel()
        selection.blockSignals(True)
        self._model.show(accounts)
        addresses = [held.account.address for held in accounts]
        row = addresses.index(self._address) if self._address in addresses else 0
        self._table.selectRow(row)
        selection.blockSignals(False)
        if addresses and addresses[row] != self._address:
            self._address = addresses[row]
            self.chosen.emit(self._address)

    def _announce(self, current: QModelIndex) -> None:
        if current.isValid():
            self._address = self._model.record(current.row()).account.address
            self.chosen.emit(self._address)


class MovePanel(Panel):
    """Deposit into the vault or withdraw from it, by a plan."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Market vault"))
        self._face = face
        self._account = ""
        self._plan: Plan | None = None
        self._direction = QComboBox()
        self._amount = QLineEdit()
        self._review = BusyButton(words("Review"), words("Asking…"), kind="primary")
        self._effects = label("", wrap=True)
        self._commit = BusyButton(words("Do it"), words("Sending…"), kind="primary")
        self._back = QPushButton(words("Back"))
        self._confirmation = QWidget()
        self._said = label("", wrap=True)
        self._fill()
        self._review.clicked.connect(self._ask)
        self._commit.clicked.connect(self._do)
        self._back.clicked.connect(self._drop)

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
        kind = self._direction.currentData()
        request: Deposit | Withdraw = (
            Deposit(account=self._account, amount=wei)
            if kind == "deposit"
            else Withdraw(account=self._account, amount=wei)
        )
        work = self._face.agent.plans.make(request)
        self._face.actions.run(work, busy=self._review, done=self._show_plan, failed=self._fail)

    def _show_plan(self, plan: Plan) -> None:
        self._plan = plan
        lines = [f"• {effect.text}" for effect in plan.effects]
        lines.append(words("Network fee: at most {fee} of the coin.", fee=amount(plan.fee, 8)))
        self._effects.setText("\n".join(lines))
        self._effects.setToolTip(exact(plan.total))
        self._say("")
        self._review.hide()
        self._confirmation.show()

    def _do(self) -> None:
        if self._plan is None:
            return
        work = self._face.agent.plans.commit(self._plan.id)
        self._face.actions.run(work, busy=self._commit, done=self._done, failed=self._fail)

    def _done(self, committed: Committed) -> None:
        self._drop()
        self._amount.clear()
        self._say(committed.outcome.text, "good")

    def _drop(self) -> None:
        self._plan = None
        self._confirmation.hide()
        self._review.show()
        self._say("")

    def _fail(self, sentence: str) -> None:
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str = "") -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _fill(self) -> None:
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
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_2)
        buttons.addWidget(self._commit)
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        inner = QVBoxLayout(self._confirmation)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._effects)
        inner.addLayout(buttons)
        self.body.addWidget(
            label(words("Rentals are paid from the vault; only you can withdraw."), tone="muted")
        )
        self.body.addLayout(row)
        self.body.addWidget(self._confirmation)
        self.body.addWidget(self._said)
        self._confirmation.hide()
        self._said.hide()


def _columns() -> list[Column[HeldAccount]]:
    def held(name: str, places: int) -> Column[HeldAccount]:
        titles = {
            "vault": words("Vault, SNM"),
            "token": words("Wallet, SNM"),
            "coin": words("Coin"),
        }
        return Column(
            titles[name],
            text=lambda row: amount(getattr(row.balances, name), places) if row.balances else "…",
            key=lambda row: getattr(row.balances, name) if row.balances else -1,
            number=True,
            strong=name == "vault",
            width=140,
        )

    return [
        Column(words("Name"), text=lambda row: row.account.label or "—", width=160),
        Column(
            words("Address"),
            text=lambda row: row.account.address,
            tip=lambda row: row.account.address,
        ),
        held("vault", 4),
        held("token", 4),
        held("coin", 6),
    ]
