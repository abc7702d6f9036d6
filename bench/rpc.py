"""Calls and logs between two processes, beside plain TCP with the same frames.

Ours is encrypted, dialled by key, authenticated by account, answered once per id and bridged
to the program's own event loop on both sides; the peer is an asyncio echo server.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.ids import Address, EndpointId
from sonm_desktop.core.secret import Secret
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.p2p.node import PeerNode
from sonm_desktop.p2p.packing import unpack_map
from sonm_desktop.p2p.service import LogRecord, ServedFile
from sonm_desktop.p2p.transport import EndpointAddress
from sonm_desktop.p2p.wire import FrameReader, frame
from sonm_desktop.wallet.messages import Domain
from sonm_desktop.wallet.signer import KeySigner

ROUNDS = 1500
WARM_UP = 200
RECORDS = 100_000
IDLE_S = 2.0
MIB = 1024 * 1024

DOMAIN = Domain(chain_id=31_337, market=Address("0x" + "11" * 20))
BODY = {"deal": "0x" + "ab" * 32, "total": 2**90}
LINE = b"a line of a job's output, as long as most are\n"
BARE = "import asyncio, sys; print(flush=True); sys.stdin.read()"


def measure() -> dict[str, dict[str, Any]]:
    """The promised numbers of p2p: rpc.p50_us, log.records_per_s, p2p.idle_rss_mib."""
    with _program(sys.executable, "-m", "bench.rpc", "serve") as ours:
        where = _said(ours)
        calls, plain_calls = asyncio.run(_call_both(where))
        logs, plain_logs = asyncio.run(_follow_both(where))
    with (
        _program(sys.executable, "-m", "bench.rpc", "idle") as idle,
        _program(sys.executable, "-c", BARE) as bare,
    ):
        _said(idle)
        time.sleep(IDLE_S)
        memory, plain_memory = _rss_mib(idle), _rss_mib(bare)
    return {
        "rpc.p50_us": _entry(calls, "us", plain_calls),
        "log.records_per_s": _entry(logs, "records/s", plain_logs),
        "p2p.idle_rss_mib": _entry(memory, "MiB", plain_memory),
    }


def _entry(value: float, unit: str, peer: float) -> dict[str, Any]:
    return {
        "value": round(value, 1),
        "unit": unit,
        "peer": round(peer, 1),
        "ratio": round(value / peer, 2),
    }


async def _call_both(where: dict[str, Any]) -> tuple[float, float]:
    async with _Client(where) as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", where["tcp"])
        frames = FrameReader(_Readable(reader))

        async def ours() -> None:
            await client.peer.call("echo", BODY)

        async def plain() -> None:
            writer.write(frame({"kind": "rpc", "method": "echo"}) + frame(BODY))
            await frames.map()

        found = await _p50_us(ours), await _p50_us(plain)
        writer.close()
        return found


async def _p50_us(call: Callable[[], Awaitable[None]]) -> float:
    taken = []
    for _ in range(WARM_UP + ROUNDS):
        began = time.perf_counter()
        await call()
        taken.append((time.perf_counter() - began) * 1e6)
    return statistics.median(taken[WARM_UP:])


async def _follow_both(where: dict[str, Any]) -> tuple[float, float]:
    async with _Client(where) as client:
        began = time.perf_counter()
        count = 0
        async for _ in client.peer.logs("task"):
            count += 1
        ours = count / (time.perf_counter() - began)
    reader, writer = await asyncio.open_connection("127.0.0.1", where["tcp"])
    writer.write(frame({"kind": "log"}) + frame({}))
    frames = FrameReader(_Readable(reader))
    began = time.perf_counter()
    while "end" not in unpack_map(await frames.frame() or b""):
        count -= 1
    plain = RECORDS / (time.perf_counter() - began)
    writer.close()
    if count:
        raise RuntimeError(f"{count} records more on one side than on the other")
    return ours, plain


class _Client:
    """A node connected to the other process."""

    def __init__(self, where: dict[str, Any]) -> None:
        self._address = EndpointAddress(EndpointId(where["endpoint"]), tuple(where["addresses"]))
        self._node = _node("consumer")

    async def __aenter__(self) -> _Client:
        await self._node.start()
        self.peer = await self._node.dial(self._address)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._node.close()


def _node(role: str) -> PeerNode:
    return PeerNode(
        endpoint_key=Secret(secrets.token_bytes(32)),
        role=role,
        signer=KeySigner(Secret(secrets.token_bytes(32))),
        domain=DOMAIN,
        clock=SystemClock(),
    )


class _Service:
    """Answers calls with their body and has one log."""

    async def call(
        self, caller: PeerIdentity, method: str, body: dict[str, Any], call_id: str
    ) -> dict[str, Any]:
        return body

    async def logs(self, caller: PeerIdentity, task: str, after: int) -> AsyncIterator[LogRecord]:
        for seq in range(after + 1, RECORDS + 1):
            yield LogRecord(seq=seq, ts=1.8e9, fd=1, data=LINE)

    async def open_file(self, caller: PeerIdentity, task: str, path: str) -> ServedFile:
        raise NotImplementedError


class _Readable:
    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader

    async def read(self, limit: int) -> bytes:
        return await self._reader.read(limit)


async def _serve() -> None:
    node = _node("worker")
    await node.start()
    await node.serve(_Service())
    tcp = await asyncio.start_server(_answer_plainly, "127.0.0.1", 0)
    port = tcp.sockets[0].getsockname()[1]
    where = {"endpoint": node.endpoint_id, "addresses": node.addresses(), "tcp": port}
    print(json.dumps(where), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    tcp.close()
    await node.close()


async def _answer_plainly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    frames = FrameReader(_Readable(reader))
    while (header := await frames.frame()) is not None:
        body = await frames.map()
        if unpack_map(header)["kind"] == "log":
            await _log_plainly(writer)
        else:
            writer.write(frame({"ok": body}))
    writer.close()


async def _log_plainly(writer: asyncio.StreamWriter) -> None:
    for seq in range(1, RECORDS + 1):
        writer.write(frame({"seq": seq, "ts": 1.8e9, "fd": 1, "data": LINE}))
        if seq % 1000 == 0:
            await writer.drain()
    writer.write(frame({"end": True}))


async def _idle() -> None:
    node = _node("worker")
    await node.start()
    await node.serve(_Service())
    print(json.dumps({}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await node.close()


@contextmanager
def _program(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends when its input does."""
    root = Path(__file__).resolve().parents[1]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root)
    try:
        yield process
    finally:
        process.communicate(timeout=30)


def _said(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    assert process.stdout is not None
    found: dict[str, Any] = json.loads(process.stdout.readline())
    return found


def _rss_mib(process: subprocess.Popen[bytes]) -> float:
    return float(psutil.Process(process.pid).memory_info().rss) / MIB


if __name__ == "__main__":
    asyncio.run({"serve": _serve, "idle": _idle}[sys.argv[1]]())
