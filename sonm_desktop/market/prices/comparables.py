"""What others ask and got for a machine like this one: medians, with how many they are of. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sonm_desktop.chain.index.records import IndexedDeal
from sonm_desktop.core.ids import Address
from sonm_desktop.market.prices.history import rented_s
from sonm_desktop.wallet.messages import Ask

LOOKED_BACK_S = 7 * 86_400
LEAST_DEALS = 5
LEAST_OFFERS = 3
_CORE = 100
_MOST_CPU = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Comparable:
    """A slice to find the like of. fixed: for a time that is agreed. any_size: cores and memory
    do not count."""

    cpu_percent: int
    ram_bytes: int
    gpus: int
    fixed: bool
    any_size: bool = False

    @property
    def cpu_range(self) -> tuple[int, int]:
        """From half to twice of its cores."""
        if self.any_size:
            return 1, _MOST_CPU
        return self.cpu_percent // 2, self.cpu_percent * 2

    def like(self, ask: Ask) -> bool:
        """Whether *ask* is of such a slice: as many GPUs, about its size."""
        low, high = self.cpu_range
        return (
            ask.gpus == self.gpus
            and (ask.max_duration > 0) is self.fixed
            and low <= ask.cpu_percent <= high
            and (self.any_size or ask.ram_bytes * 2 >= self.ram_bytes)
        )


@dataclass(frozen=True, slots=True)
class Median:
    """per_core: wei per second for one core, a price that somebody really asked or got."""

    count: int
    per_core: int


@dataclass(frozen=True, slots=True)
class MarketPrice:
    """rate: wei per second for the whole slice. deals, offers: how many it is the median of; of
    the two only one is above 0."""

    rate: int
    deals: int
    offers: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What machines like this one were rented of the days looked at, in parts of a thousand: a
    quarter of them less than *low*, a quarter more than *high*."""

    machines: int
    deals: int
    low: int
    high: int


def market_price(wanted: Comparable, deals: Median, offers: Median) -> MarketPrice | None:
    """What was paid lately counts before what is only asked; None when there is too little."""
    for found, least in ((deals, LEAST_DEALS), (offers, LEAST_OFFERS)):
        if found.count >= least:
            rate = found.per_core * wanted.cpu_percent // _CORE
            of_deals = found is deals
            return MarketPrice(rate, found.count if of_deals else 0, 0 if of_deals else found.count)
    return None


def paid(
    wanted: Comparable,
    deals: Sequence[IndexedDeal],
    asks: Mapping[Address, Ask],
    own: Collection[Address],
) -> Median:
    """The median of *deals* on machines of others that are like *wanted*."""
    rates = sorted(
        deal.rate * _CORE // asks[deal.worker].cpu_percent
        for deal in deals
        if deal.worker not in own
        and deal.worker in asks
        and asks[deal.worker].cpu_percent
        and wanted.like(asks[deal.worker])
    )
    return Median(len(rates), rates[(len(rates) - 1) // 2]) if rates else Median(0, 0)


def asked(asks: Sequence[Ask]) -> Median:
    """The median of what *asks*, all priced in SNM, want for a core."""
    rates = sorted(ask.rate * _CORE // ask.cpu_percent for ask in asks if ask.cpu_percent)
    return Median(len(rates), rates[(len(rates) - 1) // 2]) if rates else Median(0, 0)


def usage(
    wanted: Comparable,
    deals: Sequence[IndexedDeal],
    asks: Mapping[Address, Ask],
    own: Collection[Address],
    *,
    since: int,
    now: int,
) -> Usage | None:
    """How much machines like *wanted* were rented from *since* to *now*; None for under three."""
    rented = {worker: 0 for worker, ask in asks.items() if worker not in own and wanted.like(ask)}
    if len(rented) < LEAST_OFFERS:
        return None
    counted = 0
    for deal in deals:
        if deal.worker in rented:
            rented[deal.worker] += rented_s(deal, now)
            counted += 1
    parts = sorted(min(1000, seconds * 1000 // max(1, now - since)) for seconds in rented.values())
    last = len(parts) - 1
    return Usage(len(parts), counted, parts[last // 4], parts[-(-last * 3 // 4)])
