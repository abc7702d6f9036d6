"""One link to each endpoint, shared by all who talk to it."""

from __future__ import annotations

import asyncio

from sonm_desktop.core.errors import BadReply, RemoteError
from sonm_desktop.core.ids import Address, EndpointId
from sonm_desktop.p2p.endpoint_key import is_endpoint
from sonm_desktop.p2p.handshake import introduce
from sonm_desktop.p2p.identity import Credentials, PeerIdentity
from sonm_desktop.p2p.link import Link
from sonm_desktop.p2p.transport import Connection, EndpointAddress, Transport


class Dialler:
    """Opens links and closes each when its last user lets go."""

    def __init__(self, transport: Transport, credentials: Credentials) -> None:
        self._transport = transport
        self._credentials = credentials
        self._links: dict[EndpointId, Link] = {}
        self._users: dict[EndpointId, int] = {}

    async def dial(
        self, address: EndpointAddress, expect_account: Address | None, limit_s: float
    ) -> Link:
        """A link whose other side has proved who it is; `release` it.

        Raises what `PeerNode.dial` raises.
        """
        if not is_endpoint(address.endpoint):
            raise BadReply("an endpoint that is no key")
        link = self._taken(address)
        try:
            await _answered(link, expect_account, limit_s)
        except BaseException:
            await self.release(link)
            raise
        return link

    async def release(self, link: Link) -> None:
        """One user less."""
        endpoint = link.address.endpoint
        self._users[endpoint] -= 1
        if not self._users[endpoint]:
            del self._users[endpoint], self._links[endpoint]
            await link.close()

    async def close(self) -> None:
        """Close every link, whoever uses it."""
        for link in self._links.values():
            await link.close()

    def _taken(self, address: EndpointAddress) -> Link:
        link = self._links.get(address.endpoint)
        if link is None:
            link = Link(address=address, transport=self._transport, introduce=self._introduce)
            self._links[address.endpoint] = link
        else:
            link.relocate(address)
        self._users[address.endpoint] = self._users.get(address.endpoint, 0) + 1
        return link

    async def _introduce(self, connection: Connection, known: PeerIdentity | None) -> PeerIdentity:
        return await introduce(connection, self._credentials, known.account if known else None)


async def _answered(link: Link, expect_account: Address | None, limit_s: float) -> None:
    try:
        async with asyncio.timeout(limit_s):
            await link.connection()
    except TimeoutError as error:
        raise RemoteError("p2p.unreachable", endpoint=link.address.endpoint[:10]) from error
    if expect_account is not None and link.identity.account != expect_account:
        raise RemoteError("p2p.not_who_expected", account=link.identity.account)
