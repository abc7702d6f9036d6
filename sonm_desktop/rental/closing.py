"""Ending a deal: with the supplier's signature at once, else alone and after the window."""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import dataclass, replace
from typing import Any

from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.chain.sending.fees import Fee
from sonm_desktop.core.amounts import Wei, snm
from sonm_desktop.core.errors import BadReply, CodedError, RemoteError, UserError
from sonm_desktop.core.ids import Address, ChainTime, DealId, PlanId
from sonm_desktop.market.accrual import finishable_after
from sonm_desktop.market.cut_short import CUT_SHORT
from sonm_desktop.market.entitlement import settlement_total
from sonm_desktop.market.ports import Peer, Signer
from sonm_desktop.rental.deal_told import told_of
from sonm_desktop.rental.desk import Desk
from sonm_desktop.rental.heartbeat import WorkerWord, deal_word
from sonm_desktop.rental.honest_time import require_honest
from sonm_desktop.rental.meters import DealMeters
from sonm_desktop.rental.plans import Committed, Effect, Plan, PlanKind, fee_effect, plan_row
from sonm_desktop.rental.records import Who
from sonm_desktop.rental.vouchers import Promising
from sonm_desktop.store.rental_deals import RentalDealRow
from sonm_desktop.store.rental_plans import PlanRow, PlanState
from sonm_desktop.store.vouchers import SettlementRow
from sonm_desktop.wallet.messages import MessageError, Settle
from sonm_desktop.wallet.signer import recover

logger = logging.getLogger(__name__)

GOOD_FOR_S = 600
GAS_OF_CLOSING = 220_000
"""Of both its transactions, with room for how a node estimates them."""

SETTLE_CALL_S = 20.0
ALIVE_S = 6.0
SEEN_PAUSE_S = 0.2
SEEN_LOOKS = 15
TOO_LOW = "market.settle_too_low"
ATTEMPTS = 2
CLOSED_BY_YOU = "rental.closed_by_you"


@dataclass(frozen=True, slots=True)
class Step:
    """Where a closing stands. code: rental.closed_together, rental.closed_alone,
    rental.close_requested or rental.closed_already."""

    code: str
    params: dict[str, Any]

    @property
    def over(self) -> bool:
        """Whether the deal is closed on the chain."""
        return self.code != "rental.close_requested"


class Closings:
    """Makes plans of kind CLOSE; `advance` goes on with any deal that is to be ended."""

    def __init__(self, desk: Desk, promising: Promising) -> None:
        self._desk = desk
        self._promising = promising
        self._meters = DealMeters(desk)

    async def plan(self, row: RentalDealRow, code: str = CLOSED_BY_YOU) -> Plan:
        """What closing does now. code: why it is closed. Raises UserError when it is over."""
        state = await self._desk.chain.deal(row.deal)
        if state is None or not state.open:
            raise UserError("rental.deal_over")
        now = await self._desk.chain.pending_time()
        total = await self._promising.settlement(row, state, now)
        fee = await self._fee(row)
        plan = Plan(
            id=PlanId(secrets.token_hex(16)),
            kind=PlanKind.CLOSE,
            account=row.account,
            deal=row.deal,
            effects=(*_effects(state, total, now), fee_effect(fee)),
            total=Wei(0),
            fee=fee.total,
            expires=ChainTime(now + GOOD_FOR_S),
            terms={"code": code},
        )
        await self._desk.plans.add(plan_row(plan, self._desk.clock.now()))
        return plan

    async def commit(self, plan: PlanRow) -> Committed:
        """Record the decision and take the first steps. Raises UserError, RemoteError."""
        desk = self._desk
        if plan.state is PlanState.MADE:
            if await desk.chain.pending_time() >= plan.expires:
                raise UserError("rental.plan_expired")
            await desk.plans.begin(plan.plan)
        code = str(plan.terms.get("code", CLOSED_BY_YOU))
        await desk.deals.close_for(plan.deal, Who.YOU, code, {})
        row = await desk.deals.get(plan.deal)
        if row is None:
            raise UserError("rental.no_deal", deal=plan.deal)
        step = await self.advance(row)
        await desk.plans.finish(plan.plan, step.code, step.params)
        return Committed(plan.plan, PlanKind.CLOSE, plan.deal, step.code, step.params)

    async def advance(self, row: RentalDealRow) -> Step:
        """One step towards the end of a deal that is to be closed; safe to repeat."""
        state = await self._desk.chain.deal(row.deal)
        if state is None:
            raise UserError("rental.no_deal", deal=row.deal)
        step = await self._next(row, state) if state.open else Step("rental.closed_already", {})
        if step.over:
            await self._desk.deals.closed(row.deal, Who.SUPPLIER, "rental.supplier_closed", {})
            told = told_of(row.told).ended(self._desk.clock.now())
            await self._desk.deals.tell(row.deal, told.to_record())
        return step

    async def _next(self, row: RentalDealRow, state: DealState) -> Step:
        now = await self._desk.chain.pending_time()
        if state.end != NO_END and now > finishable_after(state):
            return await self._finish(row)
        together = await self._settle(row)
        if together is not None:
            return together
        if state.end > now + state.notice:
            await self._request(row, state.seq)
        after = await self._after(row)
        return Step("rental.close_requested", {"after": after})

    async def _settle(self, row: RentalDealRow) -> Step | None:
        """Close by both signatures; None when the supplier's cannot be had now.

        What was agreed before a crash counts still: the supplier does no more work since then.
        """
        kept = await self._agreed_before(row)
        if kept is not None and await self._submit(kept):
            return Step("rental.closed_together", {"total": snm(kept.total)})
        for _ in range(ATTEMPTS):
            agreed = await self._agree(row)
            if agreed is None:
                return None
            if await self._submit(agreed):
                return Step("rental.closed_together", {"total": snm(agreed.total)})
        return None

    async def _agreed_before(self, row: RentalDealRow) -> SettlementRow | None:
        state = await self._desk.chain.deal(row.deal)
        if state is None:
            return None
        possible = [
            settlement
            for settlement in await self._desk.promises.settlements(row.deal)
            if settlement.payee_signature is not None
            and state.paid <= settlement.total <= state.paid + state.escrow
        ]
        return min(possible, key=lambda settlement: settlement.total, default=None)

    async def _submit(self, agreed: SettlementRow) -> bool:
        """False when the deal has moved meanwhile, so that another total is needed."""
        settle = Settle(agreed.deal, agreed.total)
        state = await self._desk.chain.deal(agreed.deal)
        if state is None:
            return False
        call = self._desk.calls.settle(
            settle, agreed.consumer_signature, agreed.payee_signature or b""
        )
        signer = await self._desk.keys.sender(state.consumer)
        try:
            await self._send(agreed.deal, f"settle:{agreed.deal}:{agreed.total}", signer, call)
        except UserError as error:
            logger.info("deal %s was not settled at %s: %s", agreed.deal, agreed.total, error)
            return False
        logger.info("deal %s was settled at %s", agreed.deal, snm(agreed.total))
        return True

    async def _agree(self, row: RentalDealRow) -> SettlementRow | None:
        """A total of now that both have signed; None when the supplier cannot or will not."""
        desk = self._desk
        voice = await desk.keys.voice(row.account)
        for attempt in range(ATTEMPTS + 1):
            state = await desk.chain.deal(row.deal)
            if state is None or not state.open:
                return None
            try:
                peer, word = await self._answering_peer(row)
                now = await desk.chain.pending_time()
                require_honest(now, desk.clock, practice=desk.network.practice)
            except CodedError as error:
                logger.info("deal %s is not settled together now: %s", row.deal, error)
                return None
            await self._settle_up(row, state, now, peer)
            cut_short = word.state == "ended" and word.reason in CUT_SHORT
            last = attempt == ATTEMPTS
            total = await self._total(row, state, now, cut_short=cut_short, last=last)
            settle = Settle(row.deal, total)
            signature = voice.sign(settle, desk.domain)
            await desk.promises.keep_settlement(SettlementRow(row.deal, total, signature, None))
            try:
                answer = await self._ask_payee(peer, state.payee, settle, signature)
            except CodedError as error:
                logger.info("deal %s is not settled together now: %s", row.deal, error)
                if error.code == TOO_LOW:
                    continue
                return None
            agreed = SettlementRow(row.deal, total, signature, answer)
            await desk.promises.keep_settlement(agreed)
            return agreed
        return None

    async def _total(
        self, row: RentalDealRow, state: DealState, now: int, *, cut_short: bool, last: bool
    ) -> Wei:
        """Without what held time costs; where a supplier refuses that to the last, he gets what
        he would get by himself, and nobody waits for a window."""
        total = await self._promising.settlement(row, state, now, cut_short=cut_short)
        if not last:
            return total
        vouchers = await self._promising.vouchers(row.deal)
        most = settlement_total(state, vouchers, now, cut_short=cut_short)
        if most > total:
            logger.warning("deal %s: its supplier keeps %s for held time", row.deal, most - total)
        return most

    async def _ask_payee(
        self, peer: Peer, payee: Address, settle: Settle, signature: bytes
    ) -> bytes:
        """The payee's signature, checked. Raises RemoteError, UserError."""
        reply = await peer.call(
            "deal.settle",
            {"settle": settle.to_wire(), "signature": signature},
            deadline_s=SETTLE_CALL_S,
        )
        answer = reply.get("signature")
        if not isinstance(answer, bytes):
            raise BadReply("a settlement without a signature")
        try:
            key = recover(settle.digest(self._desk.domain), answer)
        except MessageError as error:
            raise BadReply("a settlement with a broken signature") from error
        now = await self._desk.chain.pending_time()
        if not await self._desk.keys.speaks_for(payee, key, now):
            raise BadReply("a settlement that the supplier has not signed")
        return answer

    async def _answering_peer(self, row: RentalDealRow) -> tuple[Peer, WorkerWord]:
        """The line to a worker that is alive, and what it says of the deal; found out in
        seconds, because the settlement itself may wait long for the supplier's agent.

        A deal that was opened just now is given a moment to be seen.
        """
        if not row.endpoint:
            raise RemoteError("rental.worker_unknown")
        try:
            async with asyncio.timeout(ALIVE_S):
                peer = await self._desk.contacts.reach("consumer", row.account, row, rented=True)
                word = await deal_word(peer, row.deal, deadline_s=ALIVE_S)
        except TimeoutError as error:
            raise RemoteError("rental.worker_silent") from error
        for _ in range(SEEN_LOOKS):
            if word.state != "awaiting":
                break
            await asyncio.sleep(SEEN_PAUSE_S)
            word = await deal_word(peer, row.deal, deadline_s=ALIVE_S)
        await self._meters.heard(row, word.meter)
        await self._promising.hear(row, word.told, await self._desk.chain.pending_time())
        return peer, word

    async def _settle_up(self, row: RentalDealRow, state: DealState, now: int, peer: Peer) -> None:
        """Pay by a voucher for what was used since the last one; so it counts in every total."""
        if not await self._promising.unpaid_units(row, state):
            return
        await self._promising.settle_up(row, state, now)
        try:
            await self._promising.deliver(row.deal, peer)
        except CodedError as error:
            logger.warning("deal %s: its last voucher was not taken: %s", row.deal, error)

    async def _request(self, row: RentalDealRow, seq: int) -> None:
        """Once more after each amendment: one that both had signed can undo it."""
        signer = await self._desk.keys.sender(row.account)
        call = self._desk.calls.request_close(row.deal)
        await self._send(row.deal, f"request_close:{row.deal}:{seq}", signer, call)
        logger.info("deal %s was asked to end", row.deal)

    async def _finish(self, row: RentalDealRow) -> Step:
        signer = await self._desk.keys.sender(row.account)
        call = self._desk.calls.finish(row.deal)
        await self._send(row.deal, f"finish:{row.deal}", signer, call)
        logger.info("deal %s was finished alone", row.deal)
        return Step("rental.closed_alone", {})

    async def _fee(self, row: RentalDealRow) -> Fee:
        """Of the dearest way, which is two transactions; claiming costs what the like costs."""
        desk = self._desk
        fee = await desk.sender.estimate_fee(row.account, desk.calls.claim(row.deal))
        return replace(fee, gas=GAS_OF_CLOSING)

    async def _send(self, deal: DealId, purpose: str, signer: Signer, call: Call) -> None:
        """For half of the fee that the person was shown, because there may be two of them; what
        nobody was asked about has no such limit."""
        agreed = await self._desk.plans.agreed_fee(deal, PlanKind.CLOSE)
        most = None if agreed is None else Wei(agreed // 2)
        await self._desk.sender.converge(purpose, signer, call, most=most)

    async def _after(self, row: RentalDealRow) -> int:
        state = await self._desk.chain.deal(row.deal)
        return finishable_after(state) if state is not None and state.open else 0


def _effects(state: DealState, total: Wei, now: int) -> tuple[Effect, ...]:
    """What leaving now costs and saves, with the supplier and without him."""
    rest = state.paid + state.escrow - total
    end = min(state.end, now + state.notice)
    early = () if state.end == NO_END or state.end <= end else (_early(state, end, now),)
    together = Effect(
        "rental.effect_settle",
        {"total": snm(total), "pays": snm(total - state.paid), "back": snm(rest)},
    )
    alone = {
        "end": end,
        "after": end + state.window * 3600,
        "in": max(0, end - now),
        "window": state.window * 3600,
    }
    code = "rental.effect_close_alone" if end > now else "rental.effect_close_alone_now"
    return (*early, together, Effect(code, alone))


def _early(state: DealState, end: int, now: int) -> Effect:
    """Leaving a fixed deal before its end costs the notice, and no more."""
    params = {
        "early": state.end - now,
        "notice": end - now,
        "amount": snm(Wei(state.rate * (end - now))),
    }
    return Effect("rental.effect_early" if state.notice else "rental.effect_early_free", params)
