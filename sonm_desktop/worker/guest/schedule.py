"""When something may happen: windows of a week, by the clock on the wall. Pure.

A schedule is a level and no edge: `is_open` knows nothing of what was so before, so a machine
that starts, or wakes, inside a window is open at once. In the hour that autumn repeats a
window holds twice, and of the hour that spring leaves out nothing is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

MINUTES = 1440
_WEEK = 7
_QUARTER_S = 900
_AHEAD_DAYS = 8


@dataclass(frozen=True, slots=True)
class Window:
    """From *begin* to *end*, minutes of a day, on *days*; 0 is Monday.

    An end that is not after the beginning lies on the next day; equal ones are 24 hours.
    """

    days: frozenset[int]
    begin: int
    end: int

    def holds(self, day: int, minute: int) -> bool:
        """Whether *minute* of the weekday *day* lies in it."""
        if self.begin < self.end:
            return day in self.days and self.begin <= minute < self.end
        today = day in self.days and minute >= self.begin
        return today or ((day - 1) % _WEEK in self.days and minute < self.end)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Open in any of *windows*; without one, never. zone: None is the machine's own."""

    windows: tuple[Window, ...]
    zone: tzinfo | None = None

    def is_open(self, now: float) -> bool:
        """*now*: s since 1970."""
        wall = self._wall(now)
        minute = wall.hour * 60 + wall.minute
        return any(window.holds(wall.weekday(), minute) for window in self.windows)

    def next_change(self, now: float) -> int | None:
        """When `is_open` is another next, s since 1970; None while it stays so for a week."""
        standing = self.is_open(now)
        for moment in self._moments(now):
            if self.is_open(moment) != standing:
                return moment
        return None

    def _moments(self, now: float) -> list[int]:
        """Where it may change: at the windows' bounds, and where a clock may be put on."""
        first = int(now) // _QUARTER_S * _QUARTER_S
        quarters = range(first, first + _AHEAD_DAYS * 86_400, _QUARTER_S)
        return sorted({moment for moment in (*quarters, *self._bounds(now)) if moment > now})

    def _bounds(self, now: float) -> Iterator[int]:
        day = self._wall(now).replace(hour=0, minute=0, second=0, microsecond=0)
        bounds = {bound for window in self.windows for bound in (window.begin, window.end)}
        for ahead in range(_AHEAD_DAYS + 1):
            date = (day + timedelta(days=ahead)).date()
            for bound in bounds:
                wall = datetime(date.year, date.month, date.day, bound // 60, bound % 60)
                yield from (self._instant(wall.replace(fold=fold)) for fold in (0, 1))

    def _wall(self, now: float) -> datetime:
        there = datetime.fromtimestamp(now, UTC)
        return there.astimezone(self.zone)

    def _instant(self, wall: datetime) -> int:
        return int((wall if self.zone is None else wall.replace(tzinfo=self.zone)).timestamp())
