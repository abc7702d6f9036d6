"""When the owner needs the machine for itself, told beforehand: once or every week. Pure.

Nothing is sold that would reach into it, so that no customer is surprised.
"""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.worker.guest.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Outage:
    """Once, from *begin* to *end*, s since 1970."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Every window there is."""

    once: tuple[Outage, ...]
    weekly: Schedule

    def end(self, now: float) -> int | None:
        """When the one that is on ends, s since 1970; None while none is on."""
        ends = [one.end for one in self.once if one.begin <= now < one.end]
        if self.weekly.is_open(now):
            ends.append(self.weekly.next_change(now) or int(now) + 86_400)
        return max(ends, default=None)

    def begin(self, now: float) -> int | None:
        """When the next one begins; None without one within a week, or set for once."""
        begins = [one.begin for one in self.once if one.begin > now]
        if self.weekly.windows and not self.weekly.is_open(now):
            weekly = self.weekly.next_change(now)
            begins += [] if weekly is None else [weekly]
        return min(begins, default=None)
