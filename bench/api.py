"""The local API: a request over the socket beside plain HTTP, and what a waiting agent costs.

The peer of a request is `asyncio` answering the same bytes over a Unix socket without any
framework: what is left is the price of routes, checks and models.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import psutil

from sonm_desktop.api.client import AgentClient, wait_for_agent
from sonm_desktop.core.paths import HOME_VARIABLE, Profile

REQUESTS = 500
IDLE_S = 10.0


def measure() -> dict[str, dict[str, Any]]:
    """p50 of reading the network's status and the state; start, memory and idle CPU."""
    home = Path(tempfile.mkdtemp(prefix="sonm-", dir="/tmp"))
    os.environ[HOME_VARIABLE] = str(home)
    try:
        return asyncio.run(_measured(Profile.named("bench")))
    finally:
        del os.environ[HOME_VARIABLE]
        shutil.rmtree(home)


async def _measured(profile: Profile) -> dict[str, dict[str, Any]]:
    begun = time.perf_counter()
    process = _agent(profile)
    try:
        await wait_for_agent(profile)
        started_s = time.perf_counter() - begun
        async with AgentClient(profile) as agent:
            status_ms = await _p50_ms(agent.network.status)
            state_ms = await _p50_ms(agent.state.read)
        plain_ms = await _plain_ms(profile.folder / "plain.sock")
        watched = psutil.Process(process.pid)
        watched.cpu_percent()
        await asyncio.sleep(IDLE_S)
        idle = watched.cpu_percent()
        rss = watched.memory_info().rss / 2**20
    finally:
        process.kill()
        process.wait()
    return {
        "api.request_p50": _entry(status_ms, "ms", plain_ms),
        "api.state_p50": _entry(state_ms, "ms", plain_ms),
        "agent.start": _entry(started_s, "s"),
        "agent.idle_rss": _entry(rss, "MiB"),
        "agent.idle_cpu": _entry(idle, "% of a core"),
    }


def _agent(profile: Profile) -> subprocess.Popen[bytes]:
    profile.folder.mkdir(parents=True)
    with (profile.folder / "agent.out").open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "sonm_desktop", "agent", "--profile", profile.name],
            stdout=output,
            stderr=output,
        )


async def _p50_ms(ask: Callable[[], Awaitable[object]]) -> float:
    times = []
    for _ in range(REQUESTS):
        begun = time.perf_counter()
        await ask()
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


async def _plain_ms(socket: Path) -> float:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        body = b"{}"
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(head + body)
                await writer.drain()
        except asyncio.IncompleteReadError:
            writer.close()

    server = await asyncio.start_unix_server(answer, socket)
    transport = httpx.AsyncHTTPTransport(uds=str(socket))
    async with server, httpx.AsyncClient(transport=transport, base_url="http://agent") as client:
        return await _p50_ms(lambda: client.get("/"))


def _entry(value: float, unit: str, peer: float | None = None) -> dict[str, Any]:
    return {
        "value": round(value, 3),
        "unit": unit,
        "peer": None if peer is None else round(peer, 3),
        "ratio": None if peer is None else round(value / peer, 2),
    }
