"""When a program that ended by itself may be started again, and when to stop trying."""

from __future__ import annotations

from collections import deque
from enum import Enum

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
MOST_STARTS = 5
WITHIN_S = 600.0


class Turn(Enum):
    """What to do now about a program that does not run."""

    START = "start"
    WAIT = "wait"
    GIVE_UP = "give up"


class Restarts:
    """Pauses that double; after the fifth end within ten minutes of starts, no more.

    Times are of one monotonic clock, in s.
    """

    def __init__(self) -> None:
        self._recent: deque[float] = deque()
        self._found_ended: float | None = None
        self._has_given_up = False
        self._count = 0

    @property
    def count(self) -> int:
        """Starts so far."""
        return self._count

    def turn(self, now: float) -> Turn:
        """What to do *now*, when it does not run."""
        while self._recent and now - self._recent[0] >= WITHIN_S:
            self._recent.popleft()
        if self._has_given_up or len(self._recent) >= MOST_STARTS:
            self._has_given_up = True
            return Turn.GIVE_UP
        if not self._recent:
            return Turn.START
        if self._found_ended is None:
            self._found_ended = now
        pause = min(FIRST_PAUSE_S * 2 ** (len(self._recent) - 1), LONGEST_PAUSE_S)
        return Turn.START if now - self._found_ended >= pause else Turn.WAIT

    def started(self, now: float) -> None:
        """It was started *now*."""
        self._recent.append(now)
        self._found_ended = None
        self._count += 1
