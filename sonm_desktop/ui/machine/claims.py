"""What deals owe and nobody has claimed: why it waits, and claiming it now."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonm_desktop.api.schema.plans import Claim
from sonm_desktop.api.schema.worker import ClaimOutlook
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.theme.tokens import GAP_2, GAP_3
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import moment, words


class ClaimPanel(QWidget):
    """claimed: something came into the vault."""

    claimed = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face
        self._account = ""
        self._why = label("", tone="muted", wrap=True)
        self._now = BusyButton(words("Claim now"), words("Asking…"), kind="primary")
        self._plan = PlanPanel(face, words("Claim"))
        self._build()
        self._connect()

    def look_at(self, account: str) -> None:
        """Ask what *account* could claim; a plan of another one goes."""
        if account != self._account:
            self._account = account
            self._plan.drop()
        self._face.actions.run(
            partial(self._face.agent.workers.claimable, account), done=self._show, failed=self._fail
        )

    def _show(self, found: ClaimOutlook) -> None:
        if found.account.lower() != self._account.lower():
            return
        self._why.setText(why_it_waits(found, self._chain_time()))
        self._now.set_possible(found.amount > 0)

    def _fail(self, sentence: str) -> None:
        self._why.setText(sentence)
        self._now.set_possible(False)

    def _review(self) -> None:
        self._plan.review(Claim(account=self._account), busy=self._now)

    def _done(self) -> None:
        self.look_at(self._account)
        self.claimed.emit()

    def _opened(self) -> None:
        self._now.hide()

    def _closed(self) -> None:
        self._now.show()
        if self._plan.holds_focus:
            self._now.setFocus()

    def _chain_time(self) -> int:
        state = self._face.live.state
        return 0 if state is None or state.network.time is None else state.network.time

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP_3)
        row.addWidget(self._why, 1)
        row.addWidget(self._now)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_2)
        column.addLayout(row)
        column.addWidget(self._plan)
        self._now.set_possible(False)

    def _connect(self) -> None:
        self._now.clicked.connect(self._review)
        self._plan.opened.connect(self._opened)
        self._plan.closed.connect(self._closed)
        self._plan.done.connect(self._done)


def why_it_waits(found: ClaimOutlook, now: int) -> str:
    """The reason, what can be done about it, and until when it waits at the longest."""
    sentence = said(found.why)
    if found.latest is None or not found.amount or found.due:
        return sentence
    when = moment(found.latest, now)
    end = words("At the latest it happens when a deal ends: {when}.", when=when)
    return f"{sentence} {end}"
