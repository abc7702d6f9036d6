"""A line to a peer of ours, measured by the calls that everything else goes by, both ways."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sonm_desktop.core.clock import Clock

Ask = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
"""A method of a worker with its body; the answer. Raises CodedError."""

PARALLEL = 8
BLOB = 1 << 19
SECONDS = 4.0

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
    """The line to whoever answers *ask*, measured for three times *seconds*."""
    blob = os.urandom(BLOB)
    trips = await _calls(ask, clock, seconds, 1, {"blob": b"", "want": 0})
    sent = await _calls(ask, clock, seconds, PARALLEL, {"blob": blob, "want": 0})
    received = await _calls(ask, clock, seconds, PARALLEL, {"blob": b"", "want": BLOB})
    return Line(
        sent=round(sent * BLOB * _BITS),
        received=round(received * BLOB * _BITS),
        trips=round(trips),
    )


async def _calls(
    ask: Ask, clock: Clock, seconds: float, parallel: int, body: dict[str, Any]
) -> float:
    """Calls per second of *parallel* callers who ask one after the other.

    A first call warms the line up and is not counted.
    """
    await ask(_LOAD, body)
    begun = clock.monotonic()

    async def calls() -> int:
        done = 0
        while clock.monotonic() - begun < seconds:
            await ask(_LOAD, body)
            done += 1
        return done

    done = await asyncio.gather(*(calls() for _ in range(parallel)))
    return sum(done) / max(1e-6, clock.monotonic() - begun)
