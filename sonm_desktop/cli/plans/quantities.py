"""Quantities as a plan file says them, exactly both ways: ``4 GiB``, ``7 d``, ``0.36 SNM/h``."""

from __future__ import annotations

import re
from fractions import Fraction

from sonm_desktop.cli.plans.tariff import Cost, HourlyCost, clock
from sonm_desktop.core.amounts import (
    SECONDS_PER_HOUR,
    AmountError,
    format_amount,
    hourly,
    parse_amount,
)
from sonm_desktop.core.dollars import usd_hourly, usd_rate_per_hour
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.typed_amount import typed_amount

SIZES = {"TiB": 1 << 40, "GiB": 1 << 30, "MiB": 1 << 20, "KiB": 1 << 10, "B": 1}
SPANS = {"d": 86_400, "h": 3600, "min": 60, "s": 1}
SPEEDS = {"Gbit/s": 10**9, "Mbit/s": 10**6, "kbit/s": 10**3, "bit/s": 1}

_MEASURED = re.compile(r"([0-9]{1,20}(?:\.[0-9]{1,20})?)\s*([A-Za-z/]+)", re.ASCII)
_CORES = re.compile(r"[0-9]{1,8}(?:\.[0-9]{1,2})?", re.ASCII)
_COST = re.compile(r"([0-9.]{1,80})\s*(SNM|USD)", re.ASCII)
_HOURS = re.compile(r"(\d\d?:\d\d)-(\d\d?:\d\d)\s+(\S.*)", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,8}", re.ASCII)


class QuantityError(ValueError):
    """Says how it is written instead."""


def parse_measure(text: str, units: dict[str, int], example: str) -> int:
    """*text* in the smallest of *units*, exactly. Raises QuantityError."""
    found = _MEASURED.fullmatch(text.strip())
    unit = units.get(found[2]) if found else None
    if found is None or unit is None:
        raise QuantityError(f"write it like {example}; units: {', '.join(units)}")
    value = Fraction(found[1]) * unit
    if value.denominator != 1:
        raise QuantityError(f"“{text[:40]}” is no whole number of {list(units)[-1]}")
    return int(value)


def show_measure(value: int, units: dict[str, int]) -> str:
    """*value* in the largest unit that keeps it whole."""
    for unit, count in units.items():
        if value and value % count == 0:
            return f"{value // count} {unit}"
    return f"{value} {list(units)[-1]}"


def parse_rate(text: str) -> int:
    """A price for an hour as wei per second. Raises QuantityError."""
    wei = _amount(text, "SNM/h", "0.36 SNM/h")
    if wei and wei < SECONDS_PER_HOUR:
        raise QuantityError("the price is below one wei per second")
    return wei // SECONDS_PER_HOUR


def parse_price(text: str) -> tuple[int, int]:
    """A price for an hour as wei per second and 10^-18 USD per second, one of them 0.

    Raises QuantityError.
    """
    if not text.strip().endswith("USD/h"):
        return parse_rate(text), 0
    number = text.strip().removesuffix("USD/h").strip()
    try:
        return 0, usd_rate_per_hour(number)
    except AmountError as error:
        raise QuantityError(f"{error} Write it like 0.02 USD/h") from error


def show_price(rate: int, usd_rate: int) -> str:
    """The shortest price that reads back as this very one."""
    return f"{usd_hourly(usd_rate) if usd_rate else hourly(rate)}/h"


def parse_left(text: str) -> int:
    """What must be left of an hour as wei per second. Raises QuantityError."""
    return _amount(text, "SNM/h", "0.1 SNM/h") // SECONDS_PER_HOUR


def parse_cost(text: str, per: str = "") -> Cost:
    """``0.3 USD/kWh`` for *per* ``/kWh``. Raises QuantityError."""
    example = f"0.3 USD{per}"
    found = _COST.fullmatch(text.strip().removesuffix(per)) if text.endswith(per) else None
    if found is None:
        raise QuantityError(f"write it like {example} or 0.8 SNM{per}")
    try:
        return Cost(parse_amount(found[1]), "usd" if found[2] == "USD" else "snm")
    except AmountError as error:
        raise QuantityError(str(error)) from error


def parse_hourly_cost(text: str) -> HourlyCost:
    """``22:00-06:00 0.2 USD/kWh``. Raises QuantityError."""
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        raise QuantityError("write it like 22:00-06:00 0.2 USD/kWh")
    start, end = clock(found[1]), clock(found[2])
    if start is None or end is None:
        raise QuantityError("a day is from 00:00 to 23:59")
    return HourlyCost(start, end, parse_cost(found[3], "/kWh"))


def parse_watts(text: str) -> int:
    """``350 W``. Raises QuantityError."""
    number, there, rest = text.strip().partition("W")
    if not there or rest or not _COUNT.fullmatch(number.strip()):
        raise QuantityError("write it like 350 W")
    return int(number)


def parse_gib_price(text: str) -> int:
    """A price of traffic as wei per GiB. Raises QuantityError."""
    return _amount(text, "SNM/GiB", "0.01 SNM/GiB")


def show_gib_price(price: int) -> str:
    return f"{format_amount(price)} SNM/GiB"


def parse_cores(text: str) -> int:
    """Cores as percent. Raises QuantityError."""
    if not _CORES.fullmatch(text.strip()):
        raise QuantityError("write cores like 2 or 1.5")
    return int(Fraction(text.strip()) * 100)


def show_cores(percent: int) -> str:
    whole, part = divmod(percent, 100)
    return f"{whole}.{part:02}".rstrip("0") if part else str(whole)


def parse_count(text: str) -> int:
    """A whole number. Raises QuantityError."""
    if not _COUNT.fullmatch(text.strip()):
        raise QuantityError("write a whole number")
    return int(text)


def _amount(text: str, unit: str, example: str) -> int:
    number, there, rest = text.strip().rpartition(unit)
    if not there or rest:
        raise QuantityError(f"write it like {example}")
    try:
        return typed_amount(number)
    except UserError as error:
        raise QuantityError(
            f"“{number.strip()[:40]}” is no amount; write it like {example}"
        ) from error
