"""QUIC by iroh behind the Transport protocols, for the network thread's loop only."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Sequence

import iroh

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import EndpointId
from sonm_desktop.core.secret import Secret
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.p2p.patches import apply_patches
from sonm_desktop.p2p.socket_address import (
    counted_host,
    host_beside,
    ip_of,
    parse_socket_address,
    socket_text,
)
from sonm_desktop.p2p.transport import (
    ALPN,
    ConnectionLost,
    DialFailed,
    EndpointAddress,
    StreamReset,
    TransportError,
)

MOST_ADDRESSES = 16
MOST_STREAMS = 128

_ABORT_LIMIT_S = 5.0
_CLOSE_LIMIT_S = 1.5
"""With dials under way iroh takes 3 s; peers have been told long before."""

_STREAM_ENDED = ("Reset", "Stopped", "ClosedStream", "FinishedEarly")


class IrohTransport:
    """One iroh endpoint. Relays other than *relays* are never used, whoever names them.

    At its start iroh asks the local network once for a router that forwards ports (one SSDP
    datagram, a socket that lives under a second), also when bound to loopback; its bindings
    have no switch for that.
    """

    def __init__(self, seed: Secret[bytes], relays: Sequence[str] = ()) -> None:
        self._seed = seed
        self._relays = tuple(relays)
        self._id = EndpointId(str(iroh.SecretKey.from_bytes(seed.reveal()).public()))
        self._endpoint: iroh.Endpoint | None = None
        self._loopback_only = True
        self._background = Supervisor()

    @property
    def endpoint_id(self) -> EndpointId:
        return self._id

    def addresses(self) -> tuple[str, ...]:
        if self._endpoint is None:
            return ()
        if self._loopback_only:
            found = self._endpoint.bound_sockets()
        else:
            found = self._endpoint.addr().direct_addresses()
        return tuple(text for text in found if _is_dialable(text))

    async def start(self, bind: str) -> None:
        host, port = parse_socket_address(bind)
        apply_patches()
        self._loopback_only = ipaddress.ip_address(host).is_loopback
        preset = _Preset(_bound_at(host, port), self._seed, self._relays)
        try:
            self._endpoint = await iroh.Endpoint.bind(iroh.EndpointOptions(preset=preset))
        except iroh.IrohError as error:
            in_use = "in use" in error.message() or "10048" in error.message()
            code = "p2p.port_in_use" if in_use else "p2p.cannot_listen"
            raise UserError(code, address=bind) from error

    async def dial(self, address: EndpointAddress) -> IrohConnection:
        if self._endpoint is None:
            raise DialFailed("not started")
        relay = address.relay if address.relay in self._relays else None
        found = [text for text in address.addresses[:MOST_ADDRESSES] if _is_dialable(text)]
        try:
            target = iroh.EndpointAddr(iroh.EndpointId.from_string(address.endpoint), relay, found)
            connection = await self._endpoint.connect(target, ALPN)
        except iroh.IrohError as error:
            raise DialFailed(error.message()) from error
        return IrohConnection(connection, "", self._background)

    async def accept(self) -> IrohIncoming | None:
        if self._endpoint is None:
            return None
        incoming = await self._endpoint.accept_next()
        if incoming is None:
            return None
        return IrohIncoming(incoming, await _host_of(incoming), self._background)

    async def close(self) -> None:
        await self._background.close()
        if self._endpoint is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_CLOSE_LIMIT_S):
                    await self._endpoint.close()


class IrohIncoming:
    """A knock at an iroh endpoint."""

    def __init__(self, incoming: iroh.Incoming, host: str, background: Supervisor) -> None:
        self._incoming = incoming
        self._host = host
        self._background = background

    @property
    def host(self) -> str:
        return self._host

    async def accept(self) -> IrohConnection:
        try:
            accepting = await self._incoming.accept()
            connection = await accepting.connect()
        except iroh.IrohError as error:
            raise ConnectionLost(error.message()) from error
        connection.set_max_concurrent_bi_streams(MOST_STREAMS)
        connection.set_max_concurrent_uni_streams(0)
        return IrohConnection(connection, self._host, self._background)

    async def refuse(self) -> None:
        with contextlib.suppress(iroh.IrohError):
            await self._incoming.refuse()


class IrohConnection:
    """Holds the only reference to iroh's connection: letting go of that closes it."""

    def __init__(self, connection: iroh.Connection, host: str, background: Supervisor) -> None:
        self._connection = connection
        self._host = host
        self._background = background
        self._remote = EndpointId(str(connection.remote_id()))

    @property
    def remote(self) -> EndpointId:
        return self._remote

    @property
    def remote_host(self) -> str:
        return self._host

    def remote_ip(self) -> str:
        direct = [path for path in self._connection.paths() if path.is_ip]
        chosen = next((path for path in direct if path.is_selected), None)
        return ip_of(chosen.remote_addr) if chosen is not None else ""

    async def open_stream(self) -> IrohStream:
        try:
            return IrohStream(await self._connection.open_bi(), self._background)
        except iroh.IrohError as error:
            raise ConnectionLost(error.message()) from error

    async def accept_stream(self) -> IrohStream:
        try:
            return IrohStream(await self._connection.accept_bi(), self._background)
        except iroh.IrohError as error:
            raise ConnectionLost(error.message()) from error

    async def closed(self) -> None:
        await self._connection.closed()

    def close(self, code: int, reason: str) -> None:
        with contextlib.suppress(iroh.IrohError):
            self._connection.close(code, reason.encode()[:100])


class IrohStream:
    """One bidirectional stream of iroh."""

    def __init__(self, stream: iroh.BiStream, background: Supervisor) -> None:
        self._receive = stream.recv()
        self._send = stream.send()
        self._background = background

    async def read(self, limit: int) -> bytes:
        try:
            return await self._receive.read(limit)
        except iroh.IrohError as error:
            raise _failure(error) from error

    async def write(self, data: bytes) -> None:
        try:
            await self._send.write_all(data)
        except iroh.IrohError as error:
            raise _failure(error) from error

    async def finish(self) -> None:
        try:
            await self._send.finish()
        except iroh.IrohError as error:
            raise _failure(error) from error

    def abort(self, code: int = 0) -> None:
        self._background.once("abort stream", self._abort(code))

    async def _abort(self, code: int) -> None:
        """Both fail on a stream that has ended already, which is as good."""
        with contextlib.suppress(iroh.IrohError, TimeoutError):
            async with asyncio.timeout(_ABORT_LIMIT_S):
                await self._send.reset(code)
        with contextlib.suppress(iroh.IrohError, TimeoutError):
            async with asyncio.timeout(_ABORT_LIMIT_S):
                await self._receive.stop(code)


class _Preset(iroh.Preset):
    """No discovery, no relays but ours, and no other sockets than those named."""

    def __init__(self, binds: Sequence[str], seed: Secret[bytes], relays: Sequence[str]) -> None:
        self._binds = binds
        self._seed = seed
        self._relays = relays

    def apply(self, builder: iroh.EndpointBuilder) -> None:
        builder.apply_minimal()
        builder.secret_key(self._seed.reveal())
        builder.alpns([ALPN])
        for address in self._binds:
            builder.bind_addr(address)
        if self._relays:
            builder.relay_mode(iroh.RelayMode.custom_from_urls(list(self._relays)))
        else:
            builder.relay_mode(iroh.RelayMode.disabled())


def _bound_at(host: str, port: int) -> list[str]:
    """Both families by name: iroh would open the missing one on every interface."""
    hosts = [host, host_beside(host)]
    return [socket_text(each, port) for each in hosts if each == host or _can_bind(each)]


def _can_bind(host: str) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((host, 0))
    except OSError:
        return False
    return True


def _is_dialable(text: str) -> bool:
    try:
        host, port = parse_socket_address(text)
    except UserError:
        return False
    return port > 0 and not ipaddress.ip_address(host).is_unspecified


async def _host_of(incoming: iroh.Incoming) -> str:
    address = await incoming.remote_addr()
    if isinstance(address, iroh.IncomingAddr.IP):
        return counted_host(address.addr)
    if isinstance(address, iroh.IncomingAddr.RELAY):
        return address.url
    return "unknown"


def _failure(error: iroh.IrohError) -> TransportError:
    """iroh tells a stream's end from a connection's only in its text."""
    text = error.message()
    kind = StreamReset if text.startswith(_STREAM_ENDED) else ConnectionLost
    return kind(text)
