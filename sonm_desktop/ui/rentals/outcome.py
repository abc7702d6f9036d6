"""What became of a rental that ended: who ended it, why, the money, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.ui.remedies import remedy
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1, GAP_5, SECTION
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, exact, words

_WHO = {
    "you": "You ended this rental",
    "supplier": "The supplier ended this rental",
    "network": "The network ended this rental",
    "app": "SONM ended this rental for you",
}
_BY_CODE = {
    "rental.escrow_used_up": "The money was used up",
    "rental.term_over": "The time was over",
    "rental.lease_over": "The time was over",
    "rental.deal_lost": "It was never opened",
}


def ended_by(deal: Deal) -> str:
    """Who or what ended it, in a few words; empty while it has not ended."""
    outcome = deal.outcome
    if outcome is None or deal.phase not in ("closed", "failed"):
        return ""
    return words(_BY_CODE.get(outcome.reason.code, _WHO[outcome.who]))


class OutcomeCard(Panel):
    """wanted: the place that its button leads to."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._who = label("", SECTION, wrap=True)
        self._why = label("", wrap=True)
        self._next = label("", tone="muted", wrap=True)
        self._spent, self._back = label("", SECTION), label("", SECTION)
        self._again = QPushButton(words("Rent another machine"))
        self._fill()
        self._again.clicked.connect(self._to_market)

    def show_deal(self, deal: Deal) -> None:
        """Show how *deal* ended; nothing while it has not."""
        outcome, who = deal.outcome, ended_by(deal)
        self.setVisible(bool(who))
        if outcome is None or not who:
            return
        self._who.setText(who)
        self._why.setText(outcome.reason.text)
        advice = remedy(outcome.reason)
        self._next.setText(advice)
        self._next.setVisible(bool(advice))
        for figure, wei in ((self._spent, deal.spent), (self._back, deal.refunded)):
            figure.setText(words("{amount} SNM", amount=amount(wei)))
            figure.setToolTip(exact(wei))

    def _to_market(self) -> None:
        self.wanted.emit("market")

    def _fill(self) -> None:
        self._again.setProperty("kind", "primary")
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP_5)
        grid.setVerticalSpacing(GAP_1)
        grid.addWidget(self._who, 0, 0)
        grid.addWidget(self._why, 1, 0)
        grid.addWidget(self._next, 2, 0)
        grid.addWidget(label(words("Spent"), CAPTION, tone="muted"), 0, 1)
        grid.addWidget(self._spent, 1, 1)
        grid.addWidget(label(words("Came back"), CAPTION, tone="muted"), 0, 2)
        grid.addWidget(self._back, 1, 2)
        grid.addWidget(self._again, 2, 1, 1, 2, Qt.AlignmentFlag.AlignTrailing)
        grid.setColumnStretch(0, 1)
        self.body.addLayout(grid)
