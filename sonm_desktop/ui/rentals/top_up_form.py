"""Paying more into a rental, by a plan."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.api.schema.plans import Committed, Plan, TopUpDeal
from sonm_desktop.core.amounts import AmountError, parse_amount
from sonm_desktop.ui.confirmation import PlanConfirmation
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words


class TopUpForm(QWidget):
    """The person's own limit of the deal rises by what is paid in, and by no more."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._deal: Deal | None = None
        self._amount = QLineEdit()
        self._ask_button = BusyButton(words("Top up"), words("Asking…"))
        self._confirmation = PlanConfirmation(face, words("Pay in"))
        self._said = label("", wrap=True)
        self._build()
        self._ask_button.clicked.connect(self._ask)
        self._amount.returnPressed.connect(self._ask)
        self._confirmation.done.connect(self._done)
        self._confirmation.dropped.connect(self._drop)

    def for_deal(self, deal: Deal) -> None:
        """The next plan is for *deal*; one of another deal is dropped."""
        other = self._deal is None or self._deal.id != deal.id
        self._deal = deal
        if other:
            self._amount.clear()
            self._drop()

    def _ask(self) -> None:
        if self._deal is None:
            return
        try:
            wei = parse_amount(self._amount.text())
        except AmountError as problem:
            self._say(str(problem), "bad")
            return
        if not wei:
            self._say(words("Type how much."), "bad")
            return
        limit = self._deal.max_total
        raised = limit + wei if limit is not None else None
        request = TopUpDeal(deal=self._deal.id, amount=wei, max_total=raised)
        self._face.actions.run(
            partial(self._face.agent.plans.make, request),
            busy=self._ask_button,
            done=self._show_plan,
            failed=self._fail,
        )

    def _show_plan(self, plan: Plan) -> None:
        if self._deal is None or plan.deal != self._deal.id:
            return
        self._say("")
        self._ask_button.hide()
        self._amount.setEnabled(False)
        self._confirmation.show_plan(plan)

    def _done(self, committed: Committed) -> None:
        self._drop()
        self._amount.clear()
        self._say(committed.outcome.text, "good")

    def _drop(self) -> None:
        self._confirmation.drop()
        self._amount.setEnabled(True)
        self._ask_button.show()
        self._say("")

    def _fail(self, sentence: str) -> None:
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: str = "") -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _build(self) -> None:
        self._amount.setAccessibleName(words("SNM to pay in"))
        self._amount.setPlaceholderText(words("SNM to pay in"))
        row = QHBoxLayout()
        row.setSpacing(GAP_2)
        row.addWidget(self._amount, 1)
        row.addWidget(self._ask_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addLayout(row)
        column.addWidget(self._confirmation)
        column.addWidget(self._said)
        self._said.hide()
