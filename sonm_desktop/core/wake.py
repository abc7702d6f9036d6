"""A bell for a loop that looks now and then: when it is rung, the loop looks at once."""

from __future__ import annotations

import asyncio


class Wake:
    """One loop waits; anybody rings. Rings before and during a look are one, and none is lost."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    @property
    def rung(self) -> bool:
        """Whether it was rung since the last wait ended."""
        return self._rung.is_set()

    def ring(self) -> None:
        """End the present wait, or the next one."""
        self._rung.set()

    async def within(self, limit_s: float | None) -> None:
        """Until it is rung, for *limit_s* seconds at most; None waits for ever."""
        try:
            async with asyncio.timeout(limit_s):
                await self._rung.wait()
        except TimeoutError:
            return
        finally:
            self._rung.clear()
