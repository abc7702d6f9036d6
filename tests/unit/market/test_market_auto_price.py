"""Automatic prices: never below the floor, quick to fall, slow to rise, and never restless."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.market.prices.automatic import BAND_PERCENT, CONFIRMATIONS, Patience, Why, decide

SERIES = json.loads((Path(__file__).parents[2] / "data" / "price_series.json").read_text())

rates = st.integers(0, 10**20)
markets = st.none() | rates
patiences = st.builds(Patience, st.integers(0, CONFIRMATIONS - 1), rates)


def replay(series: list[tuple[int, int | None]], rate: int) -> list[tuple[int, Why]]:
    """Rate and reason after each step of *series*: floor and market."""
    patience, found = Patience(), []
    for floor, market in series:
        decision = decide(rate, floor, market, patience)
        rate, patience = decision.rate, decision.patience
        found.append((rate, decision.why))
    return found


@given(rates, rates, markets, patiences)
def test_a_price_is_never_below_its_floor(
    rate: int, floor: int, market: int | None, patience: Patience
) -> None:
    assert decide(rate, floor, market, patience).rate >= floor


@given(rates, rates, rates, markets, patiences)
def test_a_higher_floor_never_makes_a_lower_price(
    rate: int, floor: int, more: int, market: int | None, patience: Patience
) -> None:
    low = decide(rate, floor, market, patience)
    high = decide(rate, floor + more, market, patience)
    assert low.rate <= high.rate


@given(rates, rates, rates, patiences)
def test_a_market_that_falls_is_followed_at_once(
    rate: int, floor: int, market: int, patience: Patience
) -> None:
    decision = decide(rate, floor, market, patience)
    target = max(floor, market)
    if target * 100 < rate * (100 - BAND_PERCENT):
        assert (decision.rate, decision.why) == (target, Why.MARKET_FELL)


@given(st.integers(100, 10**18), st.integers(100, 10**18), st.integers(2, 60))
def test_a_market_that_swings_changes_the_price_at_most_twice(
    one: int, other: int, steps: int
) -> None:
    series = [(0, (one, other)[at % 2]) for at in range(steps)]
    found = [one, *(rate for rate, _ in replay(series, one))]
    changes = sum(before != after for before, after in itertools.pairwise(found))
    assert changes <= 2


@given(st.lists(st.tuples(st.just(10), st.integers(1, 1000)), max_size=40), st.integers(10, 1000))
def test_a_raise_takes_the_least_of_what_was_confirmed(
    series: list[tuple[int, int | None]], rate: int
) -> None:
    for at, (after, why) in enumerate(found := replay(series, rate)):
        if why is Why.MARKET_ROSE:
            confirmed = [
                max(10, market or 0) for _, market in series[at + 1 - CONFIRMATIONS : at + 1]
            ]
            assert after == min(confirmed)
            assert [one for _, one in found[at + 1 - CONFIRMATIONS : at]] == [Why.CONFIRMING] * (
                CONFIRMATIONS - 1
            )


def test_without_a_market_only_the_floor_moves_a_price() -> None:
    found = replay([(10, None), (50, None), (20, None)], 30)
    assert found == [(30, Why.NO_MARKET), (50, Why.BELOW_FLOOR), (50, Why.NO_MARKET)]


def test_recorded_markets_are_followed_calmly_and_profitably() -> None:
    assert len(SERIES) >= 3
    for recorded in SERIES:
        series = [(point["floor"], point["market"]) for point in recorded["points"]]
        found = replay(series, recorded["start"])
        prices = [recorded["start"], *(rate for rate, _ in found)]
        changes = sum(a != b for a, b in itertools.pairwise(prices))
        assert changes <= recorded["most_changes"], recorded["name"]
        assert prices[-1] == recorded["end"], recorded["name"]
        for (floor, _), (rate, _why) in zip(series, found, strict=True):
            assert rate >= floor, recorded["name"]
