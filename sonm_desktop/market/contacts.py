"""Lines to workers, one for each of our identities and each worker, dialled when needed."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Protocol

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import Address, EndpointId
from sonm_desktop.market.ports import Peer, WorkerAddress
from sonm_desktop.p2p.transport import EndpointAddress

Line = tuple[str, Address, Address]
"""Our role, our account, the worker."""


class Dialer(Protocol):
    """An endpoint of ours; `p2p.node.PeerNode` is one."""

    async def dial(
        self, address: EndpointAddress, expect_account: Address | None = None
    ) -> Peer: ...


NodeOf = Callable[[str, Address], Awaitable[Dialer]]
"""The endpoint that speaks as a role of an account, started."""


class PeerContacts:
    """A line stays open until it is forgotten or closed.

    When the worker moves, calls under way on the line go to its new place.
    """

    def __init__(self, node_of: NodeOf) -> None:
        self._node_of = node_of
        self._open: dict[Line, tuple[EndpointAddress, Peer]] = {}
        self._turns: defaultdict[Line, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def reach(self, role: str, account: Address, worker: WorkerAddress) -> Peer:
        """The line to *worker* as *role* of *account*. Raises RemoteError, UserError."""
        line = (role, account, worker.worker)
        wanted = endpoint_address(worker)
        async with self._turns[line]:
            held = self._open.get(line)
            if held is not None and held[0].endpoint == wanted.endpoint:
                await self._follow(line, wanted)
                return held[1]
            await self._drop(line)
            if not wanted.addresses and not wanted.relay:
                raise RemoteError("p2p.unreachable", endpoint=wanted.endpoint[:10])
            node = await self._node_of(role, account)
            peer = await node.dial(wanted, expect_account=worker.worker)
            self._open[line] = wanted, peer
            return peer

    async def close(self) -> None:
        """Close every line."""
        for line in list(self._open):
            async with self._turns[line]:
                await self._drop(line)

    async def _follow(self, line: Line, wanted: EndpointAddress) -> None:
        known, peer = self._open[line]
        if known != wanted:
            await peer.relocate(wanted)
            self._open[line] = wanted, peer

    async def _drop(self, line: Line) -> None:
        held = self._open.pop(line, None)
        if held is not None:
            await held[1].close()


def endpoint_address(worker: WorkerAddress) -> EndpointAddress:
    """Where *worker* listens, as peers dial it; asks spell the key as bytes32."""
    return EndpointAddress(
        endpoint=EndpointId(worker.endpoint.removeprefix("0x")),
        addresses=tuple(worker.addresses),
        relay=worker.relay,
    )
