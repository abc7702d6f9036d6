"""Calls about own workers: enrol, watch, sell, stop."""

from __future__ import annotations

from typing import Literal

from sonm_desktop.api.client.link import Link
from sonm_desktop.api.schema.guest import Drain, GuestRules
from sonm_desktop.api.schema.images import ImageRules
from sonm_desktop.api.schema.income import Grouping, Income
from sonm_desktop.api.schema.jobs import Job
from sonm_desktop.api.schema.why import Why
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

_ENROL_LIMIT_S = 120.0

_LINE_S = 300.0


class WorkerCalls:
    """`AgentClient.workers`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def local(self) -> LocalWorker:
        """The worker process of this machine."""
        return await self._link.ask(LocalWorker, "GET", "/workers/local")

    async def start_local(self, request: StartLocalWorker) -> LocalWorker:
        """Start the worker of this machine, and enrol it; returns once it serves its master.

        The wallet is unlocked the first time. It is kept running until `stop_local`.
        """
        return await self._link.ask(
            LocalWorker, "POST", "/workers/local", request, timeout_s=_ENROL_LIMIT_S
        )

    async def stop_local(self, *, finish: bool = False) -> LocalWorker:
        """End the process, after its deals when *finish*."""
        return await self._link.ask(
            LocalWorker, "POST", "/workers/local/stop", StopWorker(finish=finish)
        )

    async def all(self, master: str | None = None) -> list[Worker]:
        """Enrolled workers, from the records; nobody is asked."""
        return await self._link.ask_all(Worker, "/workers", query={"master": master})

    async def enrol(self, request: EnrolWorker) -> Worker:
        """Bind a worker, on another machine too; again renews what is missing."""
        return await self._link.ask(Worker, "POST", "/workers", request, timeout_s=_ENROL_LIMIT_S)

    async def status(self, worker: str) -> WorkerStatus:
        """Asked of the worker now; with the progress of its benchmark."""
        return await self._link.ask(WorkerStatus, "GET", f"/workers/{worker}/status")

    async def set_plan(self, worker: str, plan: SellPlan | None) -> WorkerStatus:
        """Sell this plan and no other, or with None nothing."""
        path = f"/workers/{worker}/plan"
        if plan is None:
            return await self._link.ask(WorkerStatus, "DELETE", path)
        return await self._link.ask(WorkerStatus, "PUT", path, plan)

    async def change_plans(self, worker: str, change: ChangePlans) -> WorkerStatus:
        """Put, remove, pause and resume plans by name, all of it or nothing."""
        return await self._link.ask(WorkerStatus, "POST", f"/workers/{worker}/plans", change)

    async def set_images(self, worker: str, rules: ImageRules) -> WorkerStatus:
        """Which images may run, how large they may be, and how long things are kept."""
        return await self._link.ask(WorkerStatus, "PUT", f"/workers/{worker}/images", rules)

    async def jobs(self, worker: str) -> list[Job]:
        """What it does for whom now, asked of the worker."""
        return await self._link.ask_all(Job, f"/workers/{worker}/jobs")

    async def set_guest(self, worker: str, rules: GuestRules) -> WorkerStatus:
        """When and how much it works; refused where the machine has no sense for a rule."""
        return await self._link.ask(WorkerStatus, "PUT", f"/workers/{worker}/guest", rules)

    async def drain(self, worker: str, drain: Drain) -> WorkerStatus:
        """Take no more customers, and pause or quit after the last deal; or take them again."""
        return await self._link.ask(WorkerStatus, "PUT", f"/workers/{worker}/drain", drain)

    async def benchmark(
        self,
        worker: str,
        *,
        force: bool = False,
        effort: Literal["quick", "standard", "precise"] = "quick",
        only: tuple[int, ...] = (),
    ) -> WorkerStatus:
        """Start measuring what is not current; follow it by `status` or the events."""
        body = StartBenchmark(force=force, effort=effort, only=only)
        return await self._link.ask(WorkerStatus, "POST", f"/workers/{worker}/benchmark", body)

    async def measure_line(self, worker: str, peer: str | None = None) -> WorkerStatus:
        """Measure its network, both ways, against another machine of ours."""
        path, body = f"/workers/{worker}/line", MeasureLine(peer=peer)
        return await self._link.ask(WorkerStatus, "POST", path, body, timeout_s=_LINE_S)

    async def ask_address(self, worker: str) -> WorkerStatus:
        """Have it ask peers from which address they see it."""
        path = f"/workers/{worker}/address"
        return await self._link.ask(WorkerStatus, "POST", path, timeout_s=_LINE_S)

    async def cancel_benchmark(self, worker: str) -> WorkerStatus:
        """End a measurement that runs; the results of before stay."""
        return await self._link.ask(WorkerStatus, "DELETE", f"/workers/{worker}/benchmark")

    async def pause(self, worker: str, wanted: PauseWorker) -> WorkerStatus:
        """Sell nothing for a while; the agent remembers what, and for how long."""
        return await self._link.ask(WorkerStatus, "PUT", f"/workers/{worker}/pause", wanted)

    async def resume(self, worker: str) -> WorkerStatus:
        """Sell again what was sold before the pause."""
        return await self._link.ask(WorkerStatus, "DELETE", f"/workers/{worker}/pause")

    async def stop(self, worker: str, *, finish: bool = True) -> None:
        """End the worker's program, after its deals when *finish*."""
        await self._link.tell("POST", f"/workers/{worker}/stop", StopWorker(finish=finish))

    async def why(self, worker: str) -> Why:
        """Why it earns nothing: the first link that does not hold, its cause and its action."""
        return await self._link.ask(Why, "GET", f"/workers/{worker}/why")

    async def deals(self, account: str) -> list[SuppliedDeal]:
        """Deals that pay *account*, newest first."""
        return await self._link.ask_all(SuppliedDeal, f"/supply/{account}/deals")

    async def earnings(self, account: str) -> Earnings:
        return await self._link.ask(Earnings, "GET", f"/supply/{account}/earnings")

    async def income(
        self,
        account: str,
        *,
        by: Grouping = "day",
        since: int | None = None,
        until: int | None = None,
    ) -> Income:
        """What *account* made from *since* to *until*, by default ever."""
        query = {"by": by, "since": since, "until": until}
        return await self._link.ask(Income, "GET", f"/supply/{account}/income", query=query)

    async def claimable(self, account: str) -> ClaimOutlook:
        """What could be claimed for *account* now, what that costs, and why it waits."""
        return await self._link.ask(ClaimOutlook, "GET", f"/supply/{account}/claim")
