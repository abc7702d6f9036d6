"""Counts for how long this worker held the job of each deal for its owner's reasons.

Who pays by the second pays nothing for that time, so it is recorded before a job stands still or
goes on, in chain time: over restarts a hold that stands counts on from where it was counted last.
A deal that is unpaid meanwhile is held for its customer's reasons, which count for nothing.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace

from sonm_desktop.chain.records import DealState
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.held import NEVER_HELD, Held, billable
from sonm_desktop.store.worker_held import HeldRow, WorkerHeld
from sonm_desktop.wallet.messages import Voucher
from sonm_desktop.worker.deals.entitlement import UNPAID
from sonm_desktop.worker.deals.holds import Holds

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A deal as the chain and its best voucher had it when we looked last."""

    state: DealState
    voucher: Voucher | None


class HeldTime:
    """The counts of all deals; `load` first. Between two looks at the chain its time is what it
    was then, moved on by this machine's clock."""

    def __init__(self, kept: WorkerHeld, holds: Holds, clock: Clock) -> None:
        self._kept = kept
        self._holds = holds
        self._clock = clock
        self._rows: dict[DealId, HeldRow] = {}
        self._seen: dict[DealId, _Seen] = {}
        self._read: tuple[int, float] | None = None
        self._let_go: dict[DealId, float] = {}
        self._turn = asyncio.Lock()

    async def load(self) -> None:
        """What was counted before this program began."""
        self._rows = {row.deal: row for row in await self._kept.all()}

    def of(self, deal: DealId) -> Held:
        """What is recorded of *deal*."""
        row = self._rows.get(deal)
        return NEVER_HELD if row is None else Held(row.seconds, Wei(row.cost))

    async def look(self, deal: DealId, state: DealState, voucher: Voucher | None, now: int) -> None:
        """*deal* was seen on the chain, at its time *now*."""
        async with self._turn:
            self._read = (now, self._clock.monotonic())
            self._seen[deal] = _Seen(state, voucher)
            gone = self._let_go.pop(deal, None)
            upto = now if gone is None else now - int(self._clock.monotonic() - gone)
            await self._count(deal, upto, held=self._is_held(deal))

    async def turn(self) -> None:
        """Reasons are about to come or go, or have just done so: count every deal up to now."""
        async with self._turn:
            now = self._now()
            for deal in {*self._seen, *self._rows}:
                held = self._is_held(deal)
                if now is not None and deal in self._seen:
                    await self._count(deal, now, held=held)
                elif not held and self._marked(deal):
                    self._let_go.setdefault(deal, self._clock.monotonic())

    async def finish(self, deal: DealId) -> None:
        """*deal* is over: count it for the last time."""
        async with self._turn:
            now = self._now()
            if deal in self._seen and now is not None:
                await self._count(deal, now, held=False)
            elif self._marked(deal):
                await self._keep(replace(self._rows[deal], mark=None))
            self._seen.pop(deal, None)
            self._let_go.pop(deal, None)

    async def _count(self, deal: DealId, now: int, *, held: bool) -> None:
        row = self._rows.get(deal) or HeldRow(deal)
        seen = self._seen[deal]
        seconds = 0 if row.mark is None else billable(seen.state, seen.voucher, row.mark, now)
        await self._keep(
            HeldRow(
                deal,
                seconds=row.seconds + seconds,
                cost=row.cost + seconds * seen.state.rate,
                mark=max(now, row.mark or now) if held else None,
            )
        )

    async def _keep(self, row: HeldRow) -> None:
        if row == (self._rows.get(row.deal) or HeldRow(row.deal)):
            return
        await self._kept.put(row)
        self._rows[row.deal] = row

    def _is_held(self, deal: DealId) -> bool:
        reasons = {hold.reason for hold in self._holds.of(deal)}
        return bool(reasons) and not reasons & UNPAID

    def _marked(self, deal: DealId) -> bool:
        row = self._rows.get(deal)
        return row is not None and row.mark is not None

    def _now(self) -> int | None:
        """The chain's time; None before it was read."""
        if self._read is None:
            return None
        time, at = self._read
        return time + int(self._clock.monotonic() - at)
