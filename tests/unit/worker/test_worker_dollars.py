"""A plan in USD: advertised and quoted in USD, checked at the price of now, never mispriced."""

from __future__ import annotations

import pytest

from sonm_desktop.core.dollars import UsdPrice, usd_rate_per_hour
from sonm_desktop.core.errors import UserError
from sonm_desktop.worker.selling.plan import plan_from_wire
from tests.unit.worker.business_fixtures import PLAN, SNM, Shop

CENT = usd_rate_per_hour("0.01")
PRICE = 5_000_000
"""0.05 USD for one SNM: a cent is 0.2 SNM."""


async def sell_in_usd(shop: Shop) -> None:
    shop.chain.say_price(PRICE)
    await shop.list(rate=0, usd_rate=CENT)


async def refused(shop: Shop, code: str, **changes: object) -> None:
    with pytest.raises(UserError) as caught:
        await shop.quote(**changes)
    assert caught.value.code == code


async def test_a_plan_in_usd_is_advertised_and_quoted_in_usd(shop: Shop) -> None:
    await sell_in_usd(shop)

    ask, quote = await shop.offer(), await shop.quote()

    assert (ask.rate, ask.usd_rate) == (0, CENT)
    assert (quote.rate, quote.usd_rate) == (0, CENT)


async def test_a_deal_in_usd_is_served_by_the_rate_that_the_chain_fixed(shop: Shop) -> None:
    await sell_in_usd(shop)

    deal = shop.chain.take(await shop.quote(), escrow=SNM)
    shop.chain.say_price(2 * PRICE)
    await shop.until(deal, "active", ready=True)

    fixed = UsdPrice(PRICE, 8).rate_of(CENT)
    assert shop.chain.deals[deal].rate == fixed


async def test_limit_and_funds_are_compared_with_what_the_price_comes_to_now(shop: Shop) -> None:
    await sell_in_usd(shop)
    rate = UsdPrice(PRICE, 8).rate_of(CENT)
    assert rate is not None

    await shop.quote(max_rate=rate)
    await refused(shop, "market.too_expensive", max_rate=rate - 1)
    shop.chain.vaults.clear()
    await refused(shop, "worker.too_little_snm")


@pytest.mark.parametrize(
    ("answer", "age", "code"),
    [
        (PRICE, 3601, "chain.feed_stale"),
        (PRICE, -1, "chain.feed_from_future"),
        (0, 0, "chain.feed_no_price"),
        (-PRICE, 0, "chain.feed_no_price"),
    ],
)
async def test_rather_no_quote_than_one_at_a_wrong_price(
    shop: Shop, answer: int, age: int, code: str
) -> None:
    await sell_in_usd(shop)
    shop.chain.say_price(answer, age=age)

    await refused(shop, code)

    shop.chain.say_price(PRICE)
    assert (await shop.quote()).usd_rate == CENT


async def test_on_a_market_without_a_feed_a_plan_in_usd_gets_no_quote(shop: Shop) -> None:
    await sell_in_usd(shop)
    shop.chain.feed = None
    await refused(shop, "chain.no_price_feed")


def test_a_plan_has_one_price() -> None:
    with pytest.raises(UserError) as caught:
        plan_from_wire({**PLAN, "rate": 1, "usd_rate": 1})
    assert caught.value.code == "worker.two_prices"
    assert plan_from_wire(PLAN).usd_rate == 0
