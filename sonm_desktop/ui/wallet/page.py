"""The page of the wallet."""

from __future__ import annotations

from sonm_desktop.api.schema.state import Topic
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.shell.page import Page
from sonm_desktop.ui.theme.tokens import GAP_4, GAP_5
from sonm_desktop.ui.wallet.accounts import AccountsPanel, held_accounts
from sonm_desktop.ui.wallet.history import HistoryPanel
from sonm_desktop.ui.wallet.lock import LockBar
from sonm_desktop.ui.wallet.moves import MovesPanel
from sonm_desktop.ui.words import words

_HISTORY_HEIGHT = 176
_FOLLOWED = frozenset({Topic.RELOAD, Topic.WALLET, Topic.BALANCES})


class WalletPage(Page):
    """Lock, accounts, vault and history of the chosen account."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Wallet"))
        self._face = face
        self._account = ""
        self._lock = LockBar(face)
        self.controls = self._lock
        self._accounts = AccountsPanel(face)
        self._move = MovesPanel(face)
        self._history = HistoryPanel(face)
        self._history.setMinimumHeight(_HISTORY_HEIGHT)
        column = self.scrolled()
        column.setContentsMargins(GAP_5, GAP_4, GAP_5, GAP_5)
        column.setSpacing(GAP_4)
        for part in (self._accounts, self._move):
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
