"""Buying an offer: a plan with everything that it does, and its commit, once."""

from __future__ import annotations

import logging
import secrets
from dataclasses import replace
from typing import Any

from sonm_desktop.chain.market_calls import Call
from sonm_desktop.chain.sending.fees import Fee
from sonm_desktop.core.amounts import Wei, WeiPerSecond, snm, snm_apart
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import ChainTime, PlanId
from sonm_desktop.market.authority import DAY_S
from sonm_desktop.market.ports import Signer
from sonm_desktop.market.prices.totals import LARGEST_ESCROW, Price, price_of
from sonm_desktop.rental.desk import Desk
from sonm_desktop.rental.dollar_words import dollar_effects
from sonm_desktop.rental.plans import Committed, Effect, Plan, PlanKind, fee_effect, plan_row
from sonm_desktop.rental.quoting import FreshQuote, Quoting
from sonm_desktop.rental.traffic_words import traffic_effect
from sonm_desktop.rental.wishes import PurchaseWish
from sonm_desktop.store.rental_deals import RentalDealRow
from sonm_desktop.store.rental_plans import PlanRow, PlanState
from sonm_desktop.wallet.messages import Quote, SandboxMode

logger = logging.getLogger(__name__)

LONGEST_DURATION_S = 366 * DAY_S
GAS_OF_TAKE = 260_000
"""Assumed where a purchase cannot be simulated yet, because its deposit needs an approval."""


class Purchases:
    """Makes plans of kind BUY and carries them out."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._quoting = Quoting(
            chain=desk.chain,
            contacts=desk.contacts,
            domain=desk.domain,
            acquaintance=desk.market.acquaintance,
        )

    async def plan(self, wish: PurchaseWish) -> Plan:
        """Raises UserError with the reason why it cannot be bought, RemoteError."""
        _check_wish(wish)
        limit = await self._limit(wish)
        shown = self._desk.market.signed_ask(wish.offer)
        fresh = await self._quoting.fresh(wish, shown, limit)
        price = price_of(
            fresh.quote,
            wish.duration,
            wish.lease,
            traffic=wish.traffic,
            most=fresh.dollars.most if fresh.dollars else None,
        )
        if price.escrow > min(limit, LARGEST_ESCROW):
            total, most = snm_apart(price.escrow, limit)
            raise UserError("rental.above_limit", total=total, limit=most)
        deposit = await self._deposit(wish, price)
        terms = _terms(wish, fresh, price, limit, deposit)
        signer = await self._signer(wish, price, deposit)
        fee = await self._fee(signer, terms)
        plan = Plan(
            id=PlanId(secrets.token_hex(16)),
            kind=PlanKind.BUY,
            account=wish.account,
            deal=fresh.quote.deal_id,
            effects=(*self._own(fresh), *_effects(fresh, price, wish, deposit, fee)),
            total=price.escrow,
            fee=fee.total,
            expires=ChainTime(fresh.quote.expiry),
            terms=terms,
        )
        await self._desk.plans.add(plan_row(plan, self._desk.clock.now()))
        return plan

    async def commit(self, row: PlanRow) -> Committed:
        """Open the deal of *row*, or find that it is open. Raises UserError, RemoteError."""
        if not await self._is_open(row):
            if row.state is PlanState.MADE:
                await self._begin(row)
            await self._take(row)
        await self._desk.deals.opened(row.deal)
        await self._desk.plans.finish(row.plan, "rental.bought", {"total": snm(row.total)})
        logger.info("bought deal %s for %s", row.deal, row.account)
        return Committed(
            row.plan, PlanKind.BUY, row.deal, "rental.bought", {"total": snm(row.total)}
        )

    async def _begin(self, row: PlanRow) -> None:
        now = await self._desk.chain.pending_time()
        if now >= row.expires:
            raise UserError("rental.plan_expired")
        await self._desk.deals.begin(_deal_row(row, self._desk.clock.now()), row.plan)

    async def _take(self, row: PlanRow) -> None:
        try:
            await self._send(row)
        except UserError as error:
            if await self._is_open(row):
                return
            await self._refused(row, error)
            raise

    async def _send(self, row: PlanRow) -> None:
        """For the fee that was shown, and no more."""
        desk, terms, left = self._desk, row.terms, row.fee
        deposit = Wei(terms["deposit"])
        if deposit:
            signer = desk.keys.account_key(row.account)
            left = Wei(max(0, left - await self._approve(row, signer, deposit)))
        else:
            signer = await desk.keys.sender(row.account, spend=Wei(terms["escrow"]))
        await desk.sender.converge(f"take:{row.deal}", signer, self._call(terms), most=left)

    async def _approve(self, row: PlanRow, signer: Signer, deposit: Wei) -> Wei:
        """Let the market take *deposit*, if it may not yet; what that has cost."""
        desk, purpose = self._desk, f"approve:{row.plan}"
        allowed = await desk.chain.allowance(row.account) >= deposit
        if allowed and not await desk.sender.was_signed(purpose):
            return Wei(0)
        call = desk.token_calls.approve_market(deposit)
        return (await desk.sender.converge(purpose, signer, call, most=row.fee)).fee

    async def _refused(self, row: PlanRow, error: UserError) -> None:
        """Over when the quote is; before, the plan can be committed again.

        One that was begun before a restart stays begun: its transaction may be anywhere, and
        this refusal may only mean that its signer is locked now.
        """
        desk = self._desk
        if await desk.chain.pending_time() >= row.expires:
            await desk.deals.failed(row.deal, error.code, error.params)
            await desk.plans.fail(row.plan, error.code, error.params)
        elif row.state is PlanState.MADE:
            await desk.deals.failed(row.deal, error.code, error.params)
            await desk.plans.reopen(row.plan)

    async def _is_open(self, row: PlanRow) -> bool:
        state = await self._desk.chain.deal(row.deal)
        return state is not None and state.consumer == row.account

    async def _limit(self, wish: PurchaseWish) -> Wei:
        limit = wish.max_total
        if limit is None:
            limit = await self._desk.deals.limit(wish.account)
        if limit is None:
            raise UserError("rental.needs_limit")
        return limit

    def _own(self, fresh: FreshQuote) -> tuple[Effect, ...]:
        """Paying oneself is possible, and costs: it is said first."""
        own = fresh.master is not None and self._desk.keys.holds(fresh.master)
        return (Effect("rental.effect_own"),) if own else ()

    async def _deposit(self, wish: PurchaseWish, price: Price) -> Wei:
        """What must come from the wallet, because the vault holds too little."""
        missing = price.escrow - await self._desk.chain.vault(wish.account)
        if missing <= 0:
            return Wei(0)
        balance = await self._desk.chain.token_balance(wish.account)
        if balance < missing:
            raise UserError("rental.too_little_snm", missing=snm(missing - balance))
        if self._desk.keys.locked:
            raise UserError("rental.vault_too_small", missing=snm(missing))
        return Wei(missing)

    async def _signer(self, wish: PurchaseWish, price: Price, deposit: Wei) -> Signer:
        if deposit:
            return self._desk.keys.account_key(wish.account)
        return await self._desk.keys.sender(wish.account, spend=price.escrow)

    async def _fee(self, signer: Signer, terms: dict[str, Any]) -> Fee:
        desk, deposit = self._desk, Wei(terms["deposit"])
        if not deposit or await desk.chain.allowance(signer.address) >= deposit:
            return await desk.sender.estimate_fee(signer.address, self._call(terms))
        approve = await desk.sender.estimate_fee(
            signer.address, desk.token_calls.approve_market(deposit)
        )
        return replace(approve, gas=approve.gas + GAS_OF_TAKE)

    def _call(self, terms: dict[str, Any]) -> Call:
        calls = self._desk.calls
        take = calls.take(
            Quote.from_wire(terms["quote"]),
            bytes.fromhex(terms["signature"]),
            escrow=Wei(terms["escrow"]),
            lease=terms["lease"],
            max_rate=WeiPerSecond(terms["max_rate"]),
        )
        deposit = Wei(terms["deposit"])
        return calls.multicall([calls.deposit(deposit), take]) if deposit else take


def _check_wish(wish: PurchaseWish) -> None:
    if not 0 < wish.duration <= LONGEST_DURATION_S:
        raise UserError("rental.bad_duration", most=LONGEST_DURATION_S)
    if wish.lease <= 0 or wish.dead_after_s <= 0:
        raise UserError("rental.bad_lease")


def _terms(
    wish: PurchaseWish, fresh: FreshQuote, price: Price, limit: Wei, deposit: Wei
) -> dict[str, Any]:
    return {
        "quote": fresh.quote.to_wire(),
        "signature": fresh.signature.hex(),
        "ask": fresh.offer.ask.to_wire(),
        "escrow": price.escrow,
        "lease": price.lease,
        "max_rate": price.rate,
        "deposit": deposit,
        "max_total": limit,
        "full_lease": wish.lease,
        "renew": wish.renew,
        "dead_after": wish.dead_after_s,
    }


def _effects(
    fresh: FreshQuote, price: Price, wish: PurchaseWish, deposit: Wei, fee: Fee
) -> tuple[Effect, ...]:
    quote, found = fresh.quote, []
    if deposit:
        found.append(Effect("rental.effect_deposit", {"amount": snm(deposit)}))
    if fresh.dollars:
        found += dollar_effects(quote.usd_rate, fresh.dollars, wish.slippage)
    found.append(
        Effect(
            "rental.effect_escrow",
            {"amount": snm(price.escrow), "duration": wish.duration, "rate": price.rate},
        )
    )
    if price.at_once:
        params = {"amount": snm(price.at_once), "minimum": quote.minimum}
        found.append(Effect("rental.effect_at_once", params))
    if quote.ingress or quote.egress:
        found.append(traffic_effect(fresh, price, wish))
    found.append(Effect("rental.effect_lease", {"lease": price.lease}))
    found.append(_kind(quote))
    strict = fresh.offer.ask.sandbox == SandboxMode.STRICT
    found.append(Effect("rental.effect_strict" if strict else "rental.effect_compatible"))
    if price.after_notice:
        params = {"notice": quote.notice, "amount": snm(price.after_notice)}
        found.append(Effect("rental.effect_notice", params))
    found.append(fee_effect(fee))
    return tuple(found)


def _kind(quote: Quote) -> Effect:
    """A fixed time, or spot and how it is left."""
    if quote.duration:
        return Effect("rental.effect_fixed", {"duration": quote.duration})
    if not quote.notice:
        return Effect("rental.effect_spot_free")
    return Effect("rental.effect_spot", {"notice": quote.notice})


def _deal_row(row: PlanRow, created: float) -> RentalDealRow:
    terms = row.terms
    ask = terms["ask"]
    return RentalDealRow(
        deal=row.deal,
        account=row.account,
        worker=ask["worker"],
        endpoint=ask["endpoint"],
        addresses=tuple(ask["addresses"]),
        relay=ask["relay"],
        quote=terms["quote"],
        quote_signature=bytes.fromhex(terms["signature"]),
        ask=ask,
        max_total=Wei(terms["max_total"]),
        lease=terms["full_lease"],
        renew=terms["renew"],
        dead_after=terms["dead_after"],
        created=created,
    )
