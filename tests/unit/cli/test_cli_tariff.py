"""What power costs, as it is typed: in SNM or USD, flat or by the hour, one currency at a time."""

from __future__ import annotations

import pytest
import typer

from sonm_desktop.api.schema.pricing import PriceSetup, TariffHours
from sonm_desktop.cli.plans.tariff import (
    Cost,
    HourlyCost,
    cost,
    hourly_cost,
    shown_hours,
    with_tariff,
)

SNM = 10**18
NIGHT = HourlyCost(22 * 60, 6 * 60, Cost(18 * SNM // 100, "usd"))
KNOWN = PriceSetup(kwh=SNM, hours=(TariffHours(start=0, end=60, kwh=5),), watts=90, coin=7)


def test_costs_are_read_exactly_in_either_currency() -> None:
    assert cost("0.8") == cost(" 0.8 SNM ") == Cost(8 * SNM // 10, "snm")
    assert cost("0.30usd") == Cost(3 * SNM // 10, "usd")
    assert hourly_cost("22:00-6:00=0.18usd") == NIGHT
    assert shown_hours(TariffHours(start=22 * 60, end=6 * 60, kwh=18 * SNM // 100), "usd") == (
        "22:00-06:00 0.18 USD"
    )


@pytest.mark.parametrize("text", ["0.3eur", "", "0.3.1", "usd", "-1", "0." + "1" * 19])
def test_what_is_no_cost_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        cost(text)


@pytest.mark.parametrize("text", ["22-6=1", "24:00-06:00=1", "22:60-06:00=1", "22:00-06:00"])
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        hourly_cost(text)


def test_a_tariff_changes_its_currency_as_a_whole() -> None:
    with pytest.raises(typer.BadParameter, match="one currency"):
        with_tariff(KNOWN, kwh=Cost(1, "usd"), hours=(), flat=False)
    with pytest.raises(typer.BadParameter, match="one currency"):
        with_tariff(KNOWN, kwh=None, hours=(NIGHT,), flat=False)
    flat = with_tariff(KNOWN, kwh=Cost(3, "usd"), hours=(), flat=True)
    assert (flat.kwh, flat.hours, flat.currency, flat.watts, flat.coin) == (3, (), "usd", 90, 7)
    both = with_tariff(KNOWN, kwh=Cost(3, "usd"), hours=(NIGHT,), flat=False)
    assert both.hours == (TariffHours(start=22 * 60, end=6 * 60, kwh=18 * SNM // 100),)
    assert with_tariff(KNOWN, kwh=None, hours=(), flat=False) == KNOWN
