"""Names and units of the benchmarks by number, as every face says them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BenchmarkUnit(StrEnum):
    """What a result counts. events: in 10 s. latency: round trips in a second, shown as ms."""

    EVENTS = "events"
    COUNT = "count"
    BYTES = "bytes"
    FLAG = "flag"
    BITS_S = "bit/s"
    BYTES_S = "byte/s"
    GFLOPS = "GFLOPS"
    HASHES_S = "hash/s"
    READS_S = "IOPS"
    LATENCY = "latency"


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
    5: BenchmarkName("Download", "download", BenchmarkUnit.BITS_S),
    6: BenchmarkName("Upload", "upload", BenchmarkUnit.BITS_S),
    7: BenchmarkName("GPUs, measured", "gpus", BenchmarkUnit.COUNT),
    8: BenchmarkName("GPU memory", "gpu-memory", BenchmarkUnit.BYTES),
    13: BenchmarkName("NVIDIA GPU", "nvidia", BenchmarkUnit.FLAG),
    14: BenchmarkName("AMD GPU", "radeon", BenchmarkUnit.FLAG),
    16: BenchmarkName("GPU arithmetic, FP32", "gpu-fp32", BenchmarkUnit.GFLOPS),
    17: BenchmarkName("GPU memory bandwidth", "gpu-bandwidth", BenchmarkUnit.BYTES_S),
    18: BenchmarkName("GPU hashes, SHA-256", "gpu-sha256", BenchmarkUnit.HASHES_S),
    19: BenchmarkName("Memory bandwidth", "memory-bandwidth", BenchmarkUnit.BYTES_S),
    20: BenchmarkName("Storage, random reads", "storage-iops", BenchmarkUnit.READS_S),
    21: BenchmarkName("Storage latency", "storage-latency", BenchmarkUnit.LATENCY),
    22: BenchmarkName("Network latency", "network-latency", BenchmarkUnit.LATENCY),
}
_MICRO = 1_000_000
_PREFIXES = ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k"))
_ENTRIES = {
    BenchmarkUnit.BYTES: ("GiB", 1 << 30),
    BenchmarkUnit.BITS_S: ("Mbit/s", 10**6),
    BenchmarkUnit.BYTES_S: ("GB/s", 10**9),
    BenchmarkUnit.HASHES_S: ("MH/s", 10**6),
    BenchmarkUnit.GFLOPS: ("GFLOPS", 1),
    BenchmarkUnit.READS_S: ("IOPS", 1),
    BenchmarkUnit.LATENCY: ("ms", 1),
}
CHANGES = {
    "device": "other hardware",
    "driver": "another driver",
    "firmware": "other firmware",
    "power_limit": "another power limit",
    "engine": "another test engine",
    "version": "a newer test",
}
"""What made an earlier result count no more, in words."""

_SIGNS = {
    BenchmarkUnit.BITS_S: "bit/s",
    BenchmarkUnit.BYTES_S: "B/s",
    BenchmarkUnit.HASHES_S: "H/s",
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


def scaled_result(number: int, result: int) -> str:
    """*result* with the sign of its unit, the same in every language; empty where its unit has
    none: events, sizes, counts."""
    unit = benchmark_name(number).unit
    if unit in _SIGNS:
        return _prefixed(result, _SIGNS[unit])
    if unit is BenchmarkUnit.LATENCY:
        return f"{1000 / result:.3g} ms" if result else "0 ms"
    if unit in {BenchmarkUnit.GFLOPS, BenchmarkUnit.READS_S}:
        return f"{result:,} {unit}"
    return ""


def entry_unit(number: int) -> tuple[str, int]:
    """How people enter a result: the sign of its unit, and how many are one of it.

    Latencies are entered as the most that is wanted, see `trips_within`.
    """
    return _ENTRIES.get(benchmark_name(number).unit, ("", 1))


def trips_within(microseconds: int) -> int:
    """The least result of a benchmark of latency that takes *microseconds* or less."""
    return -(-_MICRO // microseconds) if microseconds > 0 else 0


def _prefixed(amount: int, sign: str) -> str:
    for size, prefix in _PREFIXES:
        if amount >= size:
            return (
                f"{amount / size:.3g} {prefix}{sign}"
                if amount < 999.5 * size
                else (f"{amount / size:,.0f} {prefix}{sign}")
            )
    return f"{amount} {sign}"
