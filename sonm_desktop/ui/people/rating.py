"""Rating a closed deal: quiet, once, with its cost shown, and gone for ever where it is refused."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sonm_desktop.api.schema.plans import Committed, RateDeal
from sonm_desktop.api.schema.standing import DealRatings, RatingRow
from sonm_desktop.core.rating_reason import RatingReason
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.people.phrases import named
from sonm_desktop.ui.people.stars import StarChoice
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_2
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.flow import FlowLayout
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_OF_SUPPLIER: dict[RatingReason, str] = {
    RatingReason.FULFILLED: "Everything was as agreed",
    RatingReason.NO_LONGER_NEEDED: "I did not need it any longer",
    RatingReason.MACHINE_GONE: "The machine was gone",
    RatingReason.MACHINE_WEAK: "The machine was weaker than promised",
    RatingReason.JOB_REFUSED: "The machine refused the job",
    RatingReason.OTHER: "Another reason",
}
_OF_CUSTOMER: dict[RatingReason, str] = {
    RatingReason.FULFILLED: "Everything was as agreed",
    RatingReason.NO_LONGER_NEEDED: "It was not needed any longer",
    RatingReason.NOT_PAID: "Payment stopped",
    RatingReason.ABUSE: "The machine was abused",
    RatingReason.OTHER: "Another reason",
}


class RatePanel(QWidget):
    """One line, and none unless the deal is closed and one's own. begun: stars were chosen.

    Asks the agent about each deal that it is shown, once. Its owner says where `form` stands,
    which asks for the reason, shows the plan, and takes no room before stars were chosen.
    """

    begun = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._deal = ""
        self._ratings: DealRatings | None = None
        self._question = label("", wrap=True)
        self._stars = StarChoice(face.theme)
        self._reason = QComboBox()
        self._review = BusyButton(words("Rate…"), words("Asking…"))
        self._skip = QPushButton(words("Don't ask again"))
        self._ask = QWidget()
        self._why = QWidget()
        self.form = QWidget()
        self._told = label("", CAPTION, tone="muted", wrap=True)
        self._plan = PlanPanel(face, words("Rate for ever"))
        self._build()
        self._connect()

    def for_deal(self, deal: str, *, closed: bool) -> None:
        """Show what can be said of *deal*; nothing while it is not *closed*."""
        wanted = deal if closed else ""
        if wanted == self._deal:
            return
        self._deal, self._ratings = wanted, None
        self._plan.drop()
        self.form.hide()
        self.hide()
        if wanted:
            self._look()

    def _look(self) -> None:
        self._face.actions.run(
            self._face.agent.standing.deal(self._deal),
            done=partial(self._show, self._deal),
            failed=self._go_without,
        )

    def _show(self, deal: str, found: DealRatings) -> None:
        if not shiboken6.isValid(self) or deal != self._deal:
            return
        other = self._ratings is None
        self._ratings = found
        asks = found.can and found.state.code != "standing.skipped"
        self._ask.setVisible(asks)
        self._told.setText(told(found))
        self._told.setVisible(bool(self._told.text()))
        if not asks:
            self._why.hide()
        self.setVisible(asks or bool(self._told.text()))
        if asks and other:
            self._begin(found)

    def _begin(self, found: DealRatings) -> None:
        whom = named(found.subject_name, found.subject)
        question = (
            words("How was the supplier {whom}?", whom=whom)
            if found.by_consumer
            else words("How was the customer {whom}?", whom=whom)
        )
        self._question.setText(question)
        self._stars.clear()
        self._reason.clear()
        reasons = _OF_SUPPLIER if found.by_consumer else _OF_CUSTOMER
        for reason, text in reasons.items():
            self._reason.addItem(words(text), reason.value)

    def _go_without(self, _sentence: str) -> None:
        """Who cannot rate now is not asked to."""

    def _choose(self, _stars: int) -> None:
        self._plan.drop()
        self._why.show()
        self.form.show()
        self.begun.emit()

    def _drop_plan(self) -> None:
        self._plan.drop()

    def _ask_plan(self) -> None:
        if self._ratings is None or not self._stars.stars:
            return
        request = RateDeal(
            account=self._ratings.account,
            deal=self._deal,
            stars=self._stars.stars,
            reason=RatingReason(self._reason.currentData()),
        )
        self._plan.review(request, busy=self._review)

    def _skip_it(self) -> None:
        self._plan.drop()
        self._face.actions.run(
            self._face.agent.standing.skip(self._deal),
            done=partial(self._show, self._deal),
            failed=self._plan.say,
        )

    def _rated(self, _committed: Committed) -> None:
        self._look()

    def _take_back(self) -> None:
        self._why.setEnabled(True)

    def _freeze(self) -> None:
        self._why.setEnabled(False)

    def _build(self) -> None:
        self._reason.setAccessibleName(words("Why it ended"))
        self._skip.setProperty("kind", "quiet")
        line = QHBoxLayout(self._ask)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP_2)
        line.addWidget(self._question, 1)
        line.addWidget(self._stars)
        line.addWidget(self._skip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addWidget(self._ask)
        column.addWidget(self._told)
        flow = FlowLayout(self._why)
        flow.addWidget(self._reason)
        flow.addWidget(self._review)
        below = QVBoxLayout(self.form)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(GAP_2)
        below.addWidget(self._why)
        below.addWidget(self._plan)
        self._ask.hide()
        self.form.hide()
        self.hide()

    def _connect(self) -> None:
        self._stars.changed.connect(self._choose)
        self._reason.activated.connect(self._drop_plan)
        self._review.clicked.connect(self._ask_plan)
        self._skip.clicked.connect(self._skip_it)
        self._plan.opened.connect(self._freeze)
        self._plan.closed.connect(self._take_back)
        self._plan.done.connect(self._rated)


def told(found: DealRatings) -> str:
    """What both sides have said, one line each."""
    lines = []
    if found.mine is not None:
        lines.append(words("You said: {rating}", rating=_said(found.mine)))
    if found.theirs is not None:
        whom = named(found.theirs.rater_name, found.theirs.rater)
        lines.append(words("{whom} said of you: {rating}", whom=whom, rating=_said(found.theirs)))
    return "\n".join(lines)


def _said(rating: RatingRow) -> str:
    return words("{stars} of 5. {reason}", stars=rating.stars, reason=rating.reason.text)
