"""How long a task takes to start, beside `docker run` of the same image.

Ours: from the worker's receipt of ``task.run`` in an open deal until the engine says that the
process runs, confinement, records on disk and reply included. The peers: from the command
``docker run`` until the same moment; once as people type it, once with our confinement. All
three take turns.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from sonm_desktop.core.secret import Secret
from sonm_desktop.wallet.signer import KeySigner
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.runtime.records import time_ns
from tests.fakes.worker_chain import WorkerChain
from tests.unit.worker.business_fixtures import CONSUMER, MASTER, SNM, Shop, open_shop
from tests.worker_fixtures import ENGINE_URL, import_busybox

ROUNDS = 15
CONFINED = (
    *("--network", "none", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"),
    *("--read-only", "--init", "--memory", "64m", "--memory-swap", "64m", "--cpus", "1"),
    *("--pids-limit", "512", "--user", "65534:65534", "--ipc", "private"),
    *("--tmpfs", "/tmp:rw,noexec,nosuid,nodev,mode=1777,size=32m"),
)


def measure() -> dict[str, dict[str, Any]]:
    """The promised number: job.start_ms, at most 1.1 times `docker run`."""
    return asyncio.run(_measure())


async def _measure() -> dict[str, dict[str, Any]]:
    image = import_busybox()
    worker = KeySigner(Secret(secrets.token_bytes(31) + b"\1"))
    chain = WorkerChain(payee=MASTER.address)
    chain.bind(worker.address)
    chain.vaults[CONSUMER.address] = 100 * SNM
    runtime = DockerRuntime(ENGINE_URL, worker.address, own_images=True)
    ours, plain, confined = [], [], []
    try:
        with tempfile.TemporaryDirectory() as folder:
            async with open_shop(Path(folder), chain, runtime, worker) as shop:
                for _ in range(ROUNDS):
                    ours.append(await _our_start(shop, image))
                    plain.append(await asyncio.to_thread(_docker_run, image, ()))
                    confined.append(await asyncio.to_thread(_docker_run, image, CONFINED))
    finally:
        await runtime.close()
    return {
        "job.start_ms": _entry(ours, "docker run", plain),
        "job.start_confined_ms": _entry(ours, "docker run with our confinement", confined),
    }


async def _our_start(shop: Shop, image: str) -> float:
    """Seconds in a fresh deal, as a customer meets it: prepared when the deal opened."""
    deal = await shop.rent()
    received = time.time()
    status = await shop.run(deal, image, "sleep 30")
    await shop.ask(CONSUMER, "task.stop", {"deal": deal, "task": "t1"})
    shop.chain.close(deal)
    await shop.until(deal, "ended")
    return float(status["started"]) - received


def _docker_run(image: str, flags: tuple[str, ...]) -> float:
    begun = time.time()
    command = ["docker", "run", "--detach", *flags, image, "sleep", "30"]
    container = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    try:
        asked = subprocess.run(
            ["docker", "inspect", container], check=True, capture_output=True, text=True
        )
        started = json.loads(asked.stdout)[0]["State"]["StartedAt"]
        return time_ns(started) / 1e9 - begun
    finally:
        subprocess.run(["docker", "rm", "-f", container], check=True, capture_output=True)


def _entry(ours: list[float], name: str, theirs: list[float]) -> dict[str, Any]:
    mine, peer = statistics.median(ours) * 1000, statistics.median(theirs) * 1000
    return {
        "value": round(mine),
        "unit": "ms",
        "peer": f"{name}: {round(peer)} ms",
        "ratio": round(mine / peer, 2),
    }
