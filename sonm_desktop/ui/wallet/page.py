"""The page of the wallet: accounts on one side, all about the chosen one on the other."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.state import Topic
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.people.profile import ProfileForm
from sonm_desktop.ui.shell.other_networks import OtherNetworks
from sonm_desktop.ui.shell.page import Page, Panel, scrolling
from sonm_desktop.ui.theme.tokens import GAP_4, GAP_5
from sonm_desktop.ui.wallet.accounts import AccountsPanel
from sonm_desktop.ui.wallet.allowances import AllowancesPanel
from sonm_desktop.ui.wallet.held import held_account, held_accounts
from sonm_desktop.ui.wallet.history import HistoryPanel
from sonm_desktop.ui.wallet.keys import KeysForm
from sonm_desktop.ui.wallet.lock import LockBar
from sonm_desktop.ui.wallet.receive import ReceivePanel
from sonm_desktop.ui.wallet.send import SendForm
from sonm_desktop.ui.wallet.spending import SpendingPanel
from sonm_desktop.ui.wallet.summary import AccountSummary
from sonm_desktop.ui.wallet.tabs import Tabs
from sonm_desktop.ui.wallet.vault import VaultForm
from sonm_desktop.ui.wallet.waiting import WaitingPanel
from sonm_desktop.ui.words import words

_FOLLOWED = frozenset({Topic.RELOAD, Topic.WALLET, Topic.BALANCES, Topic.OPERATORS})
_MOVED = frozenset({Topic.RELOAD, Topic.BALANCES})
_PERMISSIONS, _PROFILE = 4, 5


class WalletPage(Page):
    """What is done here concerns the chosen account."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Wallet"))
        self._face = face
        self._account = self._acting = ""
        self._lock = LockBar(face)
        self.controls = self._lock
        self._accounts = AccountsPanel(face)
        self._summary = AccountSummary(face)
        self._waiting = WaitingPanel(face)
        self._history = HistoryPanel(face)
        self._vault, self._send = VaultForm(face), SendForm(face)
        self._receive, self._keys = ReceivePanel(face), KeysForm(face)
        self._spending, self._allowances = SpendingPanel(face), AllowancesPanel(face)
        self._profile = ProfileForm(face)
        self._tabs = Tabs(
            (
                (words("History"), self._history),
                (words("Send"), scrolling(self._send)),
                (words("Market vault"), scrolling(self._vault)),
                (words("Receive"), scrolling(self._receive)),
                (words("Permissions"), scrolling(self._permissions())),
                (words("Profile"), scrolling(self._profile)),
                (words("Account"), scrolling(self._keys)),
            )
        )
        self._build()
        self._accounts.chosen.connect(self._choose)
        self._tabs.shown.connect(self._look_into)
        face.live.changed.connect(self._follow)

    def _follow(self, topic: str) -> None:
        state = self._face.live.state
        if topic not in _FOLLOWED or state is None:
            return
        self._lock.show_wallet(state.wallet)
        self._accounts.show_accounts(held_accounts(state))
        self._follow_choice()
        self._show()
        if self._account and topic in _MOVED:
            self._history.look()
            self._waiting.look(self._account)

    def _follow_choice(self) -> None:
        """Who begins to act as another account wants to see that one."""
        acting = self._face.live.account
        if acting != self._acting:
            self._acting = acting
            self._accounts.choose(acting)

    def _choose(self, account: str) -> None:
        self._account = account
        self._show()
        self._history.show_account(account)
        self._waiting.look(account)
        self._look_into(self._tabs.number)

    def _show(self) -> None:
        state = self._face.live.state
        held = held_account(state, self._account)
        if held is None or state is None:
            return
        self._summary.show_account(held)
        self._vault.for_account(held)
        self._send.for_account(held)
        self._keys.for_account(held)
        self._receive.for_account(self._account)
        self._spending.for_account(held, state.operators.get(self._account))

    def _look_into(self, part: int) -> None:
        if part == _PERMISSIONS and self._account:
            self._allowances.look(self._account)
        if part == _PROFILE and self._account:
            self._profile.look(self._account)

    def _permissions(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_5)
        column.addWidget(self._spending)
        column.addWidget(self._allowances)
        column.addStretch(1)
        return made

    def _build(self) -> None:
        detail = Panel()
        detail.body.addWidget(self._waiting)
        detail.body.addWidget(self._tabs, 1)
        side = QVBoxLayout()
        side.setSpacing(GAP_4)
        side.addWidget(OtherNetworks(self._face))
        side.addWidget(self._summary)
        side.addWidget(detail, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP_5, GAP_4, GAP_5, GAP_5)
        row.setSpacing(GAP_4)
        row.addWidget(self._accounts)
        row.addLayout(side, 1)

    # Qt overrides
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._keys.forget()
