"""What metering costs: a reading of a deal's counters and statistics, and the way of its bytes.

A reading stands beside a `docker exec` that asks the same counters. The transfer is that of
sandbox.transfer_mbit_s once more, while the deal is read every second, which is 15 times as
often as a worker does it.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
import secrets
import subprocess
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bench.sandbox import (
    LIMITS,
    PORT,
    UNBOUND,
    entry,
    forget,
    mbit,
    milliseconds,
    received,
    server,
)
from sonm_desktop.core.ids import Address, DealId, TaskId
from sonm_desktop.worker.runtime.confinement import cell_name
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.runtime.port import Launch
from tests.worker_fixtures import ENGINE_URL, import_busybox

READINGS = 40
STATISTICS = 6
OFTEN_S = 1.0
EVERY_S = 15
COUNTERS = ("nft", "list", "counters", "table", "inet", "sonm")


def measure() -> dict[str, dict[str, Any]]:
    """metering.read_ms, metering.statistics_ms, metering.cpu_percent, metering.transfer_mbit_s."""
    return asyncio.run(_measure())


async def _measure() -> dict[str, dict[str, Any]]:
    runtime = DockerRuntime(ENGINE_URL, Address("0x" + secrets.token_hex(20)), own_images=True)
    deal = DealId("0x" + secrets.token_hex(32))
    try:
        port, sandbox = await _serving(runtime, deal)
        await runtime.line(deal)
        began = _own_cpu_s()
        line = await _timed(lambda: runtime.line(deal), READINGS)
        used = (_own_cpu_s() - began) / READINGS
        asked = await _timed(lambda: asyncio.to_thread(_exec, deal), 5)
        told = await _timed(lambda: runtime.usage(sandbox), STATISTICS)
        still, read = [], []
        for _ in range(3):
            still.append(await asyncio.to_thread(received, port))
            async with _read_often(runtime, deal):
                read.append(await asyncio.to_thread(received, port))
    finally:
        await forget(runtime)
        await runtime.close()
    return {
        "metering.read_ms": entry(
            "ms", milliseconds(line), "docker exec of the same", milliseconds(asked)
        ),
        "metering.statistics_ms": entry("ms", milliseconds(told), "the engine's own beat", 1000.0),
        "metering.cpu_percent": entry(
            f"% of a core of ours per deal, read every {EVERY_S} s",
            round(used / EVERY_S * 100, 3),
            "goal for an idle worker",
            0.3,
        ),
        "metering.transfer_mbit_s": entry(
            "Mbit/s", mbit(read), "the same without readings", mbit(still)
        ),
    }


async def _serving(runtime: DockerRuntime, deal: DealId) -> tuple[int, str]:
    """The published port of a task that sends, and its sandbox."""
    cell = await runtime.open_cell(deal, UNBOUND)
    volume = await runtime.prepare(deal, LIMITS.storage_bytes)
    image, command = import_busybox(), ("sh", "-c", server())
    launch = Launch(deal, TaskId("t1"), image, command, {}, LIMITS, volume, terms=UNBOUND)
    return cell.ports[PORT], (await runtime.start(launch)).id


@contextlib.asynccontextmanager
async def _read_often(runtime: DockerRuntime, deal: DealId) -> Any:
    async def read() -> None:
        while True:
            await runtime.line(deal)
            await asyncio.sleep(OFTEN_S)

    reading = asyncio.create_task(read())
    try:
        yield
    finally:
        reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reading


def _exec(deal: DealId) -> None:
    words = ["docker", "exec", f"{cell_name(deal)}-meter", *COUNTERS]
    subprocess.run(words, check=True, capture_output=True)


async def _timed(work: Callable[[], Awaitable[object]], rounds: int) -> list[float]:
    taken = []
    for _ in range(rounds):
        begun = time.monotonic()
        await work()
        taken.append(time.monotonic() - begun)
    return taken


def _own_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
