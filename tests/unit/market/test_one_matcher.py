"""One matcher for three places: the list of offers, the worker that quotes, the agent that buys.

Ten thousand random pairs of ask and requirement; each of the three says yes or names its reasons,
and they are the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonm_desktop.core.catalogue.market import MESSAGES
from sonm_desktop.core.ids import Address, Digest
from sonm_desktop.market.offers.columns import Columns, Narrowing
from sonm_desktop.market.offers.filters import constraints
from sonm_desktop.market.offers.matching import LEAST, Reason, mismatches
from sonm_desktop.market.offers.offer import SignedAsk
from sonm_desktop.market.offers.quote_check import quote_duration
from sonm_desktop.market.offers.requirement import Requirement, Terms
from sonm_desktop.market.offers.wants import wants_to_wire
from sonm_desktop.rental.quoting import wanted
from sonm_desktop.rental.wishes import PurchaseWish
from sonm_desktop.worker.selling.quote_request import Customer, quote_request, quote_requirement
from tests.market_asks import NOW
from tests.random_pairs import Pair, pairs

PAIRS = 10_000
AT_ONCE = 100
CUSTOMER = Address("0x" + "c0" * 20)

REASONS = {code for code, _ in LEAST} | {
    "market.ask_expired",
    "market.worker_excluded",
    "market.supplier_blocked",
    "market.customer_not_served",
    "market.supplier_unknown",
    "market.benchmark_too_low",
    "market.other_architecture",
    "market.network_missing",
    "market.sandbox_not_strict",
    "market.identity_too_low",
    "market.not_spot",
    "market.not_fixed",
    "market.duration_too_short",
    "market.duration_too_long",
    "market.price_in_usd",
    "market.too_expensive",
}

NEVER_TOLD = {"market.worker_excluded", "market.supplier_blocked", "market.supplier_unknown"}
"""Whom a customer avoids is his own affair: his side never gets so far as to ask that worker."""


@settings(
    max_examples=PAIRS // AT_ONCE,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**64))
def test_filter_quote_check_and_purchase_check_name_the_same_reasons(seed: int) -> None:
    drawn = list(pairs(seed, AT_ONCE))
    columns = Columns()
    for pair in drawn:
        columns.append(SignedAsk(Digest("0x0"), pair.ask, b""))
    for row, pair in enumerate(drawn):
        expected = {one.reason for one in mismatches(pair.requirement, pair.ask, NOW)}
        assert by_filter(columns, pair, row) == expected
        assert by_purchase(pair) == expected
        assert by_worker(pair) == {one for one in expected if one.code not in NEVER_TOLD}


def test_the_pairs_meet_every_reason_often_and_each_has_words() -> None:
    seen: Counter[str] = Counter()
    for pair in pairs(1, PAIRS):
        found = mismatches(pair.requirement, pair.ask, NOW)
        seen.update([one.code for one in found] or ["accepted"])
    assert min(seen.values()) >= PAIRS // 100
    assert {code for code in MESSAGES if code in REASONS} == REASONS
    assert set(seen) == REASONS | {"accepted"}


def by_filter(columns: Columns, pair: Pair, row: int) -> set[Reason]:
    """What the list of offers says of one of its rows, and for every tenth whether it shows it."""
    reasons = {
        reason
        for reason, passing in constraints(pair.requirement, columns, NOW)
        if not passing[row]
    }
    if row % 10:
        return reasons
    left = Narrowing(columns, few=4)
    for _, passing in constraints(pair.requirement, left, NOW):
        left.keep(passing)
    assert (row in left.rows()) == (not reasons)
    return reasons


def by_purchase(pair: Pair) -> set[Reason]:
    """What the agent says before it buys, by the wish of a person."""
    wish = PurchaseWish(
        account=CUSTOMER,
        offer=Digest("0x0"),
        duration=pair.requirement.duration,
        requirement=replace(pair.requirement, max_total=None),
    )
    if pair.requirement.max_total is None:
        wish = replace(wish, requirement=pair.requirement)
        checked = replace(wanted(wish, 2**200), max_total=None)  # type: ignore[arg-type]
    else:
        checked = wanted(wish, pair.requirement.max_total)
    return {one.reason for one in mismatches(checked, pair.ask, NOW)}


def by_worker(pair: Pair) -> set[Reason]:
    """What the worker says to the request that reaches it over the wire. What the chain says of
    the customer it reads itself; a budget it hears of only as the highest rate."""
    ask, needs = pair.ask, pair.requirement
    limit = needs.rate_limit()
    request = quote_request(
        {
            "slice": ask.slice,
            "consumer": CUSTOMER,
            "duration": quote_duration(ask, needs.duration),
            "max_rate": 0 if limit is None else min(limit, 2**80 - 1),
            "wants": wants_to_wire(needs),
        }
    )
    customer = Customer(
        level=needs.identity,
        refused=ask.worker in needs.unwilling,
        funds=0,
        usd=needs.usd,
    )
    judged = quote_requirement(ask, request, customer)
    if limit is None:
        judged = replace(judged, max_rate=None)
    return {one.reason for one in mismatches(judged, ask, NOW)}


def test_what_a_customer_says_of_himself_changes_no_answer_of_a_worker() -> None:
    boast = Requirement(identity=4, terms=Terms.ANY)
    (pair,) = pairs(7, 1)
    ask = replace(pair.ask, identity=3)
    request = quote_request(
        {
            "slice": ask.slice,
            "consumer": CUSTOMER,
            "duration": 0,
            "max_rate": 1,
            "wants": {**wants_to_wire(boast), "identity": 4},
        }
    )
    customer = Customer(level=2, refused=True, funds=0)
    found = {one.code for one in mismatches(quote_requirement(ask, request, customer), ask, NOW)}
    assert {"market.identity_too_low", "market.customer_not_served"} <= found
