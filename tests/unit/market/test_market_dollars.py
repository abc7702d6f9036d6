"""Offers in USD stand among those in SNM at what they come to now, and move with the feed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sonm_desktop.chain.feed import FeedAnswer
from sonm_desktop.core.amounts import AmountError, Wei
from sonm_desktop.core.dollars import (
    UsdPrice,
    highest_rate,
    usd,
    usd_hourly,
    usd_rate_per_hour,
)
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.ids import Address, ChainTime
from sonm_desktop.core.offer_order import SortKey
from sonm_desktop.market.offers.book import OfferBook, in_snm
from sonm_desktop.market.offers.columns import DEAREST
from sonm_desktop.market.offers.requirement import Requirement
from sonm_desktop.market.prices.comparables import Comparable
from sonm_desktop.market.prices.conversion import UNPRICED, converted
from sonm_desktop.market.prices.dollars import FRESH_S, Dollars, price_now
from sonm_desktop.market.prices.totals import price_of
from tests.market_asks import NOW, make_ask, make_quote, signed

FEED = Address("0x" + "FE" * 20)
CHEAP, DEAR = UsdPrice(5_000_000, 8), UsdPrice(50_000_000, 8)
"""0.05 and 0.50 USD for one SNM."""

TENTH = usd_rate_per_hour("0.1")


def listed(**fields: object) -> str:
    return "0x" + f"{fields['number']:064x}"


def book_of(*prices: tuple[int, int]) -> OfferBook:
    """rate and usd_rate of each offer; its number is its place."""
    book = OfferBook()
    for number, (rate, usd_rate) in enumerate(prices):
        book.put(signed(make_ask(slice=listed(number=number), rate=rate, usd_rate=usd_rate)))
    return book


def order(book: OfferBook, price: UsdPrice | None, *, descending: bool = False) -> list[int]:
    chosen = book.select(
        Requirement(usd=price), NOW, sort=SortKey.PRICE, descending=descending
    ).offers(0, 100)
    return [int(offer.ask.slice, 16) for offer in chosen]


def test_a_price_in_usd_is_sorted_by_what_it_comes_to_now() -> None:
    one_snm = 10**18 // 3600
    book = book_of((one_snm, 0), (0, TENTH), (3 * one_snm, 0), (0, TENTH // 1000))

    assert order(book, CHEAP) == [3, 0, 1, 2]
    assert order(book, DEAR) == [3, 1, 0, 2]
    assert order(book, DEAR, descending=True) == [2, 0, 1, 3]
    assert order(book, None) == [0, 2, 1, 3]

    book.put(signed(make_ask(slice=listed(number=9), rate=0, usd_rate=TENTH // 2)))
    assert order(book, DEAR) == [3, 9, 1, 0, 2]


def test_rates_too_large_for_one_number_keep_their_exact_order_in_both_currencies() -> None:
    large, price = 2**70, UsdPrice(2 * 10**8, 8)
    in_usd = price.usd_rate_for(large + 5)
    book = book_of((large + 6, 0), (0, in_usd), (large, 0))

    assert order(book, price) == [2, 1, 0]


@given(
    st.integers(1, 2**255 - 1) | st.integers(1, 2**40),
    st.integers(0, 48),
    st.lists(st.integers(1, 2**96 - 1) | st.integers(1, 2**50), max_size=8),
)
@example(7_000_000, 8, [10**12])
@example(70 * 10**15, 18, [10**12, 1])
@example(15 * 10**17 + 1, 18, [10**12, 2**64 - 1])
def test_many_prices_in_usd_are_converted_each_as_the_market_does(
    answer: int, decimals: int, rates: list[int]
) -> None:
    price = UsdPrice(answer, decimals)
    for edge in (1, DEAREST, 2**80):
        least = price.usd_rate_for(edge)
        rates += [one for one in (least - 1, least, least + 1) if 0 < one < 2**96]
    high = np.array([rate >> 64 for rate in rates], dtype=np.uint64)
    low = np.array([rate % 2**64 for rate in rates], dtype=np.uint64)

    found = [price.rate_of(rate) for rate in rates]

    assert converted(high, low, price).tolist() == [
        UNPRICED if rate is None else min(rate, DEAREST) for rate in found
    ]
    assert set(converted(high, low, None).tolist()) <= {UNPRICED}


def test_a_price_that_moves_looks_at_no_offer_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_of(*((0, TENTH + number) for number in range(300)))
    monkeypatch.setattr(UsdPrice, "rate_of", None)
    assert order(book, CHEAP) == order(book, DEAR) == list(range(100))


def test_the_depth_of_the_market_counts_prices_in_usd_while_they_can_be_converted() -> None:
    book = book_of((1000, 0), (0, TENTH))

    def steps(price: UsdPrice | None) -> list[int]:
        found = book.select(Requirement(usd=price), NOW, sort=SortKey.PRICE).depth(10)
        return [step.rate for step in found]

    assert steps(CHEAP) == [1000, CHEAP.rate_of(TENTH)]
    assert steps(None) == [1000]


def test_offers_in_usd_are_compared_with_in_snm() -> None:
    wanted = Comparable(cpu_percent=100, ram_bytes=1 << 30, gpus=0, fixed=False)
    book = book_of((1000, 0), (0, TENTH))

    alike = book.like(wanted, NOW, besides=(), most=10, usd=CHEAP)

    assert [ask.rate for ask in alike] == [1000, CHEAP.rate_of(TENTH)]
    assert [ask.usd_rate for ask in alike] == [0, 0]
    assert in_snm(make_ask(rate=0, usd_rate=TENTH), None) is None


def test_an_escrow_covers_the_highest_rate_that_the_take_may_convert_to() -> None:
    expected = CHEAP.rate_of(TENTH)
    assert expected is not None
    bound = highest_rate(expected, 200)
    quote = make_quote(
        worker=FEED,
        consumer=FEED,
        nonce=1,
        rate=0,
        usd_rate=TENTH,
        notice=60,
        minimum=30,
        expiry=NOW,
    )

    price = price_of(quote, 3600, most=bound)

    assert bound == expected * 102 // 100
    assert (price.rate, price.escrow) == (bound, bound * 3600)
    assert (price.at_once, price.after_notice) == (bound * 30, bound * 60)


def test_prices_in_usd_are_typed_and_shown_exactly() -> None:
    rate = usd_rate_per_hour("0.02")
    assert usd_hourly(rate) == "0.02 USD"
    assert usd(CHEAP.usd_of(Wei(10**18))) == "0.05 USD"
    assert usd(CHEAP.usd_of(-(10**18))) == "-0.05 USD"
    assert CHEAP.wei_of(5 * 10**16) == 10**18
    assert (CHEAP.text, usd(CHEAP.one_snm)) == ("0.05", "0.05 USD")
    for wrong in ("0", "-1", "1e3", "0.0000000000000000001", str(2**96)):
        with pytest.raises(AmountError):
            usd_rate_per_hour(wrong)


@dataclass(slots=True)
class Feed:
    """A chain that has just a feed. away: no node answers."""

    answer: int = 5_000_000
    updated: int = NOW
    away: bool = False
    none: bool = False
    reads: int = field(default=0)

    async def usd_feed(self) -> FeedAnswer | None:
        self.reads += 1
        if self.away:
            raise RemoteError("chain.unreachable")
        if self.none:
            return None
        return FeedAnswer(FEED, self.answer, 8, 8, self.updated, max_age=3600, read=NOW)

    async def pending_time(self) -> ChainTime:
        return ChainTime(NOW)


@dataclass(slots=True)
class Watch:
    passed: float = 0.0

    def now(self) -> float:
        return NOW + self.passed

    def monotonic(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        self.passed += seconds


async def test_the_feed_is_asked_every_few_seconds_at_most_and_grows_old_between() -> None:
    feed, watch = Feed(updated=NOW - 3599), Watch()
    dollars = Dollars(feed, watch)

    assert await dollars.price() == CHEAP
    feed.answer = 50_000_000
    assert await dollars.price() == CHEAP
    assert feed.reads == 1
    watch.passed = 2.0
    assert await dollars.price() is None
    watch.passed = FRESH_S
    feed.updated = NOW
    assert await dollars.price() == DEAR


async def test_without_a_usable_feed_there_is_no_price_and_a_reason() -> None:
    for feed, code in (
        (Feed(none=True), "chain.no_price_feed"),
        (Feed(answer=-1), "chain.feed_no_price"),
        (Feed(updated=NOW - 3601), "chain.feed_stale"),
        (Feed(updated=NOW + 1), "chain.feed_from_future"),
    ):
        assert await Dollars(feed, Watch()).price() is None
        with pytest.raises(UserError) as caught:
            await price_now(feed)
        assert caught.value.code == code
    assert await Dollars(Feed(away=True), Watch()).price() is None
