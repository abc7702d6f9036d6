"""Money as integers in wei, and the exact decimal text that people read and type."""

from __future__ import annotations

import re
from typing import NewType

Wei = NewType("Wei", int)
"""An amount of SNM (or of the chain's coin) in its smallest unit, 10^-18."""

WeiPerSecond = NewType("WeiPerSecond", int)
"""A price rate in wei of SNM for each second of a deal."""

SNM_DECIMALS = 18
MAX_UINT256 = 2**256 - 1
SECONDS_PER_HOUR = 3600
_NANO = 10**9

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+", re.ASCII)


class AmountError(ValueError):
    """The text is not an amount that the token can hold exactly; says why."""


def parse_amount(text: str, decimals: int = SNM_DECIMALS) -> Wei:
    """*text* such as ``12.5`` in the smallest unit, exactly.

    Raises AmountError for signs, exponents, separators, more than *decimals* decimals,
    or a value above 2^256 - 1.
    """
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped):
        raise AmountError(f"“{text[:40]}” is not an amount. Write digits and a point, like 12.5.")
    whole, _, fraction = stripped.partition(".")
    if len(fraction.rstrip("0")) > decimals:
        raise AmountError(f"This token has {decimals} decimals; “{text[:60]}” has more.")
    if len(whole.lstrip("0")) > 78:
        raise AmountError("The amount is larger than any token can hold.")
    value = int(whole or "0") * 10**decimals + int(fraction[:decimals].ljust(decimals, "0") or "0")
    if value > MAX_UINT256:
        raise AmountError("The amount is larger than any token can hold.")
    return Wei(value)


def format_amount(value: int, decimals: int = SNM_DECIMALS) -> str:
    """*value* of the smallest unit as exact decimal text without trailing zeros."""
    sign = "-" if value < 0 else ""
    digits = str(abs(value)).rjust(decimals + 1, "0")
    whole, fraction = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    fraction = fraction.rstrip("0")
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def snm(value: int) -> str:
    """*value* in wei as people read it: ``1.25 SNM``."""
    return f"{format_amount(value)} SNM"


def snm_apart(first: int, second: int) -> tuple[str, str]:
    """Two amounts of wei that a sentence compares: nine decimals, or every digit where those
    would make different amounts look the same."""
    short = [snm(_rounded(value)) for value in (first, second)]
    alike = first != second and short[0] == short[1]
    return (snm(first), snm(second)) if alike else (short[0], short[1])


def hourly(rate: int) -> str:
    """*rate* per hour as the shortest amount that, typed, makes this very rate: ``0.06 SNM``."""
    return snm(shortest_hourly(rate))


def shortest_hourly(rate: int) -> int:
    """Of the amounts per hour that make this very *rate* per second, the one with the fewest
    digits."""
    low = rate * SECONDS_PER_HOUR
    for zeros in range(len(str(low)), -1, -1):
        step: int = 10**zeros
        shortest = -(-low // step) * step
        if shortest < low + SECONDS_PER_HOUR:
            return shortest
    return low


def rate_per_hour(text: str) -> WeiPerSecond:
    """A price typed in SNM per hour as the rate that a contract can hold, rounded down.

    Raises AmountError; also when the price is above zero but rounds to nothing.
    """
    hourly = parse_amount(text)
    rate = hourly // SECONDS_PER_HOUR
    if hourly and not rate:
        raise AmountError("The price is below one wei per second.")
    return WeiPerSecond(rate)


def per_hour(rate: int) -> Wei:
    """What *rate* costs in an hour, exactly."""
    return Wei(rate * SECONDS_PER_HOUR)


def _rounded(value: int) -> int:
    return (value + _NANO // 2) // _NANO * _NANO if abs(value) >= _NANO else value
