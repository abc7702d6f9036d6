"""Who may take SNM out of the wallet, and taking that back."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.plans import Committed, Disallow, Plan
from sonm_desktop.api.schema.wallet import Allowance
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.theme.tokens import CODE, GAP_2, GAP_3, SECTION
from sonm_desktop.ui.widgets.emptying import empty
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import exact, words


class AllowancesPanel(QWidget):
    """Asked of the chain each time that the place is looked at."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._account = ""
        self._rows = QVBoxLayout()
        self._none = label(words("Nobody may take SNM out of this wallet."), tone="muted")
        self._panel = PlanPanel(face, words("Take it back"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addWidget(label(words("Who may take SNM out of the wallet"), SECTION))
        column.addLayout(self._rows)
        column.addWidget(self._none)
        column.addWidget(self._panel)
        self._panel.opened.connect(self._freeze)
        self._panel.closed.connect(self._thaw)
        self._panel.done.connect(self._done)

    def look(self, account: str) -> None:
        """Ask for the permissions that *account* has given."""
        if account != self._account and not self._panel.committing:
            self._panel.drop()
        self._account = account
        work = self._face.agent.wallet.allowances(account)
        self._face.actions.run(work, done=partial(self._show, account), failed=self._stay)

    def _show(self, account: str, found: list[Allowance]) -> None:
        if account != self._account:
            return
        empty(self._rows)
        for allowance in found:
            self._rows.addWidget(self._row(allowance))
        self._none.setVisible(not found)

    def _row(self, allowance: Allowance) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        who = words("The market's contract") if allowance.market else allowance.spender
        row.addWidget(label(who, CODE), 1)
        row.addWidget(label(exact(allowance.amount)))
        button = QPushButton(words("Take it back"))
        button.setAccessibleName(words("Take it back from {who}", who=allowance.spender))
        button.clicked.connect(partial(self._ask, allowance.spender))
        row.addWidget(button)
        return made

    def _ask(self, spender: str) -> None:
        self._panel.review(Disallow(account=self._account, spender=spender))

    def _freeze(self, _plan: Plan) -> None:
        self._enable(is_on=False)

    def _thaw(self) -> None:
        self._enable(is_on=True)

    def _enable(self, *, is_on: bool) -> None:
        for button in self.findChildren(QPushButton):
            if not self._panel.isAncestorOf(button):
                button.setEnabled(is_on)

    def _done(self, _committed: Committed) -> None:
        self.look(self._account)

    def _stay(self, _sentence: str) -> None:
        """Without a node the last answer stays."""
