"""The matcher names every reason, and the book's columns say the same."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Address
from sonm_desktop.market.offers.columns import Columns, Narrowing
from sonm_desktop.market.offers.filters import constraints
from sonm_desktop.market.offers.matching import mismatches
from sonm_desktop.market.offers.offer import SignedAsk
from sonm_desktop.market.offers.requirement import Requirement, Terms
from sonm_desktop.wallet.messages import Ask
from tests.market_asks import NOW, make_ask, signed

WORKERS = [Address(f"0x{index:040x}") for index in range(1, 4)]

near = st.integers(0, 3)
wide = st.one_of(near, st.integers(0, 2**32 - 1))
huge = st.one_of(near, st.integers(0, 2**64 - 1))
rates = st.one_of(near, st.integers(2**64 - 2, 2**64 + 2), st.integers(0, 2**80 - 1))

asks = st.builds(
    make_ask,
    worker=st.sampled_from(WORKERS),
    cpu_percent=wide,
    ram_bytes=huge,
    storage_bytes=huge,
    gpus=near,
    ingress_bps=huge,
    egress_bps=huge,
    architecture=st.sampled_from(["amd64", "arm64"]),
    benchmarks=st.lists(huge, max_size=4).map(tuple),
    netflags=st.integers(0, 7),
    rate=rates,
    usd_rate=st.sampled_from([0, 0, 0, 5]),
    min_duration=near,
    max_duration=st.one_of(st.just(0), near),
    identity=st.integers(0, 4),
    sandbox=st.integers(0, 1),
    expiry=st.integers(NOW - 1, NOW + 2),
)

requirements = st.builds(
    Requirement,
    duration=st.one_of(near, wide),
    terms=st.sampled_from(list(Terms)),
    cpu_percent=st.one_of(near, st.integers(0, 2**70)),
    ram_bytes=huge,
    storage_bytes=huge,
    gpus=near,
    ingress_bps=huge,
    egress_bps=huge,
    architecture=st.sampled_from(["", "amd64", "riscv64"]),
    benchmarks=st.lists(
        st.tuples(st.integers(0, 5), huge), max_size=2, unique_by=lambda pair: pair[0]
    ).map(tuple),
    netflags=st.sampled_from([0, 1, 3, 2**33]),
    strict=st.booleans(),
    identity=st.integers(1, 4),
    max_rate=st.none() | rates.map(WeiPerSecond),
    max_total=st.none() | st.integers(0, 2**96).map(Wei),
    excluded=st.frozensets(st.sampled_from(WORKERS), max_size=1),
)


@settings(max_examples=80, deadline=None)
@given(requirement=requirements, listed=st.lists(asks, min_size=1, max_size=8))
def test_columns_and_matcher_name_the_same_reasons(
    requirement: Requirement, listed: list[Ask]
) -> None:
    columns = Columns()
    for ask in listed:
        columns.append(unsigned(ask))
    masks = list(constraints(requirement, columns, NOW))
    for row, ask in enumerate(listed):
        by_columns = {reason for reason, mask in masks if not mask[row]}
        by_matcher = {mismatch.reason for mismatch in mismatches(requirement, ask, NOW)}
        assert by_columns == by_matcher


@settings(max_examples=60, deadline=None)
@given(
    requirement=requirements,
    listed=st.lists(asks, min_size=1, max_size=8),
    few=st.sampled_from([1, 2, 16]),
)
def test_narrowing_down_leaves_what_the_matcher_accepts(
    requirement: Requirement, listed: list[Ask], few: int
) -> None:
    columns = Columns()
    for ask in listed:
        columns.append(unsigned(ask))
    left = Narrowing(columns, few)
    for _, passing in constraints(requirement, left, NOW):
        left.keep(passing)
    accepted = [row for row, ask in enumerate(listed) if not mismatches(requirement, ask, NOW)]
    assert list(left.rows()) == accepted


def unsigned(ask: Ask) -> SignedAsk:
    return replace(signed(make_ask()), ask=ask)


def test_an_offer_that_has_all_is_accepted() -> None:
    requirement = Requirement(duration=3600, cpu_percent=100, max_total=Wei(3600 * 1000))
    assert mismatches(requirement, make_ask(rate=1000, cpu_percent=100), NOW) == []


def test_each_lack_is_named_with_what_is_wanted_and_offered() -> None:
    requirement = Requirement(cpu_percent=200, benchmarks=((1, 50),))
    found = mismatches(requirement, make_ask(cpu_percent=150, benchmarks=(9, 20)), NOW)
    assert [(entry.code, entry.params) for entry in found] == [
        ("market.too_little_cpu", {"wanted": 200, "offered": 150}),
        ("market.benchmark_too_low", {"benchmark": 1, "wanted": 50, "offered": 20}),
    ]


def test_a_total_is_compared_to_the_last_wei() -> None:
    rate = 2**64 + 1
    exact = Requirement(duration=7, max_total=Wei(rate * 7))
    one_less = replace(exact, max_total=Wei(rate * 7 - 1))
    assert mismatches(exact, make_ask(rate=rate), NOW) == []
    assert [entry.code for entry in mismatches(one_less, make_ask(rate=rate), NOW)] == [
        "market.too_expensive"
    ]
