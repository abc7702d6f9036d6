"""What an automatic price does next: max(floor, market), cut at once, raised with patience. Pure.

A change costs gas and restless prices scare customers, so small differences are left alone and
a raise waits until the market has said it several times in a row, and then takes the least of
what it said. Below its floor a price never stays, whatever the market says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

CONFIRMATIONS = 5
BAND_PERCENT = 5


class Why(StrEnum):
    """Why a price changed, or did not."""

    BELOW_FLOOR = "below_floor"
    MARKET_FELL = "market_fell"
    MARKET_ROSE = "market_rose"
    CONFIRMING = "confirming"
    NEAR = "near"
    NO_MARKET = "no_market"


@dataclass(frozen=True, slots=True)
class Patience:
    """How far a raise has come: seen so many times in a row, *least* being the lowest of them."""

    seen: int = 0
    least: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """rate: from now on, wei per second. target: where it would be without patience."""

    rate: int
    why: Why
    target: int
    patience: Patience


def decide(
    rate: int,
    floor: int,
    market: int | None,
    patience: Patience,
    *,
    confirmations: int = CONFIRMATIONS,
    band_percent: int = BAND_PERCENT,
) -> Decision:
    """The next price after *rate*. market: None while there is nothing to compare with."""
    target = max(floor, rate if market is None else market)
    if rate < floor:
        return Decision(target, Why.BELOW_FLOOR, target, Patience())
    if market is None:
        return Decision(rate, Why.NO_MARKET, target, Patience())
    if target * 100 < rate * (100 - band_percent):
        return Decision(target, Why.MARKET_FELL, target, Patience())
    if target * 100 <= rate * (100 + band_percent):
        return Decision(rate, Why.NEAR, target, Patience())
    seen = Patience(patience.seen + 1, min(patience.least, target) if patience.seen else target)
    if seen.seen < confirmations:
        return Decision(rate, Why.CONFIRMING, target, seen)
    raised = max(floor, seen.least)
    return Decision(raised, Why.MARKET_ROSE, target, replace(seen, seen=0, least=0))
