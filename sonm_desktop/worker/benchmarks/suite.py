"""Measures this machine when asked, and remembers it for as long as the machine is the same."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sonm_desktop.core.benchmark_names import benchmark_name
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.worker.benchmarks.child import run_step
from sonm_desktop.worker.benchmarks.effort import QUICK, Effort
from sonm_desktop.worker.benchmarks.ids import Benchmark
from sonm_desktop.worker.benchmarks.records import ASKED, FIRST, Results, Taken
from sonm_desktop.worker.benchmarks.splitting import Measured
from sonm_desktop.worker.benchmarks.steps import Step, changed, line_step, steps_for
from sonm_desktop.worker.devices.gpu import Gpu, GpuVendor
from sonm_desktop.worker.hardware import Hardware

logger = logging.getLogger(__name__)

Runner = Callable[[Step, Effort, Path, Callable[[int, float], None]], Awaitable[dict[int, int]]]


@dataclass(frozen=True, slots=True)
class Progress:
    """A measurement that runs. progress: 0 to 1. step: of *steps*. left_s: about so long.

    number: of the benchmark. device: a GPU's id, or empty.
    """

    progress: float
    test: str
    step: int = 0
    steps: int = 0
    left_s: int = 0
    number: int = 0
    device: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A result with its history. stale: the parts that changed since; it counts only without.

    failed: code of why the last attempt gave nothing, or empty.
    """

    number: int
    device: str
    value: int
    at: int
    why: tuple[str, ...]
    stale: tuple[str, ...]
    failed: str = ""


@dataclass(frozen=True, slots=True)
class _Stage:
    """A step among the *steps* of a run. past_s, budget_s, whole_s: before it, of it, of all."""

    step: Step
    at: int
    steps: int
    past_s: float
    budget_s: float
    whole_s: float

    def progress(self, number: int, done: float) -> Progress:
        """With the benchmark *number* under way, and *done* of the step, 0 to 1."""
        spent = self.past_s + done * self.budget_s
        return Progress(
            progress=spent / self.whole_s,
            test=benchmark_name(number).name,
            step=self.at,
            steps=self.steps,
            left_s=round(self.whole_s - spent),
            number=number,
            device=self.step.device,
        )


class Benchmarks:
    """What the machine was measured to do. *folder*: finds one on the volume that jobs use."""

    def __init__(
        self,
        facts: WorkerFacts,
        supervisor: Supervisor,
        *,
        clock: Clock,
        folder: Callable[[], Awaitable[Path]],
        effort: Effort | None = None,
        runner: Runner = run_step,
    ) -> None:
        self._results = Results(facts)
        self._supervisor = supervisor
        self._clock = clock
        self._folder = folder
        self._effort = effort
        self._runner = runner
        self._running: asyncio.Task[None] | None = None
        self._progress = Progress(0.0, "")
        self._failed: dict[str, str] = {}

    @property
    def progress(self) -> Progress | None:
        """None when nothing is being measured."""
        return self._progress if self._running and not self._running.done() else None

    async def values(self, hardware: Hardware) -> tuple[int, ...]:
        """One value per number for the whole machine; what was measured on another is 0."""
        return (await self.measured(hardware)).whole

    async def measured(self, hardware: Hardware) -> Measured:
        """What slices share; a software GPU is nothing to sell."""
        kept = await self._results.all()
        current = {
            step.key: kept[step.key].results
            for step in _everything(hardware)
            if step.key in kept and not changed(kept[step.key].parts, step.parts)
        }
        host = _sizes(hardware)
        for key, results in current.items():
            host |= {} if key.startswith("gpu:") else results
        gpus = {
            gpu.id: current.get(f"gpu:{gpu.id}", {}) | _gpu_facts(gpu)
            for gpu in hardware.gpus
            if gpu.sold
        }
        return Measured(host, gpus)

    async def figures(self, hardware: Hardware) -> list[Figure]:
        """Every result of this machine's devices, also one that no longer counts."""
        kept = await self._results.all()
        return [
            _figure(step, number, kept.get(step.key), self._failed.get(step.key, ""))
            for step in _everything(hardware)
            for number in step.numbers
        ]

    async def put_line(self, hardware: Hardware, results: dict[int, int]) -> None:
        """Keep what the master has measured of the network."""
        step = line_step(hardware)
        kept = (await self._results.all()).get(step.key)
        await self._keep(step, _reason(step, kept, force=True), results)

    async def changes(self, hardware: Hardware) -> dict[str, tuple[str, ...]]:
        """What was measured before and is not the same any more, with the parts that changed."""
        kept = await self._results.all()
        return {
            step.key: parts
            for step in steps_for(hardware)
            if step.key in kept and (parts := changed(kept[step.key].parts, step.parts))
        }

    async def start(
        self,
        hardware: Hardware,
        *,
        force: bool = False,
        effort: Effort | None = None,
        only: Collection[int] = (),
        again: bool = False,
    ) -> bool:
        """Measure in the background what is not current; whether it runs now.

        *force*: what is current, too. *only*: these numbers, or all. *again*: nothing that was
        never measured.
        """
        if self.progress is not None:
            return True
        kept = await self._results.all()
        steps = [
            (step, why)
            for step in steps_for(hardware)
            if (why := _reason(step, kept.get(step.key), force=force))
            and (not only or not set(only).isdisjoint(step.numbers))
            and (step.key in kept or not again)
        ]
        if not steps:
            return False
        self._progress = Progress(0.0, "")
        chosen = self._effort or effort or QUICK
        self._running = self._supervisor.once("benchmarks", self._run(steps, chosen))
        return True

    async def cancel(self) -> bool:
        """End what runs: finished steps keep their new values, the others those of before.

        Whether something ran.
        """
        running = self._running
        if running is None or running.done():
            return False
        running.cancel()
        await asyncio.wait([running])
        logger.info("the measurement was cancelled")
        return True

    async def _run(self, steps: list[tuple[Step, tuple[str, ...]]], effort: Effort) -> None:
        """Each step after the other: two at once would measure each other."""
        whole = sum(step.budget_s(effort) for step, _ in steps)
        past = 0.0
        for at, (step, why) in enumerate(steps, start=1):
            stage = _Stage(step, at, len(steps), past, step.budget_s(effort), whole)
            results = await self._step(step, effort, partial(self._hear, stage))
            if results:
                await self._keep(step, why, results)
            past += stage.budget_s

    async def _keep(self, step: Step, why: tuple[str, ...], results: dict[int, int]) -> None:
        """At once: whoever cancels the rest of a run keeps what is finished."""
        taken = Taken(step.parts, int(self._clock.now()), why, results)
        await self._results.put({step.key: taken})
        logger.info("measured %s because of %s: %s", step.key, ", ".join(why), results)

    def _hear(self, stage: _Stage, number: int, done: float) -> None:
        self._progress = stage.progress(number, done)

    async def _step(
        self, step: Step, effort: Effort, heard: Callable[[int, float], None]
    ) -> dict[int, int]:
        """Its results, or none: one device that cannot be measured does not stop the others."""
        self._failed.pop(step.key, None)
        try:
            folder = await self._folder() if step.fills_a_file else Path()
            return await self._runner(step, effort, folder, heard)
        except RemoteError as error:
            logger.warning("%s was not measured: %s", step.key, error.code)
            self._failed[step.key] = error.code
            return {}


def _reason(step: Step, kept: Taken | None, *, force: bool) -> tuple[str, ...]:
    """Why *step* is to be run; empty when it is not."""
    if kept is None:
        return (FIRST,)
    return changed(kept.parts, step.parts) or ((ASKED,) if force else ())


def _figure(step: Step, number: Benchmark, kept: Taken | None, failed: str) -> Figure:
    if kept is None:
        return Figure(number, step.device, 0, 0, (), (), failed)
    return Figure(
        number=number,
        device=step.device,
        value=kept.results.get(number, 0),
        at=kept.at,
        why=kept.why,
        stale=changed(kept.parts, step.parts),
        failed=failed,
    )


def _everything(hardware: Hardware) -> list[Step]:
    return [*steps_for(hardware), line_step(hardware)]


def _sizes(hardware: Hardware) -> dict[int, int]:
    return {
        Benchmark.CPU_CORES: hardware.processor.cores,
        Benchmark.RAM_SIZE: hardware.ram_bytes,
        Benchmark.STORAGE_SIZE: hardware.storage_bytes,
    }


def _gpu_facts(gpu: Gpu) -> dict[int, int]:
    return {
        Benchmark.GPU_COUNT: 1,
        Benchmark.GPU_MEMORY: gpu.memory_bytes,
        Benchmark.GPU_NVIDIA: int(gpu.vendor is GpuVendor.NVIDIA),
        Benchmark.GPU_RADEON: int(gpu.vendor is GpuVendor.AMD),
    }
