"""The offers on sale in memory: newest of each worker's slice, filtered and sorted by columns."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from sonm_desktop.core.dollars import UsdPrice
from sonm_desktop.core.ids import Address, Digest
from sonm_desktop.core.offer_order import SortKey
from sonm_desktop.market.offers.columns import Column, Columns, Mask, Narrowing, Rows
from sonm_desktop.market.offers.filters import Figures, constraints
from sonm_desktop.market.offers.matching import Reason, rate_now
from sonm_desktop.market.offers.offer import Presence, SignedAsk
from sonm_desktop.market.offers.relaxing import relaxed
from sonm_desktop.market.offers.requirement import Liveness, Requirement
from sonm_desktop.market.offers.sorting import BY_SUPPLIER, Orders, by_liveness, by_supplier
from sonm_desktop.market.offers.views import DepthStep, Elimination
from sonm_desktop.market.prices.comparables import Comparable
from sonm_desktop.market.prices.medians import ClaimedResults, claimed_results
from sonm_desktop.wallet.messages import Ask

Slice = tuple[Address, str]
"""A worker and the name of its slice: at most one ask of it is on sale."""

Presences = Mapping[Address, Presence]
NOBODY: Presences = MappingProxyType({})
UNKNOWN: Mapping[Address, int] = MappingProxyType({})

FEW_DEAD = 1024

_UNHEARD, _SILENT, _BUSY, _ALIVE = range(4)
_HEARD = {Presence.SILENT: _SILENT, Presence.BUSY: _BUSY, Presence.ALIVE: _ALIVE}
_NOT_ANSWERING = Reason("market.not_answering")


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of columns that stay as they were, whatever the book does next. usd: at which they
    were selected."""

    columns: Columns
    rows: Rows
    usd: UsdPrice | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def offers(self, offset: int, limit: int) -> list[SignedAsk]:
        return [self.columns.offers[row] for row in self.rows[offset : offset + limit]]

    def depth(self, most: int) -> list[DepthStep]:
        """What is on sale up to each price, in *most* steps at most; in order of price only."""
        rows = self.rows
        while len(rows) and self._rate(rows[-1]) is None:
            rows = rows[:-1]
        cores = np.cumsum(self.columns["cpu_percent"][rows], dtype=np.uint64)
        ends = np.unique(np.linspace(0, len(rows) - 1, most, dtype=np.int64)) if len(rows) else ()
        return [DepthStep(self._rate(rows[at]) or 0, int(cores[at]), int(at) + 1) for at in ends]

    def _rate(self, row: int) -> int | None:
        return rate_now(self.columns.offers[row].ask, self.usd)


class OfferBook:
    """Holds asks whose signatures the caller has checked."""

    def __init__(self) -> None:
        self._columns = Columns()
        self._row_of: dict[Slice, int] = {}
        self._slice_of: dict[Digest, Slice] = {}
        self._orders = Orders(self._columns)

    def __len__(self) -> int:
        return len(self._row_of)

    def put(self, offer: SignedAsk) -> bool:
        """Put *offer* on sale unless its slice has a newer one; whether it was put."""
        slice_ = (offer.ask.worker, offer.ask.slice)
        held = self.newest(slice_)
        if held is not None and held.ask.issued >= offer.ask.issued:
            return False
        if held is not None:
            self._columns.kill(self._row_of[slice_])
        self._row_of[slice_] = self._columns.append(offer)
        self._slice_of[offer.id] = slice_
        self._compact()
        return True

    def remove(self, slice_: Slice) -> None:
        """Take the slice off sale; its digests are forgotten with the next compaction."""
        row = self._row_of.pop(slice_, None)
        if row is None:
            return
        self._columns.kill(row)
        self._compact()

    def newest(self, slice_: Slice) -> SignedAsk | None:
        """The ask of a slice that is on sale."""
        row = self._row_of.get(slice_)
        return None if row is None else self._columns.offers[row]

    def find(self, offer: Digest) -> SignedAsk | None:
        """The ask of this digest, or what has replaced it on sale."""
        slice_ = self._slice_of.get(offer)
        return None if slice_ is None else self.newest(slice_)

    def slices(self) -> list[Slice]:
        """Everything on sale."""
        return list(self._row_of)

    def select(
        self,
        requirement: Requirement,
        now: int,
        *,
        sort: SortKey,
        benchmark: int = 0,
        descending: bool = False,
        presence: Presences = NOBODY,
        suppliers: Mapping[Address, int] = UNKNOWN,
    ) -> Selection:
        """The rows that meet *requirement*, sorted; equal ones in the order of arrival,
        and the whole the other way round when *descending*.

        *benchmark*: the number of the one to sort by. *presence*: what was heard of workers.
        *suppliers*: by worker the number, up to 255, to sort by where a key of `BY_SUPPLIER` is.
        """
        self._orders.reckon(requirement.usd)
        left = Narrowing(self._columns)
        for _, passing in _constraints(requirement, left, now, presence):
            left.keep(passing)
        if sort is SortKey.LIVENESS:
            by_price = self._orders.ascending(left.rows(), SortKey.PRICE)
            rows = by_liveness(by_price, _heard(self._columns, presence))
        elif sort in BY_SUPPLIER:
            by_price = self._orders.ascending(left.rows(), SortKey.PRICE)
            cheapest = by_price[::-1] if descending else by_price
            rows = by_supplier(cheapest, self._columns.by_worker(suppliers))
        else:
            rows = self._orders.ascending(left.rows(), sort, benchmark=benchmark)
        rows = rows[::-1] if descending else rows
        return Selection(self._columns, rows, requirement.usd)

    def explain(
        self, requirement: Requirement, now: int, presence: Presences = NOBODY
    ) -> list[Elimination]:
        """Per constraint how many offers fail it, and fail nothing else; the most first."""
        alive = self._columns["alive"]
        failing = [
            (reason, alive & ~mask)
            for reason, mask in _constraints(requirement, self._columns, now, presence)
        ]
        fails = np.zeros(len(self._columns), dtype=np.uint16)
        for _, failed in failing:
            fails += failed
        found = [
            self._elimination(
                requirement,
                now,
                presence,
                reason=reason,
                failed=failed,
                alone=failed & (fails == 1),
            )
            for reason, failed in failing
            if failed.any()
        ]
        return sorted(found, key=lambda entry: -entry.removes)

    def like(
        self,
        wanted: Comparable,
        now: int,
        *,
        besides: Collection[Address],
        most: int,
        usd: UsdPrice | None = None,
    ) -> list[Ask]:
        """Asks on sale that are like *wanted*, of other workers than *besides*; those in USD with
        the rate in SNM that they come to."""
        columns = self._columns
        low, high = wanted.cpu_range
        cpu = columns["cpu_percent"]
        passing = columns["alive"] & (columns["expiry"] > now)
        passing &= (columns["gpus"] == wanted.gpus) & (cpu >= low) & (cpu <= high)
        passing &= columns.by_worker(dict.fromkeys(besides, 1)) == 0
        asks = (columns.offers[row].ask for row in np.flatnonzero(passing))
        priced = (in_snm(ask, usd) for ask in filter(wanted.like, asks))
        return list(itertools.islice((ask for ask in priced if ask is not None), most))

    def results(self) -> ClaimedResults:
        """The benchmarks of everything on sale, to be summed up wherever there is time."""
        return claimed_results(self._columns)

    def _elimination(
        self,
        requirement: Requirement,
        now: int,
        presence: Presences,
        *,
        reason: Reason,
        failed: Mask,
        alone: Mask,
    ) -> Elimination:
        rows = np.flatnonzero(alone)
        plain = Elimination(reason, int(failed.sum()), len(rows))
        if not len(rows):
            return plain
        easier = relaxed(requirement, reason, self._columns, rows)
        if easier is None:
            return plain
        matches = len(self.select(easier, now, sort=SortKey.PRICE, presence=presence))
        return replace(plain, relaxed=easier, matches=matches) if matches else plain

    def _compact(self) -> None:
        """Drop dead rows once they are the most; views keep the columns that they have."""
        dead = len(self._columns) - len(self._row_of)
        if dead < FEW_DEAD or dead < len(self._row_of):
            return
        rows = np.fromiter(self._row_of.values(), dtype=np.int64, count=len(self._row_of))
        self._columns = self._columns.compacted(rows)
        self._orders = Orders(self._columns)
        self._row_of = {slice_: row for row, slice_ in enumerate(self._row_of)}
        self._slice_of = {
            offer.id: slice_
            for slice_, offer in zip(self._row_of, self._columns.offers, strict=True)
        }


def in_snm(ask: Ask, usd: UsdPrice | None) -> Ask | None:
    """*ask* with its price in SNM as it comes to now; None while it cannot be converted."""
    rate = rate_now(ask, usd)
    if rate is None or not ask.usd_rate:
        return None if rate is None else ask
    return replace(ask, rate=rate, usd_rate=0)


def _constraints(
    requirement: Requirement, columns: Figures, now: int, presence: Presences
) -> Iterator[tuple[Reason, Mask]]:
    yield from constraints(requirement, columns, now)
    if requirement.liveness is Liveness.ANSWERING:
        yield _NOT_ANSWERING, _heard(columns, presence) >= _BUSY
    if requirement.liveness is Liveness.NOT_SILENT:
        yield _NOT_ANSWERING, _heard(columns, presence) != _SILENT


def _heard(columns: Figures, presence: Presences) -> Column:
    return columns.by_worker(
        {worker: _HEARD.get(said, _UNHEARD) for worker, said in presence.items()}
    )
