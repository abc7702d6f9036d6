"""Money for the first rental: where to send it, play money on practice, or the network's faucet."""

from __future__ import annotations

from functools import partial

from sonm_desktop.api.schema.plans import AskFaucet
from sonm_desktop.api.schema.state import State
from sonm_desktop.api.schema.wallet import Balances
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.plans.panel import PlanPanel
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CAPTION, SECTION
from sonm_desktop.ui.wallet.receive import ReceivePanel
from sonm_desktop.ui.welcome.step_page import StepPage
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import amount, words

_FAUCET = 100 * 10**18


class FundsStep(StepPage):
    """Sees by itself when money arrives."""

    def __init__(self, face: Face) -> None:
        super().__init__(
            words("Some SNM to rent with"),
            words(
                "An hour of a common machine costs a fraction of an SNM. "
                "You need a little of the network's own coin for its fees as well."
            ),
            words("To the market"),
            words("Later"),
        )
        self._face = face
        self._account = ""
        self._receive = ReceivePanel(face)
        self._held = label("", SECTION, wrap=True)
        self._play = BusyButton(words("Get play money"), words("Getting…"))
        self._faucet = BusyButton(words("Ask the faucet for 100 SNM"), words("Asking…"))
        self._plan = PlanPanel(face, words("Ask the faucet"))
        self._build()
        self._play.clicked.connect(self._get_play_money)
        self._faucet.clicked.connect(self._ask_faucet)
        face.live.changed.connect(self._follow)

    def enter(self) -> None:
        super().enter()
        self._follow("")

    def leave(self) -> None:
        self._plan.drop()

    def _follow(self, _topic: str) -> None:
        state = self._face.live.state
        if state is None or not state.wallet.accounts:
            return
        account = self._face.live.account
        if account != self._account:
            self._account = account
            self._receive.for_account(account)
        self._show(state, state.balances.get(account))

    def _show(self, state: State, held: Balances | None) -> None:
        practice = state.network.practice
        rich = held is not None and held.token + held.vault > 0
        self._play.setVisible(practice and not rich)
        self._faucet.setVisible(not practice and bool(state.network.faucet))
        if held is None:
            self._held.setText(words("Looking at the network…"))
        elif rich:
            self._held.setText(
                words("{amount} SNM have arrived.", amount=amount(held.token + held.vault))
            )
        else:
            self._held.setText(words("Nothing has arrived yet. This page sees it by itself."))

    def _get_play_money(self) -> None:
        self.say("")
        self._face.actions.run(
            partial(self._face.agent.wallet.fund, self._account), busy=self._play, failed=self.say
        )

    def _ask_faucet(self) -> None:
        self._plan.review(AskFaucet(account=self._account, amount=_FAUCET), busy=self._faucet)

    def _build(self) -> None:
        panel = Panel()
        panel.body.addWidget(self._receive)
        self.body.addWidget(panel)
        self.body.addWidget(self._held)
        for part in (self._play, self._faucet, self._plan):
            self.body.addWidget(part)
        self.body.addWidget(
            label(
                words(
                    "Before you rent, you move a part of it into the market's vault, "
                    "on the page of the wallet. Only that part can be spent by rentals."
                ),
                CAPTION,
                tone="muted",
                wrap=True,
            )
        )
        self._play.hide()
        self._faucet.hide()
