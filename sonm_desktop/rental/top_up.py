"""More escrow for a running deal: a plan, and its commit, once."""

from __future__ import annotations

import secrets

from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.records import DealState
from sonm_desktop.core.amounts import Wei, snm, snm_apart
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import ChainTime, DealId, PlanId
from sonm_desktop.market.entitlement import promised_until
from sonm_desktop.market.prices.totals import seconds_for
from sonm_desktop.rental.desk import Desk
from sonm_desktop.rental.limit import limit_after
from sonm_desktop.rental.plans import Committed, Effect, Plan, PlanKind, fee_effect, plan_row
from sonm_desktop.rental.vouchers import Promising
from sonm_desktop.store.rental_deals import RentalDealRow
from sonm_desktop.store.rental_plans import PlanRow, PlanState

GOOD_FOR_S = 600


class TopUps:
    """Makes plans of kind TOP_UP and carries them out."""

    def __init__(self, desk: Desk, promising: Promising) -> None:
        self._desk = desk
        self._promising = promising

    async def plan(self, row: RentalDealRow, amount: Wei, max_total: Wei | None) -> Plan:
        """Raises UserError with the reason why it cannot be done."""
        state = await self._open_state(row.deal)
        limit = await limit_after(self._desk, row, state, amount, max_total)
        vault = await self._desk.chain.vault(row.account)
        if vault < amount:
            raise UserError("rental.vault_too_small", missing=snm(amount - vault))
        now = await self._desk.chain.pending_time()
        vouchers = await self._promising.vouchers(row.deal)
        until = min(max(promised_until(state, vouchers), now + row.lease), state.end)
        terms = {"amount": amount, "until": until, "max_total": limit}
        signer = await self._desk.keys.sender(row.account, spend=amount)
        fee = await self._desk.sender.estimate_fee(signer.address, self._call(row.deal, terms))
        plan = Plan(
            id=PlanId(secrets.token_hex(16)),
            kind=PlanKind.TOP_UP,
            account=row.account,
            deal=row.deal,
            effects=(_effect(amount, state), fee_effect(fee)),
            total=amount,
            fee=fee.total,
            expires=ChainTime(now + GOOD_FOR_S),
            terms=terms,
        )
        await self._desk.plans.add(plan_row(plan, self._desk.clock.now()))
        return plan

    async def commit(self, row: PlanRow) -> Committed:
        """Pay in what *row* says. Raises UserError, RemoteError."""
        desk = self._desk
        if row.state is PlanState.MADE:
            if await desk.chain.pending_time() >= row.expires:
                raise UserError("rental.plan_expired")
            await self._require_room(row)
            await desk.plans.begin(row.plan)
            await desk.deals.raise_limit(row.deal, Wei(row.terms["max_total"]))
        try:
            await self._send(row)
        except UserError as error:
            await self._refused(row, error)
            raise
        params = {"amount": snm(row.total)}
        await desk.plans.finish(row.plan, "rental.topped_up", params)
        return Committed(row.plan, PlanKind.TOP_UP, row.deal, "rental.topped_up", params)

    async def _send(self, row: PlanRow) -> None:
        """What was signed before a restart may be in a block: that is waited for, whoever could
        sign now."""
        intent = f"top_up:{row.plan}"
        try:
            signer = await self._desk.keys.sender(row.account, spend=row.total)
        except UserError:
            if not await self._desk.sender.was_signed(intent):
                raise
            await self._desk.sender.confirmed(intent, 0)
            return
        call = self._call(row.deal, row.terms)
        await self._desk.sender.send(intent, signer, call, most=row.fee)

    async def _require_room(self, row: PlanRow) -> None:
        """Others may have paid in since the plan was made."""
        state = await self._open_state(row.deal)
        total, limit = state.paid + state.escrow + row.total, row.terms["max_total"]
        if total > limit:
            shown_total, shown_limit = snm_apart(total, limit)
            raise UserError("rental.above_limit", total=shown_total, limit=shown_limit)

    async def _refused(self, row: PlanRow, error: UserError) -> None:
        """One that was begun before a restart is tried again until it runs out."""
        if row.state is PlanState.MADE:
            await self._desk.plans.reopen(row.plan)
        elif await self._desk.chain.pending_time() >= row.expires:
            await self._desk.plans.fail(row.plan, error.code, error.params)

    async def _open_state(self, deal: DealId) -> DealState:
        state = await self._desk.chain.deal(deal)
        if state is None or not state.open:
            raise UserError("rental.deal_over")
        if state.end <= await self._desk.chain.pending_time():
            raise UserError("rental.deal_over")
        return state

    def _call(self, deal: DealId, terms: dict[str, int]) -> Call:
        return self._desk.calls.top_up(deal, Wei(terms["amount"]), terms["until"])


def _effect(amount: Wei, state: DealState) -> Effect:
    seconds = seconds_for(amount, state.rate)
    return Effect("rental.effect_top_up", {"amount": snm(amount), "duration": seconds})
