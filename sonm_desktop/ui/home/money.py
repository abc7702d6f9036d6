"""Today's money of all accounts: net, in and out; what is owed, and what is ready."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel

from sonm_desktop.api.schema.state import State
from sonm_desktop.ui.dollars import beside, told
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import FIGURE, GAP_1, GAP_3, GAP_5, SECTION
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, words


class MoneyPanel(Panel):
    """Every digit is in the tooltips, and what it is in USD."""

    def __init__(self) -> None:
        super().__init__()
        self._net, self._worth = label("—", FIGURE), label("", tone="muted")
        self._small = {name: label("—", SECTION) for name, _ in _titles()}
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_5)
        grid.setVerticalSpacing(GAP_1)
        grid.addWidget(_title(words("Net today, SNM")), 0, 0, 1, 2)
        grid.addWidget(self._net, 1, 0, 1, 2)
        grid.addWidget(self._worth, 2, 0, 1, 2)
        grid.setRowMinimumHeight(3, GAP_3)
        for at, (name, title) in enumerate(_titles()):
            row, column = divmod(at, 2)
            grid.addWidget(_title(title), 4 + 2 * row, column)
            grid.addWidget(self._small[name], 5 + 2 * row, column)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)

    def show_state(self, state: State) -> None:
        """Sum up *state*; without a count of today its figures stay empty."""
        today = state.today
        _show(self._net, today.net if today else None, state)
        worth = beside(today.net, state) if today else ""
        self._worth.setText(worth)
        self._worth.setVisible(bool(worth))
        _show(self._small["came"], today.came if today else None, state)
        _show(self._small["went"], today.went if today else None, state)
        _show(self._small["accrued"], today.accrued if today else None, state)
        _show(self._small["vault"], sum(held.vault for held in state.balances.values()), state)


def _show(shown: QLabel, wei: int | None, state: State) -> None:
    shown.setText("—" if wei is None else amount(wei))
    shown.setToolTip("" if wei is None else told(wei, state))


def _title(text: str) -> QLabel:
    return label(text, tone="muted")


def _titles() -> list[tuple[str, str]]:
    return [
        ("came", words("In")),
        ("went", words("Out")),
        ("accrued", words("Earned, not claimed yet")),
        ("vault", words("Ready in the vault")),
    ]
