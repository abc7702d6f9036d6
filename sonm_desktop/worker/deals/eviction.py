"""Room for a deal that was bought: spot deals on its hardware are given notice, then ended.

Who goes and when is recorded before anybody is ended, so a restart ends the same deals at the
same time. The newcomer's sandbox waits until they have left.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable

from sonm_desktop.core.allotment import victims
from sonm_desktop.core.ids import DealId
from sonm_desktop.store.worker_deals import WorkerDeal, WorkerDeals
from sonm_desktop.store.worker_plans import Eviction, WorkerPlans
from sonm_desktop.wallet.messages import Quote
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.selling.rented import beside, claim_of, rented_slices

logger = logging.getLogger(__name__)

EVICTED = "worker.evicted"

LONGEST_NOTICE_S = 60
"""A spot deal has its notice to save its work, and no longer than this."""

End = Callable[[WorkerDeal, str], Awaitable[None]]


class Room:
    """Makes room for deals that were just bought."""

    def __init__(self, deals: WorkerDeals, plans: WorkerPlans, machine: Machine) -> None:
        self._deals = deals
        self._plans = plans
        self._machine = machine

    async def made_for(self, newcomer: WorkerDeal, now: int, end: End) -> bool:
        """Whether *newcomer* has its hardware; until then, one step towards it.

        *end* ends a deal whose notice is over at the chain's time *now*.
        """
        leaving = {
            deal: one
            for deal, one in (await self._plans.evictions()).items()
            if one.by == newcomer.deal
        }
        if not leaving:
            leaving = await self._choose(newcomer, now)
        there = {deal.deal: deal for deal in await self._deals.unfinished()}
        waiting = [there[deal] for deal in leaving if deal in there]
        for deal in waiting:
            if deal.ended is None and leaving[deal.deal].at <= now:
                await end(deal, EVICTED)
        return not waiting

    async def _choose(self, newcomer: WorkerDeal, now: int) -> dict[DealId, Eviction]:
        rented = await rented_slices(self._deals, self._plans)
        running = [one.claim for one in rented if one.deal != newcomer.deal]
        whole = beside(rented, await self._machine.hardware())
        pushed = victims(claim_of(newcomer), running, whole)
        if pushed is None:
            logger.warning("nobody can make room for deal %s", newcomer.deal)
            return {}
        deals = {deal.deal: deal for deal in await self._deals.unfinished()}
        chosen = [
            Eviction(claim.key, newcomer.deal, now + _notice(deals[claim.key])) for claim in pushed
        ]
        await self._plans.evict(chosen)
        for one in chosen:
            logger.info("deal %s makes room for %s until %d", one.deal, one.by, one.at)
        return {one.deal: one for one in chosen}


def _notice(deal: WorkerDeal) -> int:
    return min(Quote.from_wire(json.loads(deal.quote)).notice, LONGEST_NOTICE_S)
