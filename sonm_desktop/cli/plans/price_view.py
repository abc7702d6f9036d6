"""How prices and their reasons look in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType

from sonm_desktop.api.schema.pricing import (
    FloorParts,
    PlanPricing,
    PriceChange,
    PriceSetup,
    Pricing,
)
from sonm_desktop.cli.dollars import shown_price
from sonm_desktop.cli.plans.tariff import shown_cost, shown_hours
from sonm_desktop.cli.show import NOTHING, Column, hourly, moment, money, sheet, table, worded

_LAST = 10**12


def pricing_sheet(pricing: Pricing) -> RenderableType:
    facts = [
        ("Electricity", _tariff(pricing.setup)),
        ("Power", f"{pricing.watts} W at full load. {pricing.power.text}"),
        ("Gas", _gas(pricing.setup)),
    ]
    if pricing.usd is not None:
        facts.append(("USD", worded(pricing.usd)))
    return Group(sheet(facts), *(plan_price_sheet(one) for one in pricing.plans))


def plan_price_sheet(one: PlanPricing) -> RenderableType:
    """Of one plan, also of one that is not on sale."""
    return sheet(_facts(one))


def log_table(changes: Sequence[PriceChange]) -> RenderableType:
    columns = (
        Column("When"),
        Column("Plan"),
        Column("Before", right=True),
        Column("After", right=True),
        Column("Floor", right=True),
        Column("Market", right=True),
        Column("Why"),
    )
    rows = [
        (
            moment(one.at),
            one.plan,
            hourly(one.before),
            hourly(one.after),
            hourly(one.floor),
            NOTHING if one.market is None else hourly(one.market),
            one.why.text,
        )
        for one in changes
    ]
    return table(columns, rows, empty="No automatic price has changed yet.")


def _facts(one: PlanPricing) -> list[tuple[str, str]]:
    mode = "automatic" if one.rule.automatic else "fixed"
    below = one.rate and one.floor.known and one.rate < one.floor.total
    facts = [
        ("Plan", one.plan or "not on sale"),
        ("Price", f"{shown_price(one.rate, one.usd_rate)}, {mode}"),
        ("Floor", _floor(one.floor, one.milliwatts)),
        *([("", "Below its floor: an hour costs more than it brings.")] if below else []),
        ("Market", NOTHING if one.market is None else hourly(one.market)),
        ("", one.basis.text),
    ]
    if one.seen:
        facts.append(("Rising", f"seen {one.seen} of {one.needed} times"))
    if one.estimate is not None:
        low, high = _signed(one.estimate.low), _signed(one.estimate.high)
        facts += [("A day could bring", f"{low} to {high}"), ("", one.estimate.basis.text)]
    return facts


def _floor(floor: FloorParts, milliwatts: int) -> str:
    if not floor.known:
        return "not known while costs in USD cannot be converted"
    parts = (
        f"{hourly(floor.electricity)} electricity ({milliwatts / 1000:g} W)",
        f"{hourly(floor.fees)} gas",
        f"{hourly(floor.minimum)} for you",
    )
    return f"{hourly(floor.total)}: {', '.join(parts)}"


def _signed(wei: int) -> str:
    """To the nearest of six decimals: a guess has no more."""
    rounded = (wei + _LAST // 2) // _LAST * _LAST
    return money(rounded) if rounded >= 0 else f"-{money(-rounded)}"


def _tariff(setup: PriceSetup) -> str:
    if not setup.kwh and not setup.hours:
        return f"{NOTHING} (sonm worker price costs --kwh …)"
    hours = [shown_hours(one, setup.currency) for one in setup.hours]
    return "; ".join([f"{shown_cost(setup.kwh, setup.currency)} per kWh", *hours])


def _gas(setup: PriceSetup) -> str:
    if not setup.coin:
        return NOTHING
    return f"a coin is worth {shown_cost(setup.coin, setup.coin_currency)}"
