"""What carries bytes between two endpoints that are known by key.

Everything here runs on the event loop of the network thread. Programs use `PeerNode`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sonm_desktop.core.ids import EndpointId

READ_BYTES = 262_144

ALPN = b"sonm/1"


@dataclass(frozen=True, slots=True)
class EndpointAddress:
    """Where an endpoint may be found: socket addresses ``ip:port`` and a relay's URL."""

    endpoint: EndpointId
    addresses: tuple[str, ...] = ()
    relay: str = ""


class TransportError(Exception):
    """The carrier failed; never leaves this package."""


class DialFailed(TransportError):
    """Nobody with that key answered at the addresses given."""


class ConnectionLost(TransportError):
    """The connection is gone, by the other side or by silence."""


class StreamReset(TransportError):
    """The other side gave this stream up; the connection lives."""


class Stream(Protocol):
    """One bidirectional stream. Each direction has one user at a time."""

    async def read(self, limit: int) -> bytes:
        """Up to *limit* bytes, empty at the end. A cancelled read loses nothing."""
        ...

    async def write(self, data: bytes) -> None:
        """Hand over all of *data*. A cancelled write leaves the stream unusable: abort it."""
        ...

    async def finish(self) -> None:
        """Say that nothing more will be written."""
        ...

    def abort(self, code: int = 0) -> None:
        """Give up both directions at once, without waiting."""
        ...


class Connection(Protocol):
    """An encrypted connection whose other side has proved that it holds its key."""

    @property
    def remote(self) -> EndpointId: ...

    @property
    def remote_host(self) -> str:
        """What strangers are counted by: an IP address (IPv6: its /64) or a relay's URL."""
        ...

    def remote_ip(self) -> str:
        """The IP address that its packets come from now; empty while they come by a relay."""
        ...

    async def open_stream(self) -> Stream: ...

    async def accept_stream(self) -> Stream: ...

    async def closed(self) -> None:
        """Return once the connection is gone."""
        ...

    def close(self, code: int, reason: str) -> None:
        """Close at once; the other side sees the reason."""
        ...


class Incoming(Protocol):
    """Somebody knocks; nothing is known of him but where the packets come from."""

    @property
    def host(self) -> str: ...

    async def accept(self) -> Connection:
        """Shake hands. Raises ConnectionLost."""
        ...

    async def refuse(self) -> None: ...


class Transport(Protocol):
    """An endpoint with a key."""

    @property
    def endpoint_id(self) -> EndpointId: ...

    def addresses(self) -> tuple[str, ...]:
        """Where others may dial this endpoint."""
        ...

    async def start(self, bind: str) -> None: ...

    async def dial(self, address: EndpointAddress) -> Connection:
        """Raises DialFailed; may take 30 s, so give it a limit."""
        ...

    async def accept(self) -> Incoming | None:
        """The next who knocks; None once closed."""
        ...

    async def close(self) -> None: ...
