"""HTTP to another program on this machine, plain and close by.

A client for the whole internet, with its certificates, pools and redirects, would double the
time that the window takes to open, and each question's price.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus

import h11

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Streams]]
"""Opens a connection to the program. Raises OSError."""

NETWORK_ERRORS = (OSError, h11.ProtocolError)
"""What a failing connection raises; TimeoutError, which is an OSError too, means silence."""

_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Question:
    """A request. target: path and query. timeout_s: the longest silence of the other side."""

    method: str
    target: str
    timeout_s: float
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Exchange:
    """One connection; questions on it one after the other, each answered before the next."""

    def __init__(self, streams: Streams, host: str) -> None:
        self._reader, self._writer = streams
        self._host = host
        self._wire = h11.Connection(our_role=h11.CLIENT)
        self._silence_s = 0.0

    @property
    def reusable(self) -> bool:
        """Whether the last answer came whole, and the other side still listens."""
        done = self._wire.our_state is h11.DONE and self._wire.their_state is h11.DONE
        return done and not self._reader.at_eof() and not self._writer.is_closing()

    async def ask(self, question: Question) -> int:
        """The status of the answer; its content comes by `pieces`."""
        if self._wire.our_state is h11.DONE:
            self._wire.start_next_cycle()
        self._silence_s = question.timeout_s
        body = question.body or b""
        headers = {**question.headers, "Host": self._host, "Content-Length": str(len(body))}
        request = h11.Request(
            method=question.method, target=question.target, headers=list(headers.items())
        )
        events: list[h11.Event] = [request, h11.EndOfMessage()]
        if body:
            events.insert(1, h11.Data(data=body))
        for event in events:
            self._writer.write(self._wire.send(event) or b"")
        async with asyncio.timeout(self._silence_s):
            await self._writer.drain()
        return await self._status()

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The content of the answer as it comes."""
        while not isinstance(event := await self._next(), h11.EndOfMessage):
            if isinstance(event, h11.Data):
                yield bytes(event.data)

    async def content(self) -> bytes:
        """The whole content of the answer."""
        return b"".join([piece async for piece in self.pieces()])

    async def lines(self) -> AsyncGenerator[bytes, None]:
        """The content line by line, without the line ends."""
        rest = b""
        async with aclosing(self.pieces()) as pieces:
            async for piece in pieces:
                *whole, rest = (rest + piece).split(b"\n")
                for line in whole:
                    yield line
        if rest:
            yield rest

    def cut(self) -> None:
        """Close the connection now; whoever waits for an answer gets a network error."""
        self._writer.close()

    async def end(self) -> None:
        """Close the connection, and return once it is."""
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def _status(self) -> int:
        while True:
            event = await self._next()
            if isinstance(event, h11.Response):
                return event.status_code

    async def _next(self) -> h11.Event:
        while True:
            event = self._wire.next_event()
            if isinstance(event, h11.ConnectionClosed):
                raise ConnectionResetError("the other side closed the connection")
            if event not in (h11.NEED_DATA, h11.PAUSED):
                return event  # type: ignore[return-value]  # the two sentinels are gone
            async with asyncio.timeout(self._silence_s):
                self._wire.receive_data(await self._reader.read(_PIECE))


@asynccontextmanager
async def exchange(connect: Connect, host: str, timeout_s: float) -> AsyncIterator[Exchange]:
    """A new connection, closed on leaving."""
    async with asyncio.timeout(timeout_s):
        line = Exchange(await connect(), host)
    try:
        yield line
    finally:
        await line.end()


def is_success(status: int) -> bool:
    """Whether it did what it was asked."""
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
