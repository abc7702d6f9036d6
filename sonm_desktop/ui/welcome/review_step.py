"""The review: everything that will happen and what it costs, then all of it at one press."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.api.schema.guest import with_preset
from sonm_desktop.api.schema.plans import GrantOperator, Plan
from sonm_desktop.api.schema.pricing import PlanPricing
from sonm_desktop.api.schema.worker import SellPlan
from sonm_desktop.core.amounts import format_amount
from sonm_desktop.core.errors import CodedError
from sonm_desktop.ui.dollars import price_in
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.machine.guest.presets import preset_name
from sonm_desktop.ui.machine.sale.price_facts import foreseen_pairs
from sonm_desktop.ui.machine.sale.price_field import price_beside, price_words
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.theme.tokens import CAPTION, SECTION
from sonm_desktop.ui.welcome.journey import JourneyLog
from sonm_desktop.ui.welcome.machine_step import drafted, preset_of
from sonm_desktop.ui.welcome.step_page import StepPage
from sonm_desktop.ui.widgets.facts import Facts
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import plural, size, words

DAILY_LIMIT = 100 * 10**18
_CORE = 100


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What a press does. grant: None where the operator key may act already. foreseen: None where
    nobody can tell."""

    account: str
    worker: str
    sale: SellPlan
    grant: Plan | None
    foreseen: PlanPricing | None


class ReviewStep(StepPage):
    """Commits the plan on the screen, then puts this PC on sale; both are safe to do again."""

    def __init__(self, face: Face, log: JourneyLog) -> None:
        super().__init__(
            words("Ready to go on sale"),
            words("Nothing has been announced or paid yet. This is what one press does:"),
            words("Put on sale"),
            words("Later"),
        )
        self._face, self._log = face, log
        self._prepared: _Prepared | None = None
        self._facts = Facts()
        self._effects = label("", wrap=True)
        self._fee = label("", SECTION, wrap=True)
        panel = Panel()
        panel.body.addWidget(self._facts)
        panel.body.addWidget(self._effects)
        panel.body.addWidget(self._fee)
        self.body.addWidget(panel)
        self.body.addWidget(
            label(
                words(
                    "Spot terms: either side may end a deal, and you are paid for every second "
                    "until then. Take it off the market on the page of this PC."
                ),
                CAPTION,
                tone="muted",
                wrap=True,
            )
        )

    def enter(self) -> None:
        super().enter()
        self._prepared = None
        self.go.set_possible(False)
        self._fee.setText(words("Asking for the fees…"))
        self._face.actions.run(self._prepare, done=self._show, failed=self._refuse)

    def act(self) -> None:
        if self._prepared is not None:
            self.say("")
            self._face.actions.run(self._sell, busy=self.go, done=self._finish, failed=self.say)

    async def _prepare(self) -> _Prepared | None:
        agent, sale = self._face.agent, drafted(self._log.now)
        local = await agent.workers.local()
        if sale is None or local.worker is None or local.master is None:
            return None
        await self._give_play_money(local.master)
        grant = None
        if not (await agent.wallet.operator(local.master)).ready:
            wish = GrantOperator(account=local.master, daily_limit=DAILY_LIMIT)
            grant = await agent.plans.make(wish)
        return _Prepared(
            local.master, local.worker, sale, grant, await self._foresee(local.worker, sale)
        )

    async def _foresee(self, worker: str, sale: SellPlan) -> PlanPricing | None:
        """What it could bring; that nobody can tell keeps nobody from selling."""
        try:
            return await self._face.agent.pricing.foresee(worker, sale)
        except CodedError:
            return None

    async def _give_play_money(self, account: str) -> None:
        agent = self._face.agent
        state = self._face.live.state
        if state is not None and state.network.practice:
            held = await agent.wallet.balances(account)
            if held.coin == 0:
                await agent.wallet.fund(account)

    async def _sell(self) -> None:
        prepared = self._prepared
        if prepared is None:
            return
        if prepared.grant is not None:
            await self._face.agent.plans.commit(prepared.grant.id)
        await self._be_a_guest(prepared.worker)
        await self._face.agent.workers.set_plan(prepared.worker, prepared.sale)

    async def _be_a_guest(self, worker: str) -> None:
        """The rules that were chosen hold before anything is sold."""
        workers = self._face.agent.workers
        guest = (await workers.status(worker)).guest
        if guest is not None:
            wished = with_preset(guest.rules, preset_of(self._log.now), guest.senses)
            await workers.set_guest(worker, wished)

    def _show(self, prepared: _Prepared | None) -> None:
        self._prepared = prepared
        if prepared is None:
            self._fee.setText("")
            self.say(
                words(
                    "The step before is not done: this PC has no price yet. Go back, "
                    "or do it later on the page of this PC."
                )
            )
            return
        sale = prepared.sale
        self._facts.show_pairs(
            [
                (
                    words("On sale"),
                    words(
                        "{cores}, {memory} RAM, {storage} of disk",
                        cores=plural("{count} core", "{count} cores", sale.cpu_percent // _CORE),
                        memory=size(sale.ram_bytes),
                        storage=size(sale.storage_bytes),
                    ),
                ),
                (words("Price"), self._price(sale)),
                *(foreseen_pairs(prepared.foreseen) if prepared.foreseen else []),
                (words("While you use it"), preset_name(preset_of(self._log.now))),
                (words("Paid to"), short_address(prepared.account)),
            ]
        )
        grant = prepared.grant
        self._effects.setText("\n".join(effect.text for effect in grant.effects) if grant else "")
        self._effects.setVisible(grant is not None)
        self._fee.setText(
            words("Network fee: at most {fee} of the network's coin.", fee=format_amount(grant.fee))
            if grant
            else words("No fee now. Announcing an offer costs a little of the network's coin.")
        )
        self.go.set_possible(True)
        self.go.setFocus()

    def _price(self, sale: SellPlan) -> str:
        """In its own currency, and what it comes to in the other now."""
        state = self._face.live.state
        beside = price_beside(sale, price_in(state))
        return words("{price}, {beside}", price=price_words(sale), beside=beside).rstrip(", ")

    def _refuse(self, sentence: str) -> None:
        self._fee.setText("")
        self.say(sentence)

    def _finish(self, _done: None) -> None:
        self.done.emit()
