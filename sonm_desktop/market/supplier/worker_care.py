"""Looks after one enrolled worker: binding, offer, vouchers, settlements."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from sonm_desktop.core.errors import CodedError, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.wake import Wake
from sonm_desktop.market.ports import Peer
from sonm_desktop.market.supplier.amending import Amending
from sonm_desktop.market.supplier.announcing import Announcing
from sonm_desktop.market.supplier.desk import SupplierDesk
from sonm_desktop.market.supplier.enrolment import Enrolment
from sonm_desktop.market.supplier.settling import Settling
from sonm_desktop.market.supplier.stopping import submit_stops
from sonm_desktop.store.supplier_workers import SupplierWorkerRow

logger = logging.getLogger(__name__)

LOOK_S = 1.0
THOROUGH_EVERY = 10
AWAY_S = 5.0
LIMIT_S = 60.0
CALL_S = 15.0


def not_known() -> None:
    """No private list is read yet."""
    return


class WorkerCare:
    """A quick round asks for settlements; a thorough one minds binding, offer and vouchers, too.

    Between two thorough rounds the worker holds its answer back while no customer waits.
    """

    def __init__(
        self,
        worker: Address,
        desk: SupplierDesk,
        changed: Callable[[Address], None],
        *,
        amending: Amending,
        look_s: float = LOOK_S,
        blocked: Callable[[], frozenset[Address] | None] = not_known,
    ) -> None:
        """*blocked*: whom the master refuses in private; None while that is not known."""
        self._worker = worker
        self._desk = desk
        self._changed = changed
        self._look_s = look_s
        self._enrolment = Enrolment(desk)
        self._announcing = Announcing(desk)
        self._settling = Settling(desk)
        self._amending = amending
        self._blocked = blocked
        self._told: frozenset[Address] | None = None
        self._thorough_at = 0.0
        self._wake = Wake()
        self.reachable = False

    def nudge(self) -> None:
        """Mind binding and offer now."""
        self._thorough_at = 0.0
        self._wake.ring()

    async def run(self) -> None:
        """For ever; lost workers are dialled again."""
        while True:
            away = not await self._round_safely()
            await self._wake.within(AWAY_S if away else self._look_s)

    async def _round_safely(self) -> bool:
        row = await self._desk.workers.get(self._worker)
        if row is None:
            return False
        try:
            async with asyncio.timeout(LIMIT_S):
                await self._round(row)
        except (CodedError, TimeoutError) as error:
            logger.info("worker %s is away: %s", self._worker, error)
            self._thorough_at = 0.0
            self._told = None
            self._reached(False)
            return False
        return True

    async def _round(self, row: SupplierWorkerRow) -> None:
        peer = await self._desk.peer(row)
        question = {"wait": await self._patience_s()}
        waiting = await self._wake.unless_rung(
            peer.call("worker.settlements", question, deadline_s=CALL_S)
        )
        if waiting is None:
            return
        await self._settling.answer_all(row, peer, waiting)
        if waiting.get("amendments"):
            await self._settling.copy_vouchers(row, peer)
        await self._amending.answer_all(row, peer, waiting)
        self._reached(True)
        thorough = _now() >= self._thorough_at
        if await self._amending.advance(row.worker, thoroughly=thorough):
            self._changed(row.worker)
        if thorough:
            self._thorough_at = _now() + THOROUGH_EVERY * self._look_s
            await self._tell_blocked(peer)
            await self._show_offers(row, peer)
            await self._settling.copy_vouchers(row, peer)
            await self._submit_evictions(row, peer)
            await self._explain(row, await self._mind(row, peer))

    async def _patience_s(self) -> int:
        """How long the worker may hold its answer back: until the next thorough round, and not at
        all while the chain may say something new of other terms."""
        if await self._amending.under_way(self._worker):
            return 0
        return max(0, int(self._thorough_at - _now()))

    async def _show_offers(self, row: SupplierWorkerRow, peer: Peer) -> None:
        try:
            await self._amending.show_offers(row, peer)
        except UserError as error:
            logger.info("worker %s carries no offers: %s", row.worker, error.code)

    async def _tell_blocked(self, peer: Peer) -> None:
        """The worker honours the master's private list, which is on no chain."""
        blocked = self._blocked()
        if blocked is None or blocked == self._told:
            return
        try:
            await peer.call("worker.blocked", {"accounts": sorted(blocked)}, deadline_s=CALL_S)
        except UserError as error:
            logger.info("worker %s keeps no private list: %s", self._worker, error.code)
            return
        self._told = blocked

    async def _submit_evictions(self, row: SupplierWorkerRow, peer: Peer) -> None:
        """Spot deals that made room for others end on the chain too."""
        try:
            reply = await peer.call("worker.stops", {}, deadline_s=CALL_S)
        except UserError as error:
            logger.info("worker %s does not tell whom it ended: %s", self._worker, error.code)
            return
        await submit_stops(self._desk, row, reply)

    async def _mind(self, row: SupplierWorkerRow, peer: Peer) -> str:
        """Keep it bound and announced; the code of why it is not on sale, or empty."""
        try:
            await self._enrolment.ensure_bound(row)
            offers = await self._announcing.refresh(row, peer)
        except UserError as error:
            logger.warning("worker %s is not on sale to everybody: %s", self._worker, error)
            return error.code
        return "" if offers else await _why_none(peer)

    async def _explain(self, row: SupplierWorkerRow, reason: str) -> None:
        if reason != row.reason:
            await self._desk.workers.explain(self._worker, reason)
            self._changed(self._worker)

    def _reached(self, reachable: bool) -> None:
        if reachable is not self.reachable:
            self.reachable = reachable
            self._changed(self._worker)


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _why_none(peer: Peer) -> str:
    """The code of why the worker shows no offer."""
    status = await peer.call("worker.status", {}, deadline_s=CALL_S)
    if status.get("plan") is None:
        return "market.nothing_on_sale"
    deals = status.get("deals")
    rented = isinstance(deals, int) and deals > 0
    return "market.rented_out" if rented else "market.cannot_work"
