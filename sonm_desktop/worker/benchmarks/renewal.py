"""What was measured is measured again by itself when the machine is not the same any more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from sonm_desktop.worker.benchmarks.suite import Benchmarks
from sonm_desktop.worker.hardware import Hardware

logger = logging.getLogger(__name__)

LOOK_S = 60.0


class Renewal:
    """Only what the owner had measured before, and never while somebody's jobs run.

    deals: those that are served here now.
    """

    def __init__(
        self,
        benchmarks: Benchmarks,
        hardware: Callable[[], Awaitable[Hardware]],
        deals: Callable[[], Awaitable[Sequence[object]]],
        *,
        look_s: float = LOOK_S,
    ) -> None:
        self._benchmarks = benchmarks
        self._hardware = hardware
        self._deals = deals
        self._look_s = look_s

    async def run(self) -> None:
        """Look for ever, for a supervisor."""
        while True:
            await asyncio.sleep(self._look_s)
            await self.look()

    async def look(self) -> bool:
        """Measure again what does not count any more; whether that runs now."""
        hardware = await self._hardware()
        changes = await self._benchmarks.changes(hardware)
        if not changes or await self._deals():
            return False
        for key, parts in changes.items():
            logger.info("%s is measured again, because of: %s", key, ", ".join(parts))
        return await self._benchmarks.start(hardware, again=True)
