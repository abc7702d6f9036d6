"""The worker's end of a measured line: it takes and gives bytes, and keeps what came of it.

Bytes move with the master, who owns this machine, or with another worker whom he named a moment
ago, and with nobody else.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.market.line_test import SECONDS, Line, measure_line
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.worker.benchmarks.ids import Benchmark
from sonm_desktop.worker.benchmarks.suite import Benchmarks
from sonm_desktop.worker.desks.line_consents import LineConsents
from sonm_desktop.worker.desks.request import number_of
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.peer_places import Peers, account_of, place_of

LARGEST = 1 << 20
_MOST = 2**63 - 1
_CALL_S = 30.0


class LineDesk:
    """The methods ``worker.line_*``; the caller was checked before, but for `load_for`."""

    def __init__(
        self,
        machine: Machine,
        benchmarks: Benchmarks,
        peers: Peers | None,
        clock: Clock,
        *,
        seconds: float = SECONDS,
    ) -> None:
        """peers: None where there is no endpoint to dial from. seconds: for each figure."""
        self._machine = machine
        self._benchmarks = benchmarks
        self._peers = peers
        self._clock = clock
        self._seconds = seconds
        self._consents = LineConsents(clock)

    async def load(self, body: dict[str, Any]) -> dict[str, Any]:
        """As many bytes as are wanted, for those that came; neither is kept."""
        return {"blob": os.urandom(_wanted(body))}

    async def load_for(self, caller: PeerIdentity, body: dict[str, Any]) -> dict[str, Any]:
        """The same for another worker, as far as was agreed."""
        if caller.role != "worker":
            raise UserError("worker.line_not_agreed")
        blob = body.get("blob", b"")
        came = len(blob) if isinstance(blob, bytes) else LARGEST
        self._consents.spend(caller.account, came + _wanted(body))
        return await self.load(body)

    async def agree(self, body: dict[str, Any]) -> dict[str, Any]:
        """Let the worker *peer* measure the line to here, once and soon."""
        self._consents.agree(account_of(body))
        return {"agreed": True}

    async def measure(self, body: dict[str, Any]) -> dict[str, Any]:
        """Measure the line to the worker *peer*, who has agreed, and keep what came of it."""
        if self._peers is None:
            raise UserError("worker.bad_request", part="peer")
        peer = await self._peers.dial(place_of(body), account_of(body))
        try:

            async def ask(method: str, what: dict[str, Any]) -> dict[str, Any]:
                return await peer.call(method, what, deadline_s=_CALL_S)

            line = await measure_line(ask, self._clock, self._seconds)
        finally:
            await peer.close()
        await self._keep(_results(line))
        return {"kept": True}

    async def result(self, body: dict[str, Any]) -> dict[str, Any]:
        """What the master counted: bits per second each way, round trips in a second."""
        results = {
            int(Benchmark.NET_DOWNLOAD): number_of(body, "download"),
            int(Benchmark.NET_UPLOAD): number_of(body, "upload"),
            int(Benchmark.NET_LATENCY): number_of(body, "trips"),
        }
        if max(results.values()) > _MOST:
            raise UserError("worker.bad_request", part="results")
        await self._keep(results)
        return {"kept": True}

    async def _keep(self, results: Mapping[int, int]) -> None:
        await self._benchmarks.put_line(await self._machine.hardware(), dict(results))


def _results(line: Line) -> dict[int, int]:
    return {
        int(Benchmark.NET_DOWNLOAD): line.received,
        int(Benchmark.NET_UPLOAD): line.sent,
        int(Benchmark.NET_LATENCY): line.trips,
    }


def _wanted(body: dict[str, Any]) -> int:
    wanted = number_of(body, "want")
    if wanted > LARGEST:
        raise UserError("worker.bad_request", part="want")
    return wanted
