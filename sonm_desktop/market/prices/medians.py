"""The benchmarks of everything on sale: how many claim each, its median, its highest result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sonm_desktop.market.offers.columns import Column, Columns, Mask
from sonm_desktop.market.offers.views import BenchmarkFacts


@dataclass(frozen=True, slots=True)
class ClaimedResults:
    """Columns as they were when they were taken, so that another thread may read them."""

    alive: Mask
    columns: Sequence[tuple[int, Column]]

    def facts(self) -> list[BenchmarkFacts]:
        """Takes some milliseconds for each benchmark of a long book."""
        found = [_facts(number, column[self.alive]) for number, column in self.columns]
        return [facts for facts in found if facts.count]


def claimed_results(columns: Columns) -> ClaimedResults:
    """What the rows of *columns* claim now."""
    taken = [(number, columns.benchmark(number)) for number in columns.benchmark_numbers()]
    return ClaimedResults(
        columns["alive"].copy(),
        [(number, column) for number, column in taken if column is not None],
    )


def _facts(number: int, results: Column) -> BenchmarkFacts:
    claimed = results[results > 0]
    if not len(claimed):
        return BenchmarkFacts(number, 0, 0, 0)
    middle = (len(claimed) - 1) // 2
    median = int(np.partition(claimed, middle)[middle])
    return BenchmarkFacts(number, len(claimed), median, int(claimed.max()))
