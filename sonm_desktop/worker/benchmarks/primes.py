"""Events per second of sysbench's prime kernel, in WebAssembly: portable and checked.

Of a burst the fastest half second counts, the same one for all threads: what else runs on a
machine comes and goes faster than bursts do, and only ever slows them. Half a second is long
enough for a limit on processor time to show in it.

Interruption by fuel or epochs is off; it costs a third of the speed. A run that must end
early is ended with its process.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from importlib import resources

import wasmtime

from sonm_desktop.worker.benchmarks.wrong import WrongResult

BOUND = 50_000
WINDOW_S = 0.5
PRIMES = 5132
"""Between 3 and BOUND; an event with another result was not computed here."""


class PrimeKernel:
    """The compiled kernel."""

    def __init__(self) -> None:
        text = resources.files(__package__).joinpath("primes.wat").read_text(encoding="utf-8")
        self._engine = wasmtime.Engine()
        self._module = wasmtime.Module(self._engine, text)

    def rate(self, *, threads: int, seconds: float) -> float:
        """Events per second of all *threads* together in the fastest WINDOW_S of *seconds*.

        Raises WrongResult.
        """
        runs = [_Run(self._engine, self._module) for _ in range(threads)]
        start = threading.Barrier(threads)
        workers = [
            threading.Thread(target=run.work, args=(start, seconds), daemon=True) for run in runs
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if not all(run.right for run in runs):
            raise WrongResult
        together = min(run.ends[-1] for run in runs)
        ends = sorted(end for run in runs for end in run.ends if end <= together)
        return fastest(ends, WINDOW_S) or sum(run.average for run in runs)


def fastest(ends: Sequence[float], window_s: float) -> float:
    """Events per second in the best stretch of at least *window_s* between two of their *ends*,
    which are in order; 0 where there is none so long."""
    best, last = 0.0, 0
    for first, begun in enumerate(ends):
        while last < len(ends) and ends[last] - begun < window_s:
            last += 1
        if last == len(ends):
            break
        best = max(best, (last - first) / (ends[last] - begun))
    return best


class _Run:
    """One thread's share; a store of its own, because stores belong to one thread."""

    def __init__(self, engine: wasmtime.Engine, module: wasmtime.Module) -> None:
        self._store = wasmtime.Store(engine)
        exported = wasmtime.Instance(self._store, module, []).exports(self._store)
        kernel = exported["count_primes"]
        if not isinstance(kernel, wasmtime.Func):
            raise WrongResult
        self._kernel = kernel
        self.right = True
        self.average = 0.0
        self.ends: list[float] = []

    def work(self, start: threading.Barrier, seconds: float) -> None:
        """Note when each event ended; the average is for bursts shorter than a window."""
        start.wait()
        begun = time.perf_counter()
        while not self.ends or self.ends[-1] - begun < seconds:
            self.right = self.right and self._kernel(self._store, BOUND) == PRIMES
            self.ends.append(time.perf_counter())
        self.average = len(self.ends) / (self.ends[-1] - begun)
