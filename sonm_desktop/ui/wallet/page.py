"""The page of the wallet."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from sonm_desktop.api.schema.state import Topic
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.shell.page import Page
from sonm_desktop.ui.theme.tokens import GAP_4, GAP_5
from sonm_desktop.ui.wallet.accounts import AccountsPanel, MovePanel, held_accounts
from sonm_desktop.ui.wallet.history import HistoryPanel
from sonm_desktop.ui.wallet.lock import LockPanel
from sonm_desktop.ui.words import words

_FOLLOWED = frozenset({Topic.RELOAD, Topic.WALLET, Topic.BALANCES})


class WalletPage(Page):
    """Lock, accounts, vault and history of the chosen account."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Wallet"))
        self._face = face
        self._account = ""
        self._lock = LockPanel(face)
        self._accounts = AccountsPanel()
        self._move = MovePanel(face)
        self._history = HistoryPanel(face)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_5, GAP_4, GAP_5, GAP_5)
        column.setSpacing(GAP_4)
        for part in (self._lock, self._accounts, self._move):
            column.addWidget(part)
        column.addWidget(self._history, 1)
        self._accounts.chosen.connect(self._choose)
        face.live.changed.connect(self._follow)

    def _follow(self, topic: str) -> None:
        state = self._face.live.state
        if topic not in _FOLLOWED or state is None:
            return
        self._lock.show_wallet(state.wallet)
        self._accounts.show_accounts(held_accounts(state))
        if self._account and topic == Topic.BALANCES:
            self._history.show_account(self._account)

    def _choose(self, account: str) -> None:
        self._account = account
        self._move.for_account(account)
        self._history.show_account(account)
