"""What is left to do for a supplier on a network that his profile has left: claim what is owed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from sonm_desktop.core.errors import CodedError, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.supplier.claim_rule import ClaimPolicy
from sonm_desktop.market.supplier.claiming import Claiming
from sonm_desktop.market.supplier.desk import SupplierDesk
from sonm_desktop.market.supplier.settling import Settling
from sonm_desktop.market.supplier.stopping import submit_stops
from sonm_desktop.store.supplier_workers import SupplierWorkerRow

logger = logging.getLogger(__name__)

WORKER_LIMIT_S = 20.0
CALL_S = 10.0


class WindingUp:
    """Nothing new is begun: no binding, no offer, no other terms. What was promised is kept and
    what was earned is claimed, by the same rules as on the network in use."""

    def __init__(self, desk: SupplierDesk, policy: ClaimPolicy) -> None:
        self._desk = desk
        self._settling = Settling(desk)
        self._claiming = Claiming(desk, policy)

    async def once(self, accounts: Sequence[Address]) -> None:
        """One round for all workers and *accounts*. Raises CodedError with the first reason why
        something was not claimed."""
        rows = await self._desk.workers.all()
        await asyncio.gather(*(self._hear(row) for row in rows))
        failed: list[CodedError] = []
        for account in sorted({*accounts, *(row.master for row in rows)}):
            try:
                await self._claiming.look(account)
            except CodedError as error:
                failed.append(error)
        if failed:
            raise failed[0]

    async def _hear(self, row: SupplierWorkerRow) -> None:
        """Vouchers, settlements and stops of a worker that is still there; most are not."""
        try:
            async with asyncio.timeout(WORKER_LIMIT_S):
                peer = await self._desk.peer(row)
                await self._settling.copy_vouchers(row, peer)
                waiting = await peer.call("worker.settlements", {}, deadline_s=CALL_S)
                await self._settling.answer_all(row, peer, waiting)
                stops = await peer.call("worker.stops", {}, deadline_s=CALL_S)
                await submit_stops(self._desk, row, stops)
        except UserError as error:
            logger.info("worker %s of a former network: %s", row.worker, error.code)
        except (CodedError, TimeoutError):
            logger.info("worker %s of a former network is away", row.worker)
