"""Deals that are not paid for stand still, go on once they are, and end when patience is over."""

from __future__ import annotations

import json

from sonm_desktop.chain.records import DealState
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.held import open_credit
from sonm_desktop.store.worker_deals import WorkerDeal
from sonm_desktop.wallet.messages import Quote, Voucher
from sonm_desktop.worker.deals.entitlement import (
    UNPAID,
    Missing,
    missing_payment,
)
from sonm_desktop.worker.deals.held import HeldTime
from sonm_desktop.worker.deals.metering import Metering
from sonm_desktop.worker.deals.owed import Owed, owed
from sonm_desktop.worker.deals.vouchers import VoucherBook
from sonm_desktop.worker.tasks.tasks import TaskRunner

PATIENCE_S = 600
"""So long an unpaid deal keeps its hardware: as long as its supplier waits to close it."""


class Payments:
    """Judges each deal whenever the chain was looked at."""

    def __init__(
        self,
        *,
        tasks: TaskRunner,
        vouchers: VoucherBook,
        metering: Metering,
        held: HeldTime,
        clock: Clock,
    ) -> None:
        self._tasks = tasks
        self._vouchers = vouchers
        self._metering = metering
        self._held = held
        self._clock = clock
        self._missing: dict[DealId, Missing] = {}

    def missing(self, deal: DealId) -> Missing | None:
        """What *deal* lacked when it was judged last."""
        return self._missing.get(deal)

    async def judge(
        self, deal: WorkerDeal, state: DealState, voucher: Voucher | None, now: int
    ) -> str:
        """Hold *deal* while it is unpaid; the code of why it ends, once nobody waits longer."""
        missing = await self._found(deal, state, voucher, now)
        if missing is None:
            self._missing.pop(deal.deal, None)
            await self._keep_only(deal.deal, "")
            return ""
        self._missing[deal.deal] = missing
        await self._tasks.hold(deal.deal, missing.code)
        await self._keep_only(deal.deal, missing.code)
        return missing.ends if self._waited(deal.deal, missing, now) >= PATIENCE_S else ""

    async def _found(
        self, deal: WorkerDeal, state: DealState, voucher: Voucher | None, now: int
    ) -> Missing | None:
        quote = Quote.from_wire(json.loads(deal.quote))
        due = await self._due(deal.deal, state, quote, voucher, now)
        return missing_payment(state, quote, voucher, due, now)

    async def _due(
        self, deal: DealId, state: DealState, quote: Quote, voucher: Voucher | None, now: int
    ) -> Owed:
        meter = await self._metering.of_deal(deal)
        newest = await self._vouchers.reckoned(deal) if voucher else None
        return owed(
            state,
            quote,
            voucher,
            traffic=meter.traffic,
            covered=newest.units if newest else 0,
            credit=open_credit(state, newest, self._held.of(deal)),
            now=now,
        )

    async def _keep_only(self, deal: DealId, reason: str) -> None:
        for other in sorted(UNPAID):
            if other != reason:
                await self._tasks.release(deal, other)

    def _waited(self, deal: DealId, missing: Missing, now: int) -> float:
        if missing.since is not None:
            return now - missing.since
        now_here = self._clock.now()
        held = [hold for hold in self._tasks.holds(deal) if hold.reason == missing.code]
        return now_here - min((hold.since for hold in held), default=now_here)
