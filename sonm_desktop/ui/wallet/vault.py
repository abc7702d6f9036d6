"""Moving SNM between the wallet and the market's vault, by a plan."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.plans import Committed, Deposit, Plan, Withdraw
from sonm_desktop.core.errors import UserError
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2, GAP_3, GAP_5
from sonm_desktop.ui.wallet.held import HeldAccount
from sonm_desktop.ui.widgets.amount_field import AmountField
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.flow import FlowLayout
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import exact, words


class VaultForm(QWidget):
    """Deposit into the vault or withdraw from it; what stays behind is told while one types."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._held: HeldAccount | None = None
        self._into = QRadioButton(words("Deposit into the vault"))
        self._out = QRadioButton(words("Withdraw into the wallet"))
        self._group = QButtonGroup(self)
        self._amount = AmountField(words("SNM to move"))
        self._stays = label("", CAPTION, tone="muted", wrap=True)
        self._review = BusyButton(words("Review"), words("Asking…"), kind="primary")
        self._panel = PlanPanel(face, words("Do it"))
        self._build()
        self._connect()

    def for_account(self, held: HeldAccount) -> None:
        """The next plan is for *held*."""
        other = self._held is None or self._held.account.address != held.account.address
        self._held = held
        if other and not self._panel.committing:
            self._panel.drop()
        self._follow()

    def _source(self) -> int:
        """What there is to move, wei."""
        balances = self._held.balances if self._held else None
        if balances is None:
            return 0
        return balances.token if self._into.isChecked() else balances.vault

    def _follow(self) -> None:
        self._amount.set_most(self._source())
        has, typed = self._source(), self._amount.amount() or 0
        self._stays.setText(self._sentence(has, typed))
        set_tone(self._stays, "bad" if typed > has else "muted")

    def _sentence(self, has: int, typed: int) -> str:
        """What stays behind, or that there is not so much."""
        into, enough = self._into.isChecked(), typed <= has
        shown = exact(has - typed if enough else has)
        if into and enough:
            return words("{amount} stay in the wallet.", amount=shown)
        if into:
            return words("The wallet has only {amount}.", amount=shown)
        if enough:
            return words("{amount} stay in the vault.", amount=shown)
        return words("The vault has only {amount}.", amount=shown)

    def _ask(self) -> None:
        if self._held is None:
            return
        try:
            wei = self._amount.wei()
        except UserError as problem:
            self._panel.say(said(problem))
            return
        account = self._held.account.address
        request: Deposit | Withdraw = (
            Deposit(account=account, amount=wei)
            if self._into.isChecked()
            else Withdraw(account=account, amount=wei)
        )
        self._panel.review(request, busy=self._review)

    def _freeze(self, _plan: Plan) -> None:
        self._set_open(is_open=False)

    def _thaw(self) -> None:
        self._set_open(is_open=True)

    def _done(self, _committed: Committed) -> None:
        self._amount.clear()

    def _set_open(self, *, is_open: bool) -> None:
        """While a plan is on the screen, what it was made of cannot change."""
        self._amount.set_open(is_open)
        for part in (self._into, self._out):
            part.setEnabled(is_open)
        self._review.setVisible(is_open)
        self._stays.setVisible(is_open)

    def _build(self) -> None:
        self._into.setChecked(True)
        ways = QWidget()
        row = FlowLayout(ways, GAP_5)
        for button in (self._into, self._out):
            self._group.addButton(button)
            row.addWidget(button)
        fields = QGridLayout()
        fields.setHorizontalSpacing(GAP_2)
        fields.setVerticalSpacing(GAP_2)
        fields.addWidget(self._amount, 0, 0)
        fields.addWidget(self._review, 0, 1)
        fields.addWidget(self._stays, 1, 0, 1, 2)
        fields.setColumnStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        why = words("Rentals are paid from the vault. Only you can take money out of it.")
        column.addWidget(label(why, tone="muted", wrap=True))
        column.addWidget(ways)
        column.addLayout(fields)
        column.addWidget(self._panel)
        column.addStretch(1)

    def _connect(self) -> None:
        self._review.clicked.connect(self._ask)
        self._amount.submitted.connect(self._ask)
        self._amount.changed.connect(self._follow)
        self._into.toggled.connect(self._follow)
        self._panel.opened.connect(self._freeze)
        self._panel.closed.connect(self._thaw)
        self._panel.done.connect(self._done)
