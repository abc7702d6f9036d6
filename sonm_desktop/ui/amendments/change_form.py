"""The customer's wish for other terms, by a plan."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.plans import AmendDeal, Committed, Plan
from sonm_desktop.core.amounts import AmountError
from sonm_desktop.ui.amendments.fields import TermFields, TypedTerms
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words


class ChangeForm(QWidget):
    """The person's own limit of the deal rises by what the longer time costs, and by no more."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._deal: Deal | None = None
        self._asked = False
        self._fields = TermFields()
        self._review = BusyButton(words("Review"), words("Asking…"))
        self._panel = PlanPanel(face, words("Ask for it"))
        self._build()
        self._connect()

    @property
    def editing(self) -> bool:
        """Whether somebody types here and has not asked yet."""
        parent = self.parentWidget()
        return parent is not None and self.isVisibleTo(parent) and not self._asked

    def for_deal(self, deal: Deal) -> None:
        """The next plan is for *deal*; one of another deal is dropped."""
        other = self._deal is None or self._deal.id != deal.id
        self._deal = deal
        if other:
            self._panel.drop()
            self._begin()

    def turn(self, shown: bool) -> None:
        """Show it or put it away."""
        self.setVisible(shown)
        self._asked = False
        if shown:
            self._begin()
            self._fields.take_focus()
        else:
            self._panel.drop()

    def _begin(self) -> None:
        if self._deal is not None:
            deal = self._deal
            self._fields.begin(rate=deal.rate, notice=deal.notice, ends=deal.end is not None)

    def _ask(self) -> None:
        if self._deal is None:
            return
        try:
            typed = self._fields.typed()
        except AmountError as problem:
            self._panel.say(str(problem))
            return
        if not typed.anything:
            self._panel.say(words("Choose what should be other than now."))
            return
        request = AmendDeal(
            deal=self._deal.id,
            rate=typed.rate,
            longer_s=typed.longer_s,
            notice=typed.notice,
            max_total=_limit(self._deal, typed),
        )
        self._panel.review(request, busy=self._review)

    def _freeze(self, _plan: Plan) -> None:
        self._fields.set_open(False)
        self._review.hide()

    def _thaw(self) -> None:
        self._fields.set_open(True)
        self._review.show()
        if self._panel.holds_focus:
            self._fields.take_focus()

    def _finish(self, _committed: Committed) -> None:
        self._asked = True
        self._begin()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP_3)
        row.addWidget(self._fields, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addWidget(
            label(
                words("The supplier is asked where it burdens him; until then nothing changes."),
                tone="muted",
                wrap=True,
            )
        )
        column.addLayout(row)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._review)
        column.addLayout(foot)
        column.addWidget(self._panel)
        self.hide()

    def _connect(self) -> None:
        self._review.clicked.connect(self._ask)
        self._fields.submitted.connect(self._ask)
        self._panel.opened.connect(self._freeze)
        self._panel.closed.connect(self._thaw)
        self._panel.done.connect(self._finish)


def _limit(deal: Deal, typed: TypedTerms) -> int | None:
    """As much more as the new terms can cost; the plan says how much is really paid in."""
    if deal.max_total is None or deal.end is None:
        return None
    rate = deal.rate if typed.rate is None else typed.rate
    left = max(0, deal.end - deal.now) + (typed.longer_s or 0)
    return max(deal.max_total, deal.spent + rate * left + rate)
