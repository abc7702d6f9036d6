"""Sending SNM or coin to another account; its whole cost is shown before it is signed."""

from __future__ import annotations

import re
from functools import partial

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sonm_desktop.api.schema.plans import Committed, Plan, Send
from sonm_desktop.core.amounts import AmountError, parse_amount
from sonm_desktop.ui.confirmation import PlanConfirmation
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}", re.ASCII)
_ENDS = 4


class SendError(ValueError):
    """The form cannot be sent as it stands; says why."""


def looks_like(address: str, known: list[str]) -> str:
    """An address of *known* that *address* only resembles: same ends, other middle; or empty."""
    low = address.lower()
    for other in known:
        near = other.lower()
        ends = (near[: 2 + _ENDS], near[-_ENDS:])
        if near != low and (low[: 2 + _ENDS], low[-_ENDS:]) == ends:
            return other
    return ""


class SendForm(QWidget):
    """Address, amount, SNM or coin. The agent checks the address's checksum too."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._account = ""
        self._to = QLineEdit()
        self._amount = QLineEdit()
        self._asset = QComboBox()
        self._review = BusyButton(words("Review"), words("Asking…"), kind="primary")
        self._confirmation = PlanConfirmation(face, words("Sign and send"))
        self._warning = label("", tone="warn", wrap=True)
        self._said = label("", wrap=True)
        self._build()
        self._review.clicked.connect(self._ask)
        self._to.textChanged.connect(self._warn)
        self._confirmation.done.connect(self._done)
        self._confirmation.dropped.connect(self._drop)

    def for_account(self, account: str) -> None:
        """The next plan is for *account*."""
        if account != self._account:
            self._account = account
            self._drop()

    def _request(self) -> Send:
        to = self._to.text().strip()
        if not _ADDRESS.fullmatch(to):
            raise SendError(words("An address is 0x and 40 digits or letters from a to f."))
        if to.lower() == self._account.lower():
            raise SendError(words("This is the account that would send."))
        try:
            wei = parse_amount(self._amount.text())
        except AmountError as problem:
            raise SendError(str(problem)) from problem
        if not wei:
            raise SendError(words("Type how much."))
        asset = self._asset.currentData()
        return Send(account=self._account, to=to, amount=wei, asset=asset)

    def _ask(self) -> None:
        try:
            request = self._request()
        except SendError as problem:
            self._say(str(problem), "bad")
            return
        work = partial(self._face.agent.plans.make, request)
        self._face.actions.run(work, busy=self._review, done=self._show_plan, failed=self._fail)

    def _show_plan(self, plan: Plan) -> None:
        self._say("")
        self._set_open(False)
        self._confirmation.show_plan(plan)

    def _done(self, committed: Committed) -> None:
        self._drop()
        self._to.clear()
        self._amount.clear()
        self._say(committed.outcome.text, "good")

    def _drop(self) -> None:
        self._confirmation.drop()
        self._set_open(True)
        self._say("")

    def _set_open(self, is_open: bool) -> None:
        """While a plan is on the screen, what it was made of cannot change."""
        for field in (self._to, self._amount, self._asset):
            field.setEnabled(is_open)
        self._review.setVisible(is_open)

    def _warn(self, text: str) -> None:
        state = self._face.live.state
        known = [account.address for account in state.wallet.accounts] if state else []
        alike = looks_like(text.strip(), known)
        warning = words(
            "This looks like your account {account}, and is another one. Compare every digit.",
            account=short_address(alike),
        )
        self._warning.setText(warning if alike else "")
        self._warning.setVisible(bool(alike))

    def _fail(self, sentence: str) -> None:
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str = "") -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _build(self) -> None:
        self._to.setAccessibleName(words("To the address"))
        self._to.setPlaceholderText(words("To the address 0x…"))
        self._amount.setAccessibleName(words("Amount to send"))
        self._amount.setPlaceholderText(words("Amount"))
        self._asset.setAccessibleName(words("What to send"))
        self._asset.addItem(words("SNM"), "snm")
        self._asset.addItem(words("Coin"), "coin")
        row = QHBoxLayout()
        row.setSpacing(GAP_2)
        row.addWidget(self._to, 3)
        row.addWidget(self._amount, 1)
        row.addWidget(self._asset)
        row.addWidget(self._review)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addWidget(
            label(words("What is sent cannot be called back. Fees are paid in coin."), tone="muted")
        )
        column.addLayout(row)
        for part in (self._warning, self._confirmation, self._said):
            column.addWidget(part)
        column.addStretch(1)
        self._warning.hide()
        self._said.hide()
