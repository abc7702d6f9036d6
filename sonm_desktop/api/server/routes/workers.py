"""Routes of own workers and of what they earn."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from sonm_desktop.api.schema.guest import Drain, GuestRules
from sonm_desktop.api.schema.images import ImageRules
from sonm_desktop.api.schema.jobs import Job
from sonm_desktop.api.schema.kinds import AddressText
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.schema.worker import (
    ChangePlans,
    ClaimOutlook,
    Earnings,
    EnrolWorker,
    LocalWorker,
    MeasureLine,
    PauseWorker,
    SellPlan,
    StartBenchmark,
    StartLocalWorker,
    StopWorker,
    SuppliedDeal,
    Worker,
    WorkerStatus,
)
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.ports import Services

WorkerPath = Annotated[AddressText, Path()]
AccountPath = Annotated[AddressText, Path()]
Master = Annotated[AddressText | None, Query()]


def local_worker_routes(services: Services, gate: Gate) -> APIRouter:
    """The worker of this machine; before the routes that take any address."""
    router = APIRouter(prefix="/workers/local", tags=["workers"])
    local = services.local_worker
    read, admin = gate.needs(Scope.READ), gate.needs(Scope.ADMIN)

    @router.get("", dependencies=read)
    async def status() -> LocalWorker:
        return await local.status()

    @router.post("", dependencies=admin)
    async def start(body: StartLocalWorker) -> LocalWorker:
        return await local.start(body)

    @router.post("/stop", dependencies=admin)
    async def stop(body: StopWorker) -> LocalWorker:
        return await local.stop(finish=body.finish)

    return router


def worker_routes(services: Services, gate: Gate) -> APIRouter:
    """Workers anywhere."""
    router = APIRouter(prefix="/workers", tags=["workers"])
    workers = services.workers
    read, trade, admin = (gate.needs(scope) for scope in Scope)

    @router.get("", dependencies=read)
    async def all_workers(master: Master = None) -> list[Worker]:
        return await workers.all(master)

    @router.post("", dependencies=admin)
    async def enrol(body: EnrolWorker) -> Worker:
        return await workers.enrol(body)

    @router.get("/{worker}/status", dependencies=read)
    async def status(worker: WorkerPath) -> WorkerStatus:
        return await workers.status(worker)

    @router.put("/{worker}/plan", dependencies=trade)
    async def set_plan(worker: WorkerPath, body: SellPlan) -> WorkerStatus:
        return await workers.set_plan(worker, body)

    @router.delete("/{worker}/plan", dependencies=trade)
    async def clear_plan(worker: WorkerPath) -> WorkerStatus:
        return await workers.set_plan(worker, None)

    @router.post("/{worker}/plans", dependencies=trade)
    async def change_plans(worker: WorkerPath, body: ChangePlans) -> WorkerStatus:
        return await workers.change_plans(worker, body)

    @router.get("/{worker}/jobs", dependencies=read)
    async def jobs(worker: WorkerPath) -> list[Job]:
        return await workers.jobs(worker)

    @router.put("/{worker}/images", dependencies=trade)
    async def set_images(worker: WorkerPath, body: ImageRules) -> WorkerStatus:
        return await workers.set_images(worker, body)

    @router.put("/{worker}/guest", dependencies=trade)
    async def set_guest(worker: WorkerPath, body: GuestRules) -> WorkerStatus:
        return await workers.set_guest(worker, body)

    @router.put("/{worker}/drain", dependencies=admin)
    async def drain(worker: WorkerPath, body: Drain) -> WorkerStatus:
        return await workers.drain(worker, body)

    @router.post("/{worker}/benchmark", dependencies=trade)
    async def benchmark(worker: WorkerPath, body: StartBenchmark) -> WorkerStatus:
        return await workers.benchmark(worker, body)

    @router.post("/{worker}/line", dependencies=trade)
    async def measure_line(worker: WorkerPath, body: MeasureLine | None = None) -> WorkerStatus:
        return await workers.measure_line(worker, None if body is None else body.peer)

    @router.post("/{worker}/address", dependencies=trade)
    async def ask_address(worker: WorkerPath) -> WorkerStatus:
        return await workers.ask_address(worker)

    @router.delete("/{worker}/benchmark", dependencies=trade)
    async def cancel_benchmark(worker: WorkerPath) -> WorkerStatus:
        return await workers.cancel_benchmark(worker)

    @router.put("/{worker}/pause", dependencies=trade)
    async def pause(worker: WorkerPath, body: PauseWorker) -> WorkerStatus:
        return await workers.pause(worker, body)

    @router.delete("/{worker}/pause", dependencies=trade)
    async def resume(worker: WorkerPath) -> WorkerStatus:
        return await workers.resume(worker)

    @router.post("/{worker}/stop", dependencies=admin, status_code=204)
    async def stop(worker: WorkerPath, body: StopWorker) -> None:
        await workers.stop(worker, finish=body.finish)

    return router


def supply_routes(services: Services, gate: Gate) -> APIRouter:
    """What an account earns by its workers."""
    router = APIRouter(prefix="/supply/{account}", tags=["workers"])
    workers = services.workers
    read = gate.needs(Scope.READ)

    @router.get("/deals", dependencies=read)
    async def deals(account: AccountPath) -> list[SuppliedDeal]:
        return await workers.deals(account)

    @router.get("/earnings", dependencies=read)
    async def earnings(account: AccountPath) -> Earnings:
        return await workers.earnings(account)

    @router.get("/claim", dependencies=read)
    async def claimable(account: AccountPath) -> ClaimOutlook:
        return await workers.claimable(account)

    return router
