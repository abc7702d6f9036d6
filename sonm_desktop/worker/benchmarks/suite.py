"""Measures this machine when asked, and remembers it for as long as the machine is the same."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.program import background_command
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.worker.benchmarks.ids import COUNT, VERSION, Benchmark
from sonm_desktop.worker.hardware import Hardware

logger = logging.getLogger(__name__)

LIMIT_S = 60.0
_FACT = "benchmarks"
_LARGEST_LINE = 4096


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure: *rounds* of *seconds*, once with one thread and once with all."""

    rounds: int = 5
    seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Progress:
    """A measurement that runs. progress: 0 to 1. step: of *steps*. left_s: about so long."""

    progress: float
    test: str
    step: int = 0
    steps: int = 0
    left_s: int = 0


class Benchmarks:
    """What the machine was measured to do."""

    def __init__(
        self, facts: WorkerFacts, supervisor: Supervisor, *, effort: Effort | None = None
    ) -> None:
        self._facts = facts
        self._supervisor = supervisor
        self._effort = effort or Effort()
        self._running: asyncio.Task[None] | None = None
        self._progress = Progress(0.0, "")

    @property
    def progress(self) -> Progress | None:
        """None when nothing is being measured."""
        return self._progress if self._running and not self._running.done() else None

    async def values(self, hardware: Hardware) -> tuple[int, ...]:
        """One value per id; speed that was measured on another machine or version is 0."""
        values = [0] * COUNT
        for number, value in (await self._measured(hardware)).items():
            values[int(number)] = value
        values[Benchmark.CPU_CORES] = hardware.processor.cores
        values[Benchmark.RAM_SIZE] = hardware.ram_bytes
        values[Benchmark.STORAGE_SIZE] = hardware.storage_bytes
        return tuple(values)

    async def start(self, hardware: Hardware, *, force: bool = False) -> bool:
        """Measure in the background unless the values are current; whether it runs now."""
        if self.progress is not None:
            return True
        if not force and await self._measured(hardware):
            return False
        self._progress = Progress(0.0, "")
        self._running = self._supervisor.once("benchmarks", self._run(hardware))
        return True

    async def cancel(self) -> bool:
        """End what runs; the values of before stay. Whether something ran."""
        running = self._running
        if running is None or running.done():
            return False
        running.cancel()
        await asyncio.wait([running])
        logger.info("the measurement was cancelled")
        return True

    async def _run(self, hardware: Hardware) -> None:
        results = await self._measure(hardware.processor.cores)
        await self._facts.put(_FACT, {"of": fingerprint(hardware), "results": results})
        logger.info("measured: %s", results)

    async def _measured(self, hardware: Hardware) -> dict[str, int]:
        kept = await self._facts.get(_FACT)
        if kept is None or kept["of"] != fingerprint(hardware):
            return {}
        return dict(kept["results"])

    async def _measure(self, cores: int) -> dict[str, int]:
        command = background_command(
            *("worker", "measure", "--cores", str(cores)),
            *("--rounds", str(self._effort.rounds), "--seconds", str(self._effort.seconds)),
        )
        child = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_LARGEST_LINE,
        )
        try:
            async with asyncio.timeout(LIMIT_S):
                results = await self._read(child)
                await child.wait()
        except TimeoutError as error:
            raise RemoteError("worker.benchmark_failed") from error
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if child.returncode or not results:
            raise RemoteError("worker.benchmark_failed")
        return results

    async def _read(self, child: asyncio.subprocess.Process) -> dict[str, int]:
        if child.stdout is None:
            raise RemoteError("worker.benchmark_failed")
        results: dict[str, int] = {}
        async for line in child.stdout:
            said: dict[str, Any] = json.loads(line)
            if "results" in said:
                results = {str(number): int(value) for number, value in said["results"].items()}
            else:
                self._progress = Progress(
                    float(said["progress"]),
                    str(said["test"]),
                    int(said["step"]),
                    int(said["steps"]),
                    round(said["left_s"]),
                )
        return results


def fingerprint(hardware: Hardware) -> str:
    """Of everything that measured speed depends on."""
    return f"{hardware.device}:{version('wasmtime')}:{VERSION}"
