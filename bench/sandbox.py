"""What the sandbox costs: its preparation, the start of a task in it, and the way of its bytes.

A task's start in a prepared cell stands beside `docker run` of the same image, both until the
engine says that the process runs; preparation is all that happens when a deal with network
opens. The transfer is the same bytes over loopback of a container's namespace to the host's
bridge, once through guard and counters without a bound that matters, once without any.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
import statistics
import subprocess
import time
from typing import Any

from sonm_desktop.core.ids import Address, DealId, TaskId
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.runtime.port import CellTerms, Launch, Limits, Network
from sonm_desktop.worker.runtime.records import time_ns
from tests.worker_fixtures import ENGINE_URL, import_busybox

ROUNDS = 7
UNBOUND = CellTerms(Network.INCOMING, 10**11, 10**11)
LIMITS = Limits(cpu_percent=100, ram_bytes=64 << 20, storage_bytes=32 << 20)
SENT = 256 << 20
PORT = 8080


def measure() -> dict[str, dict[str, Any]]:
    """The promised numbers: sandbox.start_ms at most 1.1 x, sandbox.prepare_ms below 1,000."""
    return asyncio.run(_measure())


async def _measure() -> dict[str, dict[str, Any]]:
    image = import_busybox()
    worker = Address("0x" + secrets.token_hex(20))
    runtime = DockerRuntime(ENGINE_URL, worker, own_images=True)
    prepared, ours, plain, guarded, bare = [], [], [], [], []
    try:
        for _ in range(ROUNDS):
            deal = DealId("0x" + secrets.token_hex(32))
            begun = time.time()
            await runtime.open_cell(deal, UNBOUND)
            volume = await runtime.prepare(deal, LIMITS.storage_bytes)
            prepared.append(time.time() - begun)
            ours.append(await _start(runtime, deal, image, volume))
            plain.append(await asyncio.to_thread(_docker_run, image))
            await forget(runtime)
        for _ in range(3):
            guarded.append(await _through_the_guard(runtime, image))
            bare.append(await asyncio.to_thread(_without_guard, image))
    finally:
        await forget(runtime)
        await runtime.close()
    return {
        "sandbox.prepare_ms": entry("ms", milliseconds(prepared), "goal", 1000),
        "sandbox.start_ms": entry("ms", milliseconds(ours), "docker run", milliseconds(plain)),
        "sandbox.transfer_mbit_s": entry(
            "Mbit/s", mbit(guarded), "the same port of a plain container", mbit(bare)
        ),
    }


async def _start(runtime: DockerRuntime, deal: DealId, image: str, volume: str) -> float:
    """Seconds from the call until the process runs."""
    launch = Launch(deal, TaskId("t1"), image, ("sleep", "30"), {}, LIMITS, volume, terms=UNBOUND)
    begun = time.time()
    sandbox = await runtime.start(launch)
    assert sandbox.started is not None
    return sandbox.started - begun


def _docker_run(image: str) -> float:
    begun = time.time()
    container = _docker("run", "--detach", image, "sleep", "30").strip()
    try:
        started = json.loads(_docker("inspect", container))[0]["State"]["StartedAt"]
        return time_ns(started) / 1e9 - begun
    finally:
        _docker("rm", "-f", container)


async def _through_the_guard(runtime: DockerRuntime, image: str) -> float:
    deal = DealId("0x" + secrets.token_hex(32))
    cell = await runtime.open_cell(deal, UNBOUND)
    volume = await runtime.prepare(deal, LIMITS.storage_bytes)
    command = ("sh", "-c", server())
    await runtime.start(
        Launch(deal, TaskId("t1"), image, command, {}, LIMITS, volume, terms=UNBOUND)
    )
    try:
        return await asyncio.to_thread(received, cell.ports[PORT])
    finally:
        await forget(runtime)


def _without_guard(image: str) -> float:
    container = _docker(
        *("run", "--detach", "--cpus", "1", "--publish", f"127.0.0.1::{PORT}", image),
        *("sh", "-c", server()),
    ).strip()
    try:
        told = _docker("port", container, str(PORT)).split()[0]
        return received(int(told.rpartition(":")[2]))
    finally:
        _docker("rm", "-f", container)


def server() -> str:
    return f"while :; do head -c {SENT} /dev/zero | nc -l -p {PORT}; done"


def received(port: int) -> float:
    """Seconds that the bytes take from the port to us, once it serves."""
    for _ in range(100):
        begun, taken = time.monotonic(), 0
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            while taken < SENT and (piece := connection.recv(1 << 18)):
                taken += len(piece)
        if taken == SENT:
            return time.monotonic() - begun
        time.sleep(0.1)
    raise RuntimeError("the container did not serve")


async def forget(runtime: DockerRuntime) -> None:
    for sandbox in await runtime.sandboxes():
        await runtime.remove(sandbox.id)
    for volume in await runtime.volumes():
        await runtime.remove_volume(volume)
    for deal in await runtime.cells():
        await runtime.close_cell(deal)


def _docker(*words: str) -> str:
    return subprocess.run(["docker", *words], check=True, capture_output=True, text=True).stdout


def milliseconds(samples: list[float]) -> float:
    """The middle of *samples*, which are in s."""
    return round(statistics.median(samples) * 1000, 1)


def mbit(samples: list[float]) -> float:
    """Mbit/s of the fastest transfer of SENT bytes; *samples* in s."""
    return round(SENT * 8 / 1e6 / min(samples))


def entry(unit: str, value: float, peer: str, other: float) -> dict[str, Any]:
    """A measured *value* beside *other*, what its *peer* took."""
    return {
        "value": value,
        "unit": unit,
        "peer": f"{peer}: {other}",
        "ratio": round(value / other, 3),
    }
