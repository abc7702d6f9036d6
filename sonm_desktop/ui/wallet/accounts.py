"""Accounts and what they hold; the chosen one is what the rest of the page is about."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout

from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.wallet import Account, Balances
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.models.table import Column, RecordTable
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_2, SECTION
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.table import RecordView
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, words

_LIST_HEIGHT = 136


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

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._new = BusyButton(words("New account"), words("Making…"))
        self._said = label("", tone="bad")
        top = QHBoxLayout()
        top.setSpacing(GAP_2)
        top.addWidget(label(words("Accounts"), SECTION))
        top.addWidget(self._said, 1)
        top.addWidget(self._new)
        self.body.addLayout(top)
        columns = _columns()
        self._model: RecordTable[HeldAccount] = RecordTable(columns)
        self._table = RecordView(self._model, columns, words("Accounts"))
        self._table.setFixedHeight(_LIST_HEIGHT)
        self._address = ""
        self.body.addWidget(self._table)
        self._table.selectionModel().currentRowChanged.connect(self._announce)
        self._new.clicked.connect(self._make)

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

    def _make(self) -> None:
        self._said.setText("")
        work = self._face.agent.wallet.new_account
        self._face.actions.run(work, busy=self._new, failed=self._said.setText)

    def _announce(self, current: QModelIndex) -> None:
        if current.isValid():
            self._address = self._model.record(current.row()).account.address
            self.chosen.emit(self._address)


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
