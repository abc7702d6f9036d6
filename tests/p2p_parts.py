"""Parts for tests between peers: a service that counts, and a transport that can be cut."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.secret import Secret
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.p2p.iroh_transport import IrohTransport
from sonm_desktop.p2p.limits import Limits
from sonm_desktop.p2p.node import PeerNode
from sonm_desktop.p2p.service import LogRecord, ServedFile
from sonm_desktop.p2p.transport import (
    Connection,
    ConnectionLost,
    EndpointAddress,
    Incoming,
    Stream,
)
from sonm_desktop.wallet.messages import Domain
from sonm_desktop.wallet.signer import KeySigner


def signer(number: int) -> KeySigner:
    """The same account for the same *number*."""
    return KeySigner(Secret(bytes([number]) * 32))


DOMAIN = Domain(chain_id=31_337, market=signer(99).address)
OTHER_MARKET = Domain(chain_id=31_337, market=signer(98).address)


def peer_node(number: int, role: str = "consumer", **options: Any) -> PeerNode:
    """A node of account *number*, not started."""
    chosen: dict[str, Any] = {
        "endpoint_key": Secret(secrets.token_bytes(32)),
        "domain": DOMAIN,
        "clock": SystemClock(),
        **options,
    }
    return PeerNode(role=role, signer=signer(number), **chosen)


def where(node: PeerNode) -> EndpointAddress:
    """The address to dial *node* at."""
    return EndpointAddress(node.endpoint_id, node.addresses())


class EchoService:
    """Echoes bodies, counts what it did, and serves one log and one folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.done: list[str] = []
        self.callers: list[PeerIdentity] = []
        self.held = asyncio.Event()
        self.cancelled = asyncio.Event()
        self.entered = asyncio.Event()
        self.records: list[LogRecord] = []
        self.more = asyncio.Event()
        self.whole = True
        self.log_readers = 0
        self.left = asyncio.Event()
        self._folder = folder

    def write_log(self, count: int) -> None:
        """Append *count* records."""
        first = len(self.records) + 1
        for seq in range(first, first + count):
            data = f"line {seq}\n".encode()
            self.records.append(LogRecord(seq=seq, ts=float(seq), fd=1 + seq % 2, data=data))
        self.more.set()

    async def call(
        self, caller: PeerIdentity, method: str, body: dict[str, Any], call_id: str
    ) -> dict[str, Any]:
        self.callers.append(caller)
        if method == "fail.user":
            raise UserError("market.refused_example", amount=2**90, why="no\x1b[31m")
        if method == "fail.remote":
            raise RemoteError("chain.unreachable")
        if method == "fail.bug":
            raise ZeroDivisionError
        if method == "fail.odd":
            return {"odd": object()}
        if method == "hold":
            self.entered.set()
            await self._hold()
        self.done.append(call_id)
        return {"method": method, "body": body, "count": len(self.done)}

    async def _hold(self) -> None:
        try:
            await self.held.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise

    async def logs(self, caller: PeerIdentity, task: str, after: int) -> AsyncIterator[LogRecord]:
        if task == "none":
            raise UserError("worker.no_task", task=task)
        self.log_readers += 1
        try:
            while True:
                while after < len(self.records):
                    yield self.records[after]
                    after += 1
                if self.whole:
                    return
                self.more.clear()
                await self.more.wait()
        finally:
            self.log_readers -= 1
            self.left.set()

    async def open_file(self, caller: PeerIdentity, task: str, path: str) -> ServedFile:
        assert self._folder is not None
        file = self._folder / path
        if not file.is_file():
            raise UserError("worker.no_file", path=path)
        content = await asyncio.to_thread(file.read_bytes)
        return ServedFile(file, len(content), hashlib.sha256(content).hexdigest())


class CuttingTransport:
    """iroh, with connections that break: on demand, or after so many bytes were read."""

    def __init__(self, seed: Secret[bytes], relays: Sequence[str] = ()) -> None:
        self._inner = IrohTransport(seed, relays)
        self._dialled: list[_Cut] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self.cut_after: int | None = None
        self.dials = 0

    @property
    def endpoint_id(self) -> Any:
        return self._inner.endpoint_id

    def addresses(self) -> tuple[str, ...]:
        return self._inner.addresses()

    async def start(self, bind: str) -> None:
        self._loop = asyncio.get_running_loop()
        await self._inner.start(bind)

    async def dial(self, address: EndpointAddress) -> Connection:
        self.dials += 1
        connection = _Cut(await self._inner.dial(address), self)
        self._dialled.append(connection)
        return connection

    async def accept(self) -> Incoming | None:
        return await self._inner.accept()

    async def close(self) -> None:
        await self._inner.close()

    async def cut(self) -> None:
        """Break every connection dialled so far."""
        assert self._loop is not None
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._cut(), self._loop))

    async def _cut(self) -> None:
        for connection in self._dialled:
            connection.close(1, "cut")


class _Cut:
    def __init__(self, inner: Connection, transport: CuttingTransport) -> None:
        self._inner = inner
        self.left = transport.cut_after

    @property
    def remote(self) -> Any:
        return self._inner.remote

    @property
    def remote_host(self) -> str:
        return self._inner.remote_host

    def remote_ip(self) -> str:
        return self._inner.remote_ip()

    async def open_stream(self) -> Stream:
        return _CutStream(await self._inner.open_stream(), self)

    async def accept_stream(self) -> Stream:
        return await self._inner.accept_stream()

    async def closed(self) -> None:
        await self._inner.closed()

    def close(self, code: int, reason: str) -> None:
        self._inner.close(code, reason)


class _CutStream:
    def __init__(self, inner: Stream, connection: _Cut) -> None:
        self._inner = inner
        self._connection = connection

    async def read(self, limit: int) -> bytes:
        left = self._connection.left
        if left is None:
            return await self._inner.read(limit)
        if left <= 0:
            self._connection.close(1, "cut")
            raise ConnectionLost("cut")
        data = await self._inner.read(min(limit, left))
        self._connection.left = left - len(data)
        return data

    async def write(self, data: bytes) -> None:
        await self._inner.write(data)

    async def finish(self) -> None:
        await self._inner.finish()

    def abort(self, code: int = 0) -> None:
        self._inner.abort(code)


PATIENT = Limits(knock_burst=100_000, strange_account_burst=100_000, strange_host_burst=100_000)
"""For tests that ask for more than a stranger may."""
