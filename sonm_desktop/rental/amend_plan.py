"""What other terms of a deal do and cost, shown before anybody is asked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.chain.sending.fees import Fee
from sonm_desktop.core.amounts import Wei, hourly, snm
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, ChainTime, PlanId
from sonm_desktop.market.entitlement import entitled, promised_until
from sonm_desktop.market.terms.terms import Terms, alone, amendment_id, terms_of, unfit
from sonm_desktop.rental.desk import Desk
from sonm_desktop.rental.dollar_words import dearer_effect
from sonm_desktop.rental.limit import limit_after
from sonm_desktop.rental.plans import Effect, Plan, PlanKind, fee_effect, plan_row
from sonm_desktop.rental.vouchers import Promising
from sonm_desktop.store.amendments import AmendmentRow, AmendmentState
from sonm_desktop.store.rental_deals import DealRowState, RentalDealRow

GOOD_FOR_S = 600
GAS_OF_AMEND = 260_000
"""Assumed: it cannot be simulated before the supplier has signed."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Other terms; None leaves one as it is. longer_s: instead of *end*. offer: the supplier's,
    instead of all of them. max_total: raises the deal's own limit to it."""

    rate: int | None = None
    end: int | None = None
    longer_s: int | None = None
    notice: int | None = None
    offer: str | None = None
    max_total: Wei | None = None


@dataclass(frozen=True, slots=True)
class _Money:
    """top_up: what is missing for the new end. total: what the deal comes to by then, or 0."""

    top_up: Wei
    total: Wei


class AmendPlans:
    """Makes plans of kind AMEND."""

    def __init__(self, desk: Desk, promising: Promising) -> None:
        self._desk = desk
        self._promising = promising

    async def plan(self, row: RentalDealRow, wish: Wish) -> Plan:
        """Raises UserError with the reason why it cannot be."""
        desk = self._desk
        state = await desk.chain.deal(row.deal)
        if state is None or not state.open or row.state is DealRowState.CLOSING:
            raise UserError("rental.deal_over")
        now = await desk.chain.pending_time()
        terms = await self._terms(row, state, wish)
        reason = unfit(state, terms, now)
        if reason:
            raise UserError(reason)
        vouchers = await self._promising.vouchers(row.deal)
        money = _money(state, terms, entitled(state, vouchers, now), now)
        limit = await self._limit(row, state, money.top_up, wish.max_total)
        until = min(max(promised_until(state, vouchers), now + row.lease), terms.end)
        fee = await self._fee(row, money.top_up)
        plan = Plan(
            id=PlanId(secrets.token_hex(16)),
            kind=PlanKind.AMEND,
            account=row.account,
            deal=row.deal,
            effects=(
                *_effects(state, terms, money, now),
                *await self._by_usd(row, state, terms),
                _consent(state, terms, wish, now),
                fee_effect(fee),
            ),
            total=money.top_up,
            fee=fee.total,
            expires=ChainTime(now + GOOD_FOR_S),
            terms={
                "id": amendment_id(row.deal, state.seq, terms),
                "rate": terms.rate,
                "end": terms.end,
                "notice": terms.notice,
                "seq": state.seq,
                "top_up": money.top_up,
                "until": until,
                "max_total": limit,
                "stake": stake(state, terms, money.top_up),
            },
        )
        await desk.plans.add(plan_row(plan, desk.clock.now()))
        return plan

    async def _terms(self, deal: RentalDealRow, state: DealState, wish: Wish) -> Terms:
        if wish.offer is not None:
            return await self._offered(wish.offer, deal, state)
        now = terms_of(state)
        end = now.end if wish.end is None else wish.end
        if wish.longer_s is not None:
            if now.end == NO_END:
                raise UserError("market.amend_other_kind")
            end = now.end + wish.longer_s
        return Terms(
            rate=now.rate if wish.rate is None else wish.rate,
            end=end,
            notice=now.notice if wish.notice is None else wish.notice,
        )

    async def _offered(self, id_: str, deal: RentalDealRow, state: DealState) -> Terms:
        row = await self._desk.amendments.get(id_)
        if row is None or row.asker != "payee" or row.deal != deal.deal:
            raise UserError("market.no_amendment")
        if row.seq != state.seq:
            raise UserError("market.amend_overtaken")
        if row.state is not AmendmentState.ASKED:
            raise UserError("market.amend_answered")
        return Terms(row.rate, row.end, row.notice)

    async def _by_usd(
        self, row: RentalDealRow, state: DealState, terms: Terms
    ) -> tuple[Effect, ...]:
        """Of a deal that was priced in USD: what that price comes to by now, where more time is
        wanted for less. The supplier's program agrees by itself from there on."""
        usd_rate = row.quote.get("usdRate", 0)
        if not usd_rate or terms.end <= state.end:
            return ()
        price = await self._desk.market.dollars.price()
        rate = price.rate_of(usd_rate) if price else None
        if rate is None or terms.rate >= rate:
            return ()
        return (dearer_effect(usd_rate, rate, terms.rate),)

    async def _limit(
        self, row: RentalDealRow, state: DealState, top_up: Wei, max_total: Wei | None
    ) -> Wei:
        if not top_up:
            return row.max_total if max_total is None else Wei(max(row.max_total, max_total))
        vault = await self._desk.chain.vault(row.account)
        if vault < top_up:
            raise UserError("rental.vault_too_small", missing=snm(Wei(top_up - vault)))
        return await limit_after(self._desk, row, state, top_up, max_total)

    async def _fee(self, row: RentalDealRow, spend: Wei) -> Fee:
        desk = self._desk
        signer: Address = (await desk.keys.sender(row.account, spend=spend)).address
        fee = await desk.sender.estimate_fee(signer, desk.calls.claim(row.deal))
        return replace(fee, gas=GAS_OF_AMEND)


def stake(state: DealState, terms: Terms, top_up: Wei) -> Wei:
    """What a spending limit counts: what is paid in, and all that lies in escrow where a higher
    price or a longer notice hands it out otherwise than whoever paid it in had agreed to; more time
    spends of it what that time costs."""
    most = Wei(top_up + state.escrow)
    if terms.rate > state.rate or terms.notice > state.notice:
        return most
    longer = terms.rate * max(0, terms.end - state.end)
    return min(most, Wei(max(top_up, longer)))


async def to_pay_in(desk: Desk, promising: Promising, row: AmendmentRow) -> Wei:
    """What is missing for the terms of *row*, now that both want them; the limit that its plan
    named counts from here on.

    Never more than the plan said, nor than may go into the deal: others may have paid in since.
    """
    planned = row.money.get("top_up", 0)
    await desk.deals.raise_limit(row.deal, Wei(row.money.get("max_total", 0)))
    deal, state = await desk.deals.get(row.deal), await desk.chain.deal(row.deal)
    if not planned or deal is None or state is None:
        return Wei(0)
    now = await desk.chain.pending_time()
    spent = entitled(state, await promising.vouchers(row.deal), now)
    missing = _money(state, Terms(row.rate, row.end, row.notice), spent, now).top_up
    room = deal.max_total - state.paid - state.escrow
    return Wei(max(0, min(planned, missing, room)))


def _money(state: DealState, terms: Terms, spent: Wei, now: int) -> _Money:
    if terms.end == NO_END:
        return _Money(Wei(0), Wei(0))
    ahead = max(0, state.last - now) * state.rate
    needed = max(0, terms.rate * (terms.end - now) - ahead)
    left = state.paid + state.escrow - spent
    dearer = terms.end > state.end or terms.rate > state.rate
    top_up = max(0, needed - left) if dearer else 0
    return _Money(Wei(top_up), Wei(spent + needed))


def _effects(state: DealState, terms: Terms, money: _Money, now: int) -> list[Effect]:
    found = []
    if terms.rate != state.rate:
        prices = {"before": hourly(state.rate), "after": hourly(terms.rate)}
        found.append(Effect("rental.effect_amend_price", prices))
    if terms.end > state.end:
        times = {"longer": terms.end - state.end, "left": terms.end - now}
        found.append(Effect("rental.effect_amend_longer", times))
    if terms.end < state.end:
        times = {"sooner": state.end - terms.end, "left": terms.end - now}
        found.append(Effect("rental.effect_amend_sooner", times))
    if terms.notice != state.notice:
        notices = {"before": state.notice, "after": terms.notice}
        found.append(Effect("rental.effect_amend_notice", notices))
    if money.top_up:
        found.append(Effect("rental.effect_top_up", {"amount": snm(money.top_up)}))
    if money.total:
        found.append(Effect("rental.effect_amend_total", {"total": snm(money.total)}))
    return found


def _consent(state: DealState, terms: Terms, wish: Wish, now: int) -> Effect:
    """Who has to agree."""
    if wish.offer is not None:
        return Effect("rental.effect_amend_offered")
    if alone(state, terms, now) == "consumer":
        return Effect("rental.effect_amend_alone")
    return Effect("rental.effect_amend_consent")
