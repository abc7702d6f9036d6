"""Measuring this machine, and what is remembered of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.store.database import Database
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.worker.benchmarks.ids import COUNT, Benchmark
from sonm_desktop.worker.benchmarks.primes import PrimeKernel
from sonm_desktop.worker.benchmarks.suite import Benchmarks, Effort
from sonm_desktop.worker.hardware import Hardware, Processor, detect

MACHINE = Hardware(Processor("Test CPU", 2, ("avx",)), 8 << 30, 100 << 30, "amd64")
QUICK = Effort(rounds=1, seconds=0.05)


@pytest.fixture
async def benchmarks(tmp_path: Path) -> AsyncIterator[Benchmarks]:
    database = Database(tmp_path / "worker.sqlite", "worker")
    await database.open()
    supervisor = Supervisor()
    yield Benchmarks(WorkerFacts(database), supervisor, effort=QUICK)
    await supervisor.close()
    await database.close()


async def finished(benchmarks: Benchmarks) -> None:
    async with asyncio.timeout(30):
        while benchmarks.progress is not None:  # noqa: ASYNC110 (what a face does)
            await asyncio.sleep(0.05)


async def test_what_was_not_measured_is_zero(benchmarks: Benchmarks) -> None:
    values = await benchmarks.values(MACHINE)
    assert values == (0, 0, 2, 8 << 30, 100 << 30) + (0,) * (COUNT - 5)


async def test_a_measurement_gives_speed_for_one_and_for_all_cores(benchmarks: Benchmarks) -> None:
    assert await benchmarks.start(MACHINE)
    await finished(benchmarks)
    values = await benchmarks.values(MACHINE)
    assert values[Benchmark.CPU_SYSBENCH_SINGLE] > 100
    assert values[Benchmark.CPU_SYSBENCH_MULTI] > 100


async def test_the_same_machine_is_not_measured_twice(benchmarks: Benchmarks) -> None:
    await benchmarks.start(MACHINE)
    await finished(benchmarks)
    assert not await benchmarks.start(MACHINE)
    assert await benchmarks.start(MACHINE, force=True)
    await finished(benchmarks)


async def test_values_of_another_machine_do_not_count(benchmarks: Benchmarks) -> None:
    await benchmarks.start(MACHINE)
    await finished(benchmarks)
    other = replace(MACHINE, processor=replace(MACHINE.processor, model="Faster CPU"))
    assert (await benchmarks.values(other))[Benchmark.CPU_SYSBENCH_SINGLE] == 0


def test_the_kernel_counts_the_primes_that_there_are() -> None:
    assert PrimeKernel().rate(threads=1, seconds=0.01) > 0


def test_this_machine_is_recognised(tmp_path: Path) -> None:
    hardware = detect(tmp_path / "not" / "there")
    assert hardware.processor.cores >= 1
    assert hardware.ram_bytes > 1 << 28
    assert hardware.storage_bytes > 0
    assert hardware.architecture in {"amd64", "arm64"}


async def test_a_cancelled_measurement_keeps_the_values_of_before(benchmarks: Benchmarks) -> None:
    await benchmarks.start(MACHINE)
    await finished(benchmarks)
    before = await benchmarks.values(MACHINE)
    assert not await benchmarks.cancel()
    assert await benchmarks.start(MACHINE, force=True)
    async with asyncio.timeout(30):
        while not (run := benchmarks.progress) or not run.steps:  # noqa: ASYNC110 (what a face does)
            await asyncio.sleep(0.01)
    assert run.step <= run.steps
    assert await benchmarks.cancel()
    assert benchmarks.progress is None
    assert await benchmarks.values(MACHINE) == before
