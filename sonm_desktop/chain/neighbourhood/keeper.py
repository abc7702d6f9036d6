"""Keeps the neighbours' program running, more and more slowly while it keeps ending."""

from __future__ import annotations

import asyncio
import logging
import time

from sonm_desktop.chain.neighbourhood.process import NeighbourPlace

logger = logging.getLogger(__name__)

FIRST_PAUSE_S = 5.0
LONGEST_PAUSE_S = 600.0
_GOOD_RUN_S = 120.0


class NeighbourKeeper:
    """Several agents may keep one program: its lock lets one of them serve."""

    def __init__(self, place: NeighbourPlace) -> None:
        self._place = place
        self._started = 0.0
        self._pause_s = FIRST_PAUSE_S

    async def ensure(self) -> None:
        """Start the program unless it runs, or ended just now."""
        if await asyncio.to_thread(self._place.process) is not None:
            return
        now = time.monotonic()
        if self._started and now - self._started < self._pause_s:
            return
        lasted = now - self._started
        doubled = min(self._pause_s * 2, LONGEST_PAUSE_S)
        self._pause_s = FIRST_PAUSE_S if lasted > _GOOD_RUN_S + self._pause_s else doubled
        self._started = now
        pid = await asyncio.to_thread(self._place.start)
        logger.info("neighbours: process %d", pid)

    async def end(self) -> None:
        """End the program; the next `ensure` starts it at once."""
        await asyncio.to_thread(self._place.end)
        self._started, self._pause_s = 0.0, FIRST_PAUSE_S
