"""Plans that move money of an account: what each would do, and doing it once.

The calls are made when the plan is, and recorded with it; each is an intent of its own, so that
a commit which was killed at any point goes on where it was.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence

from sonm_desktop.agent.campaigns.drafts import CampaignDrafts
from sonm_desktop.agent.drafts import AccountDrafts, AccountRequest, Draft
from sonm_desktop.agent.list_drafts import ListDrafts, ListRequest
from sonm_desktop.agent.recipients import KnownRecipients
from sonm_desktop.agent.session import Session
from sonm_desktop.agent.standing_drafts import StandingDrafts, StandingRequest
from sonm_desktop.api.schema.campaigns import CampaignPlan
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.plans import Committed, Plan, Send, SpeedChoice
from sonm_desktop.chain.events import Claimed
from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.sending.fees import Fee, GasPrice, Speed, SpeedPrice, speed_prices
from sonm_desktop.chain.sending.receipts import Receipt
from sonm_desktop.core.amounts import Wei, format_amount, snm
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.ports import Signer
from sonm_desktop.store.account_plans import PlanRecord, PlanState
from sonm_desktop.wallet.wallet import Wallet

MoveRequest = AccountRequest | StandingRequest | ListRequest | CampaignPlan

VALID_S = 600
"""A plan that was not committed for so long is made anew: balances and fees move on."""


class AccountMoves:
    """Deposits, withdrawals, sendings and grants on the network of *session*."""

    def __init__(
        self, session: Session, wallet: Wallet, clock: Clock, recipients: KnownRecipients
    ) -> None:
        self._session = session
        self._wallet = wallet
        self._clock = clock
        self._drafts = AccountDrafts(session, recipients)
        self._standing = StandingDrafts(session)
        self._lists = ListDrafts(session)
        self._campaigns = CampaignDrafts(session, wallet)

    async def plan(self, request: MoveRequest) -> Plan:
        """Raises UserError with the reason why it cannot be done."""
        wanted = Speed(getattr(request, "speed", Speed.NORMAL))
        practice = self._session.network.practice
        found = await speed_prices(self._session.rpc, at_once=practice)
        prices = {one.speed: one for one in found}
        draft = await self._draft(request, prices[wanted].price)
        self._wallet.account(draft.account)
        gas = await self._gas(draft)
        fee = Fee(gas, prices[wanted].price)
        await self._require_coin(draft, fee)
        now = await self._session.reader.pending_time()
        plan = Plan(
            id=secrets.token_hex(16),
            kind=request.kind,
            account=draft.account,
            deal=getattr(request, "deal", "").lower(),
            effects=(*draft.effects, _fee_effect(fee)),
            total=draft.total,
            fee=fee.total,
            expires=now + VALID_S,
            password=isinstance(request, Send),
            speed=wanted.value,
            campaign=draft.campaign,
            speeds=_choices(gas, prices.values()) if hasattr(request, "speed") else (),
        )
        await self._session.plans.add(
            PlanRecord(
                plan=plan.id,
                request=_recorded(draft.calls),
                shown=plan.model_dump_json(),
                expires=plan.expires,
                created=self._clock.now(),
            )
        )
        return plan

    async def _draft(self, request: MoveRequest, price: GasPrice) -> Draft:
        if isinstance(request, CampaignPlan):
            return await self._campaigns.draft(request)
        if isinstance(request, ListRequest):
            return await self._lists.draft(request)
        if isinstance(request, StandingRequest):
            return await self._standing.draft(request)
        return await self._drafts.draft(request, price)

    async def find(self, plan: str) -> PlanRecord | None:
        return await self._session.plans.get(plan)

    async def commit(self, record: PlanRecord) -> Committed:
        """Do it, or go on with it. Raises UserError (it may be committed again), RemoteError."""
        if record.state is PlanState.DONE:
            return Committed.model_validate_json(record.outcome)
        plan = shown(record)
        signer = await self._signer(plan)
        if record.state is PlanState.MADE:
            await self._begin(record)
        receipts: list[Receipt] = []
        calls = _calls(record.request)
        left = Wei(plan.fee)
        for number, call in enumerate(calls):
            intent = f"plan:{plan.id}:{number}"
            try:
                receipt = await self._session.transactions.send(
                    intent, signer, call, speed=Speed(plan.speed), most=left
                )
            except UserError:
                await self._session.plans.give_up(plan.id)
                raise
            left = Wei(max(0, left - receipt.fee))
            receipts.append(receipt)
        committed = Committed(
            plan=plan.id,
            kind=plan.kind,
            done=True,
            outcome=Worded.of(f"agent.done_{plan.kind}", {"amount": snm(_moved(plan, receipts))}),
            campaign=plan.campaign,
            transactions=tuple(receipt.hash for receipt in receipts),
        )
        await self._session.plans.finish(plan.id, committed.model_dump_json())
        return committed

    async def unfinished(self) -> list[PlanRecord]:
        """Begun plans that are still young: older ones are left to whoever asks for them."""
        now = await self._session.reader.pending_time()
        return [record for record in await self._session.plans.begun() if record.expires > now]

    async def _signer(self, plan: Plan) -> Signer:
        """A claim moves money into the account's own vault: its operator may send it too."""
        if plan.kind == "claim":
            return await self._session.supplier.claim_signer(Address(plan.account))
        return self._wallet.signer(Address(plan.account))

    async def _begin(self, record: PlanRecord) -> None:
        if await self._session.reader.pending_time() >= record.expires:
            raise UserError("agent.plan_expired")
        await self._session.plans.begin(record.plan)

    async def _gas(self, draft: Draft) -> int:
        """What all calls may use; the first is simulated, and so shows what is wrong."""
        ask, payer = self._session.transactions.estimate_fee, draft.payer or draft.account
        if draft.apart:
            return sum([(await ask(payer, call)).gas for call in draft.calls])
        return (await ask(payer, draft.calls[0])).gas + draft.later_gas * (len(draft.calls) - 1)

    async def _require_coin(self, draft: Draft, fee: Fee) -> None:
        needs = fee.total + sum(call.value for call in draft.calls)
        payer = draft.payer or draft.account
        has = await self._session.reader.coin_balance(payer)
        if has < needs:
            raise UserError(
                "chain.no_gas_money",
                account=payer,
                has=format_amount(has),
                needs=format_amount(needs),
            )


def _moved(plan: Plan, receipts: Iterable[Receipt]) -> int:
    """A claim brings what has accrued until it is in its block."""
    if plan.kind != "claim":
        return plan.total
    placed = [placed for receipt in receipts for placed in receipt.events]
    return sum(one.event.amount for one in placed if isinstance(one.event, Claimed))


def shown(record: PlanRecord) -> Plan:
    """The plan as it was shown."""
    return Plan.model_validate_json(record.shown)


def _fee_effect(fee: Fee) -> Worded:
    return Worded.of("agent.effect_fee", {"amount": f"{format_amount(fee.total)} coin"})


def _choices(gas: int, prices: Iterable[SpeedPrice]) -> tuple[SpeedChoice, ...]:
    return tuple(
        SpeedChoice(
            speed=one.speed.value,
            fee=Fee(gas, one.price).total,
            likely=Fee(gas, one.price).likely,
            wait_s=one.wait_s,
        )
        for one in prices
    )


def _recorded(calls: Sequence[Call]) -> str:
    return json.dumps([[call.to, call.data.hex(), str(call.value)] for call in calls])


def _calls(recorded: str) -> list[Call]:
    return [
        Call(Address(to), bytes.fromhex(data), Wei(int(value)))
        for to, data, value in json.loads(recorded)
    ]
