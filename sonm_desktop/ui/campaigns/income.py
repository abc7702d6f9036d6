"""What campaigns have paid an account, what is set aside for it, and bringing it home."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.campaigns import CampaignIncome, WithdrawCampaigns
from sonm_desktop.api.schema.plans import Committed, Plan
from sonm_desktop.ui.dollars import beside, told
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1, GAP_3, GAP_5, SECTION
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, words


class IncomeBox(QWidget):
    """withdrawn: the vault has less now."""

    withdrawn = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._account = ""
        self._figures = {name: label("—", SECTION) for name, _ in _figures()}
        self._worths = {name: label("", CAPTION, tone="muted") for name, _ in _figures()}
        self._withdraw = BusyButton(words("Withdraw…"), words("Asking…"))
        self._panel = PlanPanel(face, words("Withdraw"))
        self._build()
        self._connect()

    def show_income(self, found: CampaignIncome) -> None:
        """The figures of *found*; a plan of another account goes."""
        if found.account != self._account and not self._panel.committing:
            self._panel.drop()
        self._account = found.account
        state = self._face.live.state
        for name, figure in self._figures.items():
            wei = getattr(found, name)
            figure.setText(amount(wei))
            figure.setToolTip(told(wei, state))
            self._worths[name].setText(beside(wei, state))
        self._withdraw.set_possible(found.vault > 0)

    def _ask(self) -> None:
        self._panel.review(WithdrawCampaigns(account=self._account), busy=self._withdraw)

    def _freeze(self, _plan: Plan) -> None:
        self._withdraw.hide()

    def _thaw(self) -> None:
        back = self._panel.holds_focus
        self._withdraw.show()
        if back:
            self._withdraw.setFocus()

    def _done(self, _committed: Committed) -> None:
        self.withdrawn.emit()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_5)
        grid.setVerticalSpacing(GAP_1)
        for at, (name, title) in enumerate(_figures()):
            grid.addWidget(label(title, tone="muted"), 0, at)
            grid.addWidget(self._figures[name], 1, at)
            grid.addWidget(self._worths[name], 2, at)
        grid.setColumnStretch(len(_figures()), 1)
        row = QHBoxLayout()
        row.setSpacing(GAP_3)
        row.addLayout(grid, 1)
        row.addWidget(self._withdraw)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_3)
        column.addLayout(row)
        column.addWidget(self._panel)
        self._withdraw.set_possible(False)

    def _connect(self) -> None:
        self._withdraw.clicked.connect(self._ask)
        self._panel.opened.connect(self._freeze)
        self._panel.closed.connect(self._thaw)
        self._panel.done.connect(self._done)


def _figures() -> list[tuple[str, str]]:
    return [
        ("bonus", words("Bonus, SNM")),
        ("traffic", words("Traffic, SNM")),
        ("ahead", words("Set aside, SNM")),
        ("vault", words("To withdraw, SNM")),
    ]
