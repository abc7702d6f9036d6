"""The numbers of benchmarks, in the order of the original list; ids 5 to 15 come later.

Units: events in 10 s (sysbench cpu, primes up to 50,000), cores, bytes, bytes.
"""

from __future__ import annotations

from enum import IntEnum

VERSION = 1
"""Of the measurement; rises with anything that changes the figures: kernel, bound, method."""

COUNT = 16
"""Entries of `Ask.benchmarks`; what was not measured is 0."""


class Benchmark(IntEnum):
    """Index into `Ask.benchmarks`."""

    CPU_SYSBENCH_MULTI = 0
    CPU_SYSBENCH_SINGLE = 1
    CPU_CORES = 2
    RAM_SIZE = 3
    STORAGE_SIZE = 4
