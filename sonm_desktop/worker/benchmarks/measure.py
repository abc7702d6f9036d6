"""The child process that measures one thing: one JSON object per line, the last with results.

While it runs: ``number`` of the benchmark and ``done``, 0 to 1; then
``{"results": {number: value}}``. A process of its own, so that a hang or a crash of a runtime
or a driver ends with it, and so that its libraries cost the worker no memory.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil

from sonm_desktop.worker.benchmarks.ids import Benchmark
from sonm_desktop.worker.benchmarks.wrong import WrongResult

_EVENTS_OVER_S = 10
"""The original counts events of a run of ten seconds."""

_GIGA = 1_000_000_000

Figures = Mapping[Benchmark, tuple[Iterator[float], float]]
"""Bursts of each benchmark without end, and how many of its units a rate of one is."""


def main(argv: list[str]) -> int:
    """Measure with *argv* and print; the exit code."""
    parser = argparse.ArgumentParser(prog="sonm worker measure")
    parser.add_argument("test", choices=("cpu", "ram", "storage", "gpu"))
    parser.add_argument("--cores", type=int, default=1)
    parser.add_argument("--gpu", default="")
    parser.add_argument("--folder", type=Path, default=Path())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    options = parser.parse_args(argv)
    try:
        with ExitStack() as stack:
            for line in measured(_figures(options, stack), options.rounds):
                sys.stdout.write(json.dumps(line) + "\n")
                sys.stdout.flush()
    except (WrongResult, OSError):
        return 1
    return 0


def measured(figures: Figures, rounds: int) -> Iterator[dict[str, Any]]:
    """The lines of a measurement: of each figure the best of *rounds*."""
    results = {}
    for at, (number, (bursts, unit)) in enumerate(figures.items()):
        best = 0.0
        for done in range(rounds):
            part = (at * rounds + done) / (len(figures) * rounds)
            yield {"number": int(number), "done": part}
            best = max(best, next(bursts))
        results[int(number)] = round(best * unit)
    yield {"results": results}


def _figures(options: argparse.Namespace, stack: ExitStack) -> Figures:
    if options.test == "cpu":
        return _cpu(options.cores, options.seconds)
    if options.test == "ram":
        return _ram(options.seconds)
    if options.test == "storage":
        return _storage(options.folder, options.seconds, stack)
    return _gpu(options.gpu, options.seconds)


def _cpu(cores: int, seconds: float) -> Figures:
    from sonm_desktop.worker.benchmarks.primes import PrimeKernel  # noqa: PLC0415 (large)

    kernel = PrimeKernel()

    def bursts(threads: int) -> Iterator[float]:
        while True:
            yield kernel.rate(threads=threads, seconds=seconds)

    return {
        Benchmark.CPU_SYSBENCH_SINGLE: (bursts(1), _EVENTS_OVER_S),
        Benchmark.CPU_SYSBENCH_MULTI: (bursts(cores), _EVENTS_OVER_S),
    }


def _ram(seconds: float) -> Figures:
    from sonm_desktop.worker.benchmarks.ram_test import bandwidth  # noqa: PLC0415 (one of four)

    return {Benchmark.RAM_BANDWIDTH: (bandwidth(seconds), 1)}


def _storage(folder: Path, seconds: float, stack: ExitStack) -> Figures:
    from sonm_desktop.worker.benchmarks.storage_test import (  # noqa: PLC0415 (one of four)
        DEEP,
        filled_file,
        random_reads,
    )

    path = stack.enter_context(filled_file(folder, psutil.disk_usage(str(folder)).free))
    return {
        Benchmark.STORAGE_IOPS: (random_reads(path, DEEP, seconds), 1),
        Benchmark.STORAGE_LATENCY: (random_reads(path, 1, seconds), 1),
    }


def _gpu(adapter: str, seconds: float) -> Figures:
    from sonm_desktop.worker.benchmarks import gpu_tests  # noqa: PLC0415 (one of four)
    from sonm_desktop.worker.benchmarks.adapters import adapters  # noqa: PLC0415

    found = adapters().get(adapter)
    if found is None:
        raise WrongResult
    from sonm_desktop.worker.benchmarks.compute import ComputeDevice  # noqa: PLC0415 (large)

    device = ComputeDevice(found)
    return {
        Benchmark.GPU_FP32: (gpu_tests.fp32(device)(seconds), 1 / _GIGA),
        Benchmark.GPU_BANDWIDTH: (gpu_tests.memory(device)(seconds), 1),
        Benchmark.GPU_SHA256: (gpu_tests.sha256(device)(seconds), 1),
    }
