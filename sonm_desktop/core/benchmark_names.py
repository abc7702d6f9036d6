"""Names and units of the benchmarks by number, as every face says them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BenchmarkUnit(StrEnum):
    """What a result counts. events: in 10 s."""

    EVENTS = "events"
    COUNT = "count"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class BenchmarkName:
    """name: for people. option: in the terminal."""

    name: str
    option: str
    unit: BenchmarkUnit


_KNOWN = {
    0: BenchmarkName("CPU, all cores", "cpu-multi", BenchmarkUnit.EVENTS),
    1: BenchmarkName("CPU, one core", "cpu-single", BenchmarkUnit.EVENTS),
    2: BenchmarkName("Cores, measured", "cores", BenchmarkUnit.COUNT),
    3: BenchmarkName("Memory, measured", "memory", BenchmarkUnit.BYTES),
    4: BenchmarkName("Storage, measured", "storage", BenchmarkUnit.BYTES),
}


def benchmark_name(number: int) -> BenchmarkName:
    """Of *number*; one that this version does not know is named by its number."""
    unknown = BenchmarkName(f"Benchmark {number}", str(number), BenchmarkUnit.COUNT)
    return _KNOWN.get(number, unknown)


def benchmark_number(text: str) -> int | None:
    """The number of the benchmark that *text* names, or is."""
    if text.isascii() and text.isdigit():
        return int(text)
    return next((number for number, known in _KNOWN.items() if known.option == text), None)
