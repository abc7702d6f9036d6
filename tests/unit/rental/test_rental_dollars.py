"""Buying an offer in USD: converted once, bounded, covered by the escrow, and then fixed in SNM."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sonm_desktop.chain.practice.price import set_practice_price
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.dollars import UsdPrice, highest_rate, usd_rate_per_hour
from sonm_desktop.core.errors import UserError
from sonm_desktop.rental.plans import Plan
from tests.chain_fixtures import SNM, pass_time
from tests.fakes.price_feed import put_feed
from tests.unit.rental.test_rental_refusals import Stall, stall, worker_node

__all__ = ["stall", "worker_node"]

CENT = usd_rate_per_hour("0.01")
FIVE_CENTS = 5_000_000
NOW = UsdPrice(FIVE_CENTS, 8).rate_of(CENT) or 0


@pytest.fixture
async def priced(stall: Stall) -> Stall:
    """The offer costs a cent an hour."""
    worker, market = stall.worker, stall.customer.market
    worker.ask = replace(worker.ask, rate=0, usd_rate=CENT, issued=worker.ask.issued + 1)
    worker.changes = {"usd_rate": CENT}
    stall.offer = market.learn(worker.ask, worker.ask_signature).id
    return stall


async def say(stall: Stall, answer: int) -> None:
    await set_practice_price(stall.customer.rpc, stall.customer.network, answer)


async def vault(stall: Stall) -> Wei:
    return await stall.customer.chain.vault(stall.keys.consumer.address)


def told(plan: Plan, code: str) -> dict[str, object]:
    return next(effect.params for effect in plan.effects if effect.code == code)


async def test_the_plan_says_price_source_and_bound_and_the_deal_is_in_snm_for_good(
    priced: Stall,
) -> None:
    rental, chain = priced.customer.rental, priced.customer.chain
    before = await vault(priced)

    plan = await rental.plan_purchase(priced.wish())

    bound = highest_rate(NOW, 200)
    assert told(plan, "rental.effect_usd") == {
        "usd": "0.01 USD",
        "snm": "0.2 SNM",
        "price": "0.05 USD",
        "age": 0,
    }
    assert told(plan, "rental.effect_usd_most")["percent"] == "2"
    assert plan.total == bound * 600

    await say(priced, FIVE_CENTS * 99 // 100)
    deal = (await rental.commit(plan.id)).deal
    opened = await chain.deal(deal)
    assert opened is not None
    assert opened.rate == UsdPrice(FIVE_CENTS * 99 // 100, 8).rate_of(CENT)
    assert NOW < opened.rate <= bound
    assert await vault(priced) == before - plan.total

    await say(priced, FIVE_CENTS * 10)
    await pass_time(priced.customer.rpc, 300)
    after = await chain.deal(deal)
    assert after is not None
    assert after.rate == opened.rate
    (row,) = await rental.deals(priced.keys.consumer.address)
    assert row.rate == opened.rate


async def test_a_price_that_moved_beyond_the_bound_buys_nothing_and_costs_nothing(
    priced: Stall,
) -> None:
    rental = priced.customer.rental
    before = await vault(priced)
    plan = await rental.plan_purchase(priced.wish(slippage=100))

    await say(priced, FIVE_CENTS * 97 // 100)
    with pytest.raises(UserError) as caught:
        await rental.commit(plan.id)

    assert caught.value.code == "chain.rate_above_maximum"
    assert "Make a new plan" in str(caught.value)
    assert await vault(priced) == before
    fresh = await rental.plan_purchase(priced.wish(slippage=100))
    assert (await rental.commit(fresh.id)).deal == fresh.deal


async def test_without_a_usable_price_nothing_is_planned_and_the_reason_is_named(
    priced: Stall,
) -> None:
    network, now = priced.customer.network, await priced.customer.chain.pending_time()
    feed = network.feed
    assert feed is not None
    for answer, updated, code in (
        (FIVE_CENTS, now - 4000, "chain.feed_stale"),
        (0, now, "chain.feed_no_price"),
        (-FIVE_CENTS, now, "chain.feed_no_price"),
        (FIVE_CENTS, now + 4000, "chain.feed_from_future"),
    ):
        for method, params in put_feed(8, answer, updated, feed):
            await priced.customer.rpc.call(method, params)
        assert await priced.refused() == code


async def test_a_limit_in_snm_holds_for_the_highest_rate_that_it_may_come_to(
    priced: Stall,
) -> None:
    exactly = highest_rate(NOW, 200) * 600
    plan = await priced.customer.rental.plan_purchase(priced.wish(max_total=Wei(exactly)))
    assert plan.total == exactly
    assert await priced.refused(max_total=Wei(exactly - 1)) == "rental.above_limit"


async def test_a_quote_in_another_currency_or_above_the_offer_is_refused(priced: Stall) -> None:
    for changes, code in (
        ({"usd_rate": CENT + 1}, "market.quote_too_expensive"),
        ({"usd_rate": 0, "rate": NOW}, "market.quote_other_currency"),
        ({"usd_rate": CENT, "rate": 1}, "market.quote_other_currency"),
    ):
        priced.worker.changes = changes
        assert await priced.refused() == code
    priced.worker.changes = {"usd_rate": CENT // 2}
    plan = await priced.customer.rental.plan_purchase(priced.wish())
    assert plan.total < NOW * 600
    assert plan.total < SNM
