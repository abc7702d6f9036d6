"""Other terms for a running deal: asked for, agreed on, paid by the second, undone with a block."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from sonm_desktop.chain.practice.price import set_practice_price
from sonm_desktop.chain.sending.transactions import Transactions
from sonm_desktop.core.amounts import Wei, WeiPerSecond, rate_per_hour
from sonm_desktop.core.dollars import usd_rate_per_hour
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.terms.terms import Terms, terms_of
from sonm_desktop.rental.amending import Wish
from sonm_desktop.rental.records import Phase
from sonm_desktop.store.amendments import AmendmentRow, AmendmentState
from tests.chain_fixtures import SNM, eventually, pass_time
from tests.unit.rental.conftest import PLAN, RATE, Street

HOUR = 3600
FIXED = replace(PLAN, duration=2 * HOUR, notice=120, minimum=60)


async def terms(street: Street, deal: DealId) -> Terms:
    state = await street.customer.chain.deal(deal)
    assert state is not None
    return terms_of(state)


async def amend(street: Street, deal: DealId, **wish: object) -> str:
    plan = await street.customer.rental.plan_amend(deal, Wish(**wish))  # type: ignore[arg-type]
    return (await street.customer.rental.commit(plan.id)).code


async def asked_of_supplier(street: Street) -> AmendmentRow:
    return next(
        row
        for row in await street.supplier.supplier.amendments()
        if row.state is AmendmentState.ASKED
    )


async def served(street: Street, deal: DealId) -> bool:
    """Its worker has taken it up; before that it answers, but knows nothing of it."""
    usage = (await street.customer.rental.deal(deal)).usage
    return usage is not None and usage.heard > 0


async def mine(street: Street) -> list[AmendmentRow]:
    return await street.customer.rental.amendments()


async def test_a_fixed_deal_is_extended_repriced_and_paid_exactly(street: Street) -> None:
    await street.list(FIXED)
    street.customer.ring.locked = True
    deal = await street.buy(max_total=Wei(SNM))
    first = await terms(street, deal)

    with pytest.raises(UserError) as refused:
        await street.customer.rental.plan_amend(deal, Wish())
    assert refused.value.code == "market.amend_same"

    await eventually(partial(served, street, deal), limit_s=60, what="the deal to be served")
    plan = await street.customer.rental.plan_amend(deal, Wish(longer_s=HOUR))
    assert plan.total == HOUR * RATE
    assert (await street.customer.rental.commit(plan.id)).code == "rental.amended"
    assert (await street.customer.rental.commit(plan.id)).code == "rental.amended"
    assert await terms(street, deal) == replace(first, end=first.end + HOUR)

    for _ in range(4):
        await pass_time(street.rpc, 200)

        async def renewed() -> bool:
            seen = await street.customer.rental.deal(deal)
            return seen.phase is Phase.RUNNING and seen.lease_until > seen.now + 200

        await eventually(renewed, limit_s=60, what="another promise")
    seen = await street.customer.rental.deal(deal)
    assert seen.now > first.end
    assert seen.phase is Phase.RUNNING

    half = Terms(RATE // 2, first.end + HOUR, 120)
    before = await street.customer.rental.deal(deal)
    await street.supplier.index.refresh()
    await street.supplier.supplier.offer_terms(deal, half)
    assert await terms(street, deal) == half
    cut = await street.customer.chain.pending_time()
    spent = (await street.customer.rental.deal(deal)).spent
    assert before.spent <= spent <= before.spent + (cut - before.now + 2) * RATE
    await pass_time(street.rpc, 300)
    later = await street.customer.rental.deal(deal)
    assert later.spent <= spent + (later.now - cut) * (RATE // 2) + RATE

    assert await amend(street, deal, rate=RATE // 4) == "rental.amend_waits"
    row = await asked_of_supplier(street)
    assert row.code == "market.amend_cheaper"
    await street.supplier.supplier.decide_amendment(row.id, agree=False)

    async def told() -> bool:
        return (await mine(street))[0].state is AmendmentState.REFUSED

    await eventually(told, limit_s=60, what="the refusal")
    assert (await mine(street))[0].code == "market.amend_refused"
    assert await amend(street, deal, notice=30) == "rental.amend_waits"
    row = await asked_of_supplier(street)
    await street.supplier.supplier.decide_amendment(row.id, agree=True)

    async def applied() -> bool:
        return await terms(street, deal) == replace(half, notice=30)

    await eventually(applied, limit_s=60, what="the shorter notice")
    plan = await street.customer.rental.plan_close(deal)
    assert (await street.customer.rental.commit(plan.id)).code == "rental.closed_together"
    state = await street.customer.chain.deal(deal)
    assert state is not None
    vault = await street.customer.chain.vault(street.keys.master.address)
    assert vault == state.paid


async def test_a_deal_in_usd_is_extended_while_its_price_covers_that_of_now(
    street: Street,
) -> None:
    cent, price = usd_rate_per_hour("0.01"), 5_000_000
    await street.list(replace(FIXED, rate=WeiPerSecond(0), usd_rate=cent))
    deal = await street.buy(max_total=Wei(SNM))
    first = await terms(street, deal)
    await eventually(partial(served, street, deal), limit_s=60, what="the deal to be served")

    await set_practice_price(street.rpc, street.network, price - 1)
    street.customer.market.dollars.forget()
    plan = await street.customer.rental.plan_amend(deal, Wish(longer_s=HOUR))
    (dearer,) = [one for one in plan.effects if one.code == "rental.effect_amend_dearer_usd"]
    assert dearer.params == {"usd": "0.01 USD", "now": "0.200001 SNM", "rate": "0.2 SNM"}
    assert (await street.customer.rental.commit(plan.id)).code == "rental.amend_waits"
    waiting = await asked_of_supplier(street)
    assert waiting.code == "market.amend_below_plan"
    await street.customer.rental.drop_amendment(waiting.id)

    raised = rate_per_hour("0.200001")
    assert await amend(street, deal, longer_s=HOUR, rate=raised) == "rental.amended"
    assert await terms(street, deal) == replace(first, rate=raised, end=first.end + HOUR)

    await set_practice_price(street.rpc, street.network, 2 * price)
    street.customer.market.dollars.forget()
    plan = await street.customer.rental.plan_amend(deal, Wish(longer_s=600))
    assert not [one for one in plan.effects if one.code == "rental.effect_amend_dearer_usd"]
    assert (await street.customer.rental.commit(plan.id)).code == "rental.amended"


async def test_what_the_supplier_offers_waits_for_the_customer(street: Street) -> None:
    await street.list(FIXED)
    deal = await street.buy()
    first = await terms(street, deal)

    async def supplied() -> bool:
        return bool(await street.supplier.supplier.deals(street.keys.master.address))

    await eventually(supplied, limit_s=60, what="the supplier to see the deal")
    dearer = replace(first, rate=2 * RATE)
    await street.supplier.supplier.offer_terms(deal, dearer)

    async def offered() -> bool:
        rows = await mine(street)
        return bool(rows) and rows[0].state is AmendmentState.ASKED

    await eventually(offered, limit_s=60, what="the offer")
    assert await terms(street, deal) == first
    offer = (await mine(street))[0]
    assert (offer.asker, offer.rate, offer.before_rate) == ("payee", 2 * RATE, RATE)
    await street.customer.rental.drop_amendment(offer.id)

    async def declined() -> bool:
        rows = await street.supplier.supplier.amendments()
        return rows[0].state is AmendmentState.REFUSED

    await eventually(declined, limit_s=60, what="the answer")
    await street.supplier.supplier.offer_terms(deal, replace(first, rate=3 * RATE))

    async def again() -> bool:
        rows = await mine(street)
        return rows[0].state is AmendmentState.ASKED

    await eventually(again, limit_s=60, what="another offer")
    sender = street.customer.desk.sender
    assert isinstance(sender, Transactions)
    street.customer.loops.keep("transactions", sender.run)
    snapshot = await street.rpc.call("evm_snapshot", [])
    assert await amend(street, deal, offer=(await mine(street))[0].id) == "rental.amended"
    assert (await terms(street, deal)).rate == 3 * RATE

    async def both(state: AmendmentState) -> bool:
        theirs = (await street.supplier.supplier.amendments())[0]
        return theirs.state is state and (await mine(street))[0].state is state

    async def applied() -> bool:
        return await both(AmendmentState.APPLIED)

    await eventually(applied, limit_s=60, what="both to see it applied")
    # A reorganisation takes it away: both go back, and, as both still want it, it comes again.
    await street.rpc.call("evm_revert", [snapshot])

    async def returned() -> bool:
        return (await terms(street, deal)).rate == 3 * RATE and await both(AmendmentState.APPLIED)

    await eventually(returned, limit_s=60, what="the amendment to come again")
