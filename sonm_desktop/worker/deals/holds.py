"""Why the tasks of a deal stand still: a set of reasons, which restarts do not forget.

Whoever has a reason puts it and takes it away himself, so that two of them never undo each
other. A reason is a code of the catalogue.
"""

from __future__ import annotations

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.ids import DealId
from sonm_desktop.store.worker_holds import EVERY_DEAL, Hold, WorkerHolds


class Holds:
    """The reasons of every deal; `load` first."""

    def __init__(self, kept: WorkerHolds, clock: Clock) -> None:
        self._kept = kept
        self._clock = clock
        self._holds: dict[tuple[DealId, str], Hold] = {}

    async def load(self) -> None:
        """What was recorded before this program began."""
        for hold in await self._kept.all():
            self._holds[hold.deal, hold.reason] = hold

    def of(self, deal: DealId) -> list[Hold]:
        """Why *deal* stands still, the oldest reason first; empty while it may run."""
        found = [hold for hold in self._holds.values() if hold.deal in (deal, EVERY_DEAL)]
        return sorted(found, key=lambda hold: (hold.since, hold.reason))

    async def put(self, deal: DealId, reason: str) -> bool:
        """Record *reason*; whether it is new."""
        if (deal, reason) in self._holds:
            return False
        hold = Hold(deal, reason, self._clock.now())
        await self._kept.put(hold)
        self._holds[deal, reason] = hold
        return True

    async def take(self, deal: DealId, reason: str) -> bool:
        """*reason* is gone; whether it was there."""
        if (deal, reason) not in self._holds:
            return False
        await self._kept.remove(deal, reason)
        self._holds.pop((deal, reason), None)
        return True

    async def forget(self, deal: DealId) -> None:
        """*deal* is over."""
        await self._kept.forget(deal)
        for key in [key for key in self._holds if key[0] == deal]:
            del self._holds[key]
