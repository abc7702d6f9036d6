"""One connection that somebody else dialled, from his hello to his leaving."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from sonm_desktop.core.errors import BadReply, CodedError
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.p2p.access import ASKS_THE_CHAIN
from sonm_desktop.p2p.answering import answer_call, read_body
from sonm_desktop.p2p.faults import fault_of
from sonm_desktop.p2p.file_serving import serve_file
from sonm_desktop.p2p.headers import Call, Follow, Get, Hello, Ping, read_header
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.p2p.log_serving import serve_log
from sonm_desktop.p2p.serving import Caller, Serving
from sonm_desktop.p2p.transport import Connection, Stream, TransportError
from sonm_desktop.p2p.wire import HEADER_LIMIT, FrameReader, frame

logger = logging.getLogger(__name__)

DROPPED = 400
"""The code with which a connection is closed whose other side talks nonsense, or not at all."""

_PING_PAUSE_S = 0.2
_PING_BYTES = 64


class Session:
    """Answers the streams of one peer, each on its own task."""

    def __init__(self, connection: Connection, identity: PeerIdentity, serving: Serving) -> None:
        self._connection = connection
        self._serving = serving
        self._caller = Caller(identity, connection.remote_host, connection.remote_ip)
        self._streams = 0
        self._tasks = Supervisor()
        self._heard_until: asyncio.Timeout | None = None

    @property
    def proven(self) -> bool:
        """Whether the service has let it do what a stranger may not."""
        return self._caller.proven

    def make_room(self) -> None:
        """Send it away for somebody who knocks while the house is full."""
        self._drop("strangers make room for others")

    async def run(self) -> None:
        """Return once the connection is gone."""
        try:
            async with asyncio.timeout(self._serving.limits.silence_s) as self._heard_until:
                while True:
                    stream = await self._connection.accept_stream()
                    self._heard()
                    self._begin(stream)
        except TransportError:
            logger.debug("peer %s left", self._connection.remote[:10])
        except TimeoutError:
            self._drop("it says nothing")
        finally:
            await self._tasks.close()

    def _begin(self, stream: Stream) -> None:
        if self._streams >= self._serving.limits.streams:
            stream.abort(DROPPED)
            return
        self._streams += 1
        self._tasks.once("answer peer", self._answer(stream))

    async def _answer(self, stream: Stream) -> None:
        whole = False
        try:
            await self._answered(stream)
            whole = True
        except BadReply as error:
            self._drop(f"it sent {error.params['what']}")
        except TimeoutError:
            self._drop("it does not finish what it began")
        except CodedError as error:
            with contextlib.suppress(TransportError):
                await stream.write(frame({"error": fault_of(error)}))
                await stream.finish()
                whole = True
        except TransportError:
            logger.debug("peer %s gave a stream up", self._connection.remote[:10])
        finally:
            self._streams -= 1
            if not whole:
                stream.abort()

    async def _answered(self, stream: Stream) -> None:
        reader = FrameReader(stream)
        async with asyncio.timeout(self._serving.limits.request_s):
            header = read_header(await reader.map(HEADER_LIMIT))
            body = b""
            if isinstance(header, Call):
                body = await read_body(reader, self._caller, self._serving)
        match header:
            case Call():
                await answer_call(header, body, stream, self._caller, self._serving)
            case Ping():
                await self._pong(reader, stream)
            case Follow():
                self._count()
                await serve_log(header, reader, stream, self._caller, self._serving)
            case Get():
                self._count()
                await serve_file(header, stream, self._caller, self._serving)
            case Hello():
                raise BadReply("a second hello")

    def _count(self) -> None:
        if not self._caller.proven:
            self._caller.spend(self._serving, ASKS_THE_CHAIN)

    async def _pong(self, reader: FrameReader, stream: Stream) -> None:
        while (number := await reader.frame(_PING_BYTES)) is not None:
            self._heard()
            async with asyncio.timeout(self._serving.limits.write_s):
                await stream.write(len(number).to_bytes(4, "big") + number)
            await asyncio.sleep(_PING_PAUSE_S)
        await stream.finish()

    def _heard(self) -> None:
        if self._heard_until is not None and not self._heard_until.expired():
            now = asyncio.get_running_loop().time()
            self._heard_until.reschedule(now + self._serving.limits.silence_s)

    def _drop(self, why: str) -> None:
        logger.info(
            "dropped peer %s at %s: %s", self._connection.remote[:10], self._caller.host, why
        )
        self._connection.close(DROPPED, "dropped")
