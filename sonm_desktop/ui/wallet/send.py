"""Sending SNM or coin to another account; its whole cost is shown before it is signed."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.plans import Committed, Plan, Send
from sonm_desktop.core.amounts import format_amount
from sonm_desktop.core.errors import UserError
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2, GAP_3
from sonm_desktop.ui.wallet.held import HeldAccount
from sonm_desktop.ui.wallet.recipient import RecipientField
from sonm_desktop.ui.wallet.speeds import SpeedChoices
from sonm_desktop.ui.widgets.amount_field import AmountField
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words

_COIN = "coin"


class SendError(ValueError):
    """The form cannot be sent as it stands; says why."""


class SendForm(QWidget):
    """Address, amount, SNM or coin, speed. The agent looks at the address too."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._held: HeldAccount | None = None
        self._to = RecipientField(face)
        self._amount = AmountField(words("Amount to send"))
        self._asset = QComboBox()
        self._stays = label("", CAPTION, tone="muted", wrap=True)
        self._speeds = SpeedChoices()
        self._review = BusyButton(words("Review"), words("Asking…"), kind="primary")
        self._panel = PlanPanel(face, words("Sign and send"))
        self._build()
        self._connect()

    def for_account(self, held: HeldAccount) -> None:
        """The next plan is for *held*."""
        other = self._held is None or self._held.account.address != held.account.address
        self._held = held
        if other and not self._panel.committing:
            self._panel.drop()
            self._to.for_account(held.account.address)
        self._follow()

    def _request(self) -> Send:
        if self._held is None:
            raise SendError(words("There is no account."))
        account, to = self._held.account.address, self._to.address()
        if not to:
            raise SendError(words("An address is 0x and 40 digits or letters from a to f."))
        if to.lower() == account.lower():
            raise SendError(words("This is the account that would send."))
        if self._to.is_doubtful:
            raise SendError(words("Compare the two addresses, and say that this one is meant."))
        wei = self._amount.wei()
        return Send(
            account=account,
            to=to,
            amount=None if self._is_coin() and self._amount.is_all() else wei,
            asset=self._asset.currentData(),
            speed=self._speeds.speed,
            alike_ok=self._to.is_meant,
        )

    def _ask(self) -> None:
        try:
            request = self._request()
        except SendError as problem:
            self._panel.say(str(problem))
        except UserError as problem:
            self._panel.say(said(problem))
        else:
            self._panel.review(request, busy=self._review)

    def _ask_again(self, _speed: str) -> None:
        """Another speed while a plan is on the screen: the plan for that one."""
        if self._panel.plan is not None and not self._panel.committing:
            self._ask()

    def _freeze(self, plan: Plan) -> None:
        self._set_open(is_open=False)
        self._speeds.show_costs(plan)

    def _thaw(self) -> None:
        self._set_open(is_open=True)
        self._speeds.hide_costs()

    def _done(self, _committed: Committed) -> None:
        self._to.clear()
        self._amount.clear()

    def _set_open(self, *, is_open: bool) -> None:
        """While a plan is on the screen, what it was made of cannot change, but for the speed."""
        self._to.set_open(is_open)
        self._amount.set_open(is_open)
        self._asset.setEnabled(is_open)
        self._review.setVisible(is_open)

    def _is_coin(self) -> bool:
        return bool(self._asset.currentData() == _COIN)

    def _follow(self) -> None:
        balances = self._held.balances if self._held else None
        has = 0 if balances is None else balances.coin if self._is_coin() else balances.token
        self._amount.set_most(has)
        typed, unit = self._amount.amount() or 0, self._asset.currentText()
        self._stays.setText(self._sentence(has, typed, unit))
        set_tone(self._stays, "bad" if typed > has else "muted")

    def _sentence(self, has: int, typed: int, unit: str) -> str:
        if typed > has:
            return words("The wallet has only {has} {unit}.", has=format_amount(has), unit=unit)
        if typed and self._is_coin() and typed == has:
            return words("All of it, but for the network's fee.")
        left = format_amount(has - typed)
        return words("{left} {unit} stay in the wallet.", left=left, unit=unit)

    def _build(self) -> None:
        self._asset.setAccessibleName(words("What to send"))
        self._asset.addItem(words("SNM"), "snm")
        self._asset.addItem(words("Coin"), _COIN)
        row = QHBoxLayout()
        row.setSpacing(GAP_2)
        row.addWidget(self._amount, 1)
        row.addWidget(self._asset)
        row.addWidget(self._review)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addWidget(
            label(words("What is sent cannot be called back."), tone="muted", wrap=True)
        )
        column.addWidget(self._to)
        column.addLayout(row)
        for part in (self._stays, self._speeds, self._panel):
            column.addWidget(part)
        column.addStretch(1)

    def _connect(self) -> None:
        self._review.clicked.connect(self._ask)
        self._amount.submitted.connect(self._ask)
        self._amount.changed.connect(self._follow)
        self._asset.currentIndexChanged.connect(self._follow)
        self._speeds.chosen.connect(self._ask_again)
        self._panel.opened.connect(self._freeze)
        self._panel.closed.connect(self._thaw)
        self._panel.done.connect(self._done)
