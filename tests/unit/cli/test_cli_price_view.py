"""How prices look in the terminal: in which currency, from which parts, and what is not known."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import Console

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.pricing import (
    FloorParts,
    PlanPricing,
    PriceSetup,
    Pricing,
    TariffHours,
)
from sonm_desktop.cli.plans.price_view import plan_price_sheet, pricing_sheet

SNM = 10**18


def foreseen(**changes: Any) -> PlanPricing:
    known: dict[str, Any] = {
        "plan": "",
        "rule": {},
        "rate": SNM // 3600,
        "floor": FloorParts(electricity=SNM // 7200, fees=0, minimum=0, total=SNM // 7200),
        "milliwatts": 48_500,
        "market": None,
        "basis": Worded.of("agent.price_of_nothing"),
    }
    return PlanPricing.model_validate({**known, **changes})


def printed(shown: Any, capsys: pytest.CaptureFixture[str]) -> str:
    Console(width=200).print(shown)
    return capsys.readouterr().out


def test_costs_are_shown_in_the_currency_they_were_said_in(
    capsys: pytest.CaptureFixture[str],
) -> None:
    hours = TariffHours(start=22 * 60, end=6 * 60, kwh=18 * SNM // 100)
    setup = PriceSetup(
        kwh=3 * SNM // 10, hours=(hours,), currency="usd", coin=3000 * SNM, coin_currency="usd"
    )
    text = printed(
        pricing_sheet(
            Pricing(
                worker="0x" + "7" * 40,
                setup=setup,
                watts=97,
                power=Worded.of("agent.power_guessed"),
                usd=Worded.of("agent.usd_price", {"price": "0.05 USD"}),
                plans=(),
            )
        ),
        capsys,
    )
    assert "0.3 USD per kWh; 22:00-06:00 0.18 USD" in text
    assert "a coin is worth 3000 USD" in text
    assert "One SNM costs 0.05 USD." in text


def test_a_floor_that_nobody_can_tell_is_not_called_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    known = printed(plan_price_sheet(foreseen()), capsys)
    assert "0.5 SNM/h electricity (48.5 W)" in known
    assert "not on sale" in known
    assert "Below its floor" not in known
    cheap = printed(plan_price_sheet(foreseen(rate=SNM // 7201)), capsys)
    assert "Below its floor" in cheap
    basis = Worded.of("agent.price_of_nothing")
    guess = {"low": -(10**16), "high": -1, "basis": basis}
    assert "-0.01 SNM to 0 SNM" in printed(plan_price_sheet(foreseen(estimate=guess)), capsys)
    lost = FloorParts(electricity=0, fees=0, minimum=0, total=0, known=False)
    assert "not known" in printed(plan_price_sheet(foreseen(floor=lost)), capsys)
