"""What electricity and gas cost, as people type it: in SNM, or in USD, and by the hour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import typer

from sonm_desktop.api.schema.pricing import Currency, PriceSetup, TariffHours
from sonm_desktop.core.amounts import AmountError, format_amount, parse_amount

_COST = re.compile(r"\s*([0-9.]+)\s*(snm|usd)?\s*", re.ASCII | re.IGNORECASE)
_HOURS = re.compile(r"(\d\d?:\d\d)-(\d\d?:\d\d)=(.+)", re.ASCII)
_HOURS_PER_DAY, _MINUTES_PER_HOUR = 24, 60


@dataclass(frozen=True, slots=True)
class Cost:
    """amount: wei, or 10^-18 USD."""

    amount: int
    currency: Currency


@dataclass(frozen=True, slots=True)
class HourlyCost:
    """What a kWh costs from one minute of the day to another."""

    start: int
    end: int
    kwh: Cost


def cost(text: str) -> Cost:
    """``0.8``, ``0.8snm`` or ``0.3usd``."""
    found = _COST.fullmatch(text)
    if found is None:
        raise typer.BadParameter("Write a cost like 0.8, 0.8snm or 0.3usd.")
    try:
        amount = parse_amount(found[1])
    except AmountError as error:
        raise typer.BadParameter(str(error)) from error
    return Cost(amount, "usd" if (found[2] or "").lower() == "usd" else "snm")


def hourly_cost(text: str) -> HourlyCost:
    """``22:00-06:00=0.2usd``: what a kWh costs from one hour of the day to another."""
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter("Write hours like 22:00-06:00=0.8 or 22:00-06:00=0.2usd.")
    start, end = clock(found[1]), clock(found[2])
    if start is None or end is None:
        raise typer.BadParameter("A day is from 00:00 to 23:59.")
    return HourlyCost(start, end, cost(found[3]))


def clock(text: str) -> int | None:
    """``22:00`` as a minute of the day; None where no day has it."""
    hour, _, minute = text.partition(":")
    if int(hour) >= _HOURS_PER_DAY or int(minute) >= _MINUTES_PER_HOUR:
        return None
    return int(hour) * _MINUTES_PER_HOUR + int(minute)


def with_tariff(
    known: PriceSetup, *, kwh: Cost | None, hours: Sequence[HourlyCost], flat: bool
) -> PriceSetup:
    """*known* with what was said of electricity. Raises typer.BadParameter for two currencies."""
    kept = () if flat or hours else known.hours
    said = [one.kwh for one in hours] + ([] if kwh is None else [kwh])
    currencies = {one.currency for one in said}
    stays = bool(kept) or (kwh is None and known.kwh > 0)
    if len(currencies | ({known.currency} if stays else set())) > 1:
        raise typer.BadParameter(
            "One tariff has one currency: say --kwh and all --hours in it, or --flat.",
            param_hint="--kwh",
        )
    windows = tuple(TariffHours(start=one.start, end=one.end, kwh=one.kwh.amount) for one in hours)
    return known.model_copy(
        update={
            "kwh": known.kwh if kwh is None else kwh.amount,
            "hours": windows or kept,
            "currency": next(iter(currencies), known.currency),
        }
    )


def shown_cost(amount: int, currency: Currency) -> str:
    """``0.3 USD``, exactly."""
    return f"{format_amount(amount)} {currency.upper()}"


def shown_hours(one: TariffHours, currency: Currency) -> str:
    """``22:00-06:00 0.2 USD``."""
    return f"{_clock(one.start)}-{_clock(one.end)} {shown_cost(one.kwh, currency)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
