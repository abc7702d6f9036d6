"""How prices and their reasons look in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType

from sonm_desktop.api.schema.pricing import PlanPricing, PriceChange, PriceSetup, Pricing
from sonm_desktop.cli.show import NOTHING, Column, exact, hourly, moment, money, sheet, table


def pricing_sheet(pricing: Pricing) -> RenderableType:
    facts = [
        ("Electricity", _tariff(pricing.setup)),
        ("Power", f"{pricing.watts} W at full load. {pricing.power.text}"),
        ("Gas", f"a coin is worth {exact(pricing.setup.coin)}" if pricing.setup.coin else NOTHING),
    ]
    return Group(sheet(facts), *(sheet(_facts(one)) for one in pricing.plans))


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
    floor = one.floor
    mode = "automatic" if one.rule.automatic else "fixed"
    parts = [
        f"{hourly(floor.electricity)} electricity ({one.milliwatts / 1000:g} W)",
        f"{hourly(floor.fees)} gas",
        f"{hourly(floor.minimum)} for you",
    ]
    facts = [
        ("Plan", one.plan),
        ("Price", f"{hourly(one.rate)}, {mode}"),
        ("Floor", f"{hourly(floor.total)}: {', '.join(parts)}"),
        ("Market", NOTHING if one.market is None else hourly(one.market)),
        ("", one.basis.text),
    ]
    if one.seen:
        facts.append(("Rising", f"seen {one.seen} of {one.needed} times"))
    if one.estimate is not None:
        low, high = _signed(one.estimate.low), _signed(one.estimate.high)
        facts += [("A day could bring", f"{low} to {high}"), ("", one.estimate.basis.text)]
    return facts


def _signed(wei: int) -> str:
    return money(wei) if wei >= 0 else f"-{money(-wei)}"


def _tariff(setup: PriceSetup) -> str:
    if not setup.kwh and not setup.hours:
        return f"{NOTHING} (sonm worker price costs --kwh …)"
    hours = [f"{_clock(one.start)}-{_clock(one.end)} {exact(one.kwh)}" for one in setup.hours]
    return "; ".join([f"{exact(setup.kwh)} per kWh", *hours])


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
