"""Lines to workers, one for each of our identities and each worker, dialled when needed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Protocol
from weakref import WeakValueDictionary

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import Address, EndpointId
from sonm_desktop.market.line import Line
from sonm_desktop.market.ports import Peer, WorkerAddress
from sonm_desktop.p2p.limits import TokenBuckets
from sonm_desktop.p2p.socket_address import counted_host
from sonm_desktop.p2p.transport import EndpointAddress

Key = tuple[str, Address, Address]
"""Our role, our account, the worker."""

IDLE_S = 120.0
"""Whoever watches a deal or a worker reaches it far more often."""

TIDY_S = 30.0
OWN = "master"
"""In this role we speak to our own workers, which the person enrolled."""

_DIALS_PER_HOST = 1.0
_DIALS_AT_ONCE = 128.0


class Dialer(Protocol):
    """An endpoint of ours; `p2p.node.PeerNode` is one."""

    async def dial(
        self, address: EndpointAddress, expect_account: Address | None = None
    ) -> Peer: ...


NodeOf = Callable[[str, Address], Awaitable[Dialer]]
"""The endpoint that speaks as a role of an account, started."""

Places = Callable[[Sequence[str]], tuple[str, ...]]
"""Which of the addresses that a stranger names are dialled; `p2p.strangers.dialled` knows."""


class PeerContacts:
    """A line is closed when nobody has wanted it for a while: who only looks at offers is not
    tied to everybody whose offer he saw. When the worker moves, calls under way go to its new
    place. A host that strangers name is dialled so often and not more, whoever names it.
    """

    def __init__(self, node_of: NodeOf, *, places: Places) -> None:
        self._node_of = node_of
        self._places = places
        self._pace = TokenBuckets(rate=_DIALS_PER_HOST, burst=_DIALS_AT_ONCE)
        self._open: dict[Key, Line] = {}
        self._turns: WeakValueDictionary[Key, asyncio.Lock] = WeakValueDictionary()

    async def reach(
        self, role: str, account: Address, worker: WorkerAddress, *, rented: bool = False
    ) -> Peer:
        """The line to *worker* as *role* of *account*. Raises RemoteError, UserError.

        *rented*: a deal of *account* is there; others who name its host cannot keep us from it.
        """
        key = (role, account, worker.worker)
        wanted = self._place(role, worker)
        async with self._turn(key):
            held = self._open.get(key)
            if held is not None and held.place.endpoint == wanted.endpoint:
                held.touch()
                await held.relocate(wanted)
                return held
            await self._drop(key)
            place = wanted if rented or role == OWN else self._paced(wanted)
            if not place.addresses and not place.relay:
                raise RemoteError("p2p.unreachable", endpoint=wanted.endpoint[:10])
            node = await self._node_of(role, account)
            line = Line(await node.dial(place, expect_account=worker.worker), place)
            self._open[key] = line
            return line

    async def run(self) -> None:
        """Let go of idle lines for ever, for a supervisor."""
        while True:
            await asyncio.sleep(TIDY_S)
            await self.tidy()

    async def tidy(self) -> None:
        """Close every line that nobody has wanted for so long."""
        for key in list(self._open):
            async with self._turn(key):
                line = self._open.get(key)
                if line is not None and line.idle_s > IDLE_S:
                    await self._drop(key)

    async def close(self) -> None:
        """Close every line."""
        for key in list(self._open):
            async with self._turn(key):
                await self._drop(key)

    def _turn(self, key: Key) -> asyncio.Lock:
        """One at a time for each line; it is forgotten with the last who waits for it."""
        turn = self._turns.get(key)
        if turn is None:
            turn = self._turns[key] = asyncio.Lock()
        return turn

    def _place(self, role: str, worker: WorkerAddress) -> EndpointAddress:
        named = endpoint_address(worker)
        if role == OWN:
            return named
        return replace(named, addresses=self._places(named.addresses))

    def _paced(self, place: EndpointAddress) -> EndpointAddress:
        """*place* without the hosts that were dialled too often lately."""
        return replace(
            place,
            addresses=tuple(
                text for text in place.addresses if self._pace.spend(counted_host(text))
            ),
        )

    async def _drop(self, key: Key) -> None:
        held = self._open.pop(key, None)
        if held is not None:
            await held.close()


def endpoint_address(worker: WorkerAddress) -> EndpointAddress:
    """Where *worker* listens, as peers dial it; asks spell the key as bytes32."""
    return EndpointAddress(
        endpoint=EndpointId(worker.endpoint.removeprefix("0x")),
        addresses=tuple(worker.addresses),
        relay=worker.relay,
    )
