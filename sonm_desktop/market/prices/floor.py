"""The least price at which a plan is worth running: electricity, fees, the owner's minimum. Pure.

Every part is in wei per second; a part that is not known is 0, and the owner is told so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MINUTES_PER_DAY = 24 * 60
_WATT_SECONDS_PER_KWH = 3_600_000
_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class TariffWindow:
    """Another price of a kWh, every day from one minute of the day to another (past midnight
    where the end is earlier)."""

    start: int
    end: int
    kwh: int

    def holds(self, minute: int) -> bool:
        """Whether it is the price at this minute of the day."""
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True, slots=True)
class Tariff:
    """kwh: wei of SNM for a kWh outside of every window; of windows the first that holds."""

    kwh: int = 0
    windows: Sequence[TariffWindow] = ()

    def at(self, minute: int) -> int:
        """The price of a kWh at a minute of the day."""
        return next((one.kwh for one in self.windows if one.holds(minute)), self.kwh)

    def mean(self, minute: int, seconds: int) -> int:
        """The mean price of a kWh over *seconds* that begin at *minute*; a day is like another."""
        if not self.windows:
            return self.kwh
        days, rest = divmod(max(1, seconds // _MINUTE_S), MINUTES_PER_DAY)
        whole = sum(self.at(one) for one in range(MINUTES_PER_DAY)) if days else 0
        part = sum(self.at((minute + one) % MINUTES_PER_DAY) for one in range(rest))
        return -(-(whole * days + part) // (days * MINUTES_PER_DAY + rest))


@dataclass(frozen=True, slots=True)
class Floor:
    """Its parts, wei per second. minimum: what must be left for the owner."""

    electricity: int
    fees: int
    minimum: int

    @property
    def total(self) -> int:
        return self.electricity + self.fees + self.minimum


def electricity(milliwatts: int, kwh: int) -> int:
    """What a second costs, rounded up."""
    return -(-milliwatts * kwh // (1000 * _WATT_SECONDS_PER_KWH))


def fee_share(spent: int, seconds: int, coin: int, plans: int) -> int:
    """A plan's part of the gas: *spent* wei of coin in *seconds*; a coin is *coin* wei of SNM."""
    if not seconds or not plans:
        return 0
    return -(-spent * coin // (10**18 * seconds * plans))


def net(rate: int, floor: Floor) -> int:
    """What is left of *rate* after electricity and fees; below zero it costs money."""
    return rate - floor.electricity - floor.fees
