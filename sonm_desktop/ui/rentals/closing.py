"""Ending a rental: why, what it does, and then it is done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.plans import CloseDeal, Plan
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words


class ClosePanel(QWidget):
    """Takes no room until it is asked for. The reason is for one's own books. done: it was closed,
    or is being."""

    done = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._deal = ""
        self._reason = QComboBox()
        self._why = QWidget()
        self._panel = PlanPanel(face, words("Close now"), danger=True)
        self._build()
        self._reason.activated.connect(self._ask_again)
        self._panel.opened.connect(self._show_reasons)
        self._panel.closed.connect(self._why.hide)
        self._panel.done.connect(self.done)

    def for_deal(self, deal: Deal) -> None:
        """The next plan is for *deal*; one of another deal is dropped."""
        if deal.id != self._deal:
            self._deal = deal.id
            self._reason.setCurrentIndex(0)
            self._panel.drop()

    def ask(self, busy: BusyButton) -> None:
        """Show what closing does."""
        self._panel.review(self._request(), busy=busy)

    def drop(self) -> None:
        """Put it away."""
        self._panel.drop()

    def _request(self) -> CloseDeal:
        return CloseDeal(deal=self._deal, reason=self._reason.currentData())

    def _ask_again(self, _at: int) -> None:
        if not self._panel.committing:
            self._panel.review(self._request())

    def _show_reasons(self, plan: Plan) -> None:
        self._why.setVisible(plan.deal in ("", self._deal))

    def _build(self) -> None:
        self._reason.setAccessibleName(words("Why you close it"))
        for said, reason in (
            (words("No reason given"), None),
            (words("The work is done"), "finished"),
            (words("Too slow"), "slow"),
            (words("Something does not work"), "broken"),
            (words("Too expensive"), "dear"),
            (words("Rented by mistake"), "mistaken"),
        ):
            self._reason.addItem(said, reason)
        row = QHBoxLayout(self._why)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_2)
        row.addWidget(label(words("Why, for your own books"), tone="muted"))
        row.addWidget(self._reason)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addWidget(self._why)
        column.addWidget(self._panel)
        self._why.hide()
