"""Answers about own workers, anywhere, and what they earn."""

from __future__ import annotations

import asyncio
from typing import Any

from sonm_desktop.agent.condition.keeper import Conditions
from sonm_desktop.agent.line import LineMeasuring, ask_address
from sonm_desktop.agent.local_worker import LocalWorkerKeeper
from sonm_desktop.agent.neighbourhood import public_places
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.pausing import Pausing
from sonm_desktop.agent.shapes.jobs import job_shapes
from sonm_desktop.agent.shapes.workers import (
    ask_plan,
    claim_shape,
    earnings_shape,
    plan_change,
    status_shape,
    supplied_shape,
    worker_shape,
)
from sonm_desktop.agent.state import StateBoard
from sonm_desktop.api.schema.guest import Drain, GuestRules
from sonm_desktop.api.schema.images import ImageRules
from sonm_desktop.api.schema.jobs import Job
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.api.schema.worker import (
    ChangePlans,
    ClaimOutlook,
    Earnings,
    EnrolWorker,
    PauseWorker,
    SellPlan,
    StartBenchmark,
    SuppliedDeal,
    Worker,
    WorkerStatus,
)
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.ids import Address
from sonm_desktop.market.supplier.records import EnrolledWorker
from sonm_desktop.market.supplier.supply import SupplierService
from sonm_desktop.store.worker_pauses import WorkerPauses
from sonm_desktop.wallet.addresses import parse_address


class WorkerAnswers:
    """A `WorkersPort`."""

    def __init__(
        self,
        networking: Networking,
        board: StateBoard,
        local: LocalWorkerKeeper,
        *,
        pauses: WorkerPauses,
        clock: Clock,
        conditions: Conditions,
    ) -> None:
        self._networking = networking
        self._board = board
        self._local = local
        self._clock = clock
        self._conditions = conditions
        self._pausing = Pausing(pauses, clock, ask=self._ask, tell=self._rest, show=self.status)

    async def run_pauses(self) -> None:
        """Keep every pause, for ever, for a supervisor."""
        while self._networking.held() is None:  # noqa: ASYNC110 (a network is chosen by a person)
            await asyncio.sleep(1)
        await self._pausing.run()

    async def all(self, master: str | None) -> list[Worker]:
        account = None if master is None else parse_address(master)
        return [self.shape(worker) for worker in await self._supplier.workers(account)]

    async def enrol(self, request: EnrolWorker) -> Worker:
        worker = self.shape(
            await self._supplier.enrol(
                parse_address(request.master),
                worker=parse_address(request.worker),
                endpoint=request.endpoint.removeprefix("0x").lower(),
                addresses=request.addresses,
                relay=request.relay,
                max_duration=request.max_duration,
            )
        )
        self._board.put(Topic.WORKERS, worker, worker.worker)
        return worker

    async def status(self, worker: str) -> WorkerStatus:
        return await self._told(await self._ask(parse_address(worker)))

    async def follow(self, worker: str, seen: str) -> str:
        """Have the board know how *worker* is once that is another than *seen*; its mark."""
        address = parse_address(worker)
        mark, told = await self._supplier.changes(address, seen)
        if told is not None:
            await self._told(self._shape_of(address, told))
        return mark

    async def set_plan(self, worker: str, plan: SellPlan | None) -> WorkerStatus:
        """What a person decides ends a pause."""
        address = parse_address(worker)
        await self._pausing.forget(address)
        return await self._told(await self._tell(address, plan))

    async def change_plans(self, worker: str, change: ChangePlans) -> WorkerStatus:
        """A pause of the worker goes on; its plans may be changed meanwhile."""
        address = parse_address(worker)
        told = await self._supplier.change_plans(address, plan_change(change))
        return await self._told(self._shape_of(address, told))

    async def pause(self, worker: str, wanted: PauseWorker) -> WorkerStatus:
        await self._pausing.pause(parse_address(worker), wanted)
        return await self.status(worker)

    async def resume(self, worker: str) -> WorkerStatus:
        address = parse_address(worker)
        guest = (await self._ask(address)).guest
        draining = guest is not None and guest.drain == "pause"
        if draining:
            await self._supplier.drain(address, "")
        if not draining or await self._pausing.of(address) is not None:
            await self._pausing.resume(address)
        return await self.status(worker)

    async def set_guest(self, worker: str, rules: GuestRules) -> WorkerStatus:
        address = parse_address(worker)
        told = await self._supplier.set_guest(address, rules.model_dump(mode="json"))
        return await self._told(self._shape_of(address, told))

    async def drain(self, worker: str, drain: Drain) -> WorkerStatus:
        """The one of this machine is no longer kept when it quits, or it would be started again."""
        address = parse_address(worker)
        if drain.then == "quit" and self._local.address == address:
            await self._local.stop(finish=True)
            return await self.status(worker)
        told = await self._supplier.drain(address, drain.then)
        return await self._told(self._shape_of(address, told))

    async def set_images(self, worker: str, rules: ImageRules) -> WorkerStatus:
        address = parse_address(worker)
        told = await self._supplier.set_images(address, rules.model_dump(mode="json"))
        return await self._told(self._shape_of(address, told))

    async def cancel_benchmark(self, worker: str) -> WorkerStatus:
        address = parse_address(worker)
        told = await self._supplier.cancel_benchmark(address)
        return await self._told(self._shape_of(address, told))

    async def benchmark(self, worker: str, wanted: StartBenchmark) -> WorkerStatus:
        await self._supplier.benchmark(
            parse_address(worker), force=wanted.force, effort=wanted.effort, only=wanted.only
        )
        return await self.status(worker)

    async def measure_line(self, worker: str, peer: str | None = None) -> WorkerStatus:
        measuring = LineMeasuring(self._supplier, self._clock)
        other = None if peer is None else parse_address(peer)
        await measuring.measure(parse_address(worker), other)
        return await self.ask_address(worker)

    async def ask_address(self, worker: str) -> WorkerStatus:
        address, session = parse_address(worker), self._networking.session()
        places = public_places(session.network)
        await ask_address(session.supplier, session.market, address, places)
        return await self.status(worker)

    async def stop(self, worker: str, *, finish: bool) -> None:
        """The one of this machine is no longer kept, or it would be started again."""
        address = parse_address(worker)
        if self._local.address == address:
            await self._local.stop(finish=finish)
            return
        await self._supplier.stop(address, finish=finish)

    async def jobs(self, worker: str) -> list[Job]:
        """Asked of the worker; the money by the chain and the vouchers, not by its word."""
        address = parse_address(worker)
        told = await self._supplier.jobs(address)
        masters = {one.master for one in await self._supplier.workers() if one.worker == address}
        paid = {
            deal.deal: deal for master in masters for deal in await self._supplier.deals(master)
        }
        return job_shapes(address, told, paid)

    async def deals(self, account: str) -> list[SuppliedDeal]:
        deals = await self._supplier.deals(parse_address(account))
        return [supplied_shape(deal) for deal in deals]

    async def earnings(self, account: str) -> Earnings:
        address = parse_address(account)
        return earnings_shape(address, await self._supplier.earnings(address))

    async def claimable(self, account: str) -> ClaimOutlook:
        address = parse_address(account)
        supplier = self._supplier
        return claim_shape(address, await supplier.claim_outlook(address), supplier.claim_policy)

    def shape(self, worker: EnrolledWorker) -> Worker:
        """*worker* in the schema."""
        return worker_shape(worker, local=worker.worker == self._local.address)

    @property
    def _supplier(self) -> SupplierService:
        return self._networking.session().supplier

    async def _ask(self, worker: Address) -> WorkerStatus:
        return self._shape_of(worker, await self._supplier.status(worker))

    async def _tell(self, worker: Address, plan: SellPlan | None) -> WorkerStatus:
        wanted = None if plan is None else ask_plan(plan)
        return self._shape_of(worker, await self._supplier.set_plan(worker, wanted))

    async def _rest(self, worker: Address, plan: SellPlan | None) -> WorkerStatus:
        """A pause leaves the plans where they are; *plan* is what a worker of before had."""
        told = self._shape_of(worker, await self._supplier.rest(worker, resting=plan is None))
        if plan is not None and not told.plans:
            return await self._tell(worker, plan)
        return told

    def _shape_of(self, worker: Address, told: dict[str, Any]) -> WorkerStatus:
        return status_shape(worker, told, now=self._clock.now())

    async def _told(self, status: WorkerStatus) -> WorkerStatus:
        pause = await self._pausing.of(parse_address(status.worker))
        paused = status.model_copy(update={"paused": pause})
        said = paused.model_copy(update={"state": self._conditions.of(paused)})
        self._board.put(Topic.WORKER_STATUS, said, said.worker)
        return said
