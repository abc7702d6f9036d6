"""The connection to one endpoint, dialled as needed and dialled anew when it is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from random import SystemRandom

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.p2p.heartbeat import heartbeat
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.p2p.transport import Connection, EndpointAddress, Transport, TransportError

logger = logging.getLogger(__name__)

FIRST_ATTEMPT_S = 3.0
LONGEST_ATTEMPT_S = 10.0
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
PROVEN_AFTER_S = 1.0
"""A connection that is lost sooner counts as a failed attempt."""

GONE = 410
"""The code with which a connection is closed that does not answer any more."""

Introduce = Callable[[Connection, PeerIdentity | None], Awaitable[PeerIdentity]]
"""Says who we are and hears who answers; refuses another than the one known."""


class Link:
    """One connection at most. A lost one is closed before the next attempt: iroh would send
    the new connection along the dead one's path for half a minute."""

    def __init__(
        self, *, address: EndpointAddress, transport: Transport, introduce: Introduce
    ) -> None:
        self._address = address
        self._transport = transport
        self._introduce = introduce
        self._identity: PeerIdentity | None = None
        self._live: Connection | None = None
        self._since = 0.0
        self._failures = 0
        self._one_at_a_time = asyncio.Lock()
        self._moved = asyncio.Event()
        self._closed = False
        self._tasks = Supervisor()
        self._random = SystemRandom()

    @property
    def address(self) -> EndpointAddress:
        return self._address

    @property
    def identity(self) -> PeerIdentity:
        """Who answered. Ask only after the first connection."""
        if self._identity is None:
            raise RemoteError("p2p.unreachable", endpoint=self._address.endpoint[:10])
        return self._identity

    async def connection(self) -> Connection:
        """The live connection, dialled until there is one: give it a limit.

        Raises the reasons that another attempt cannot change: a wrong identity or network.
        """
        if self._live is not None:
            return self._live
        async with self._one_at_a_time:
            while self._live is None:
                if self._closed:
                    raise RemoteError("p2p.closed")
                await self._attempt()
            return self._live

    def lose(self, connection: Connection) -> None:
        """Give up *connection*, unless another has taken its place."""
        connection.close(GONE, "gone")
        if connection is not self._live:
            return
        self._live = None
        lived = asyncio.get_running_loop().time() - self._since
        self._failures = 0 if lived > PROVEN_AFTER_S else self._failures + 1
        logger.info("lost peer %s", self._address.endpoint[:10])

    def relocate(self, address: EndpointAddress) -> None:
        """Dial at *address* from now on; at once, when nothing of the old one is in it."""
        old, self._address = self._address, address
        if address == old:
            return
        self._moved.set()
        if self._live is not None and set(address.addresses).isdisjoint(old.addresses):
            self.lose(self._live)
            self._failures = 0

    async def close(self) -> None:
        """Let go of the connection for good."""
        self._closed = True
        self._moved.set()
        if self._live is not None:
            self._live.close(0, "bye")
            self._live = None
        await self._tasks.close()

    async def _attempt(self) -> None:
        """Dial once, after the pause that earlier failures ask for."""
        self._moved.clear()
        limit_s = min(LONGEST_ATTEMPT_S, FIRST_ATTEMPT_S * 2.0**self._failures)
        if not await self._unless_moved(asyncio.sleep(self._pause_s()), LONGEST_PAUSE_S + 1):
            return
        try:
            if not await self._unless_moved(self._dial(), limit_s):
                self._failures += 1
        except TransportError as error:
            self._failures += 1
            logger.debug("peer %s: %s", self._address.endpoint[:10], type(error).__name__)

    async def _unless_moved(self, work: Awaitable[None], limit_s: float) -> bool:
        """Whether *work* ended in time; it is cancelled when the peer moves meanwhile."""
        working = asyncio.ensure_future(work)
        moving = asyncio.ensure_future(self._moved.wait())
        try:
            await asyncio.wait(
                {working, moving}, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED
            )
            if not working.done():
                return False
            working.result()
            return True
        finally:
            working.cancel()
            moving.cancel()
            await asyncio.gather(working, moving, return_exceptions=True)

    async def _dial(self) -> None:
        connection = await self._transport.dial(self._address)
        try:
            self._identity = await self._introduce(connection, self._identity)
        except BaseException:
            connection.close(GONE, "gone")
            raise
        self._live = connection
        self._since = asyncio.get_running_loop().time()
        self._tasks.once("heartbeat", self._watch(connection))

    async def _watch(self, connection: Connection) -> None:
        await heartbeat(connection)
        self.lose(connection)

    def _pause_s(self) -> float:
        if not self._failures:
            return 0.0
        longest = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** (self._failures - 1))
        return longest * self._random.uniform(0.5, 1.0)
