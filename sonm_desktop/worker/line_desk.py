"""The worker's end of a measured line: it takes and gives bytes, and keeps what came of it.

The master counts: he is the peer at the other end, and the worker's owner. Nobody else is asked
for a byte.
"""

from __future__ import annotations

import os
from typing import Any

from sonm_desktop.core.errors import UserError
from sonm_desktop.worker.benchmarks.ids import Benchmark
from sonm_desktop.worker.benchmarks.suite import Benchmarks
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.request import number_of

LARGEST = 1 << 20
_MOST = 2**63 - 1


class LineDesk:
    """The methods ``worker.line_*``; the caller was checked before."""

    def __init__(self, machine: Machine, benchmarks: Benchmarks) -> None:
        self._machine = machine
        self._benchmarks = benchmarks

    async def load(self, body: dict[str, Any]) -> dict[str, Any]:
        """As many bytes as are wanted, for those that came; neither is kept."""
        wanted = number_of(body, "want")
        if wanted > LARGEST:
            raise UserError("worker.bad_request", part="want")
        return {"blob": os.urandom(wanted)}

    async def result(self, body: dict[str, Any]) -> dict[str, Any]:
        """What the master counted: bits per second each way, round trips in a second."""
        results = {
            int(Benchmark.NET_DOWNLOAD): number_of(body, "download"),
            int(Benchmark.NET_UPLOAD): number_of(body, "upload"),
            int(Benchmark.NET_LATENCY): number_of(body, "trips"),
        }
        if max(results.values()) > _MOST:
            raise UserError("worker.bad_request", part="results")
        await self._benchmarks.put_line(await self._machine.hardware(), results)
        return {"kept": True}
