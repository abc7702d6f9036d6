"""The whole order of the book for each key, kept while rows are appended."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sonm_desktop.core.dollars import UsdPrice
from sonm_desktop.core.offer_order import SortKey
from sonm_desktop.market.offers.columns import (
    DEAREST,
    LOW_BITS,
    LOW_MASK,
    Column,
    Columns,
    Mask,
    Rows,
)
from sonm_desktop.market.offers.matching import rate_now
from sonm_desktop.market.prices.conversion import converted

Keys = NDArray[np.uint64]

MOST_ORDERS = 12
"""Kept at a time; each takes 16 bytes for a row."""

FEW_NEW = 4096
"""More new rows than these are sorted together with the old ones."""


_COLUMNS: dict[SortKey, str] = {
    SortKey.PRICE: "price",
    SortKey.CPU: "cpu_percent",
    SortKey.RAM: "ram_bytes",
    SortKey.STORAGE: "storage_bytes",
    SortKey.GPUS: "gpus",
    SortKey.DOWNLOAD: "ingress_bps",
    SortKey.UPLOAD: "egress_bps",
    SortKey.DURATION: "max_duration",
    SortKey.ISSUED: "issued",
    SortKey.SUPPLIER: "address",
}


_PRICE = _COLUMNS[SortKey.PRICE]


@dataclass(frozen=True, slots=True)
class _Order:
    """rows in order with their keys, and the place of each row in it."""

    rows: Rows
    keys: Keys
    rank: Rows


class Orders:
    """Of one `Columns`. Equal rows stand in the order of their arrival.

    Prices in USD are ordered by what they come to at `usd`; those that come to nothing known are
    the last.
    """

    def __init__(self, columns: Columns, usd: UsdPrice | None = None) -> None:
        self._columns = columns
        self._usd = usd
        self._orders: OrderedDict[str, _Order] = OrderedDict()

    def reckon(self, usd: UsdPrice | None) -> None:
        """Order prices in USD at *usd* from now on."""
        if usd != self._usd:
            self._usd = usd
            if self._columns["in_usd"].any():
                self._orders.pop(_PRICE, None)

    def ascending(self, rows: Rows, sort: SortKey, *, benchmark: int = 0) -> Rows:
        """*rows* in order. *benchmark*: the number of the one to sort by.

        Nothing is sorted: each marks its place in the whole order, which is then read along the
        marks. Liveness has no whole order.
        """
        name = _COLUMNS.get(sort, f"benchmark {benchmark}")
        if name.startswith("benchmark") and self._columns.benchmark(benchmark) is None:
            return rows
        order = self._order(name)
        if len(rows) == len(order.rows):
            return order.rows
        marked: Mask = np.zeros(len(order.rows), dtype=np.bool_)
        marked[order.rank[rows]] = True
        return order.rows[np.flatnonzero(marked)]

    def _order(self, name: str) -> _Order:
        held = self._orders.get(name)
        known = 0 if held is None else len(held.rows)
        if held is not None and known == len(self._columns):
            return held
        anew = held is None or len(self._columns) - known > FEW_NEW
        keys = self._prices(0 if anew else known) if name == _PRICE else self._keys(name)
        if held is None or anew:
            rows = np.argsort(keys, kind="stable").astype(np.int32)
            made = self._ranked(name, rows, keys[rows])
        else:
            made = self._merged(name, held, keys[known:], known)
        self._orders[name] = made
        self._orders.move_to_end(name)
        if len(self._orders) > MOST_ORDERS:
            self._orders.popitem(last=False)
        return made

    def _keys(self, name: str) -> Keys:
        return self._columns[name].astype(np.uint64, copy=False)

    def _prices(self, known: int) -> Keys:
        """Those in USD converted; of the first *known* rows nobody asks."""
        keys = self._keys(_PRICE)
        rows = np.flatnonzero(self._columns["in_usd"][known:]) + known
        if not len(rows):
            return keys
        keys = keys.copy()
        high, low = self._columns["rate_high"][rows], self._columns["rate_low"][rows]
        keys[rows] = converted(high, low, self._usd)
        return keys

    def _rate(self, row: int) -> int | None:
        return rate_now(self._columns.offers[row].ask, self._usd)

    def _merged(self, name: str, held: _Order, keys: Keys, known: int) -> _Order:
        """Put the rows from *known* on, whose keys are *keys*, among the others."""
        new = np.argsort(keys, kind="stable")
        places = np.searchsorted(held.keys, keys[new], side="right")
        rows = np.insert(held.rows, places, new + known)
        return self._ranked(name, rows, np.insert(held.keys, places, keys[new]))

    def _ranked(self, name: str, rows: Any, keys: Any) -> _Order:
        if name == _PRICE:
            self._settle(rows, keys)
        rank = np.empty_like(rows)
        rank[rows] = np.arange(len(rows), dtype=np.int32)
        return _Order(rows, keys, rank)

    def _settle(self, rows: Any, keys: Any) -> None:
        """Put rates that are too large for one number in their exact order."""
        first = np.searchsorted(keys, np.uint64(DEAREST), side="left")
        last = np.searchsorted(keys, np.uint64(DEAREST), side="right")
        block = np.sort(rows[first:last])
        if len(block) < 2:
            return
        low, high = self._columns["rate_low"][block], self._columns["rate_high"][block]
        for at in np.flatnonzero(self._columns["in_usd"][block]):
            rate = self._rate(int(block[at])) or 0
            high[at], low[at] = rate >> LOW_BITS, rate & LOW_MASK
        rows[first:last] = block[np.lexsort((block, low, high))]


BY_SUPPLIER = frozenset({SortKey.RATING, SortKey.IDENTITY})
"""What is known of whom a worker serves, and changes without its offer."""


def by_supplier(rows: Rows, values: Column) -> Rows:
    """*rows* by what *values* say of each of their columns' rows, the least first."""
    return rows[np.argsort(values[rows], kind="stable")]


def by_liveness(rows: Rows, presence: Column) -> Rows:
    """*rows*, those first of which least was heard."""
    heard = presence[rows]
    most = int(heard.max(initial=0))
    if not most:
        return rows
    return np.concatenate([rows[heard == value] for value in range(most + 1)])
