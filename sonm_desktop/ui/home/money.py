"""The three sums of all accounts: ready, earned, spent."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel

from sonm_desktop.api.schema.state import State
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import FIGURE, GAP_1, GAP_3, GAP_5, SECTION
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, exact, words


class MoneyPanel(Panel):
    """Every digit is in the tooltips."""

    def __init__(self) -> None:
        super().__init__()
        self._vault, self._earned, self._spent = label("—", FIGURE), _small(), _small()
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_5)
        grid.setVerticalSpacing(GAP_1)
        grid.addWidget(label(words("Ready in the vault, SNM"), tone="muted"), 0, 0, 1, 2)
        grid.addWidget(self._vault, 1, 0, 1, 2)
        grid.setRowMinimumHeight(2, GAP_3)
        grid.addWidget(label(words("Earned, SNM"), tone="muted"), 3, 0)
        grid.addWidget(label(words("Spent on rentals, SNM"), tone="muted"), 3, 1)
        grid.addWidget(self._earned, 4, 0)
        grid.addWidget(self._spent, 4, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)

    def show_state(self, state: State) -> None:
        """Sum up *state*."""
        sums = (
            (self._vault, sum(held.vault for held in state.balances.values())),
            (self._earned, sum(deal.earned for deal in state.supplied.values())),
            (self._spent, sum(deal.spent for deal in state.deals.values())),
        )
        for shown, wei in sums:
            shown.setText(amount(wei))
            shown.setToolTip(exact(wei))


def _small() -> QLabel:
    return label("—", SECTION)
