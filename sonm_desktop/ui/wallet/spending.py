"""What may be spent without asking: by this program while the wallet is locked."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.plans import Committed, GrantOperator, Plan
from sonm_desktop.api.schema.wallet import OperatorStatus
from sonm_desktop.core.errors import UserError
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3, SECTION
from sonm_desktop.ui.wallet.held import HeldAccount
from sonm_desktop.ui.widgets.amount_field import AmountField
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.number_field import NumberField
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import exact, words

_DAY_S = 86_400
_USUAL_DAYS, _MOST_DAYS = 90, 366


class SpendingPanel(QWidget):
    """The grant of an account's operator: granted, renewed, taken back; each by a plan."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._account = ""
        self._facts = Facts()
        self._limit = AmountField(words("SNM a day at most"), has_all=False)
        self._days = NumberField(words("Days that it lasts"), 1, _MOST_DAYS)
        self._grant = BusyButton(words("Allow"), words("Asking…"), kind="primary")
        self._revoke = QPushButton(words("Take it back"))
        self._panel = PlanPanel(face, words("Sign"))
        self._build()
        self._connect()

    def for_account(self, held: HeldAccount, status: OperatorStatus | None) -> None:
        """Show what the operator of *held* may do; None: no node has told."""
        if held.account.address != self._account:
            self._account = held.account.address
            if not self._panel.committing:
                self._panel.drop()
        self._facts.show_pairs(_facts(status))
        self._revoke.setVisible(bool(status and status.ready) and self._panel.plan is None)
        self._grant.reword(words("Renew") if status and status.ready else words("Allow"))

    def _ask(self) -> None:
        try:
            limit = self._limit.wei()
        except UserError as problem:
            self._panel.say(said(problem))
            return
        wish = GrantOperator(
            account=self._account, daily_limit=limit, duration=self._days.value() * _DAY_S
        )
        self._panel.review(wish, busy=self._grant)

    def _take_back(self) -> None:
        self._panel.review(GrantOperator(account=self._account, daily_limit=0, duration=0))

    def _freeze(self, _plan: Plan) -> None:
        self._set_open(is_open=False)

    def _thaw(self) -> None:
        self._set_open(is_open=True)

    def _done(self, _committed: Committed) -> None:
        self._limit.clear()

    def _set_open(self, *, is_open: bool) -> None:
        self._limit.set_open(is_open)
        self._days.setEnabled(is_open)
        self._grant.setVisible(is_open)
        self._revoke.setEnabled(is_open)

    def _build(self) -> None:
        self._days.setValue(_USUAL_DAYS)
        self._days.setSuffix(words(" days"))
        row = QHBoxLayout()
        row.setSpacing(GAP_2)
        row.addWidget(label(words("At most, SNM a day"), tone="muted"))
        row.addWidget(self._limit, 1)
        row.addWidget(self._days)
        row.addWidget(self._grant)
        row.addWidget(self._revoke)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addWidget(label(words("While the wallet is locked"), SECTION))
        explained = words(
            "This program has a key of its own for this account. With your permission it buys, "
            "pays and closes rentals from the market vault while you are away, up to a daily "
            "limit and until a day that you choose. It can never withdraw or send."
        )
        column.addWidget(label(explained, tone="muted", wrap=True))
        column.addWidget(self._facts)
        column.addLayout(row)
        column.addWidget(self._panel)

    def _connect(self) -> None:
        self._grant.clicked.connect(self._ask)
        self._limit.submitted.connect(self._ask)
        self._revoke.clicked.connect(self._take_back)
        self._panel.opened.connect(self._freeze)
        self._panel.closed.connect(self._thaw)
        self._panel.done.connect(self._done)


def _facts(status: OperatorStatus | None) -> list[tuple[str, str]]:
    if status is None:
        return [(words("State"), words("not known while no node answers"))]
    facts = [(words("State"), said(status.state))]
    if status.ready:
        until = datetime.fromtimestamp(status.expiry).strftime("%d %b %Y %H:%M")
        facts += [
            (words("Until"), until),
            (words("A day at most"), exact(status.daily_limit)),
            (words("Spent today"), exact(status.spent)),
        ]
    facts.append((words("Its key"), status.operator))
    return facts
