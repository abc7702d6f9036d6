"""Other workers whom the master names: where they listen, and who must answer there."""

from __future__ import annotations

from typing import Any, Protocol

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, EndpointId
from sonm_desktop.p2p.transport import EndpointAddress
from sonm_desktop.wallet.addresses import parse_address
from sonm_desktop.worker.desks.request import text_of

_MOST_ADDRESSES = 16
_LONGEST_ADDRESS = 80


class PeerLine(Protocol):
    """A peer that was dialled; `p2p.peer.Peer` is one."""

    async def call(
        self, method: str, body: dict[str, Any], *, deadline_s: float = 15
    ) -> dict[str, Any]: ...
    async def close(self) -> None: ...


class Peers(Protocol):
    """This worker's own endpoint, which dials; `p2p.node.PeerNode` is one."""

    async def dial(
        self, address: EndpointAddress, expect_account: Address | None = None
    ) -> PeerLine: ...


def account_of(body: dict[str, Any]) -> Address:
    """The account *peer*. Raises UserError."""
    return parse_address(text_of(body, "peer"))


def place_of(body: dict[str, Any]) -> EndpointAddress:
    """Where it listens. Raises UserError worker.bad_request."""
    addresses = body.get("addresses", [])
    if not isinstance(addresses, (list, tuple)) or len(addresses) > _MOST_ADDRESSES:
        raise UserError("worker.bad_request", part="addresses")
    if not all(isinstance(each, str) and len(each) <= _LONGEST_ADDRESS for each in addresses):
        raise UserError("worker.bad_request", part="addresses")
    return EndpointAddress(
        EndpointId(text_of(body, "endpoint").removeprefix("0x").lower()),
        tuple(addresses),
        text_of(body, "relay"),
    )
