"""The supplier's side of the profile's accounts: its workers, their offers and their money."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import BadReply, CodedError, UserError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.market.ports import Signer
from sonm_desktop.market.supplier.amending import Amending
from sonm_desktop.market.supplier.announcing import announced_asks
from sonm_desktop.market.supplier.claim_rule import ClaimPolicy
from sonm_desktop.market.supplier.claiming import Claiming, ClaimOutlook
from sonm_desktop.market.supplier.desk import SupplierDesk
from sonm_desktop.market.supplier.enrolment import Enrolment
from sonm_desktop.market.supplier.records import (
    DEFAULT_MAX_DURATION_S,
    AskPlan,
    Earnings,
    EnrolledWorker,
    PlanChange,
    SuppliedDeal,
)
from sonm_desktop.market.supplier.stopping import submit_stops
from sonm_desktop.market.supplier.worker_care import LOOK_S, WorkerCare, not_known
from sonm_desktop.market.terms.terms import Terms
from sonm_desktop.store.amendments import AmendmentRow
from sonm_desktop.store.supplier_workers import SupplierWorkerRow

__all__ = [
    "AskPlan",
    "Earnings",
    "EnrolledWorker",
    "PlanChange",
    "SuppliedDeal",
    "SupplierService",
]

logger = logging.getLogger(__name__)

_SLOW_CALL_S = 60.0
CHANGES_S = 9.0
"""A worker holds its answer back for 5 s while nothing changes."""

CALL_S = 30.0
CLAIM_LOOK_S = 30.0


class SupplierService:
    """Everything it promises is recorded first; `run` converges after any stop."""

    def __init__(
        self,
        desk: SupplierDesk,
        *,
        policy: ClaimPolicy | None = None,
        look_s: float = LOOK_S,
        claim_look_s: float = CLAIM_LOOK_S,
        extends: bool = True,
        blocked: Callable[[], frozenset[Address] | None] = not_known,
        accounts: Callable[[], Sequence[Address]] = tuple,
    ) -> None:
        """extends: deals may run longer at the price of their plan without a question.

        blocked: whom this profile refuses in private; None while that is not known. accounts: for
        which to claim besides the masters of workers: who restored his wallet has no workers.
        """
        self._accounts = accounts
        self._blocked = blocked
        self._desk = desk
        self._look_s = look_s
        self._claim_look_s = claim_look_s
        self._enrolment = Enrolment(desk)
        self._amending = Amending(desk, automatic=extends)
        self._claiming = Claiming(desk, policy or ClaimPolicy())
        self._cares: dict[Address, WorkerCare] = {}
        self._listeners: list[Callable[[Address], None]] = []

    async def enrol(
        self,
        master: Address,
        *,
        worker: Address,
        endpoint: str,
        addresses: Sequence[str],
        relay: str = "",
        max_duration: int = DEFAULT_MAX_DURATION_S,
    ) -> EnrolledWorker:
        """Bind a worker to *master*, signed by the account's key: the wallet is unlocked.

        Doing it again renews what is missing. Without coin for gas it is enrolled and its
        reason says so. Raises UserError, RemoteError.
        """
        place = SupplierWorkerRow(
            worker=worker,
            master=master,
            endpoint=endpoint,
            addresses=tuple(addresses),
            relay=relay,
            added=self._desk.clock.now(),
            bind={},
            worker_signature=b"",
            master_signature=b"",
        )
        row = await self._enrolment.enrol(master, place, max_duration)
        try:
            await self._enrolment.ensure_bound(row)
        except UserError as error:
            logger.warning("worker %s is not bound yet: %s", worker, error)
            await self._desk.workers.explain(worker, error.code)
        self._nudge(worker)
        self._changed(worker)
        return await self._shown(await self._row(worker))

    async def workers(self, master: Address | None = None) -> list[EnrolledWorker]:
        """From the records and the chain; no worker is asked."""
        rows = await self._desk.workers.all()
        return [await self._shown(row) for row in rows if master in (None, row.master)]

    async def status(self, worker: Address) -> dict[str, Any]:
        """What the worker says of itself now (`worker.status`)."""
        return await self._ask(worker, "worker.status", {})

    async def changes(self, worker: Address, seen: str) -> tuple[str, dict[str, Any] | None]:
        """The same as soon as it is another than *seen*, and its mark; None when nothing changed
        for some seconds."""
        peer = await self._desk.peer(await self._row(worker))
        reply = await peer.call("worker.changes", {"seen": seen}, deadline_s=CHANGES_S)
        mark, status = reply.get("seen"), reply.get("status")
        if not isinstance(mark, str) or not isinstance(status, dict | None):
            raise BadReply("changes that are none")
        return mark, status

    async def set_plan(self, worker: Address, plan: AskPlan | None) -> dict[str, Any]:
        """Put on sale, or take off; the worker's status."""
        body = {"plan": None if plan is None else asdict(plan)}
        return await self._sell(worker, "worker.plan", body)

    async def change_plans(self, worker: Address, change: PlanChange) -> dict[str, Any]:
        """Put, remove, pause, resume or reprice several plans at once; the worker's status."""
        return await self._sell(worker, "worker.plans", change.to_wire())

    async def rest(self, worker: Address, *, resting: bool) -> dict[str, Any]:
        """Sell nothing for a while, or again; every plan stays. The worker's status."""
        return await self._sell(worker, "worker.rest", {"rest": resting})

    async def set_images(self, worker: Address, rules: dict[str, Any]) -> dict[str, Any]:
        """Which images may run there, and how long things are kept; the worker's status."""
        return await self._ask(worker, "worker.images", {"images": rules})

    async def jobs(self, worker: Address) -> dict[str, Any]:
        """The deals that it serves now, with what their jobs use, as it says."""
        return await self._ask(worker, "worker.jobs", {})

    async def power(self, worker: Address) -> dict[str, Any]:
        """What its machine draws at full load, as the worker says."""
        return await self._ask(worker, "worker.power", {})

    async def set_guest(self, worker: Address, rules: dict[str, Any]) -> dict[str, Any]:
        """When and how much the machine works; the worker's status."""
        return await self._sell(worker, "worker.guest", {"guest": rules})

    async def drain(self, worker: Address, then: str) -> dict[str, Any]:
        """Take no more customers, then *then*; or with nothing, take them again. Its status."""
        return await self._sell(worker, "worker.drain", {"then": then})

    async def benchmark(
        self,
        worker: Address,
        *,
        force: bool = False,
        effort: str = "quick",
        only: Sequence[int] = (),
    ) -> dict[str, Any]:
        """Start measuring; progress stands in the status, which is answered."""
        wanted = {"force": force, "effort": effort, "only": list(only)}
        await self._ask(worker, "worker.benchmark", wanted)
        return await self.status(worker)

    async def load_line(self, worker: Address, method: str, body: dict[str, Any]) -> dict[str, Any]:
        """One call of a measured line, with the patience that a slow one needs."""
        peer = await self._desk.peer(await self._row(worker))
        return await peer.call(method, body, deadline_s=_SLOW_CALL_S)

    async def cancel_benchmark(self, worker: Address) -> dict[str, Any]:
        """End a measurement that runs; its status, with the values of before."""
        await self._ask(worker, "worker.benchmark_cancel", {})
        return await self.status(worker)

    async def stop(self, worker: Address, *, finish: bool = True) -> None:
        """End the worker's program, after its deals when *finish*; deals that are cut short
        end on the chain too."""
        row = await self._row(worker)
        reply = await self._ask(worker, "worker.stop", {"finish": finish})
        self._desk.market.withdraw(worker)
        await submit_stops(self._desk, row, reply)

    async def deals(self, account: Address) -> list[SuppliedDeal]:
        """Deals that pay *account*, newest first."""
        return await self._claiming.deals(account)

    async def earnings(self, account: Address) -> Earnings:
        """What *account* has earned."""
        deals = await self._claiming.deals(account)
        return Earnings(
            claimable=Wei(sum(deal.earned - deal.paid for deal in deals if deal.open)),
            paid=Wei(sum(deal.paid for deal in deals)),
            vault=await self._desk.chain.vault(account),
        )

    async def amendments(self) -> list[AmendmentRow]:
        """Other terms that were asked for or offered, the newest first."""
        return await self._amending.all()

    async def decide_amendment(self, id_: str, *, agree: bool) -> AmendmentRow:
        """The person's word on what a customer asks for. Raises UserError."""
        return self._told(await self._amending.decide(id_, agree=agree))

    async def offer_terms(self, deal: DealId, terms: Terms) -> AmendmentRow:
        """Offer other terms to the customer of *deal*; what only favours him is done at once.

        Raises UserError.
        """
        indexed = await self._desk.index.deal(deal)
        if indexed is None:
            raise UserError("market.amend_too_late")
        row = self._told(await self._amending.offer(deal, indexed.worker, terms))
        await self._amending.advance(indexed.worker, thoroughly=False)
        return row

    async def withdraw_terms(self, id_: str) -> AmendmentRow:
        """Offer them no longer. Raises UserError."""
        return self._told(await self._amending.withdraw(id_))

    def _told(self, row: AmendmentRow) -> AmendmentRow:
        self._nudge(row.worker)
        self._changed(row.worker)
        return row

    @property
    def claim_policy(self) -> ClaimPolicy:
        return self._claiming.policy

    def claim_by(self, policy: ClaimPolicy) -> None:
        """Claim by *policy* from now on."""
        self._claiming.follow(policy)

    async def claim_outlook(self, account: Address) -> ClaimOutlook:
        """What can be claimed now, what that costs, and whether it is worth it."""
        return await self._claiming.outlook(account)

    async def claim_signer(self, account: Address) -> Signer:
        """Who sends a claim: see `ActingKeys.sender`."""
        return await self._claiming.signer(account)

    def subscribe(self, listener: Callable[[Address], None]) -> None:
        """Call *listener* with a worker whose enrolment, offer or reach changed."""
        self._listeners.append(listener)

    async def run(self) -> None:
        """Serve all workers for ever, for a supervisor: bind, announce, copy vouchers,
        answer settlements, claim."""
        supervisor = Supervisor()
        supervisor.keep("claims", self._claim_for_ever)
        try:
            while True:
                for row in await self._desk.workers.all():
                    if row.worker not in self._cares:
                        care = WorkerCare(
                            row.worker,
                            self._desk,
                            self._changed,
                            amending=self._amending,
                            look_s=self._look_s,
                            blocked=self._blocked,
                        )
                        self._cares[row.worker] = care
                        supervisor.keep(f"worker {row.worker}", care.run)
                await asyncio.sleep(self._look_s)
        finally:
            await supervisor.close()
            self._cares.clear()

    async def _claim_for_ever(self) -> None:
        while True:
            masters = {row.master for row in await self._desk.workers.all()}
            for master in sorted(masters.union(self._accounts())):
                try:
                    await self._claiming.look(master)
                except CodedError as error:
                    logger.warning("nothing is claimed for %s now: %s", master, error)
            await asyncio.sleep(self._claim_look_s)

    async def _sell(self, worker: Address, method: str, body: dict[str, Any]) -> dict[str, Any]:
        """What changes offers; they are looked at again at once."""
        status = await self._ask(worker, method, body)
        self._nudge(worker)
        return status

    async def _ask(self, worker: Address, method: str, body: dict[str, Any]) -> dict[str, Any]:
        peer = await self._desk.peer(await self._row(worker))
        return await peer.call(method, body, deadline_s=CALL_S)

    async def _row(self, worker: Address) -> SupplierWorkerRow:
        row = await self._desk.workers.get(worker)
        if row is None:
            raise UserError("market.no_worker", worker=worker)
        return row

    async def _shown(self, row: SupplierWorkerRow) -> EnrolledWorker:
        binding = await self._desk.chain.binding(row.worker)
        now = await self._desk.chain.pending_time()
        announced = announced_asks(row)
        bound = binding is not None and binding.master == row.master and binding.expiry > now
        care = self._cares.get(row.worker)
        return EnrolledWorker(
            worker=row.worker,
            master=row.master,
            endpoint=row.endpoint,
            addresses=row.addresses,
            relay=row.relay,
            bound=bound,
            reachable=care is not None and care.reachable,
            announced=announced[0].digest(self._desk.domain) if announced else "",
            reason=row.reason,
        )

    def nudge_all(self) -> None:
        """Look after every worker now."""
        for worker in list(self._cares):
            self._nudge(worker)

    def _nudge(self, worker: Address) -> None:
        if worker in self._cares:
            self._cares[worker].nudge()

    def _changed(self, worker: Address) -> None:
        for listener in self._listeners:
            listener(worker)
