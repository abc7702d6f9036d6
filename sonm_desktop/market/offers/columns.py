"""Signed asks as rows of numpy columns; a row never changes once it is written."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sonm_desktop.core.ids import Address
from sonm_desktop.market.offers.offer import SignedAsk

Column = NDArray[Any]
Mask = NDArray[np.bool_]
Rows = NDArray[np.signedinteger[Any]]

FIRST_CAPACITY = 256
FEW = 16
"""Where less than one of so many rows is left, they are looked at one by one."""

MOST_SETS = 8
"""Of workers that are remembered; each takes a byte for every worker."""

LOW_BITS = 64
LOW_MASK = (1 << LOW_BITS) - 1
DEAREST = (1 << 63) - 1
USD_BIT = 1 << 63

_KINDS: dict[str, type[np.unsignedinteger[Any]]] = {
    "cpu_percent": np.uint32,
    "ram_bytes": np.uint64,
    "storage_bytes": np.uint64,
    "gpus": np.uint16,
    "ingress_bps": np.uint64,
    "egress_bps": np.uint64,
    "netflags": np.uint32,
    "min_duration": np.uint32,
    "max_duration": np.uint32,
    "identity": np.uint8,
    "sandbox": np.uint8,
    "issued": np.uint64,
    "expiry": np.uint64,
}
"""The columns that hold a field of the ask as it is."""


@dataclass(slots=True)
class _Names:
    """Numbers for texts that repeat."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))


class Narrowing:
    """Columns of which fewer and fewer rows are looked at; few are taken out of their columns."""

    def __init__(self, columns: Columns, few: int = FEW) -> None:
        self._columns = columns
        self._few = few
        self._passing: Mask = columns["alive"].copy()
        self._rows: Rows | None = None

    def __len__(self) -> int:
        return len(self._columns) if self._rows is None else len(self._rows)

    def __getitem__(self, name: str) -> Column:
        return self._taken(self._columns[name])

    def benchmark(self, number: int) -> Column | None:
        column = self._columns.benchmark(number)
        return None if column is None else self._taken(column)

    def by_worker(self, values: Mapping[Any, int]) -> Column:
        return self._columns.by_worker(values, self["worker"])

    def named(self, workers: frozenset[Address]) -> Mask:
        return self._columns.named(workers, self["worker"])

    def architecture_number(self, name: str) -> int | None:
        return self._columns.architecture_number(name)

    def keep(self, passing: Mask) -> None:
        """Look at those only that pass, too."""
        if self._rows is not None:
            self._rows = self._rows[passing]
            return
        self._passing &= passing
        if np.count_nonzero(self._passing) * self._few < len(self._passing):
            self._rows = np.flatnonzero(self._passing)

    def rows(self) -> Rows:
        """Those that are left."""
        return np.flatnonzero(self._passing) if self._rows is None else self._rows

    def _taken(self, column: Column) -> Column:
        return column if self._rows is None else column[self._rows]


class Columns:
    """Rows are appended and marked dead; views of them stay true.

    rate_high and rate_low hold a rate exactly: the 80 bits of one in SNM, the 96 of one in USD.
    price orders rates in one number: those in USD come last, and DEAREST and more are equal.
    address: how the worker's begins.
    """

    def __init__(self) -> None:
        self.offers: list[SignedAsk] = []
        self._arrays: dict[str, Column] = {
            name: np.zeros(FIRST_CAPACITY, dtype=kind) for name, kind in _KINDS.items()
        }
        for name in ("rate_high", "rate_low", "price", "address"):
            self._arrays[name] = np.zeros(FIRST_CAPACITY, dtype=np.uint64)
        for name in ("worker", "architecture"):
            self._arrays[name] = np.zeros(FIRST_CAPACITY, dtype=np.uint32)
        for name in ("alive", "in_usd"):
            self._arrays[name] = np.zeros(FIRST_CAPACITY, dtype=np.bool_)
        self._named: OrderedDict[frozenset[Address], Mask] = OrderedDict()
        self._workers = _Names()
        self._architectures = _Names()

    def __len__(self) -> int:
        return len(self.offers)

    def __getitem__(self, name: str) -> Column:
        return self._arrays[name][: len(self.offers)]

    def benchmark(self, number: int) -> Column | None:
        """The results of one benchmark; None when no row has it."""
        name = f"benchmark {number}"
        return self[name] if name in self._arrays else None

    def benchmark_numbers(self) -> list[int]:
        """Of every benchmark that some row has."""
        names = (name.partition(" ") for name in self._arrays)
        return sorted(int(number) for kind, _, number in names if kind == "benchmark")

    def by_worker(self, values: Mapping[Any, int], workers: Column | None = None) -> Column:
        """For each row what *values* says of its worker; 0 where it says nothing.

        *workers*: the column of some rows, instead of all.
        """
        table = np.zeros(len(self._workers.numbers) + 1, dtype=np.uint8)
        for worker, value in values.items():
            if worker in self._workers.numbers:
                table[self._workers.numbers[worker]] = value
        found: Column = table[self["worker"] if workers is None else workers]
        return found

    def named(self, workers: frozenset[Address], column: Column | None = None) -> Mask:
        """For each row whether *workers* has its worker; sets stay the same for long, and the
        last ones are remembered. *column*: as in `by_worker`."""
        table = self._named.get(workers)
        if table is None or len(table) != len(self._workers.numbers):
            numbers = self._workers.numbers
            table = np.zeros(len(numbers), dtype=np.bool_)
            table[[numbers[worker] for worker in workers if worker in numbers]] = True
            self._named[workers] = table
            self._named.move_to_end(workers)
            while len(self._named) > MOST_SETS:
                self._named.popitem(last=False)
        return table.take(self["worker"] if column is None else column)

    def rate(self, row: int) -> int:
        """The rate of *row* in its currency, exactly."""
        return (int(self["rate_high"][row]) << LOW_BITS) | int(self["rate_low"][row])

    def architecture_number(self, name: str) -> int | None:
        """The value of the column ``architecture``; None when no row has it."""
        return self._architectures.numbers.get(name)

    def append(self, offer: SignedAsk) -> int:
        """The number of the new row."""
        row = len(self.offers)
        self._reserve(row + 1)
        ask = offer.ask
        for name in _KINDS:
            self._arrays[name][row] = getattr(ask, name)
        for number, result in enumerate(ask.benchmarks):
            self._benchmark_column(number)[row] = result
        in_usd = ask.usd_rate != 0
        rate = ask.usd_rate if in_usd else ask.rate
        self._arrays["rate_high"][row] = rate >> LOW_BITS
        self._arrays["rate_low"][row] = rate & LOW_MASK
        self._arrays["in_usd"][row] = in_usd
        self._arrays["price"][row] = min(rate, DEAREST) | (USD_BIT if in_usd else 0)
        self._arrays["address"][row] = int(ask.worker[2:18], 16)
        self._arrays["worker"][row] = self._workers.number(ask.worker)
        self._arrays["architecture"][row] = self._architectures.number(ask.architecture)
        self._arrays["alive"][row] = True
        self.offers.append(offer)
        return row

    def kill(self, row: int) -> None:
        """The row is no longer on sale."""
        self._arrays["alive"][row] = False

    def compacted(self, rows: Rows) -> Columns:
        """A copy that holds *rows* only, in their order."""
        kept = Columns()
        kept.offers = [self.offers[row] for row in rows]
        kept._workers, kept._architectures = self._workers, self._architectures
        capacity = max(FIRST_CAPACITY, len(rows))
        for name, array in self._arrays.items():
            kept._arrays[name] = np.zeros(capacity, dtype=array.dtype)
            kept._arrays[name][: len(rows)] = array[rows]
        return kept

    def _benchmark_column(self, number: int) -> Column:
        name = f"benchmark {number}"
        if name not in self._arrays:
            self._arrays[name] = np.zeros(len(self._arrays["alive"]), dtype=np.uint64)
        return self._arrays[name]

    def _reserve(self, rows: int) -> None:
        capacity = len(self._arrays["alive"])
        if rows <= capacity:
            return
        for name, array in self._arrays.items():
            grown = np.zeros(capacity * 2, dtype=array.dtype)
            grown[:capacity] = array
            self._arrays[name] = grown
