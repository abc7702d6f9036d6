"""Peers that send garbage or nothing: dropped with one line, and nobody else notices."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncIterator

import pytest

from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.secret import Secret
from sonm_desktop.p2p.endpoint_key import EndpointKey
from sonm_desktop.p2p.handshake import introduce
from sonm_desktop.p2p.identity import Credentials
from sonm_desktop.p2p.iroh_transport import IrohTransport
from sonm_desktop.p2p.limits import Limits
from sonm_desktop.p2p.node import PeerNode
from sonm_desktop.p2p.transport import (
    Connection,
    ConnectionLost,
    EndpointAddress,
    Stream,
    StreamReset,
    TransportError,
)
from sonm_desktop.p2p.wire import FrameReader, frame
from tests.p2p_parts import DOMAIN, EchoService, signer, where
from tests.unit.p2p.conftest import StartNode

SHORT = Limits(hello_s=0.5, request_s=0.5, silence_s=1.0, write_s=1.0)


class Raw:
    """An endpoint that speaks no protocol unless told to."""

    def __init__(self) -> None:
        seed = Secret(secrets.token_bytes(32))
        self.transport = IrohTransport(seed)
        self.credentials = Credentials(
            key=EndpointKey(seed),
            role="consumer",
            signer=signer(9),
            domain=DOMAIN,
            clock=SystemClock(),
        )

    async def connect(self, node: PeerNode) -> Connection:
        return await self.transport.dial(where(node))

    async def befriend(self, node: PeerNode) -> Connection:
        connection = await self.connect(node)
        await introduce(connection, self.credentials, None)
        return connection


@pytest.fixture
async def raw() -> AsyncIterator[Raw]:
    endpoint = Raw()
    await endpoint.transport.start("127.0.0.1:0")
    yield endpoint
    await endpoint.transport.close()


async def serving(start_node: StartNode, service: EchoService) -> PeerNode:
    return await start_node(1, "worker", service=service, limits=SHORT)


async def send(connection: Connection, data: bytes, *, finish: bool = True) -> Stream:
    """Keep the stream: letting go of it would finish it."""
    stream = await connection.open_stream()
    with contextlib.suppress(TransportError):
        await stream.write(data)
        if finish:
            await stream.finish()
    return stream


async def gone(connection: Connection) -> None:
    await asyncio.wait_for(connection.closed(), 5)


async def said_once(caplog: pytest.LogCaptureFixture) -> str:
    """The one line about a dropped peer; the network's thread writes it after closing."""
    for _ in range(100):
        lines = [entry.getMessage() for entry in caplog.records if "dropped" in entry.getMessage()]
        if lines:
            break
        await asyncio.sleep(0.01)
    (line,) = lines
    return line


BEFORE_HELLO = [
    b"",
    b"GET / HTTP/1.1\r\n\r\n",
    b"\xff" * 64,
    b"\0" * 64,
    b"\0\0\0\x05hello",
    frame({"v": 1, "kind": "rpc", "method": "echo", "id": "1", "deadline_ms": 100}) + frame({}),
    frame({"v": 1, "kind": "hello"}) + frame({"versions": [1]}),
    frame({"v": 1, "kind": "hello"}) + frame({"versions": {}}),
    frame({"v": 1, "kind": "hello"}) + frame("hello"),
    frame({"v": 7, "kind": "hello"}),
    frame({"v": 1, "kind": "hello"}) + (70_000).to_bytes(4, "big"),
    frame([1, 2, 3]),
    b"\0\0\x20\0" + b"\x91" * 8192,
    os.urandom(100_000),
]


@pytest.mark.parametrize("data", BEFORE_HELLO)
async def test_garbage_instead_of_hello_ends_the_connection(
    start_node: StartNode,
    service: EchoService,
    raw: Raw,
    caplog: pytest.LogCaptureFixture,
    data: bytes,
) -> None:
    worker = await serving(start_node, service)
    connection = await raw.connect(worker)
    await send(connection, data)
    await gone(connection)
    assert await said_once(caplog)
    assert service.callers == []


async def test_a_peer_that_opens_nothing_is_dropped(
    start_node: StartNode, service: EchoService, raw: Raw, caplog: pytest.LogCaptureFixture
) -> None:
    worker = await serving(start_node, service)
    await gone(await raw.connect(worker))
    assert await said_once(caplog)


async def test_a_peer_that_says_hello_a_byte_at_a_time_is_dropped(
    start_node: StartNode, service: EchoService, raw: Raw
) -> None:
    worker = await serving(start_node, service)
    connection = await raw.connect(worker)
    stream = await connection.open_stream()
    writing = asyncio.ensure_future(drip(stream, frame({"v": 1, "kind": "hello"})))
    await gone(connection)
    with pytest.raises(TransportError):
        await writing


async def drip(stream: Stream, data: bytes) -> None:
    for byte in data:
        await stream.write(bytes([byte]))
        await asyncio.sleep(0.1)


AFTER_HELLO = [
    b"",
    b"\xff" * 64,
    b"\0\0\0\x01\xc1",
    frame({"v": 1, "kind": "hello"}) + frame({}),
    frame({"v": 1, "kind": "rpc", "method": "echo", "id": "1", "deadline_ms": 100}),
    frame({"v": 1, "kind": "rpc", "method": "echo", "id": "1", "deadline_ms": 100}) + frame(7),
    frame({"v": 1, "kind": "rpc", "method": "../x", "id": "1", "deadline_ms": 100}) + frame({}),
    frame({"v": 1, "kind": "rpc", "method": "echo", "id": 1, "deadline_ms": 100}) + frame({}),
    frame({"v": 1, "kind": "rpc", "method": "echo", "id": "1", "deadline_ms": -1}) + frame({}),
    frame({"v": 1, "kind": "rpc", "method": "echo", "id": "1", "deadline_ms": 2**99}) + frame({}),
    frame({"v": 1, "kind": "log", "task": "t" * 200, "after": 0}),
    frame({"v": 1, "kind": "log", "task": "t", "after": -1}),
    frame({"v": 1, "kind": "get", "task": "t", "path": "", "offset": 0, "sha256": ""}),
    frame({"v": 1, "kind": "get", "task": "t", "path": "x", "offset": 5, "sha256": ""}),
    frame({"v": 1, "kind": "ping"}) + b"\0\1\0\0",
]


@pytest.mark.parametrize("data", AFTER_HELLO)
async def test_garbage_after_hello_ends_the_connection_and_no_other(
    start_node: StartNode,
    service: EchoService,
    raw: Raw,
    caplog: pytest.LogCaptureFixture,
    data: bytes,
) -> None:
    worker = await serving(start_node, service)
    friend = await (await start_node(2)).dial(where(worker))
    connection = await raw.befriend(worker)
    await send(connection, data)
    await gone(connection)
    assert await said_once(caplog)
    assert (await friend.call("echo", {}))["count"] == 1


async def test_a_request_that_never_ends_is_dropped(
    start_node: StartNode, service: EchoService, raw: Raw, caplog: pytest.LogCaptureFixture
) -> None:
    worker = await serving(start_node, service)
    connection = await raw.befriend(worker)
    unfinished = await send(connection, b"\0\0\0", finish=False)
    await gone(connection)
    assert (await said_once(caplog)).endswith("it does not finish what it began")
    unfinished.abort()


async def test_a_peer_that_falls_silent_after_hello_is_dropped(
    start_node: StartNode, service: EchoService, raw: Raw, caplog: pytest.LogCaptureFixture
) -> None:
    worker = await serving(start_node, service)
    await gone(await raw.befriend(worker))
    assert (await said_once(caplog)).endswith("it says nothing")


async def test_a_request_of_a_later_version_is_refused_and_the_connection_stays(
    start_node: StartNode, service: EchoService, raw: Raw
) -> None:
    worker = await serving(start_node, service)
    connection = await raw.befriend(worker)
    stream = await connection.open_stream()
    await stream.write(frame({"v": 1, "kind": "tunnel"}))
    await stream.finish()
    reply = await FrameReader(stream).map()
    assert reply["error"]["code"] == "p2p.unknown_request"
    await connection.open_stream()


async def test_a_reader_that_never_reads_is_let_go_and_harms_nobody(
    start_node: StartNode, service: EchoService, raw: Raw
) -> None:
    service.write_log(200_000)
    worker = await serving(start_node, service)
    friend = await (await start_node(2)).dial(where(worker))
    connection = await raw.befriend(worker)
    header = frame({"v": 1, "kind": "log", "task": "t", "after": 0})
    unread = await send(connection, header, finish=False)
    assert (await friend.call("echo", {}))["count"] == 1
    await gone(connection)
    unread.abort()


async def test_more_streams_than_allowed_are_reset(
    start_node: StartNode, service: EchoService, raw: Raw
) -> None:
    limits = Limits(streams=2)
    worker = await start_node(1, "worker", service=service, limits=limits)
    connection = await raw.befriend(worker)
    ping = frame({"v": 1, "kind": "ping"})
    kept = [await send(connection, ping, finish=False) for _ in range(2)]
    third = await send(connection, ping, finish=False)
    with pytest.raises(StreamReset):
        await asyncio.wait_for(third.read(10), 5)
    kept[0].abort()


async def test_a_flood_of_knocks_is_refused(
    start_node: StartNode, service: EchoService, raw: Raw
) -> None:
    limits = Limits(knocks_per_host=0.0, knock_burst=3)
    worker = await start_node(1, "worker", service=service, limits=limits)
    for _ in range(3):
        await raw.befriend(worker)
    with pytest.raises((TransportError, TimeoutError)):
        await asyncio.wait_for(raw.befriend(worker), 2)


@pytest.mark.parametrize(
    "answer",
    [b"", b"\xff" * 50, frame({"ok": 1}), frame({"ok": {}}), frame({"error": 1}), frame([])],
)
async def test_a_server_that_answers_garbage_is_a_remote_error(
    start_node: StartNode, raw: Raw, answer: bytes
) -> None:
    node = await start_node(2)
    answering = asyncio.ensure_future(answer_once(raw, answer))
    with pytest.raises(RemoteError):
        await node.dial(address_of(raw), limit_s=3)
    answering.cancel()
    await asyncio.gather(answering, return_exceptions=True)


async def answer_once(raw: Raw, answer: bytes) -> None:
    incoming = await raw.transport.accept()
    assert incoming is not None
    connection = await incoming.accept()
    stream = await connection.accept_stream()
    try:
        await stream.write(answer)
        await stream.finish()
    except TransportError:
        return
    await connection.closed()


def address_of(raw: Raw) -> EndpointAddress:
    return EndpointAddress(raw.transport.endpoint_id, raw.transport.addresses())


async def test_a_peer_that_lets_nobody_in_is_unreachable(start_node: StartNode) -> None:
    quiet = await start_node(1)
    with pytest.raises(RemoteError) as caught:
        await (await start_node(2)).dial(where(quiet), limit_s=1)
    assert caught.value.code == "p2p.unreachable"


async def test_a_lost_connection_is_named(
    start_node: StartNode, service: EchoService, raw: Raw
) -> None:
    worker = await serving(start_node, service)
    connection = await raw.befriend(worker)
    await worker.close()
    await gone(connection)
    with pytest.raises(ConnectionLost):
        await connection.open_stream()
