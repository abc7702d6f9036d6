"""Measuring this machine, and what is remembered of it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.worker.benchmarks import steps as steps_module
from sonm_desktop.worker.benchmarks.child import lines_of, run_step
from sonm_desktop.worker.benchmarks.effort import (
    BRIEF,
    EFFORT_VARIABLE,
    EFFORTS,
    Effort,
    practice_effort,
)
from sonm_desktop.worker.benchmarks.enumeration import portable_gpus
from sonm_desktop.worker.benchmarks.ids import COUNT, VERSIONS, Benchmark
from sonm_desktop.worker.benchmarks.primes import WINDOW_S, PrimeKernel, fastest
from sonm_desktop.worker.benchmarks.renewal import Renewal
from sonm_desktop.worker.benchmarks.steps import Step, steps_for
from sonm_desktop.worker.benchmarks.suite import Benchmarks, Figure
from sonm_desktop.worker.devices.gpu import Gpu, GpuKind, GpuVendor
from sonm_desktop.worker.hardware import Hardware, Processor, detect, with_adapters

MACHINE = Hardware(Processor("Test CPU", 2, ("avx",)), 8 << 30, 100 << 30, "amd64")
CARD = Gpu(
    "GPU-1", "RTX", GpuVendor.NVIDIA, GpuKind.DISCRETE, memory_bytes=24 << 30, driver="570.1"
)
WITH_CARD = replace(MACHINE, gpus=(CARD,))
QUICK = Effort(rounds=1, seconds=0.05)


class Runner:
    """Measures nothing: each result is its number and the count of runs; may fail or wait."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.failing = ""
        self.stop_at = ""
        self.stopped = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(
        self, step: Step, _effort: Effort, _folder: Path, heard: Callable[[int, float], None]
    ) -> dict[int, int]:
        heard(step.numbers[0], 0.5)
        if step.key == self.stop_at:
            self.stopped.set()
            await asyncio.Event().wait()
        await self.gate.wait()
        self.ran.append(step.key)
        if step.key == self.failing:
            raise RemoteError("worker.benchmark_stalled")
        return {int(number): 1000 * len(self.ran) + number for number in step.numbers}


@pytest.fixture
def runner() -> Runner:
    return Runner()


@pytest.fixture
async def benchmarks(tmp_path: Path, runner: Runner) -> AsyncIterator[Benchmarks]:
    database = Database(tmp_path / "worker.sqlite", "worker")
    await database.open()
    supervisor = Supervisor()

    async def here() -> Path:
        return tmp_path

    yield Benchmarks(
        WorkerFacts(database), supervisor, clock=SystemClock(), folder=here, runner=runner
    )
    await supervisor.close()
    await database.close()


async def finished(benchmarks: Benchmarks) -> None:
    async with asyncio.timeout(60):
        while benchmarks.progress is not None:  # noqa: ASYNC110 (what a face does)
            await asyncio.sleep(0.01)


async def figure(benchmarks: Benchmarks, hardware: Hardware, number: int) -> Figure:
    return next(each for each in await benchmarks.figures(hardware) if each.number == number)


async def test_what_was_not_measured_is_zero(benchmarks: Benchmarks) -> None:
    values = await benchmarks.values(MACHINE)
    assert values == (0, 0, 2, 8 << 30, 100 << 30) + (0,) * (COUNT - 5)
    assert (await figure(benchmarks, MACHINE, Benchmark.RAM_BANDWIDTH)).at == 0


async def test_everything_is_measured_once(benchmarks: Benchmarks, runner: Runner) -> None:
    assert await benchmarks.start(WITH_CARD)
    await finished(benchmarks)
    assert runner.ran == ["cpu", "ram", "storage", "gpu:GPU-1"]
    assert not await benchmarks.start(WITH_CARD)
    assert (await figure(benchmarks, WITH_CARD, Benchmark.GPU_FP32)).why == ("first",)
    values = await benchmarks.values(WITH_CARD)
    assert values[Benchmark.GPU_COUNT] == values[Benchmark.GPU_NVIDIA] == 1
    assert values[Benchmark.GPU_MEMORY] == 24 << 30
    assert values[Benchmark.GPU_FP32] > 0


async def test_asking_again_measures_again_and_says_so(
    benchmarks: Benchmarks, runner: Runner
) -> None:
    await benchmarks.start(MACHINE)
    await finished(benchmarks)
    assert await benchmarks.start(MACHINE, force=True, only=[Benchmark.RAM_BANDWIDTH])
    await finished(benchmarks)
    assert runner.ran[3:] == ["ram"]
    assert (await figure(benchmarks, MACHINE, Benchmark.RAM_BANDWIDTH)).why == ("asked",)
    assert (await figure(benchmarks, MACHINE, Benchmark.STORAGE_IOPS)).why == ("first",)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"driver": "571.0"}, "driver"),
        ({"firmware": "96.01"}, "firmware"),
        ({"power_limit_mw": 200_000}, "power_limit"),
    ],
)
async def test_a_changed_part_re_measures_its_device_alone_and_is_named(
    benchmarks: Benchmarks, runner: Runner, change: dict[str, str], part: str
) -> None:
    await benchmarks.start(WITH_CARD)
    await finished(benchmarks)
    newer = replace(WITH_CARD, gpus=(replace(CARD, **change),))  # type: ignore[arg-type]
    assert (await figure(benchmarks, newer, Benchmark.GPU_FP32)).stale == (part,)
    assert (await benchmarks.values(newer))[Benchmark.GPU_FP32] == 0
    assert await benchmarks.changes(newer) == {"gpu:GPU-1": (part,)}
    assert await benchmarks.start(newer)
    await finished(benchmarks)
    assert runner.ran[4:] == ["gpu:GPU-1"]
    again = await figure(benchmarks, newer, Benchmark.GPU_FP32)
    assert (again.why, again.stale) == ((part,), ())


def _other_device(_patch: pytest.MonkeyPatch) -> Hardware:
    return replace(WITH_CARD, gpus=(replace(CARD, id="GPU-2"), CARD))


def _other_engine(patch: pytest.MonkeyPatch) -> Hardware:
    patch.setattr(steps_module, "version", lambda name: f"{name} 99")
    return WITH_CARD


def _other_version(patch: pytest.MonkeyPatch) -> Hardware:
    patch.setitem(VERSIONS, Benchmark.GPU_SHA256, 99)
    return WITH_CARD


def _other_disk(_patch: pytest.MonkeyPatch) -> Hardware:
    return replace(WITH_CARD, volume=replace(WITH_CARD.volume, model="Other Disk"))


def _other_microcode(_patch: pytest.MonkeyPatch) -> Hardware:
    return replace(WITH_CARD, processor=replace(WITH_CARD.processor, microcode="0x2b"))


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (_other_engine, {"cpu": ("engine",), "gpu:GPU-1": ("engine",)}),
        (_other_version, {"gpu:GPU-1": ("version",)}),
        (_other_disk, {"storage": ("device",)}),
        (_other_microcode, {"cpu": ("firmware",)}),
        (_other_device, {}),
    ],
)
async def test_only_what_depends_on_the_change_is_measured_again_and_the_log_names_it(
    benchmarks: Benchmarks,
    runner: Runner,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    change: Callable[[pytest.MonkeyPatch], Hardware],
    again: dict[str, tuple[str, ...]],
) -> None:
    await benchmarks.start(WITH_CARD)
    await finished(benchmarks)
    runner.ran.clear()
    newer = change(monkeypatch)

    async def hardware() -> Hardware:
        return newer

    async def served() -> list[str]:
        return []

    assert await benchmarks.changes(newer) == again
    with caplog.at_level("INFO"):
        assert await Renewal(benchmarks, hardware, served).look() is bool(again)
        await finished(benchmarks)
    assert runner.ran == list(again)
    for key, (part,) in again.items():
        assert f"{key} is measured again, because of: {part}" in caplog.text
    assert not await benchmarks.changes(newer)


async def test_values_of_another_machine_do_not_count(benchmarks: Benchmarks) -> None:
    await benchmarks.start(MACHINE)
    await finished(benchmarks)
    other = replace(MACHINE, processor=replace(MACHINE.processor, model="Faster CPU"))
    assert (await benchmarks.values(other))[Benchmark.CPU_SYSBENCH_SINGLE] == 0


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    results=st.fixed_dictionaries({int(number): st.integers(0, 2**62) for number in VERSIONS}),
    free=st.integers(0, 2**50),
)
async def test_no_result_changes_what_a_device_is_or_what_its_results_hang_on(
    tmp_path_factory: pytest.TempPathFactory, results: dict[int, int], free: int
) -> None:
    before = identities(WITH_CARD)
    database = Database(tmp_path_factory.mktemp("results") / "worker.sqlite", "worker")
    await database.open()
    supervisor = Supervisor()

    async def says(step: Step, *_rest: object) -> dict[int, int]:
        return {int(number): results[number] for number in step.numbers}

    async def nowhere() -> Path:
        return Path()

    measured = Benchmarks(
        WorkerFacts(database), supervisor, clock=SystemClock(), folder=nowhere, runner=says
    )
    await measured.start(WITH_CARD)
    await finished(measured)
    await measured.put_line(WITH_CARD, {n: results[n] for n in (5, 6, 22)})
    after = replace(WITH_CARD, storage_bytes=free)
    told = {one.number: one.value for one in await measured.figures(after)}
    await supervisor.close()
    await database.close()
    assert told == results
    assert identities(after) == before


def identities(machine: Hardware) -> list[object]:
    parts = [(step.key, step.device, step.parts) for step in steps_for(machine)]
    return [machine.device, [gpu.id for gpu in machine.gpus], parts]


async def test_a_software_gpu_is_measured_and_never_claimed(benchmarks: Benchmarks) -> None:
    software = replace(CARD, kind=GpuKind.SOFTWARE)
    machine = replace(MACHINE, gpus=(software,))
    await benchmarks.start(machine)
    await finished(benchmarks)
    assert (await figure(benchmarks, machine, Benchmark.GPU_FP32)).value > 0
    values = await benchmarks.values(machine)
    assert values[Benchmark.GPU_FP32] == values[Benchmark.GPU_COUNT] == 0


async def test_a_volume_that_is_closed_to_us_is_said_and_stops_nothing_else(
    tmp_path: Path, runner: Runner
) -> None:
    database = Database(tmp_path / "worker.sqlite", "worker")
    await database.open()
    supervisor = Supervisor()

    async def closed() -> Path:
        raise RemoteError("worker.storage_closed")

    measured = Benchmarks(
        WorkerFacts(database), supervisor, clock=SystemClock(), folder=closed, runner=runner
    )
    await measured.start(WITH_CARD)
    await finished(measured)
    failed = await figure(measured, WITH_CARD, Benchmark.STORAGE_IOPS)
    await supervisor.close()
    await database.close()
    assert runner.ran == ["cpu", "ram", "gpu:GPU-1"]
    assert (failed.failed, failed.at) == ("worker.storage_closed", 0)


async def test_one_stalled_device_does_not_stop_the_others(
    benchmarks: Benchmarks, runner: Runner
) -> None:
    await benchmarks.start(WITH_CARD)
    await finished(benchmarks)
    before = await benchmarks.values(WITH_CARD)
    runner.failing = "ram"
    await benchmarks.start(WITH_CARD, force=True)
    await finished(benchmarks)
    after = await benchmarks.values(WITH_CARD)
    assert after[Benchmark.RAM_BANDWIDTH] == before[Benchmark.RAM_BANDWIDTH]
    assert after[Benchmark.GPU_FP32] > before[Benchmark.GPU_FP32]
    failed = await figure(benchmarks, WITH_CARD, Benchmark.RAM_BANDWIDTH)
    assert failed.failed == "worker.benchmark_stalled"


async def test_a_cancelled_measurement_keeps_the_values_of_before(
    benchmarks: Benchmarks, runner: Runner
) -> None:
    await benchmarks.start(MACHINE)
    await finished(benchmarks)
    before = await benchmarks.values(MACHINE)
    assert not await benchmarks.cancel()
    runner.gate.clear()
    assert await benchmarks.start(MACHINE, force=True)
    async with asyncio.timeout(30):
        while not (run := benchmarks.progress) or not run.steps:  # noqa: ASYNC110 (a face)
            await asyncio.sleep(0.01)
    assert (run.step, run.steps, run.number) == (1, 3, Benchmark.CPU_SYSBENCH_SINGLE)
    assert 0 < run.progress < 1
    assert run.left_s > 0
    assert await benchmarks.cancel()
    assert benchmarks.progress is None
    assert await benchmarks.values(MACHINE) == before


async def test_a_cancelled_measurement_keeps_what_it_has_finished(
    benchmarks: Benchmarks, runner: Runner
) -> None:
    await benchmarks.start(MACHINE)
    await finished(benchmarks)
    before = await benchmarks.values(MACHINE)
    runner.stop_at = "storage"
    assert await benchmarks.start(MACHINE, force=True)
    async with asyncio.timeout(30):
        await runner.stopped.wait()
    assert await benchmarks.cancel()
    after = await benchmarks.values(MACHINE)
    assert after[Benchmark.CPU_SYSBENCH_SINGLE] > before[Benchmark.CPU_SYSBENCH_SINGLE]
    assert after[Benchmark.RAM_BANDWIDTH] > before[Benchmark.RAM_BANDWIDTH]
    assert after[Benchmark.STORAGE_IOPS] == before[Benchmark.STORAGE_IOPS]
    assert (await figure(benchmarks, MACHINE, Benchmark.RAM_BANDWIDTH)).why == ("asked",)
    assert (await figure(benchmarks, MACHINE, Benchmark.STORAGE_IOPS)).why == ("first",)


async def test_a_changed_machine_is_measured_again_by_itself_unless_somebody_rents_it(
    benchmarks: Benchmarks, runner: Runner
) -> None:
    machine, deals = WITH_CARD, ["a deal"]

    async def hardware() -> Hardware:
        return machine

    async def served() -> list[str]:
        return deals

    renewal = Renewal(benchmarks, hardware, served)
    assert not await renewal.look(), "nobody has asked for a first measurement"
    await benchmarks.start(machine, only=[Benchmark.GPU_FP32])
    await finished(benchmarks)
    machine = replace(WITH_CARD, gpus=(replace(CARD, driver="571"),))
    assert not await renewal.look(), "a customer's job would be measured with"
    deals.clear()
    assert await renewal.look()
    await finished(benchmarks)
    assert runner.ran == ["gpu:GPU-1", "gpu:GPU-1"]
    assert not await renewal.look()


async def test_a_silent_child_is_killed_at_its_limit() -> None:
    with pytest.raises(RemoteError, match="three times"):
        await lines_of([sys.executable, "-c", "import time; time.sleep(60)"], print, 0.2)


@pytest.mark.parametrize("code", ["print('no json')", "raise SystemExit(3)", "print(b'x' * 99999)"])
async def test_a_child_that_breaks_gives_no_results(code: str, tmp_path: Path) -> None:
    with pytest.raises(RemoteError):
        await lines_of([sys.executable, "-c", code], print, 30)
    assert await portable_gpus([sys.executable, "-c", code]) == ()


async def test_this_machine_with_a_software_gpu_measures_everything_for_real(
    tmp_path: Path,
) -> None:
    machine = with_adapters(replace(detect(tmp_path), gpus=()), await portable_gpus())
    assert machine.gpus, "this machine has no Vulkan driver, not even a software one"
    heard: list[tuple[int, float]] = []
    found: dict[int, int] = {}
    for step in steps_for(machine):
        found |= await run_step(step, QUICK, tmp_path, lambda *said: heard.append(said))
    measured = {
        Benchmark.CPU_SYSBENCH_SINGLE,
        Benchmark.CPU_SYSBENCH_MULTI,
        Benchmark.RAM_BANDWIDTH,
        Benchmark.STORAGE_IOPS,
        Benchmark.STORAGE_LATENCY,
        Benchmark.GPU_FP32,
        Benchmark.GPU_BANDWIDTH,
        Benchmark.GPU_SHA256,
    }
    assert set(found) == measured
    assert all(found.values())
    assert {number for number, _ in heard} == measured
    assert not list(tmp_path.iterdir()), "a file was left behind"  # noqa: ASYNC240 (at the end)


def test_a_quick_set_of_one_gpu_and_the_network_fits_in_ninety_seconds() -> None:
    steps = steps_for(WITH_CARD)
    assert sum(step.budget_s(EFFORTS["quick"]) for step in steps) <= 60
    assert all(step.limit_s(QUICK) == 3 * step.budget_s(QUICK) for step in steps)


def test_the_fastest_stretch_counts_and_a_pause_before_or_after_it_does_not() -> None:
    steady = [at / 100 for at in range(101)]
    assert fastest(steady, 0.5) == pytest.approx(100)
    paused = [*steady, *(3 + at / 100 for at in range(60)), 9.0]
    assert fastest(paused, 0.5) == pytest.approx(100)
    assert fastest(paused, 2.5) == pytest.approx(101 / 3, rel=0.2)
    assert fastest(steady[:40], 0.5) == 0.0
    assert fastest([], 0.5) == 0.0


@given(
    quota=st.integers(10, 100),
    event_ms=st.floats(0.5, 9),
    period_ms=st.sampled_from([50, 100]),
)
def test_a_limit_on_processor_time_shows_in_the_fastest_stretch(
    quota: int, event_ms: float, period_ms: int
) -> None:
    """A group runs for its share of each period and then stands still."""
    share, now, ran, ends = period_ms * quota / 100, 0.0, 0.0, []
    while now < 3000:
        if ran + event_ms <= share:
            ran, now = ran + event_ms, now + event_ms
        else:
            now += period_ms - share + event_ms
            ran = ran + event_ms - share
        ends.append(now / 1000)
    free = 1000 / event_ms
    most = 1.25 * quota / 100 + event_ms / period_ms
    assert fastest(ends, WINDOW_S) <= free * min(1.001, most) + 2 / WINDOW_S


def test_the_kernel_counts_the_primes_that_there_are() -> None:
    assert PrimeKernel().rate(threads=1, seconds=0.01) > 0


def test_this_machine_is_recognised(tmp_path: Path) -> None:
    hardware = detect(tmp_path / "not" / "there")
    assert hardware.processor.cores >= 1
    assert hardware.ram_bytes > 1 << 28
    assert hardware.storage_bytes > 0
    assert hardware.architecture in {"amd64", "arm64"}


@pytest.mark.parametrize("said", ["", "quick", BRIEF])
def test_only_who_asks_for_little_is_measured_briefly(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EFFORT_VARIABLE, said)
    effort = practice_effort()
    assert (effort is not None) == (said == BRIEF)
    assert effort is None or effort.rounds * effort.seconds < EFFORTS["quick"].seconds
