"""The offers on sale in memory: newest of each worker's slice, filtered and sorted by columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from sonm_desktop.core.ids import Address, Digest
from sonm_desktop.market.columns import Columns, Mask, Rows
from sonm_desktop.market.filters import constraints
from sonm_desktop.market.offers import SignedAsk
from sonm_desktop.market.requirement import Requirement
from sonm_desktop.market.views import Elimination

Slice = tuple[Address, str]
"""A worker and the name of its slice: at most one ask of it is on sale."""

FEW_DEAD = 1024
SPARSE = 8


class SortKey(StrEnum):
    """What a view is sorted by."""

    PRICE = "price"
    CPU = "cpu"
    RAM = "ram"
    STORAGE = "storage"
    DURATION = "duration"
    ISSUED = "issued"


_SORT_COLUMNS: dict[SortKey, tuple[str, ...]] = {
    SortKey.PRICE: ("rate_low", "rate_high", "in_usd"),
    SortKey.CPU: ("cpu_percent",),
    SortKey.RAM: ("ram_bytes",),
    SortKey.STORAGE: ("storage_bytes",),
    SortKey.DURATION: ("max_duration",),
    SortKey.ISSUED: ("issued",),
}
"""Least significant first, as lexsort wants them."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of columns that stay as they were, whatever the book does next."""

    columns: Columns
    rows: Rows

    def __len__(self) -> int:
        return len(self.rows)

    def offers(self, offset: int, limit: int) -> list[SignedAsk]:
        return [self.columns.offers[row] for row in self.rows[offset : offset + limit]]


class OfferBook:
    """Holds asks whose signatures the caller has checked."""

    def __init__(self) -> None:
        self._columns = Columns()
        self._row_of: dict[Slice, int] = {}
        self._slice_of: dict[Digest, Slice] = {}
        self._orders: dict[SortKey, tuple[Rows, Rows]] = {}

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
        self._orders.clear()
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
        self, requirement: Requirement, now: int, *, sort: SortKey, descending: bool = False
    ) -> Selection:
        """The rows that meet *requirement*, sorted; equal ones in the order of arrival,
        and the whole the other way round when *descending*."""
        passing: Mask = self._columns["alive"].copy()
        for _, mask in constraints(requirement, self._columns, now):
            passing &= mask
        return Selection(self._columns, self._sorted(passing, sort, descending))

    def explain(self, requirement: Requirement, now: int) -> list[Elimination]:
        """Per constraint how many offers fail it, and fail nothing else; the most first."""
        alive = self._columns["alive"]
        failing = [
            (reason, alive & ~mask) for reason, mask in constraints(requirement, self._columns, now)
        ]
        fails = np.zeros(len(self._columns), dtype=np.uint16)
        for _, failed in failing:
            fails += failed
        found = [
            Elimination(reason, int(failed.sum()), int((failed & (fails == 1)).sum()))
            for reason, failed in failing
        ]
        return sorted((entry for entry in found if entry.removes), key=lambda entry: -entry.removes)

    def _sorted(self, passing: Mask, sort: SortKey, descending: bool) -> Rows:
        """Sort the few that pass by their place in the whole order, or pick many out of it."""
        order, rank = self._order(sort)
        rows = np.flatnonzero(passing)
        few = len(rows) * SPARSE < len(rank)
        ascending = rows[np.argsort(rank[rows])] if few else order[passing[order]]
        return ascending[::-1] if descending else ascending

    def _order(self, sort: SortKey) -> tuple[Rows, Rows]:
        """All rows in order, and each row's place in it; made once for each state of the book."""
        if sort not in self._orders:
            order = np.lexsort([self._columns[name] for name in _SORT_COLUMNS[sort]])
            rank = np.empty_like(order)
            rank[order] = np.arange(len(order))
            self._orders[sort] = order, rank
        return self._orders[sort]

    def _compact(self) -> None:
        """Drop dead rows once they are the most; views keep the columns that they have."""
        dead = len(self._columns) - len(self._row_of)
        if dead < FEW_DEAD or dead < len(self._row_of):
            return
        held = [self._columns.offers[row] for row in self._row_of.values()]
        self._columns = Columns()
        self._row_of = {}
        self._slice_of = {}
        self._orders.clear()
        for offer in held:
            slice_ = (offer.ask.worker, offer.ask.slice)
            self._row_of[slice_] = self._columns.append(offer)
            self._slice_of[offer.id] = slice_
