"""Lets peers in: as many as the limits allow, and only those who say who they are."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter

from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.p2p.handshake import welcome
from sonm_desktop.p2p.identity import Credentials, PeerIdentity
from sonm_desktop.p2p.limits import TokenBuckets
from sonm_desktop.p2p.serving import Serving
from sonm_desktop.p2p.session import DROPPED, Session
from sonm_desktop.p2p.transport import Connection, Incoming, Transport, TransportError

logger = logging.getLogger(__name__)


class Server:
    """Accepts connections for one node, each on its own task."""

    def __init__(
        self,
        *,
        transport: Transport,
        credentials: Credentials,
        serving: Serving,
        supervisor: Supervisor,
    ) -> None:
        self._transport = transport
        self._credentials = credentials
        self._serving = serving
        self._supervisor = supervisor
        self._limits = serving.limits
        self._hosts: Counter[str] = Counter()
        self._guests: dict[Session, None] = {}
        self._knocks = TokenBuckets(
            rate=self._limits.knocks_per_host, burst=self._limits.knock_burst
        )

    async def run(self) -> None:
        """Let peers in until the transport is closed."""
        while (incoming := await self._transport.accept()) is not None:
            if self._admits(incoming.host):
                self._supervisor.once("peer", self._serve(incoming))
            else:
                await incoming.refuse()

    def _admits(self, host: str) -> bool:
        if self._hosts[host] >= self._limits.connections_per_host or not self._knocks.spend(host):
            return False
        return self._hosts.total() < self._limits.connections or self._makes_room()

    def _makes_room(self) -> bool:
        """Send the stranger away who has been here longest: a crowd of them keeps out neither the
        master nor a customer, who prove with their first call that they are none."""
        stranger = next((guest for guest in self._guests if not guest.proven), None)
        if stranger is None:
            return False
        del self._guests[stranger]
        stranger.make_room()
        return True

    async def _serve(self, incoming: Incoming) -> None:
        host = incoming.host
        self._hosts[host] += 1
        try:
            admitted = await self._admitted(incoming)
            if admitted is not None:
                await self._entertain(*admitted)
        finally:
            self._hosts -= Counter({host: 1})

    async def _entertain(self, connection: Connection, identity: PeerIdentity) -> None:
        guest = Session(connection, identity, self._serving)
        self._guests[guest] = None
        try:
            await guest.run()
        finally:
            self._guests.pop(guest, None)
            connection.close(0, "bye")

    async def _admitted(self, incoming: Incoming) -> tuple[Connection, PeerIdentity] | None:
        connection: Connection | None = None
        try:
            async with asyncio.timeout(self._limits.hello_s):
                connection = await incoming.accept()
                return connection, await welcome(connection, self._credentials)
        except TimeoutError:
            logger.info("dropped a peer at %s: it does not say who it is", incoming.host)
        except CodedError as error:
            logger.info("dropped a peer at %s: %s", incoming.host, error.text)
        except TransportError:
            logger.debug("a peer at %s left during hello", incoming.host)
        if connection is not None:
            connection.close(DROPPED, "dropped")
        return None
