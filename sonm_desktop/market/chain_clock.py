"""The chain's time without asking a node each time."""

from __future__ import annotations

from typing import Protocol

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.ids import ChainTime

OLDEST_S = 15.0


class TimeSource(Protocol):
    """Who knows the chain's time; `chain.reader.ChainReader` does."""

    async def pending_time(self) -> ChainTime: ...


class ChainClock:
    """For browsing and deadlines of seconds; where money is signed, ask the chain itself."""

    def __init__(self, chain: TimeSource, clock: Clock) -> None:
        self._chain = chain
        self._clock = clock
        self._read: tuple[ChainTime, float] | None = None

    async def now(self) -> ChainTime:
        """The last reading moved on by this machine's clock; read anew after 15 s."""
        if self._read is None or self._clock.monotonic() - self._read[1] > OLDEST_S:
            self._read = (await self._chain.pending_time(), self._clock.monotonic())
        time, at = self._read
        return ChainTime(time + int(self._clock.monotonic() - at))
