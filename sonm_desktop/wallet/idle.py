"""How long nobody has used something, on a machine that may have slept meanwhile."""

from __future__ import annotations

from sonm_desktop.core.clock import Clock


class IdleTimer:
    """Over after *limit_s* by either clock.

    The monotonic clock stands still while a laptop sleeps; the wall clock can be set back. The
    one that has seen more time pass counts.
    """

    def __init__(self, clock: Clock, limit_s: float) -> None:
        self._clock = clock
        self._limit_s = limit_s
        self.touch()

    def limit(self, limit_s: float) -> None:
        """Over after *limit_s* from now on."""
        self._limit_s = limit_s

    def touch(self) -> None:
        """It is being used now."""
        self._wall = self._clock.now()
        self._steady = self._clock.monotonic()

    @property
    def over(self) -> bool:
        passed = max(self._clock.now() - self._wall, self._clock.monotonic() - self._steady)
        return passed >= self._limit_s
