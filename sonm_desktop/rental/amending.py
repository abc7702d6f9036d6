"""Other terms for a running deal: a plan, the supplier's consent, one transaction.

What is asked for is recorded and asked again, by a freshly signed word, until the supplier has
agreed or refused; the same transaction pays what is owed by the old terms, changes them, and
pays in what the new ones need.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Any

from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.records import DealState
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import BadReply, CodedError, UserError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market.entitlement import best_voucher
from sonm_desktop.market.ports import Peer
from sonm_desktop.market.supplier.amending import asked, owed_now
from sonm_desktop.market.terms.outcome import (
    MOST_WISHES,
    outcome,
    times_undone,
    undone,
    wanted,
    wishes,
    worth_a_look,
)
from sonm_desktop.market.terms.terms import Terms, alone, unfit, word_for
from sonm_desktop.rental.amend_plan import AmendPlans, Wish, to_pay_in
from sonm_desktop.rental.desk import Desk
from sonm_desktop.rental.honest_time import require_honest
from sonm_desktop.rental.offered import OfferedTerms
from sonm_desktop.rental.plans import Committed, Plan, PlanKind
from sonm_desktop.rental.vouchers import Promising, voucher_of
from sonm_desktop.store.amendments import UNDER_WAY, AmendmentRow, AmendmentState
from sonm_desktop.store.rental_deals import DealRowState, RentalDealRow
from sonm_desktop.store.rental_plans import PlanRow, PlanState
from sonm_desktop.wallet.messages import Amend, MessageError
from sonm_desktop.wallet.signer import recover

__all__ = ["Amendments", "Wish"]

logger = logging.getLogger(__name__)

ASK_CALL_S = 20.0
ASKED_EVERY_S = 15.0
MOST_SHOWN = 200
_KEPT = UNDER_WAY | {AmendmentState.APPLIED}
_ENDING = frozenset({DealRowState.CLOSING, DealRowState.CLOSED})
_WAITS = frozenset(
    {
        "worker.master_away",
        "worker.unknown_deal",
        "market.amend_too_low",
        "market.amend_stale",
        "chain.fee_risen",
    }
)
"""Refusals that another try may not meet: a machine sees a new deal only moments later."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where an amendment stands. code: rental.amended, rental.amend_waits, or why it is over."""

    code: str
    params: dict[str, Any]


class Amendments:
    """Makes plans of kind AMEND; `advance` goes on with whatever was asked for."""

    def __init__(self, desk: Desk, promising: Promising, *, every_s: float = ASKED_EVERY_S) -> None:
        self._desk = desk
        self._every_s = every_s
        self._promising = promising
        self._plans = AmendPlans(desk, promising)
        self._tried: dict[str, float] = {}

    async def plan(self, row: RentalDealRow, wish: Wish) -> Plan:
        """Raises UserError with the reason why it cannot be."""
        return await self._plans.plan(row, wish)

    async def commit(self, plan: PlanRow) -> Committed:
        """Record what is wanted, and ask for it. Raises UserError, RemoteError."""
        desk = self._desk
        terms = Terms(plan.terms["rate"], plan.terms["end"], plan.terms["notice"])
        if plan.state is PlanState.MADE:
            await self._begin(plan, terms)
        row = await desk.amendments.get(plan.terms["id"])
        if row is None:
            raise UserError("market.no_amendment")
        self._tried.pop(row.id, None)
        deal = await desk.deals.get(plan.deal)
        step = await self._advance(deal, row) if deal else Step("rental.deal_over", {})
        await desk.plans.finish(plan.plan, step.code, step.params)
        return Committed(plan.plan, PlanKind.AMEND, plan.deal, step.code, step.params)

    async def all(self) -> list[AmendmentRow]:
        """The newest first."""
        return await self._desk.amendments.newest(MOST_SHOWN)

    async def drop(self, id_: str) -> AmendmentRow:
        """The person does not want what was offered, or no longer what he asked for.

        Raises UserError market.no_amendment, market.amend_answered.
        """
        row = await self._desk.amendments.get(id_)
        if row is None:
            raise UserError("market.no_amendment")
        ours = row.asker == "consumer"
        state = AmendmentState.WITHDRAWN if ours else AmendmentState.REFUSED
        code = "market.amend_taken_back" if ours else "market.amend_declined"
        if row.state is not AmendmentState.ASKED:
            raise UserError("market.amend_answered")
        if not await self._desk.amendments.turn(row, state, code):
            raise UserError("market.amend_answered")
        await self._tell_dropped(row)
        return replace(row, state=state, code=code)

    async def look(self, deal: RentalDealRow, state: DealState) -> bool:
        """Go on with what was asked for; whether anything has changed."""
        changed = False
        rows = await self._desk.amendments.of_deal(deal.deal)
        if not rows:
            return False
        now = await self._desk.chain.pending_time()
        for row in rows:
            if not worth_a_look(row, now, thoroughly=True):
                continue
            if row.asker == "payee" and row.state is AmendmentState.ASKED:
                changed = await self._see(row, state) or changed
                continue
            try:
                step = await self._advance(deal, row)
            except CodedError as error:
                logger.warning("deal %s: its amendment goes on later: %s", row.deal, error)
                continue
            changed = changed or step.code != "rental.amend_waits"
        return changed

    async def offered(self, deal: RentalDealRow, offers: tuple[OfferedTerms, ...]) -> bool:
        """What the supplier offers now is shown to the person; what he no longer offers is gone."""
        known = {row.id: row for row in await self._desk.amendments.of_deal(deal.deal)}
        if not offers and not known:
            return False
        state = await self._desk.chain.deal(deal.deal)
        if state is None or not state.open:
            return False
        now = await self._desk.chain.pending_time()
        changed = False
        for offer in offers:
            held = known.get(offer.id)
            if held is not None and held.state is AmendmentState.REFUSED:
                await self._tell_dropped(held)
            fits = offer.seq == state.seq and not unfit(state, offer.terms, now)
            room = wishes(list(known.values()), state) < MOST_WISHES
            if held is None and fits and room and now < offer.good_until:
                row = self._offer_row(deal, offer, state, now)
                await self._desk.amendments.ask(row)
                known[row.id] = row
                changed = True
        still = {offer.id for offer in offers}
        for row in known.values():
            gone = row.asker == "payee" and row.id not in still
            if gone and row.state is AmendmentState.ASKED:
                await self._desk.amendments.turn(
                    row, AmendmentState.WITHDRAWN, "market.amend_withdrawn"
                )
                changed = True
        return changed

    async def end(self, deal: DealId) -> None:
        """The deal is being closed: nothing more comes of what was asked for."""
        for row in await self._desk.amendments.of_deal(deal):
            if row.state in UNDER_WAY:
                await self._too_late(row)

    async def _begin(self, plan: PlanRow, terms: Terms) -> None:
        """The decision, before anything comes of it."""
        desk = self._desk
        now = await desk.chain.pending_time()
        if now >= plan.expires:
            raise UserError("rental.plan_expired")
        deal = await desk.deals.get(plan.deal)
        state = await desk.chain.deal(plan.deal)
        if deal is None or state is None or not state.open or deal.state in _ENDING:
            raise UserError("rental.deal_over")
        money = {name: plan.terms[name] for name in ("top_up", "until", "max_total")}
        money["fee"] = plan.fee
        held = await desk.amendments.get(plan.terms["id"])
        if held is not None and held.asker == "payee" and held.state is AmendmentState.ASKED:
            if not await desk.amendments.agree(held, money):
                raise UserError("market.amend_answered")
        elif held is None or held.state not in _KEPT:
            if state.seq != plan.terms["seq"]:
                raise UserError("market.amend_overtaken")
            row = asked(
                plan.deal,
                state,
                terms,
                now,
                asker="consumer",
                account=plan.account,
                worker=deal.worker,
            )
            await desk.amendments.ask(replace(row, money=money, created=desk.clock.now()))
        await desk.plans.begin(plan.plan)

    async def _too_late(self, row: AmendmentRow) -> Step:
        code = "market.amend_too_late"
        await self._desk.amendments.turn(row, AmendmentState.LOST, code)
        return Step(code, {})

    async def _see(self, row: AmendmentRow, state: DealState) -> bool:
        now = await self._desk.chain.pending_time()
        after = outcome(row, state, now)
        return after is not None and await self._desk.amendments.turn(row, *after)

    async def _advance(self, deal: RentalDealRow, row: AmendmentRow) -> Step:
        """One step towards the new terms; safe to repeat."""
        state = await self._desk.chain.deal(row.deal)
        if state is None:
            return Step("rental.amend_waits", {})
        now = await self._desk.chain.pending_time()
        after = outcome(row, state, now)
        if after is not None:
            times = undone(row, after[0])
            await self._desk.amendments.turn(row, *after, undone=times)
            if after[0] is not AmendmentState.AGREED:
                return _step_of(*after)
            row = replace(row, state=after[0], code=after[1], params={"undone": times})
        stopped = await self._stopped(deal, row)
        if stopped is not None:
            return stopped
        try:
            return await self._go(deal, row, state, now)
        except UserError as error:
            if error.code in _WAITS or row.state not in UNDER_WAY:
                return Step("rental.amend_waits", {"reason": error.code})
            if not error.code.startswith("market.amend_"):
                raise
            await self._desk.amendments.turn(row, AmendmentState.REFUSED, error.code)
            return Step(error.code, {})

    async def _stopped(self, deal: RentalDealRow, row: AmendmentRow) -> Step | None:
        """Why nothing is done for it; None while both sides may still want it."""
        if row.state is AmendmentState.APPLIED:
            return Step("rental.amend_waits", {})
        if row.state not in UNDER_WAY:
            return Step(row.code, {})
        return await self._too_late(row) if deal.state in _ENDING else None

    async def _go(self, deal: RentalDealRow, row: AmendmentRow, state: DealState, now: int) -> Step:
        """Raises UserError with the reason why the supplier, or the contract, refuses."""
        desk = self._desk
        if alone(state, wanted(row), now) == "consumer":
            word, answer = word_for(row.deal, row.seq, wanted(row), total=0, now=now), b""
        else:
            if not self._may_ask(row):
                return Step("rental.amend_waits", {})
            require_honest(now, desk.clock, practice=desk.network.practice)
            total = owed_now(state, await self._promising.vouchers(row.deal), now)
            word = word_for(row.deal, row.seq, wanted(row), total=total, now=now)
            said = await self._ask(deal, row, word, state.payee)
            if isinstance(said, str):
                await self._remember_why(row, said)
                return Step("rental.amend_waits", {"reason": said})
            answer = said
        asked_still = row.state is AmendmentState.ASKED
        if asked_still and not await desk.amendments.turn(row, AmendmentState.AGREED):
            return Step("market.amend_taken_back", {})
        await self._send(deal, row, word, answer)
        await self._after(row)
        return Step("rental.amended", {})

    async def _ask(
        self, deal: RentalDealRow, row: AmendmentRow, word: Amend, payee: Address
    ) -> bytes | str:
        """The payee's signature, checked, or the code of why it must be waited for."""
        desk = self._desk
        signature = (await desk.keys.voice(row.account)).sign(word, desk.domain)
        try:
            peer = await desk.contacts.reach("consumer", row.account, deal, rented=True)
            reply = await peer.call(
                "deal.amend",
                {"amend": word.to_wire(), "signature": signature},
                deadline_s=ASK_CALL_S,
            )
        except CodedError as error:
            if isinstance(error, UserError) and error.code not in _WAITS:
                raise
            logger.info("deal %s is not amended now: %s", row.deal, error)
            return error.code
        waits = reply.get("waits")
        if isinstance(waits, str):
            return "market.amend_asked"
        return await self._checked(reply.get("signature"), word, payee)

    async def _checked(self, answer: Any, word: Amend, payee: Address) -> bytes:
        if not isinstance(answer, bytes):
            raise BadReply("an amendment without a signature")
        try:
            key = recover(word.digest(self._desk.domain), answer)
        except MessageError as error:
            raise BadReply("an amendment with a broken signature") from error
        now = await self._desk.chain.pending_time()
        if not await self._desk.keys.speaks_for(payee, key, now):
            raise BadReply("an amendment that the supplier has not signed")
        return answer

    async def _send(
        self, deal: RentalDealRow, row: AmendmentRow, word: Amend, answer: bytes
    ) -> None:
        desk = self._desk
        ours = (await desk.keys.voice(row.account)).sign(word, desk.domain)
        top_up = await to_pay_in(desk, self._promising, row)
        calls = [
            *await self._claims(row.deal),
            desk.calls.amend(word, ours, answer),
            *([desk.calls.top_up(row.deal, top_up, row.money["until"])] if top_up else []),
        ]
        call: Call = desk.calls.multicall(calls) if len(calls) > 1 else calls[0]
        signer = await desk.keys.sender(row.account, spend=top_up)
        purpose, fee = f"amend:{row.id}:{times_undone(row)}", row.money.get("fee")
        most = None if fee is None else Wei(fee)
        await desk.sender.converge(purpose, signer, call, most=most)
        logger.info("deal %s has other terms: %s wei per second", deal.deal, word.rate)

    async def _claims(self, deal: DealId) -> list[Call]:
        """What is promised by vouchers alone is put on the chain first, by the old terms."""
        desk = self._desk
        state = await desk.chain.deal(deal)
        if state is None:
            return []
        now = await desk.chain.pending_time()
        rows = await desk.promises.vouchers(deal)
        best = best_voucher(state, [voucher_of(row) for row in rows], now)
        kept = next((row for row in rows if best is not None and voucher_of(row) == best), None)
        return (
            [] if best is None or kept is None else [desk.calls.claim_voucher(best, kept.signature)]
        )

    async def _after(self, row: AmendmentRow) -> None:
        state = await self._desk.chain.deal(row.deal)
        held = await self._desk.amendments.get(row.id)
        if state is not None and held is not None and state.seq > held.seq:
            await self._desk.amendments.turn(held, AmendmentState.APPLIED)

    async def _remember_why(self, row: AmendmentRow, code: str) -> None:
        if row.code != code:
            await self._desk.amendments.turn(row, row.state, code)

    def _may_ask(self, row: AmendmentRow) -> bool:
        """Not at every look: each time the supplier's person may have said nothing yet."""
        now = self._desk.clock.monotonic()
        tried = self._tried.get(row.id)
        if tried is not None and now - tried < self._every_s:
            return False
        self._tried[row.id] = now
        return True

    async def _tell_dropped(self, row: AmendmentRow) -> None:
        """The supplier sees it go; where he cannot be reached it runs out by itself."""
        deal = await self._desk.deals.get(row.deal)
        if deal is None:
            return
        try:
            peer: Peer = await self._desk.contacts.reach("consumer", row.account, deal, rented=True)
            await peer.call("deal.decline", {"deal": row.deal, "id": row.id})
        except CodedError as error:
            logger.info("deal %s: nobody hears that it is not wanted: %s", row.deal, error)

    def _offer_row(
        self, deal: RentalDealRow, offer: OfferedTerms, state: DealState, now: int
    ) -> AmendmentRow:
        row = asked(
            deal.deal,
            state,
            offer.terms,
            now,
            asker="payee",
            account=deal.account,
            worker=deal.worker,
        )
        good_until = min(row.good_until, offer.good_until)
        return replace(row, good_until=good_until, created=self._desk.clock.now())


def _step_of(state: AmendmentState, code: str) -> Step:
    return Step("rental.amended" if state is AmendmentState.APPLIED else code, {})
