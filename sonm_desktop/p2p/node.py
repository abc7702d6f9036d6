"""One endpoint of this program: dials peers and serves them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import BugError, CodedError
from sonm_desktop.core.ids import Address, EndpointId
from sonm_desktop.core.secret import Secret
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.p2p.dialler import Dialler
from sonm_desktop.p2p.endpoint_key import EndpointKey
from sonm_desktop.p2p.identity import Credentials, StatementSigner
from sonm_desktop.p2p.iroh_transport import IrohTransport
from sonm_desktop.p2p.limits import Limits, TokenBuckets
from sonm_desktop.p2p.net_thread import NetThread
from sonm_desktop.p2p.peer import Peer
from sonm_desktop.p2p.replies import Replies
from sonm_desktop.p2p.server import Server
from sonm_desktop.p2p.service import PeerService
from sonm_desktop.p2p.serving import Serving
from sonm_desktop.p2p.transport import EndpointAddress, Transport
from sonm_desktop.wallet.messages import Domain

logger = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1:0"
EVERYWHERE = "0.0.0.0:0"

TransportFactory = Callable[[Secret[bytes], Sequence[str]], Transport]


class PeerNode:
    """An endpoint with its identity: *signer*'s account in the role *role*.

    The network runs on a thread of its own; the service is called on the event loop that
    called `serve`.
    """

    def __init__(
        self,
        *,
        endpoint_key: Secret[bytes],
        role: str,
        signer: StatementSigner,
        domain: Domain,
        clock: Clock,
        relays: Sequence[str] = (),
        limits: Limits | None = None,
        transport: TransportFactory = IrohTransport,
    ) -> None:
        """endpoint_key: 32 bytes, the seed of an Ed25519 key. Raises ValueError for others,
        and for a role that is none."""
        key = EndpointKey(endpoint_key)
        self._limits = limits or Limits()
        self._endpoint_id = key.endpoint_id
        self._credentials = Credentials(
            key=key, role=role, signer=signer, domain=domain, clock=clock
        )
        self._transport = transport(endpoint_key, relays)
        self._dialler = Dialler(self._transport, self._credentials)
        self._supervisor = Supervisor()
        self._network: NetThread | None = None

    @property
    def endpoint_id(self) -> EndpointId:
        return self._endpoint_id

    def addresses(self) -> tuple[str, ...]:
        """Where others may dial this node; empty before `start`."""
        return self._transport.addresses()

    async def start(self, bind: str = LOOPBACK) -> None:
        """Open the endpoint at *bind*, ``ip:port`` (IPv6 beside it); loopback only by default.

        Raises UserError("p2p.port_in_use"), UserError("p2p.cannot_listen"),
        UserError("p2p.bad_address").
        """
        if self._network is not None:
            raise BugError("a node starts once")
        self._network = NetThread(f"net-{self._endpoint_id[:6]}")
        self._network.start()
        try:
            await self._network.run(self._transport.start(bind))
        except BaseException:
            await self._network.stop()
            raise
        logger.info("endpoint %s at %s", self._endpoint_id, ", ".join(self.addresses()))

    async def serve(self, service: PeerService) -> None:
        """Answer peers by *service* until `close`; returns at once."""
        home = asyncio.get_running_loop()
        await self._started().run(self._begin_serving(service, home))

    async def dial(
        self,
        address: EndpointAddress,
        expect_account: Address | None = None,
        *,
        limit_s: float = 10.0,
    ) -> Peer:
        """A peer that has proved who it is, within *limit_s*.

        Dialling an endpoint again shares its connection, and tells it the newest addresses.
        Raises RemoteError("p2p.unreachable"), UserError("p2p.wrong_network"),
        RemoteError("p2p.not_who_expected"), RemoteError("p2p.bad_identity"), and BadReply for
        an endpoint id that is no key.
        """
        network = self._started()
        link = await network.run(self._dialler.dial(address, expect_account, limit_s))
        return Peer(
            identity=link.identity, link=link, network=network, release=self._dialler.release
        )

    async def close(self) -> None:
        """Tell every peer, close the endpoint and end the thread; any number of times."""
        network, self._network = self._network, None
        if network is None:
            return
        try:
            await network.run(self._wind_down())
        except CodedError:
            logger.debug("endpoint %s was closed already", self._endpoint_id)
        finally:
            await network.stop()

    def _started(self) -> NetThread:
        if self._network is None:
            raise BugError("the node is not started")
        return self._network

    async def _begin_serving(self, service: PeerService, home: asyncio.AbstractEventLoop) -> None:
        limits = self._limits
        serving = Serving(
            service=service,
            home=home,
            limits=limits,
            replies=Replies(self._supervisor),
            accounts=TokenBuckets(
                rate=limits.strange_per_account, burst=limits.strange_account_burst
            ),
            hosts=TokenBuckets(rate=limits.strange_per_host, burst=limits.strange_host_burst),
        )
        server = Server(
            transport=self._transport,
            credentials=self._credentials,
            serving=serving,
            supervisor=self._supervisor,
        )
        self._supervisor.keep("accept peers", server.run)

    async def _wind_down(self) -> None:
        await self._dialler.close()
        await self._supervisor.close()
        await self._transport.close()
