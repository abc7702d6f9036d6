"""What a worker costs while it waits: a real process with an offer on sale and its master's
connection, without a deal. Beside it, in the same run: boinc-client without a project, and a
Python process that has only opened an endpoint."""

from __future__ import annotations

import asyncio
import os
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

from sonm_desktop.chain.practice.anvil import AnvilSetup, find_anvil, free_port
from sonm_desktop.chain.practice.deploy import deploy
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.ids import ChainId
from sonm_desktop.core.secret import Secret
from sonm_desktop.p2p.node import PeerNode
from sonm_desktop.worker.guest.feeling import Feeling
from sonm_desktop.worker.guest.host.here import find_senses
from sonm_desktop.worker.guest.judge import in_use
from sonm_desktop.worker.guest.rules import Rules
from sonm_desktop.worker.guest.senses import Refused
from tests.chain_fixtures import answering
from tests.unit.worker.business_fixtures import MASTER, PLAN
from tests.worker_process import WorkerProcess

SETTLE_S = 5
WATCHED_S = 30
_BOINC_LOOK_S = 10.0
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
    """The promised numbers: worker.idle_cpu_percent, worker.guarded_cpu_percent,
    worker.presence_detection_s and worker.idle_rss_mib."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        setup = AnvilSetup(CHAIN_ID, free_port(), folder / "state", folder / "anvil.log")
        with _display(), _node(setup):
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
        await peer.call("worker.guest", {"guest": await asyncio.to_thread(_every_guard)})
        guarded, _ = await asyncio.to_thread(_usage, worker.process.pid)
        felt_s = await asyncio.to_thread(_detection_s)
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
        "worker.guarded_cpu_percent": {
            "value": round(guarded, 2),
            "unit": "% of a core, idle, with every guard that this machine has",
            "peer": f"without guards: {cpu:.2f} %, boinc-client: {boinc_cpu:.2f} %",
            "ratio": round(guarded / cpu, 1) if cpu > TOO_LITTLE else None,
        },
        "worker.presence_detection_s": {
            "value": round(felt_s, 2),
            "unit": "s from a touch to the reason, the longest of 5",
            "peer": "boinc-client looks every 10 s",
            "ratio": round(felt_s / _BOINC_LOOK_S, 3),
        },
        "worker.idle_rss_mib": {
            "value": round(rss),
            "unit": "MiB",
            "peer": f"boinc-client: {boinc_rss:.0f} MiB, an endpoint alone: {bare_rss:.0f} MiB",
            "ratio": round(rss / boinc_rss, 1),
        },
    }


def _every_guard() -> dict[str, Any]:
    """Rules that need each sense that this machine has; programs are scanned always."""
    has = {name for name, sense in find_senses().named() if not isinstance(sense, Refused)}
    return {
        "user_active": "idle" in has,
        "fullscreen": "fullscreen" in has,
        "battery": "battery" in has,
        "metered": "metered" in has,
        "stop_c": 97 if "heat" in has else 0,
        "programs": ["no-such-program"],
        "windows": [{"days": [*range(7)], "begin": 0, "end": 0}],
    }


@contextmanager
def _display() -> Iterator[None]:
    """A display of its own, so that every system of the bench has a sense of presence."""
    reading, writing = os.pipe()
    display = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    before = os.environ.get("DISPLAY")
    try:
        with os.fdopen(reading) as told:
            os.environ["DISPLAY"] = f":{told.readline().strip()}"
        yield
    finally:
        os.environ.pop("DISPLAY", None)
        os.environ.update({} if before is None else {"DISPLAY": before})
        display.kill()
        display.wait()


def _detection_s() -> float:
    """How long a moved pointer takes to be a reason, at worst of five."""
    return max(_one_detection() for _ in range(5))


def _one_detection() -> float:
    """As `Guest.run` looks: the sense's own pause between two looks."""
    rules = Rules(user_active=True, idle_after_s=1)
    feeling = Feeling(find_senses, SystemClock())
    while in_use(rules, feeling.look(rules), time.time()):
        time.sleep(0.05)
    pause_s = feeling.pause_s(rules) or 0.0
    time.sleep(secrets.randbelow(1000) / 1000 * pause_s)
    touched = time.monotonic()
    words = ["xdotool", "mousemove", str(secrets.randbelow(500)), str(secrets.randbelow(500))]
    subprocess.run(words, check=True)
    while not in_use(rules, feeling.look(rules), time.time()):
        time.sleep(pause_s)
    return time.monotonic() - touched


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
