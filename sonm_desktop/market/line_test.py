"""A line to a peer of ours, measured by the calls that everything else goes by, both ways."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import RemoteError

Ask = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
"""A method of a worker with its body; the answer. Raises CodedError."""

PARALLEL = 8
LEAST_BLOB = 16 << 10
"""The first call is that of a stranger, who may not send much."""

BLOB = 512 << 10
SECONDS = 4.0
LIMIT_S = 3 * 3 * SECONDS
MOST_BYTES = 1 << 30
"""That a measurement moves in one direction: on a fast line it ends early."""

_LONG_S = 0.1
_LOAD = "worker.line_load"
_BITS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """sent, received: bits per second, as the caller sees it. trips: there and back, a second."""

    sent: int
    received: int
    trips: int

    @property
    def turned(self) -> Line:
        """As the other end sees it."""
        return Line(sent=self.received, received=self.sent, trips=self.trips)


async def measure_line(ask: Ask, clock: Clock, seconds: float = SECONDS) -> Line:
    """The line to whoever answers *ask*, measured for three times *seconds*.

    Raises RemoteError worker.benchmark_stalled after LIMIT_S, and what *ask* raises.
    """
    line = _Measured(ask, clock, seconds)
    try:
        async with asyncio.timeout(LIMIT_S):
            trips = await line.rate(1, {"blob": b"", "want": 0}, most=1 << 20)
            sent = await line.flow(lambda size: {"blob": os.urandom(size), "want": 0})
            received = await line.flow(lambda size: {"blob": b"", "want": size})
    except TimeoutError as error:
        raise RemoteError("worker.benchmark_stalled") from error
    return Line(sent=round(sent * _BITS), received=round(received * _BITS), trips=round(trips))


class _Measured:
    """One measurement of one line."""

    def __init__(self, ask: Ask, clock: Clock, seconds: float) -> None:
        self._ask = ask
        self._clock = clock
        self._seconds = seconds

    async def flow(self, body_of: Callable[[int], dict[str, Any]]) -> float:
        """Bytes per second in the direction that *body_of* loads."""
        size = LEAST_BLOB
        while size < BLOB and await self._took(body_of(size)) < _LONG_S:
            size *= 2
        return size * await self.rate(PARALLEL, body_of(size), most=MOST_BYTES // size)

    async def rate(self, parallel: int, body: dict[str, Any], *, most: int) -> float:
        """Calls per second of *parallel* callers who ask one after the other, *most* in all.

        A first call warms the line up and is not counted.
        """
        await self._ask(_LOAD, body)
        begun, done = self._clock.monotonic(), 0

        async def calls() -> None:
            nonlocal done
            while self._clock.monotonic() - begun < self._seconds and done < most:
                done += 1
                await self._ask(_LOAD, body)

        await asyncio.gather(*(calls() for _ in range(parallel)))
        return done / max(1e-6, self._clock.monotonic() - begun)

    async def _took(self, body: dict[str, Any]) -> float:
        begun = self._clock.monotonic()
        await self._ask(_LOAD, body)
        return self._clock.monotonic() - begun
