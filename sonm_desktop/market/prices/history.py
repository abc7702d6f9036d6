"""What deals cost, summed up by time: pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sonm_desktop.chain.index.records import IndexedDeal
from sonm_desktop.core.amounts import SECONDS_PER_HOUR
from sonm_desktop.core.ids import Address

_CORE_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Spread:
    """Of several prices, each in wei for an hour."""

    low: int
    median: int
    high: int


@dataclass(frozen=True, slots=True)
class PricesOf:
    """The deals of a span of time, chain time, s.

    hour: of whole deals. core_hour: of one core, over machines that are known. seconds: rented
    so far, in all. volume: wei paid so far. seeded: those that belong to practice.
    """

    start: int
    end: int
    deals: int
    seeded: int
    hour: Spread
    core_hour: Spread | None
    seconds: int
    volume: int


def price_history(
    deals: Sequence[IndexedDeal],
    *,
    since: int,
    until: int,
    buckets: int,
    cpu_percent: Mapping[Address, int],
    seeded: Collection[Address],
) -> list[PricesOf]:
    """*deals* by the part of the time in which they began, empty parts left out.

    cpu_percent, seeded: by worker.
    """
    parts: dict[int, list[IndexedDeal]] = {}
    span = max(1, until - since)
    for deal in deals:
        if deal.opened_at is not None and since <= deal.opened_at <= until:
            part = min((deal.opened_at - since) * buckets // span, buckets - 1)
            parts.setdefault(part, []).append(deal)
    return [
        _prices_of(
            parts[part],
            start=since + -(-part * span // buckets),
            end=since + -(-(part + 1) * span // buckets),
            now=until,
            cpu_percent=cpu_percent,
            seeded=seeded,
        )
        for part in sorted(parts)
    ]


def _prices_of(
    deals: Sequence[IndexedDeal],
    *,
    start: int,
    end: int,
    now: int,
    cpu_percent: Mapping[Address, int],
    seeded: Collection[Address],
) -> PricesOf:
    by_core = [
        deal.rate * SECONDS_PER_HOUR * _CORE_PERCENT // cpu_percent[deal.worker]
        for deal in deals
        if cpu_percent.get(deal.worker)
    ]
    return PricesOf(
        start=start,
        end=end,
        deals=len(deals),
        seeded=sum(deal.worker in seeded for deal in deals),
        hour=_spread([deal.rate * SECONDS_PER_HOUR for deal in deals]),
        core_hour=_spread(by_core) if by_core else None,
        seconds=sum(rented_s(deal, now) for deal in deals),
        volume=sum(deal.paid for deal in deals),
    )


def rented_s(deal: IndexedDeal, now: int) -> int:
    """For how long *deal* has run: to its end, or as far as it is authorised by *now*."""
    ends = [deal.end, deal.until, now]
    if deal.closed_at is not None:
        ends.append(deal.closed_at)
    return max(0, min(ends) - (deal.opened_at or now))


def _spread(prices: Sequence[int]) -> Spread:
    """The median is the lower of two in the middle: a price that was really paid."""
    ordered = sorted(prices)
    return Spread(ordered[0], ordered[(len(ordered) - 1) // 2], ordered[-1])
