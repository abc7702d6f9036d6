"""Other terms that somebody wants: before and after side by side, and the answer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from sonm_desktop.api.schema.amendments import Amendment
from sonm_desktop.api.schema.plans import AmendDeal, Committed
from sonm_desktop.ui.amendments.terms import promise, term_changes, title
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.remedies import remedy
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1, GAP_2, GAP_4, SECTION, STRONG
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.emptying import empty
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import span, words


class AmendmentCard(Panel):
    """answered: something was said to it, and the state will show what."""

    answered = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._shown: Amendment | None = None
        self._confirming = False
        self._title = label("", SECTION, wrap=True)
        self._whose = label("", CAPTION, tone="muted", wrap=True)
        self._why = label("", tone="muted", wrap=True)
        self._promise = label("", STRONG, wrap=True)
        self._left = label("", CAPTION, tone="muted")
        self._lasting = label(
            words("Taken back, what you signed for it last may still hold for three minutes."),
            CAPTION,
            tone="muted",
            wrap=True,
        )
        self._terms = QGridLayout()
        self._yes = BusyButton(words("Agree"), words("Sending…"), kind="primary")
        self._no = BusyButton(words("Refuse"), words("Sending…"))
        self._said = label("", tone="bad", wrap=True)
        self._panel = PlanPanel(face, words("Accept the new terms"))
        self._build()
        self._connect()

    def show_amendment(self, one: Amendment) -> None:
        """Show *one* and what can be answered to it."""
        other = self._shown is None or self._shown.id != one.id
        if other:
            self._panel.drop()
            self._said.hide()
        self._shown = one
        self._title.setText(title(one))
        self._whose.setText(words("Deal {deal}", deal=short_address(one.deal)))
        self._show_terms(one)
        self._confirming = self._confirming and not other and one.waits_for_me
        self._why.setText(_why(one))
        self._why.setVisible(bool(self._why.text()))
        self._left.setText(self._time_left(one))
        self._left.setVisible(bool(self._left.text()))
        self._offer_answers(one)

    def _show_terms(self, one: Amendment) -> None:
        empty(self._terms)
        for at, text in enumerate((words("Now"), "", words("Wanted")), start=1):
            self._terms.addWidget(label(text, CAPTION, tone="muted"), 0, at)
        for row, change in enumerate(term_changes(one.before, one.after, one.now), start=1):
            self._terms.addWidget(label(change.name, tone="muted"), row, 0)
            self._terms.addWidget(label(change.before), row, 1)
            self._terms.addWidget(label("→", tone="muted"), row, 2)
            self._terms.addWidget(label(change.after, STRONG), row, 3)

    def _offer_answers(self, one: Amendment) -> None:
        renting = one.side == "renting"
        if self._confirming:
            self._yes.reword(words("Agree now"))
            self._no.reword(words("Back"))
        elif one.waits_for_me:
            self._yes.reword(words("Look at it and accept") if renting else words("Agree"))
            self._no.reword(words("Decline") if renting else words("Refuse"))
        else:
            self._no.reword(words("Take it back"))
        self._promise.setText(promise(one))
        self._promise.setVisible(self._confirming)
        self._yes.setVisible(one.waits_for_me and self._panel.plan is None)
        self._no.setVisible(one.phase == "asked")
        signed = renting and one.asker == "me" and one.phase == "asked"
        self._lasting.setVisible(signed)

    def _time_left(self, one: Amendment) -> str:
        left = one.good_until - one.now
        if one.phase != "asked" or left <= 0:
            return ""
        return words("to be answered within {span}", span=span(left))

    def _agree(self) -> None:
        one = self._shown
        if one is None:
            return
        if one.side == "renting":
            self._panel.review(AmendDeal(deal=one.deal, offer=one.id), busy=self._yes)
            return
        if not self._confirming:
            self._confirm(True)
            return
        self._face.actions.run(
            partial(self._face.agent.amendments.answer, one.id, agree=True),
            busy=self._yes,
            done=self._done,
            failed=self._fail,
        )

    def _refuse(self) -> None:
        one = self._shown
        if one is None:
            return
        if self._confirming:
            self._confirm(False)
            return
        agent = self._face.agent.amendments
        selling = one.side == "selling" and one.waits_for_me
        work = (
            partial(agent.answer, one.id, agree=False)
            if selling
            else partial(agent.drop, one.side, one.id)
        )
        self._face.actions.run(work, busy=self._no, done=self._done, failed=self._fail)

    def _confirm(self, wanted: bool) -> None:
        """Money is read twice before it is agreed to."""
        self._confirming = wanted
        if self._shown is not None:
            self._offer_answers(self._shown)

    def _done(self, one: Amendment) -> None:
        self.show_amendment(one)
        self.answered.emit()

    def _fail(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.show()

    def _finish(self, _committed: Committed) -> None:
        self._yes.hide()
        self._no.hide()
        self.answered.emit()

    def _freeze(self, _plan: object) -> None:
        self._yes.hide()

    def _thaw(self) -> None:
        if self._shown is not None:
            self._offer_answers(self._shown)

    def _build(self) -> None:
        self._terms.setHorizontalSpacing(GAP_4)
        self._terms.setVerticalSpacing(GAP_1)
        self._terms.setColumnStretch(4, 1)
        head = QHBoxLayout()
        head.setSpacing(GAP_2)
        head.addWidget(self._title, 1)
        head.addWidget(self._left)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_2)
        buttons.addWidget(self._whose, 1, Qt.AlignmentFlag.AlignVCenter)
        buttons.addWidget(self._no)
        buttons.addWidget(self._yes)
        self.body.setSpacing(GAP_2)
        self.body.addLayout(head)
        self.body.addLayout(self._terms)
        self.body.addWidget(self._why)
        self.body.addWidget(self._promise)
        self.body.addWidget(self._lasting)
        self.body.addLayout(buttons)
        self.body.addWidget(self._panel)
        self.body.addWidget(self._said)
        self._said.hide()
        self._promise.hide()
        self._lasting.hide()

    def _connect(self) -> None:
        self._yes.clicked.connect(self._agree)
        self._no.clicked.connect(self._refuse)
        self._panel.opened.connect(self._freeze)
        self._panel.closed.connect(self._thaw)
        self._panel.done.connect(self._finish)


def _why(one: Amendment) -> str:
    """Why it is asked and not done; what the title says already is not said again."""
    if one.phase == "agreed":
        return one.state.text
    if one.reason is not None:
        advice = remedy(one.reason) if one.side == "renting" else ""
        return f"{one.reason.text} {advice}".strip()
    if one.side == "selling" and one.waits_for_me:
        return one.state.text
    return ""
