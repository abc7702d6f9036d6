"""Customers whose vouchers are refused again and again: slowed down, then served no more.

What is refused costs the worker a look at the chain each time, and pays nothing. A voucher
that is accepted makes up for all before it; one that is ahead of its time is nobody's fault.
"""

from __future__ import annotations

import logging

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.store.worker_holds import WorkerHolds

logger = logging.getLogger(__name__)

MOST_REFUSED = 12
FREE_REFUSALS = 5
SPACING_S = 10
"""Between two vouchers of a deal after more than the first refusals."""

BAD_PAYER = "worker.bad_payer"
_NO_FAULT = frozenset({"worker.voucher_from_the_future", "worker.deal_closed"})


class Conduct:
    """Counts refused vouchers of each deal, over restarts."""

    def __init__(self, kept: WorkerHolds, clock: Clock) -> None:
        self._kept = kept
        self._clock = clock

    async def require_patience(self, deal: DealId) -> None:
        """Raises UserError worker.voucher_too_soon after refusals that follow each other fast."""
        before = await self._kept.refusals(deal)
        wait_s = before.at + SPACING_S - self._clock.now()
        if before.count >= FREE_REFUSALS and 0 < wait_s <= SPACING_S:
            raise UserError("worker.voucher_too_soon", wait_s=int(wait_s) + 1)

    async def refused(self, deal: DealId, code: str) -> bool:
        """Count a refusal with *code*; whether that is enough to serve its customer no more."""
        if code in _NO_FAULT:
            return False
        now = await self._kept.refused(deal, code, self._clock.now())
        logger.warning("deal %s: voucher refused, number %d: %s", deal, now.count, code)
        return now.count >= MOST_REFUSED

    async def accepted(self, deal: DealId) -> None:
        """All before is forgotten."""
        await self._kept.forgive(deal)

    async def count(self, deal: DealId) -> int:
        """Vouchers refused since one was accepted."""
        return (await self._kept.refusals(deal)).count
