"""Where a sponsor's ticket is put in: a place is taken with it, or a coupon brought in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sonm_desktop.api.schema.campaigns import JoinCampaign, RedeemCoupon
from sonm_desktop.api.schema.plans import Committed, Plan
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.reveal import reveal
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_LONGEST = 1000
_COUPON = "sonmcoupon"


class TicketForm(QWidget):
    """used: something came of a ticket."""

    used = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._account = ""
        self._text = QLineEdit()
        self._review = BusyButton(words("Look at it"), words("Asking…"), kind="primary")
        self._panel = PlanPanel(face, words("Do it"))
        self._build()
        self._connect()

    def for_account(self, account: str) -> None:
        """*account* pays the gas of the next plan."""
        if account != self._account and not self._panel.committing:
            self._panel.drop()
        self._account = account
        self._judge()

    def focus(self) -> None:
        """The next key goes into the field."""
        self._text.setFocus()

    def _ask(self) -> None:
        ticket = "".join(self._text.text().split())
        if not ticket or not self._account:
            return
        request: JoinCampaign | RedeemCoupon = (
            RedeemCoupon(account=self._account, ticket=ticket)
            if ticket.lower().startswith(_COUPON)
            else JoinCampaign(account=self._account, ticket=ticket)
        )
        self._panel.review(request, busy=self._review)

    def _judge(self) -> None:
        self._review.set_possible(bool(self._account) and bool(self._text.text().strip()))

    def _freeze(self, _plan: Plan) -> None:
        self._set_open(is_open=False)
        reveal(self._panel)

    def _thaw(self) -> None:
        back = self._panel.holds_focus
        self._set_open(is_open=True)
        if back:
            self._text.setFocus()

    def _done(self, _committed: Committed) -> None:
        self._text.clear()
        self.used.emit()

    def _set_open(self, *, is_open: bool) -> None:
        self._text.setEnabled(is_open)
        self._review.setVisible(is_open)

    def _build(self) -> None:
        self._text.setMaxLength(_LONGEST)
        self._text.setAccessibleName(words("Ticket of a sponsor"))
        self._text.setPlaceholderText(words("Ticket of a sponsor"))
        row = QHBoxLayout()
        row.setSpacing(GAP_2)
        row.addWidget(self._text, 1)
        row.addWidget(self._review)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        explained = words(
            "A sponsor gives you a ticket when he has seen your network address: with it you take "
            "your place, and your pay is set aside for you. Later tickets pay for what you did."
        )
        column.addWidget(label(explained, tone="muted", wrap=True))
        column.addLayout(row)
        column.addWidget(self._panel)
        self._judge()

    def _connect(self) -> None:
        self._text.textChanged.connect(self._judge)
        self._text.returnPressed.connect(self._ask)
        self._review.clicked.connect(self._ask)
        self._panel.opened.connect(self._freeze)
        self._panel.closed.connect(self._thaw)
        self._panel.done.connect(self._done)
