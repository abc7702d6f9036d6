"""Why this PC earns nothing: the chain, the first broken link, its cause and one button."""

from __future__ import annotations

import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton
from shiboken6 import isValid

from sonm_desktop.api.schema.condition import Condition, Mood
from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.why import Step, Why
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.remedies import remedy
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import GAP_3, SECTION
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.chain_strip import ChainStrip, Node
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

WAITS_S = 6 * 3600
"""On sale for so long without a customer, this PC is asked about by itself."""

_RESTS = (
    "user_active",
    "fullscreen",
    "program",
    "battery",
    "metered_network",
    "heat",
    "schedule",
    "schedule_until",
)
_PARTS = {
    "why.costs_above_market": "machine:prices",
    "state.price_below_floor": "machine:prices",
    "why.claim_waits": "machine:earnings",
    "state.listed_unmeasured": "machine:devices",
    "state.not_measured": "machine:devices",
    **{f"state.{code}": "machine:hours" for code in _RESTS},
}
"""Where on the page of this PC a cause is mended; of all others the page itself."""


class WhyPanel(Panel):
    """Hidden until somebody asks, or until this PC has been on sale in vain for hours.

    wanted: the place where the cause is mended. turned: it is shown or hidden now.
    """

    wanted = Signal(str)
    turned = Signal()

    def __init__(self, face: Face) -> None:
        super().__init__(words("Why am I not earning?"))
        self._face = face
        self._place = ""
        self._asked = self._tried = False
        self._code = ""
        self._strip = ChainStrip(face.theme)
        self._cause = label("", SECTION, wrap=True)
        self._action = label("", tone="muted", wrap=True)
        self._go = QPushButton()
        self._again = BusyButton(words("Look again"), words("Looking…"))
        self._close = QPushButton(words("Close"))
        self._build()
        self.hide()
        self._go.clicked.connect(self._follow_cause)
        self._again.clicked.connect(self.ask)
        self._close.clicked.connect(self._put_away)

    def ask(self) -> None:
        """Look now, and show what is found."""
        worker = _local(self._face.live.state)
        if not worker:
            self.wanted.emit("machine")
            return
        self._asked = True
        self._face.actions.run(
            self._face.agent.workers.why(worker), busy=self._again, done=self._show
        )

    def show_state(self, state: State) -> None:
        """Ask by itself where that is due, and again when the reason has changed."""
        said = state.conditions.get("")
        worker = _local(state)
        if said is None or not worker or said.mood is Mood.EARNING:
            self._turn(shown=False)
            self._asked = self._tried = False
            return
        moved, self._code = said.code != self._code, said.code
        if (moved and self._asked) or (not self._tried and _in_vain(said, state)):
            self._tried = True
            self.ask()

    def _show(self, found: Why) -> None:
        if not isValid(self) or not self._asked:
            return
        self._strip.show_nodes(
            [Node(_names()[link.step], link.holds, link.said.text) for link in found.links]
        )
        cause = found.cause
        self._place = _PARTS.get(cause.code, found.place) if cause else found.place
        self._cause.setText(cause.text if cause else words("Nothing is wrong: it earns."))
        action = remedy(cause) if cause else ""
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._go.setText(_way(self._place))
        self._go.setVisible(bool(self._place))
        self._turn(shown=True)

    def _follow_cause(self) -> None:
        self.wanted.emit(self._place)

    def _put_away(self) -> None:
        self._asked = False
        self._turn(shown=False)

    def _turn(self, *, shown: bool) -> None:
        if shown is self.isHidden():
            self.setVisible(shown)
            self.turned.emit()

    def _build(self) -> None:
        self._go.setProperty("kind", "primary")
        self.body.addWidget(self._strip)
        self.body.addWidget(self._cause)
        self.body.addWidget(self._action)
        row = QHBoxLayout()
        row.setSpacing(GAP_3)
        for button in (self._go, self._again, self._close):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)


def _local(state: State | None) -> str:
    return (state.local_worker.worker or "") if state is not None else ""


def _in_vain(said: Condition, state: State) -> bool:
    """On sale for hours, and nothing came of it."""
    came = state.today is not None and (state.today.came or state.today.accrued)
    return said.mood is Mood.READY and not came and time.time() - said.since >= WAITS_S


def _way(place: str) -> str:
    return {
        "machine": words("To this PC"),
        "machine:prices": words("To what it costs"),
        "machine:devices": words("To its devices"),
        "machine:earnings": words("To its earnings"),
        "machine:hours": words("To when it works"),
        "wallet": words("To the wallet"),
        "settings": words("To the settings"),
    }.get(place, "")


def _names() -> dict[Step, str]:
    return {
        Step.ONLINE: words("On"),
        Step.LISTED: words("Listed"),
        Step.MATCHED: words("Wanted"),
        Step.PRICED: words("Priced"),
        Step.QUOTED: words("Asked for"),
        Step.RUNNING: words("Rented"),
        Step.PAID: words("Paid"),
    }
