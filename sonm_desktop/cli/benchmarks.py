"""The benchmarks as the terminal says them, with their units."""

from __future__ import annotations

from sonm_desktop.cli.show import volume
from sonm_desktop.core.benchmark_names import BenchmarkUnit, benchmark_name, scaled_result


def benchmark_line(number: int, result: int) -> tuple[str, str]:
    """Name and result of a benchmark as people read them."""
    known = benchmark_name(number)
    said = result_text(number, result)
    return known.name, f"{said} events in 10 s" if known.unit is BenchmarkUnit.EVENTS else said


def result_text(number: int, result: int) -> str:
    """A result without the words of its unit."""
    if benchmark_name(number).unit is BenchmarkUnit.BYTES:
        return volume(result)
    return scaled_result(number, result) or f"{result:,}"
