"""Which peer measures the line of a worker, and which peers say from where they see it."""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Iterable
from typing import Any, Protocol

import psutil

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import CodedError, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.contacts import Places
from sonm_desktop.market.line_test import Line, measure_line
from sonm_desktop.market.ports import WorkerAddress
from sonm_desktop.market.supplier.records import EnrolledWorker

logger = logging.getLogger(__name__)

MOST_PEERS = 5


class OwnWorkers(Protocol):
    """The supplier's side of the agent."""

    async def workers(self, master: Address | None = None) -> list[EnrolledWorker]: ...
    async def load_line(
        self, worker: Address, method: str, body: dict[str, Any]
    ) -> dict[str, Any]: ...


class Strangers(Protocol):
    """The market: workers of others who answer anybody's probe."""

    def reachable(self, most: int) -> Iterable[WorkerAddress]: ...


class LineMeasuring:
    """Never asks a machine that is not ours, and never counts a line that leaves no machine."""

    def __init__(
        self, workers: OwnWorkers, clock: Clock, here: frozenset[str] | None = None
    ) -> None:
        """here: addresses of this machine, by default those of its interfaces."""
        self._workers = workers
        self._clock = clock
        self._here = own_addresses() if here is None else here

    async def measure(self, worker: Address, other: Address | None = None) -> None:
        """Measure between *worker* and *other*, and tell *worker*.

        Without *other* it is this agent for a worker elsewhere, and for the one beside us another
        worker of ours. Raises UserError agent.no_peer_to_measure, CodedError.
        """
        known = await self._workers.workers()
        me = next((each for each in known if each.worker == worker), None)
        if other is None and me is not None and elsewhere(me.addresses, self._here):
            await self._keep(worker, (await self._line_to(worker)).turned)
            return
        peer = _peer_of(me, other, known, self._here)
        try:
            await self._between(worker, peer)
        except CodedError as error:
            if other is not None:
                raise
            logger.info("worker %s does not reach %s itself: %s", worker, peer.worker, error)
            await self._keep(worker, await self._line_to(peer.worker))

    async def _between(self, worker: Address, peer: EnrolledWorker) -> None:
        """*worker* measures by itself, once *peer* knows that its owner wants it."""
        await self._workers.load_line(peer.worker, "worker.line_agree", {"peer": worker})
        await self._workers.load_line(worker, "worker.line_measure", place(peer))

    async def _line_to(self, peer: Address) -> Line:
        async def ask(method: str, body: dict[str, Any]) -> dict[str, Any]:
            return await self._workers.load_line(peer, method, body)

        return await measure_line(ask, self._clock)

    async def _keep(self, worker: Address, line: Line) -> None:
        await self._workers.load_line(
            worker,
            "worker.line_result",
            {"download": line.received, "upload": line.sent, "trips": line.trips},
        )


async def ask_address(
    workers: OwnWorkers, market: Strangers, worker: Address, places: Places
) -> None:
    """Have *worker* ask a few peers from which address they see it.

    Ours first, then some of those on the market, who answer it to anybody; those only at the
    *places* that the internet has: who names others could aim *worker* at its own network. Raises
    CodedError.
    """
    known = await workers.workers()
    ours = {each.worker for each in known}
    peers: list[WorkerAddress] = [
        each for each in known if each.reachable and each.worker != worker
    ]
    named = [place(each) for each in peers]
    for each in market.reachable(4 * MOST_PEERS + len(ours)):
        found = {**place(each), "addresses": list(places(each.addresses))}
        if each.worker not in ours and (found["addresses"] or each.relay):
            named.append(found)
    named = named[:MOST_PEERS]
    try:
        await workers.load_line(worker, "worker.address", {"peers": named})
    except UserError as error:
        if error.code != "p2p.not_allowed":
            raise
        logger.info("worker %s is too old to ask for its address", worker)


def place(peer: WorkerAddress) -> dict[str, Any]:
    """Where *peer* listens, as a worker is told."""
    return {
        "peer": peer.worker,
        "endpoint": peer.endpoint.removeprefix("0x"),
        "addresses": list(peer.addresses),
        "relay": peer.relay,
    }


def elsewhere(addresses: Iterable[str], here: frozenset[str]) -> bool:
    """Whether who answers at *addresses* is not on a machine with the addresses *here*.

    Without any address it is behind a relay, and so not here.
    """
    return not any(host in here or _loops(host) for host in _hosts(addresses))


def own_addresses() -> frozenset[str]:
    """Of every interface of this machine."""
    return frozenset(
        each.address.partition("%")[0]
        for listed in psutil.net_if_addrs().values()
        for each in listed
        if each.family in {socket.AF_INET, socket.AF_INET6}
    )


def _peer_of(
    me: EnrolledWorker | None,
    other: Address | None,
    known: list[EnrolledWorker],
    here: frozenset[str],
) -> EnrolledWorker:
    """The *other* of ours, or any, that answers and is on another machine than *me*."""
    beside = here if me is None or not elsewhere(me.addresses, here) else _hosts(me.addresses)
    for each in known:
        if each is me or other not in {None, each.worker}:
            continue
        if each.reachable and elsewhere(each.addresses, beside):
            return each
    raise UserError("agent.no_peer_to_measure")


def _hosts(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(each.rpartition(":")[0].strip("[]") for each in addresses)


def _loops(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
