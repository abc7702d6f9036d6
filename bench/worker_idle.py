"""What a worker costs while it waits: a real process with an offer on sale and its master's
connection, without a deal. Beside it, in the same run: boinc-client without a project, and a
Python process that has only opened an endpoint."""

from __future__ import annotations

import asyncio
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from sonm_desktop.chain.anvil import AnvilSetup, find_anvil, free_port
from sonm_desktop.chain.deploy import deploy
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.ids import ChainId
from sonm_desktop.core.secret import Secret
from sonm_desktop.p2p.node import PeerNode
from tests.chain_fixtures import answering
from tests.unit.worker.business_fixtures import MASTER, PLAN
from tests.worker_process import WorkerProcess

SETTLE_S = 5
WATCHED_S = 30
TOO_LITTLE = 0.01
"""Per cent; below it a ratio says nothing."""

CHAIN_ID = ChainId(1_700_000_005)
_BARE = """
import asyncio, secrets
from sonm_desktop.core.secret import Secret
from sonm_desktop.p2p.iroh_transport import IrohTransport
async def wait():
    transport = IrohTransport(Secret(secrets.token_bytes(32)), ())
    await transport.start("127.0.0.1:0")
    print("up", flush=True)
    await asyncio.sleep(600)
asyncio.run(wait())
"""


def measure() -> dict[str, dict[str, Any]]:
    """The promised numbers: worker.idle_cpu_percent and worker.idle_rss_mib."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        setup = AnvilSetup(CHAIN_ID, free_port(), folder / "state", folder / "anvil.log")
        with _node(setup):
            return asyncio.run(_measure(setup.url, folder))


@contextmanager
def _node(setup: AnvilSetup) -> Iterator[None]:
    command = [str(find_anvil()), "--host", "127.0.0.1", "--port", str(setup.port)]
    node = subprocess.Popen(
        [*command, "--chain-id", str(setup.chain_id), "--quiet"], stdout=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        node.kill()
        node.wait()


async def _measure(url: str, folder: Path) -> dict[str, dict[str, Any]]:
    rpc = Rpc((url,))
    try:
        await answering(url)
        network = await deploy(rpc, rpc_urls=(url,))
        network.save(folder / "network.json")
        worker = WorkerProcess(folder / "worker", folder / "network.json", MASTER.address)
        worker.start()
        try:
            return await _watched(worker, network.domain)
        finally:
            worker.close()
    finally:
        await rpc.close()


async def _watched(worker: WorkerProcess, domain: Any) -> dict[str, dict[str, Any]]:
    owner = PeerNode(
        endpoint_key=Secret(secrets.token_bytes(32)),
        role="master",
        signer=MASTER,
        domain=domain,
        clock=SystemClock(),
    )
    await owner.start()
    try:
        peer = await owner.dial(worker.address, worker.worker)
        await peer.call("worker.plan", {"plan": PLAN})
        assert worker.process is not None
        cpu, rss = await asyncio.to_thread(_usage, worker.process.pid)
        bare_cpu, bare_rss = await asyncio.to_thread(_bare_endpoint)
        boinc_cpu, boinc_rss = await asyncio.to_thread(_boinc)
    finally:
        await owner.close()
    return {
        "worker.idle_cpu_percent": {
            "value": round(cpu, 2),
            "unit": "% of a core",
            "peer": f"boinc-client: {boinc_cpu:.2f} %, an endpoint alone: {bare_cpu:.2f} %",
            "ratio": round(cpu / boinc_cpu, 1) if boinc_cpu > TOO_LITTLE else None,
        },
        "worker.idle_rss_mib": {
            "value": round(rss),
            "unit": "MiB",
            "peer": f"boinc-client: {boinc_rss:.0f} MiB, an endpoint alone: {bare_rss:.0f} MiB",
            "ratio": round(rss / boinc_rss, 1),
        },
    }


def _bare_endpoint() -> tuple[float, float]:
    bare = subprocess.Popen([sys.executable, "-c", _BARE], stdout=subprocess.PIPE)
    try:
        assert bare.stdout is not None
        bare.stdout.readline()
        return _usage(bare.pid)
    finally:
        bare.kill()
        bare.communicate()


def _boinc() -> tuple[float, float]:
    """Debian's client, in a network namespace of its own so that it asks nobody for anything."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["boinc", "--dir", folder, "--allow_multiple_clients", "--no_gui_rpc"]
        alone = subprocess.Popen(
            ["unshare", "--net", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            return _usage(alone.pid)
        finally:
            alone.kill()
            alone.wait()


def _usage(pid: int) -> tuple[float, float]:
    process = psutil.Process(pid)
    time.sleep(SETTLE_S)
    before, begun = process.cpu_times(), time.monotonic()
    time.sleep(WATCHED_S)
    after, took = process.cpu_times(), time.monotonic() - begun
    used = after.user + after.system - before.user - before.system
    return used / took * 100, process.memory_info().rss / 2**20
