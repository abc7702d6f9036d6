"""A quote that is not what was offered is refused, by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sonm_desktop.market.offers.matching import Mismatch
from sonm_desktop.market.offers.quote_check import Asked, quote_mismatches, worse_than_shown
from sonm_desktop.wallet.messages import Domain, Quote
from tests.market_asks import DOMAIN, NOW, WORKER, key, make_ask, make_quote, signed

BUYER = key(7)
OFFER = signed(make_ask(rate=1000))
ASKED = Asked(BUYER.address, duration=600, max_rate=1000)
QUOTE = make_quote(
    ask=OFFER.id,
    worker=WORKER.address,
    consumer=BUYER.address,
    nonce=5,
    rate=1000,
    expiry=NOW + 300,
)


def check(quote: Quote, *, by: Any = WORKER, domain: Domain = DOMAIN) -> list[str]:
    signature = by.sign(quote, domain)
    found: list[Mismatch] = quote_mismatches(quote, signature, OFFER, ASKED, domain=DOMAIN, now=NOW)
    return [entry.code for entry in found]


def test_what_was_offered_is_accepted() -> None:
    assert check(QUOTE) == []
    assert check(replace(QUOTE, rate=999)) == []


def test_a_quote_that_somebody_else_signed_is_forged() -> None:
    assert check(QUOTE, by=key(9)) == ["market.quote_forged"]


def test_a_quote_for_another_market_is_forged() -> None:
    assert check(QUOTE, domain=replace(DOMAIN, chain_id=1)) == ["market.quote_forged"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"consumer": key(8).address}, "market.quote_for_another"),
        ({"ask": "0x" + "77" * 32}, "market.quote_of_another_offer"),
        ({"expiry": NOW}, "market.quote_expired"),
        ({"expiry": NOW + 601}, "market.quote_too_long"),
        ({"rate": 1001}, "market.quote_too_expensive"),
        ({"rate": 0, "usd_rate": 5}, "market.quote_other_currency"),
        ({"egress": 1}, "market.quote_has_extras"),
        ({"duration": 600}, "market.quote_other_duration"),
        ({"minimum": 1}, "market.quote_minimum"),
        ({"notice": 601}, "market.quote_notice"),
        ({"window": 23}, "market.quote_window"),
    ],
)
def test_each_other_term_is_refused_by_name(change: dict[str, Any], code: str) -> None:
    assert check(replace(QUOTE, **change)) == [code]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cpu_percent": 99}, "market.too_little_cpu"),
        ({"architecture": "arm64"}, "market.other_architecture"),
        ({"sandbox": 1}, "market.sandbox_not_strict"),
        ({"max_duration": 600}, "market.not_spot"),
    ],
)
def test_an_offer_that_has_become_worse_is_not_the_one_that_was_shown(
    change: dict[str, Any], code: str
) -> None:
    found = worse_than_shown(OFFER.ask, replace(OFFER.ask, **change))
    assert [entry.code for entry in found] == [code]


def test_a_better_offer_is_as_good_as_the_one_that_was_shown() -> None:
    assert worse_than_shown(OFFER.ask, replace(OFFER.ask, cpu_percent=200, rate=1)) == []
