"""Prices in USD in the agent: limits of a filter, new prices of plans, and what the feed says."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from sonm_desktop.agent.answers.dollars import feed_shape
from sonm_desktop.agent.answers.plans import PlanAnswers
from sonm_desktop.agent.dollar_limit import in_snm, told_in_usd
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.pricing.dollars import new_price, rate_of
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.market import Elimination, OfferFilter
from sonm_desktop.api.schema.plans import BuyOffer
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.schema.worker import SellPlan
from sonm_desktop.api.server.ports import Caller
from sonm_desktop.chain.feed import FeedAnswer
from sonm_desktop.core.dollars import UsdPrice, usd_rate_per_hour
from sonm_desktop.core.errors import UserError
from sonm_desktop.market.prices.dollars import Dollars
from sonm_desktop.market.supplier.records import PlanChange
from sonm_desktop.rental.wishes import PurchaseWish
from tests.fakes.worker_chain import WorkerChain

CENT = usd_rate_per_hour("0.01")
PRICE = UsdPrice(5_000_000, 8)


class Watch:
    def now(self) -> float:
        return 0.0

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        raise NotImplementedError


def dollars(answer: int, *, age: int = 0) -> Dollars:
    chain = WorkerChain(payee="0x" + "11" * 20)  # type: ignore[arg-type]  # nobody is paid
    chain.say_price(answer, age=age)
    return Dollars(chain, Watch())


def helps(wanted: OfferFilter) -> list[Elimination]:
    reason = Worded.of("agent.constraint_too_expensive")
    return [Elimination(reason=reason, removes=1, alone=1, relaxed=wanted, matches=1)]


async def test_a_limit_in_usd_is_reckoned_at_the_price_of_now() -> None:
    wanted = OfferFilter(max_usd_rate=CENT)
    reckoned = await in_snm(wanted, dollars(5_000_000))
    assert (reckoned.max_rate, reckoned.max_usd_rate) == (PRICE.rate_of(CENT), None)
    stricter = await in_snm(wanted.model_copy(update={"max_rate": 7}), dollars(5_000_000))
    assert stricter.max_rate == 7
    assert await in_snm(OfferFilter(max_rate=7), dollars(0)) == OfferFilter(max_rate=7)
    with pytest.raises(UserError) as caught:
        await in_snm(wanted, dollars(5_000_000, age=4000))
    assert caught.value.code == "chain.feed_stale"


async def test_a_purchase_keeps_to_the_limit_in_usd_of_its_filter() -> None:
    asked: list[PurchaseWish] = []

    class Rental:
        async def plan_purchase(self, wish: PurchaseWish) -> None:
            asked.append(wish)
            raise UserError("rental.needs_limit")

    session = SimpleNamespace(market=SimpleNamespace(dollars=dollars(5_000_000)), rental=Rental())
    plans = PlanAnswers(
        networking=cast(Networking, SimpleNamespace(session=lambda: session)),
        **dict.fromkeys(("wallet", "tokens", "commits", "clock", "recipients"), cast(Any, None)),
    )
    buy = BuyOffer(account="0x" + "11" * 20, offer="0x" + "22" * 32, duration=60)
    for limited in (OfferFilter(max_usd_rate=CENT), OfferFilter(max_rate=7), None):
        with pytest.raises(UserError):
            await plans.make(
                buy.model_copy(update={"filter": limited}), Caller("test", Scope.TRADE)
            )
    assert [wish.requirement and wish.requirement.max_rate for wish in asked] == [
        PRICE.rate_of(CENT),
        7,
        None,
    ]


async def test_what_would_help_is_told_in_the_currency_of_the_wish() -> None:
    wanted = OfferFilter(max_usd_rate=CENT, cpu_percent=800)
    reckoned = await in_snm(wanted, dollars(5_000_000))

    smaller = reckoned.model_copy(update={"cpu_percent": 400})
    (same,) = told_in_usd(helps(smaller), wanted, reckoned, PRICE)
    assert same.relaxed == wanted.model_copy(update={"cpu_percent": 400})

    limit = reckoned.max_rate or 0
    dearer = reckoned.model_copy(update={"max_rate": 2 * limit})
    (raised,) = told_in_usd(helps(dearer), wanted, reckoned, PRICE)
    assert raised.relaxed is not None
    assert raised.relaxed.max_rate is None
    assert (PRICE.rate_of(raised.relaxed.max_usd_rate or 0) or 0) >= 2 * limit

    without = reckoned.model_copy(update={"max_rate": None})
    (dropped,) = told_in_usd(helps(without), wanted, reckoned, PRICE)
    assert dropped.relaxed is not None
    assert (dropped.relaxed.max_rate, dropped.relaxed.max_usd_rate) == (None, None)


def test_a_new_price_stays_in_the_plans_currency_and_is_never_below_what_was_decided() -> None:
    in_usd = SellPlan(rate=0, usd_rate=CENT)
    now = rate_of(in_usd, PRICE)
    assert now is not None
    raised = new_price(in_usd, now + 1, PRICE)
    assert raised.rate == 0
    assert (PRICE.rate_of(raised.usd_rate) or 0) >= now + 1
    wire = PlanChange(reprice={"day": raised}).to_wire()["reprice"]
    assert wire == [{"name": "day", "rate": 0, "usd_rate": raised.usd_rate}]
    assert new_price(SellPlan(rate=5), 7, PRICE).rate == 7
    assert rate_of(in_usd, None) is None
    assert rate_of(SellPlan(rate=5), None) == 5


def test_the_feed_is_told_with_its_source_and_age_or_with_the_reason() -> None:
    def said(**changes: int) -> FeedAnswer:
        fields = {"answer": 5_000_000, "decimals": 8, "unit": 8, "updated": 100, "max_age": 60}
        return FeedAnswer(feed="0xfeed", **(fields | changes), read=110)  # type: ignore[arg-type]

    usable = feed_shape(said(), 110)
    assert (usable.state.text, usable.age) == ("One SNM costs 0.05 USD.", 10)
    assert usable.price == PRICE
    for changes, code in (
        ({"updated": 10}, "chain.feed_stale"),
        ({"answer": -3}, "chain.feed_no_price"),
        ({"decimals": 18}, "chain.feed_changed"),
    ):
        told = feed_shape(said(**changes), 110)
        assert (told.state.code, told.usable, told.price) == (code, False, None)
        assert told.feed == "0xfeed"
    nothing = feed_shape(None, 110)
    assert (nothing.state.code, nothing.feed) == ("chain.no_price_feed", None)
