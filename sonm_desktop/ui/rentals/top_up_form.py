"""Paying more into a rental, by a plan."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.plans import Committed, Plan, TopUpDeal
from sonm_desktop.core.amounts import per_hour
from sonm_desktop.core.errors import UserError
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.amount_field import AmountField
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import span, words


class TopUpForm(QWidget):
    """The person's own limit of the deal rises by what is paid in, and by no more."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._deal: Deal | None = None
        self._amount = AmountField(words("SNM to pay in"), has_all=False)
        self._lasts = label("", tone="muted")
        self._review = BusyButton(words("Review"), words("Asking…"))
        self._panel = PlanPanel(face, words("Pay in"))
        self._build()
        self._connect()

    def for_deal(self, deal: Deal) -> None:
        """The next plan is for *deal*; one of another deal is dropped."""
        other = self._deal is None or self._deal.id != deal.id
        self._deal = deal
        if other:
            self._amount.clear()
            self._panel.drop()

    def turn(self, shown: bool) -> None:
        """Show it or put it away."""
        self.setVisible(shown)
        if shown:
            self._amount.setFocus()
        else:
            self._panel.drop()

    def _ask(self) -> None:
        if self._deal is None:
            return
        try:
            wei = self._amount.wei()
        except UserError as problem:
            self._panel.say(str(problem))
            return
        limit = self._deal.max_total
        raised = limit + wei if limit is not None else None
        request = TopUpDeal(deal=self._deal.id, amount=wei, max_total=raised)
        self._panel.review(request, busy=self._review)

    def _tell_time(self) -> None:
        wei = self._amount.amount()
        rate = self._deal.rate if self._deal else 0
        if not wei or not rate or not per_hour(rate):
            self._lasts.setText("")
            return
        self._lasts.setText(words("lasts {span} longer", span=span(wei // rate)))

    def _freeze(self, _plan: Plan) -> None:
        self._amount.set_open(False)
        self._review.hide()

    def _thaw(self) -> None:
        self._amount.set_open(True)
        self._review.show()
        if self._panel.holds_focus:
            self._amount.setFocus()

    def _finish(self, _committed: Committed) -> None:
        self._amount.clear()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP_2)
        row.addWidget(label(words("SNM to pay in"), tone="muted"))
        row.addWidget(self._amount, 1)
        row.addWidget(self._lasts)
        row.addWidget(self._review)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addLayout(row)
        column.addWidget(self._panel)
        self.hide()

    def _connect(self) -> None:
        self._review.clicked.connect(self._ask)
        self._amount.submitted.connect(self._ask)
        self._amount.changed.connect(self._tell_time)
        self._panel.opened.connect(self._freeze)
        self._panel.closed.connect(self._thaw)
        self._panel.done.connect(self._finish)
