"""Time, so that tests can hold it."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Where every deadline and timestamp comes from, except the chain's own time."""

    def now(self) -> float:
        """Seconds since 1970 by this machine's clock."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards; for measuring and deadlines."""
        ...


class SystemClock:
    """This machine's clock."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()
