"""The benchmarks by number, named and with their units; the numbers are those of an ask."""

from __future__ import annotations

from sonm_desktop.cli.show import volume

CPU_MULTI = 0
CPU_SINGLE = 1

_NAMES = {CPU_MULTI: "CPU, all cores", CPU_SINGLE: "CPU, one core", 2: "Cores"}
_BYTES = {3: "Memory", 4: "Storage"}
_EVENTS = frozenset({CPU_MULTI, CPU_SINGLE})


def benchmark_line(number: int, result: int) -> tuple[str, str]:
    """Name and result of a benchmark as people read them."""
    if number in _BYTES:
        return f"{_BYTES[number]}, measured", volume(result)
    name = _NAMES.get(number, f"Benchmark {number}")
    return name, f"{result:,} events in 10 s" if number in _EVENTS else f"{result:,}"
