"""Events per second of sysbench's prime kernel, in WebAssembly: portable and checked.

Interruption by fuel or epochs is off; it costs a third of the speed. A run that must end
early is ended with its process.
"""

from __future__ import annotations

import threading
import time
from importlib import resources

import wasmtime

from sonm_desktop.worker.benchmarks.wrong import WrongResult

BOUND = 50_000
PRIMES = 5132
"""Between 3 and BOUND; an event with another result was not computed here."""


class PrimeKernel:
    """The compiled kernel."""

    def __init__(self) -> None:
        text = resources.files(__package__).joinpath("primes.wat").read_text(encoding="utf-8")
        self._engine = wasmtime.Engine()
        self._module = wasmtime.Module(self._engine, text)

    def rate(self, *, threads: int, seconds: float) -> float:
        """Events per second of all *threads* together over about *seconds*.

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
        return sum(run.events / run.took for run in runs)


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
        self.events = 0
        self.took = 1.0

    def work(self, start: threading.Barrier, seconds: float) -> None:
        start.wait()
        begun = time.perf_counter()
        while self.took_so_far(begun) < seconds:
            self.right = self.right and self._kernel(self._store, BOUND) == PRIMES
            self.events += 1
        self.took = self.took_so_far(begun)

    def took_so_far(self, begun: float) -> float:
        """Seconds since *begun*."""
        return time.perf_counter() - begun
