"""The supplier's offer of other terms: typed, shown before and after, then made."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from sonm_desktop.api.schema.amendments import Amendment, DealTerms, OfferTerms
from sonm_desktop.api.schema.worker import SuppliedDeal
from sonm_desktop.core.amounts import AmountError
from sonm_desktop.ui.amendments.fields import TermFields, TypedTerms
from sonm_desktop.ui.amendments.terms import term_changes
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.text import label, set_tone
from sonm_desktop.ui.words import words


class OfferForm(Panel):
    """dropped: back to the jobs. A lower price holds at once; anything else waits for the
    customer."""

    dropped = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__(words("Offer other terms"))
        self._face = face
        self._deal: SuppliedDeal | None = None
        self._request: OfferTerms | None = None
        self._whose = label("", tone="muted", wrap=True)
        self._fields = TermFields()
        self._compared = label("", wrap=True)
        self._look = QPushButton(words("Review"))
        self._make = BusyButton(words("Offer it"), words("Sending…"), kind="primary")
        self._back = QPushButton(words("Back"))
        self._said = label("", wrap=True)
        self._build()
        self._connect()

    def begin(self, deal: SuppliedDeal) -> None:
        """Other terms for *deal*."""
        self._deal = deal
        self._whose.setText(words("for {customer}", customer=short_address(deal.consumer)))
        self._fields.begin(rate=deal.rate, notice=None, ends=deal.end is not None)
        self._edit()
        self.show()
        self._fields.take_focus()

    def _review(self) -> None:
        deal = self._deal
        if deal is None:
            return
        try:
            typed = self._fields.typed()
        except AmountError as problem:
            self._say(str(problem), "bad")
            return
        if not typed.anything:
            self._say(words("Choose what should be other than now."), "bad")
            return
        self._request = OfferTerms(deal=deal.deal, rate=typed.rate, longer_s=typed.longer_s)
        self._compared.setText(_compared(deal, typed))
        self._compared.show()
        self._fields.set_open(False)
        self._look.hide()
        self._make.show()
        self._make.setFocus()
        self._say("")

    def _offer(self) -> None:
        if self._request is None:
            return
        self._face.actions.run(
            partial(self._face.agent.amendments.offer, self._request),
            busy=self._make,
            done=self._done,
            failed=self._fail,
        )

    def _done(self, one: Amendment) -> None:
        self._edit()
        self._say(one.state.text, "good")

    def _fail(self, sentence: str) -> None:
        self._edit()
        self._say(sentence, "bad")

    def _edit(self) -> None:
        self._request = None
        self._compared.hide()
        self._fields.set_open(True)
        self._look.show()
        self._make.hide()
        self._say("")

    def _say(self, sentence: str, tone: str = "") -> None:
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        set_tone(self._said, tone)

    def _leave(self) -> None:
        if self._request is not None:
            self._edit()
            return
        self.hide()
        self.dropped.emit()

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_2)
        buttons.addStretch(1)
        for button in (self._back, self._look, self._make):
            buttons.addWidget(button)
        for part in (self._whose, self._fields, self._compared, self._said):
            self.body.addWidget(part)
        self.body.addLayout(buttons)
        self.hide()

    def _connect(self) -> None:
        self._look.clicked.connect(self._review)
        self._fields.submitted.connect(self._review)
        self._make.clicked.connect(self._offer)
        self._back.clicked.connect(self._leave)


def _compared(deal: SuppliedDeal, typed: TypedTerms) -> str:
    """Before and after, and whether the customer is asked."""
    end = deal.end
    before = DealTerms(rate=deal.rate, end=end, notice=0)
    rate = deal.rate if typed.rate is None else typed.rate
    after = DealTerms(rate=rate, end=None if end is None else end + (typed.longer_s or 0), notice=0)
    lines = [
        words("{what}: {before} → {after}", what=one.name, before=one.before, after=one.after)
        for one in term_changes(before, after, 0)
    ]
    only_cheaper = rate < deal.rate and not typed.longer_s
    lines.append(
        words("It only favours the customer, so that it holds at once.")
        if only_cheaper
        else words("The customer is asked; until then nothing changes.")
    )
    return "\n".join(lines)
