"""Which peer measures the line of a worker: itself, or for the one beside us another of ours."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any, Protocol

import psutil

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.line_test import Line, measure_line
from sonm_desktop.market.supplier_records import EnrolledWorker


class OwnWorkers(Protocol):
    """The supplier's side of the agent."""

    async def workers(self, master: Address | None = None) -> list[EnrolledWorker]: ...
    async def load_line(
        self, worker: Address, method: str, body: dict[str, Any]
    ) -> dict[str, Any]: ...


class LineMeasuring:
    """Never asks a machine that is not ours, and never counts a line that leaves no machine."""

    def __init__(self, workers: OwnWorkers, clock: Clock) -> None:
        self._workers = workers
        self._clock = clock

    async def measure(self, worker: Address) -> None:
        """Measure and tell *worker*. Raises UserError agent.no_peer_to_measure, CodedError."""
        known = await self._workers.workers()
        here = own_addresses()
        peers = [each for each in known if elsewhere(each.addresses, here)]
        if any(peer.worker == worker for peer in peers):
            line = (await self._line_to(worker)).turned
        else:
            line = await self._line_to(_reachable(peers))
        await self._workers.load_line(
            worker,
            "worker.line_result",
            {"download": line.received, "upload": line.sent, "trips": line.trips},
        )

    async def _line_to(self, peer: Address) -> Line:
        async def ask(method: str, body: dict[str, Any]) -> dict[str, Any]:
            return await self._workers.load_line(peer, method, body)

        return await measure_line(ask, self._clock)


def elsewhere(addresses: Iterable[str], here: frozenset[str]) -> bool:
    """Whether who answers at *addresses* is not on a machine with the addresses *here*.

    Without any address it is behind a relay, and so not here.
    """
    hosts = [each.rpartition(":")[0].strip("[]") for each in addresses]
    return not any(host in here or _loops(host) for host in hosts)


def own_addresses() -> frozenset[str]:
    """Of every interface of this machine."""
    return frozenset(
        each.address.partition("%")[0]
        for listed in psutil.net_if_addrs().values()
        for each in listed
        if each.family in {socket.AF_INET, socket.AF_INET6}
    )


def _reachable(peers: list[EnrolledWorker]) -> Address:
    found = next((peer.worker for peer in peers if peer.reachable), None)
    if found is None:
        raise UserError("agent.no_peer_to_measure")
    return found


def _loops(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
