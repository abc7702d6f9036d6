"""USD beside SNM: exact amounts in 10^-18 USD, and the price at which the two are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from sonm_desktop.core.amounts import (
    SECONDS_PER_HOUR,
    AmountError,
    WeiPerSecond,
    format_amount,
    parse_amount,
    shortest_hourly,
)

Usd = NewType("Usd", int)
"""An amount in 10^-18 USD."""

UsdPerSecond = NewType("UsdPerSecond", int)
"""A price rate in 10^-18 USD for each second of a deal."""

HIGHEST_USD_RATE = 2**96 - 1
HIGHEST_RATE = 2**80 - 1
MOST_DECIMALS = 48
"""Of a feed: with more, a rate times its unit leaves 256 bits and the market refuses it."""

WHOLE = 10_000
"""Slippage is in parts of ten thousand."""

_DIGITS = 6

USUAL_SLIPPAGE = 200
MOST_SLIPPAGE = 5000


@dataclass(frozen=True, slots=True)
class UsdPrice:
    """USD for one SNM, as a feed of the chain says it: *answer* / 10^*decimals*."""

    answer: int
    decimals: int

    def __post_init__(self) -> None:
        if self.answer <= 0 or not 0 <= self.decimals <= MOST_DECIMALS:
            raise ValueError("no price")

    def rate_of(self, usd_rate: int) -> WeiPerSecond | None:
        """*usd_rate* in wei per second exactly as the market converts it, rounded down.

        None where the market refuses: it comes to nothing, or to more than a deal can hold.
        """
        rate = usd_rate * self._unit // self.answer
        return WeiPerSecond(rate) if 0 < rate <= HIGHEST_RATE else None

    def usd_rate_for(self, rate: int) -> UsdPerSecond:
        """The least rate in USD that comes to *rate* wei per second or more."""
        return UsdPerSecond(-(-rate * self.answer // self._unit))

    def usd_of(self, wei: int) -> Usd:
        """What an amount of SNM is worth, rounded toward zero."""
        worth = abs(wei) * self.answer // self._unit
        return Usd(worth if wei >= 0 else -worth)

    def wei_of(self, amount: int) -> int:
        """What an amount of USD buys, rounded down."""
        return amount * self._unit // self.answer

    def wei_for(self, amount: int) -> int:
        """The least amount of SNM that is worth an amount of USD."""
        return -(-amount * self._unit // self.answer)

    @property
    def one_snm(self) -> Usd:
        """What one SNM costs."""
        return self.usd_of(10**18)

    @property
    def text(self) -> str:
        """One SNM in USD, exactly: ``0.07``."""
        return format_amount(self.answer, self.decimals)

    @property
    def _unit(self) -> int:
        unit: int = 10**self.decimals
        return unit


def highest_rate(rate: int, slippage: int) -> WeiPerSecond:
    """The most that a take may convert to when *rate* is expected now. *slippage*: parts of
    ten thousand that the price may move meanwhile."""
    return WeiPerSecond(min(rate * (WHOLE + slippage) // WHOLE, HIGHEST_RATE))


def near(value: int, digits: int = _DIGITS) -> int:
    """*value* rounded to so many digits that count: what is converted at a price that moves
    anyway is read more easily so."""
    spare = max(0, len(str(abs(value))) - digits)
    step: int = 10**spare
    return (value + step // 2) // step * step


def usd(value: int) -> str:
    """*value* of 10^-18 USD as people read it: ``0.02 USD``."""
    return f"{format_amount(value)} USD"


def usd_hourly(rate: int) -> str:
    """*rate* per hour as the shortest amount that, typed, makes this very rate: ``0.02 USD``."""
    return usd(shortest_hourly(rate))


def usd_rate_per_hour(text: str) -> UsdPerSecond:
    """A price typed in USD per hour as the rate that a quote can hold, rounded down.

    Raises AmountError; also when the price is above zero but rounds to nothing.
    """
    hourly = parse_amount(text)
    rate = hourly // SECONDS_PER_HOUR
    if not rate:
        raise AmountError("A price in USD must be above zero.")
    if rate > HIGHEST_USD_RATE:
        raise AmountError("The price is larger than a quote can hold.")
    return UsdPerSecond(rate)
