"""The floor of a price: electricity by the hour of the day, fees, and what must be left."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.market.prices.floor import (
    MINUTES_PER_DAY,
    Floor,
    Tariff,
    TariffWindow,
    electricity,
    fee_share,
    net,
)

NIGHT = Tariff(40, (TariffWindow(22 * 60, 6 * 60, 10),))
minutes = st.integers(0, MINUTES_PER_DAY - 1)
tariffs = st.builds(
    Tariff,
    st.integers(0, 10**18),
    st.lists(st.builds(TariffWindow, minutes, minutes, st.integers(0, 10**18)), max_size=3),
)


def test_a_night_tariff_goes_past_midnight() -> None:
    hours = [NIGHT.at(hour * 60) for hour in (0, 5, 6, 12, 21, 22, 23)]
    assert hours == [10, 10, 40, 40, 40, 10, 10]
    assert NIGHT.mean(21 * 60, 2 * 3600) == 25
    assert NIGHT.mean(0, 86_400) == 30


@given(tariffs, minutes, st.integers(60, 3 * 86_400))
def test_a_mean_lies_between_the_cheapest_and_the_dearest_minute(
    tariff: Tariff, minute: int, seconds: int
) -> None:
    prices = [tariff.kwh, *(window.kwh for window in tariff.windows)]
    assert min(prices) <= tariff.mean(minute, seconds) <= max(prices)


def test_a_kilowatt_for_an_hour_costs_a_kwh() -> None:
    assert electricity(1_000_000, 36 * 10**17) * 3600 == 36 * 10**17
    assert electricity(1, 1) == 1
    assert electricity(500, 0) == 0


def test_gas_is_shared_by_the_plans_and_counted_in_snm() -> None:
    assert fee_share(10**18, 1000, 500, 1) == 1
    assert fee_share(10**18, 100, 4 * 10**18, 2) == 2 * 10**16
    assert fee_share(0, 0, 0, 0) == 0


@given(st.integers(0, 10**20), *[st.integers(0, 10**19)] * 3)
def test_at_the_floor_the_owners_minimum_is_left(
    over: int, power: int, fees: int, minimum: int
) -> None:
    floor = Floor(power, fees, minimum)
    assert net(floor.total + over, floor) == minimum + over
