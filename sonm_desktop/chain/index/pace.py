"""How soon the chain is looked at again: quickly while it moves or somebody expects it to, slowly
while nothing happens."""

from __future__ import annotations

import time
from collections.abc import Callable

from sonm_desktop.core.wake import Wake

LIVELY_S = 10.0
"""So long after a movement another one is expected."""


class Pace:
    """quick_s, slow_s: the two pauses."""

    def __init__(
        self,
        *,
        quick_s: float,
        slow_s: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._quick_s = quick_s
        self._slow_s = slow_s
        self._monotonic = monotonic
        self._lively_until = monotonic() + LIVELY_S
        self._wake = Wake()

    def moved(self) -> None:
        """Something has happened: more may follow."""
        self._lively_until = self._monotonic() + LIVELY_S

    def stir(self) -> None:
        """Look now: something has happened, or will at any moment."""
        self.moved()
        self._wake.ring()

    def pause_s(self) -> float:
        """The pause that is due now."""
        return self._quick_s if self._monotonic() < self._lively_until else self._slow_s

    async def pause(self) -> None:
        """Wait so long, or until it is stirred."""
        await self._wake.within(self.pause_s())
