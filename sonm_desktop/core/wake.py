"""A bell for a loop that looks now and then: when it is rung, the loop looks at once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


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

    async def unless_rung(self, work: Coroutine[Any, Any, T]) -> T | None:
        """What *work* returns; None when it was rung before, which ends *work*. The ring stays
        for the next wait."""
        doing = asyncio.ensure_future(work)
        bell = asyncio.ensure_future(self._rung.wait())
        try:
            await asyncio.wait((doing, bell), return_when=asyncio.FIRST_COMPLETED)
            return doing.result() if doing.done() else None
        finally:
            for one in (doing, bell):
                one.cancel()
            await asyncio.gather(doing, bell, return_exceptions=True)
