"""One endpoint of this program: dials peers and serves them."""

from __future__ import annotations

from collections.abc import Sequence

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.ids import Address, EndpointId
from sonm_desktop.core.secret import Secret
from sonm_desktop.p2p.identity import StatementSigner
from sonm_desktop.p2p.peer import Peer
from sonm_desktop.p2p.service import PeerService
from sonm_desktop.p2p.transport import EndpointAddress
from sonm_desktop.wallet.messages import Domain

LOOPBACK = "127.0.0.1:0"
EVERYWHERE = "0.0.0.0:0"


class PeerNode:
    """An endpoint with its identity: *signer*'s account in the role *role*.

    The network runs on a thread of its own; the service is called on the event loop that
    called `start`.
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
    ) -> None:
        """endpoint_key: 32 bytes, the seed of an Ed25519 key."""
        raise NotImplementedError

    @property
    def endpoint_id(self) -> EndpointId:
        raise NotImplementedError

    def addresses(self) -> tuple[str, ...]:
        """Where others may dial this node; empty before `start`."""
        raise NotImplementedError

    async def start(self, bind: str = LOOPBACK) -> None:
        """Open the endpoint at *bind*, ``ip:port`` (IPv6 beside it); loopback only by default.

        Raises UserError("p2p.port_in_use").
        """
        raise NotImplementedError

    async def serve(self, service: PeerService) -> None:
        """Answer peers by *service* until `close`; returns at once."""
        raise NotImplementedError

    async def dial(self, address: EndpointAddress, expect_account: Address | None = None) -> Peer:
        """A peer that has proved who it is.

        Raises RemoteError("p2p.unreachable"), UserError("p2p.wrong_network"),
        RemoteError("p2p.not_who_expected").
        """
        raise NotImplementedError

    async def close(self) -> None:
        """Tell every peer, close the endpoint and end the thread."""
        raise NotImplementedError
