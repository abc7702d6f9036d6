"""The child process that measures: one JSON object per line of output, the last with results.

While it runs: ``progress`` 0 to 1, ``test``, ``step`` of ``steps``, ``left_s``; then
``{"results": {id: value}}``. A process of its own, so that a hang or a crash of the runtime
ends with it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

from sonm_desktop.worker.benchmarks.ids import Benchmark
from sonm_desktop.worker.benchmarks.primes import PrimeKernel
from sonm_desktop.worker.benchmarks.wrong import WrongResult

_EVENTS_OVER_S = 10
"""The original counts events of a run of ten seconds."""


def main(argv: list[str]) -> int:
    """Measure with *argv* and print; the exit code."""
    parser = argparse.ArgumentParser(prog="sonm worker measure")
    parser.add_argument("--cores", type=int, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    options = parser.parse_args(argv)
    try:
        for line in measured(options.cores, options.rounds, options.seconds):
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
    except WrongResult:
        return 1
    return 0


def measured(cores: int, rounds: int, seconds: float) -> Iterator[dict[str, Any]]:
    """The lines of a measurement: the best of *rounds*, with one thread and with *cores*."""
    kernel = PrimeKernel()
    single, multi = "cpu-sysbench-single", "cpu-sysbench-multi"
    plan = [(single, 1)] * rounds + ([(multi, cores)] * rounds if cores > 1 else [])
    best = {single: 0.0, multi: 0.0}
    for done, (test, threads) in enumerate(plan):
        yield {
            "progress": done / len(plan),
            "test": test,
            "step": done + 1,
            "steps": len(plan),
            "left_s": (len(plan) - done) * seconds,
        }
        best[test] = max(best[test], kernel.rate(threads=threads, seconds=seconds))
    if cores == 1:
        best[multi] = best[single]
    yield {
        "results": {
            int(Benchmark.CPU_SYSBENCH_MULTI): round(best[multi] * _EVENTS_OVER_S),
            int(Benchmark.CPU_SYSBENCH_SINGLE): round(best[single] * _EVENTS_OVER_S),
        }
    }
