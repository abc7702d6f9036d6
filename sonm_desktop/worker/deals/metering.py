"""Counts what each deal uses: bytes through its cell, processor time and memory of its tasks.

Totals are kept on disk and go on over restarts of worker, engine, cell and machine. A task is
looked at often while it is young, so that little is missed of one that is short.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import BadReply, RemoteError
from sonm_desktop.core.ids import DealId
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeals
from sonm_desktop.store.worker_meters import MeterRow, WorkerMeters
from sonm_desktop.store.worker_tasks import TaskState, WorkerTask, WorkerTasks
from sonm_desktop.worker.deals.tally import Counter, Meter
from sonm_desktop.worker.runtime.port import LineReading, Runtime, TaskReading

logger = logging.getLogger(__name__)

LOOK_S = 5.0
SETTLED_EVERY_S = 15.0
YOUNG_S = 60.0


class Metering:
    """The meters of this worker's deals. look_s: between two looks at deals with young tasks."""

    def __init__(
        self,
        *,
        runtime: Runtime,
        meters: WorkerMeters,
        deals: WorkerDeals,
        tasks: WorkerTasks,
        clock: Clock,
        look_s: float = LOOK_S,
    ) -> None:
        self._runtime = runtime
        self._meters = meters
        self._deals = deals
        self._tasks = tasks
        self._clock = clock
        self._look_s = look_s
        self._shares: dict[DealId, int] = {}
        self._turns: defaultdict[DealId, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def run(self) -> None:
        """For ever, for a supervisor."""
        while True:
            unfinished = await self._deals.unfinished()
            for deal in unfinished:
                if deal.state is DealPhase.ACTIVE and await self._is_due(deal.deal):
                    await self.record(deal.deal)
            self._keep_only({deal.deal for deal in unfinished})
            await asyncio.sleep(self._look_s)

    async def of_deal(self, deal: DealId) -> Meter:
        """The totals as they were recorded last; zero for a deal that was never looked at."""
        row = await self._meters.get(deal)
        return Meter() if row is None else _meter(row)

    def cpu_percent(self, deal: DealId) -> int:
        """Of one core, between the last two looks at the task that runs now; 0 is unknown."""
        return self._shares.get(deal, 0)

    async def record(self, deal: DealId) -> Meter:
        """Read what can be read now, and keep the new totals. To be called before a cell goes.

        An engine that is away changes nothing: what it holds is read when it is back.
        """
        async with self._turns[deal]:
            before = await self.of_deal(deal)
            try:
                meter = await self._read(deal, before)
            except RemoteError as error:
                logger.info("deal %s is not metered now: %s", deal, error)
                return before
            await self._meters.put(_row(deal, meter))
            self._shares[deal] = _share(before, meter)
            return meter

    def _keep_only(self, deals: set[DealId]) -> None:
        """What is remembered of others is forgotten; what was counted stays on disk."""
        for deal in self._shares.keys() - deals:
            del self._shares[deal]
            self._turns.pop(deal, None)

    async def _read(self, deal: DealId, meter: Meter) -> Meter:
        line, task = await asyncio.gather(self._line(deal), self._usage(deal))
        return meter.after(line, task, self._clock.now())

    async def _line(self, deal: DealId) -> LineReading | None:
        try:
            return await self._runtime.line(deal)
        except BadReply as error:
            logger.warning("the line of deal %s: %s", deal, error)
            return None

    async def _usage(self, deal: DealId) -> TaskReading | None:
        task = await self._running(deal)
        return None if task is None else await self._runtime.usage(task.sandbox)

    async def _running(self, deal: DealId) -> WorkerTask | None:
        """The newest task of *deal* that has a sandbox which runs."""
        running = [
            task
            for task in await self._tasks.of_deal(deal)
            if task.state is TaskState.RUNNING and task.sandbox
        ]
        return max(running, key=lambda task: task.received, default=None)

    async def _is_due(self, deal: DealId) -> bool:
        now = self._clock.now()
        task = await self._running(deal)
        if task is not None and now - (task.started or task.received) < YOUNG_S:
            return True
        age = now - (await self.of_deal(deal)).at
        return not 0 <= age < SETTLED_EVERY_S


def _share(before: Meter, after: Meter) -> int:
    """Percent of one core; nothing while no task runs, or when another one did before."""
    passed = after.at - before.at
    if not after.ram_now or before.task_birth != after.task_birth or passed <= 0:
        return 0
    return round((after.cpu_ns.total - before.cpu_ns.total) / passed / 1e7)


def _meter(row: MeterRow) -> Meter:
    return Meter(
        received=Counter(row.received, row.received_last),
        sent=Counter(row.sent, row.sent_last),
        line_birth=row.line_birth,
        cpu_ns=Counter(row.cpu_ns, row.cpu_last),
        task_birth=row.task_birth,
        ram_now=row.ram_now,
        ram_peak=row.ram_peak,
        at=row.at,
    )


def _row(deal: DealId, meter: Meter) -> MeterRow:
    return MeterRow(
        deal=deal,
        received=meter.received.total,
        received_last=meter.received.last,
        sent=meter.sent.total,
        sent_last=meter.sent.last,
        line_birth=meter.line_birth,
        cpu_ns=meter.cpu_ns.total,
        cpu_last=meter.cpu_ns.last,
        task_birth=meter.task_birth,
        ram_now=meter.ram_now,
        ram_peak=meter.ram_peak,
        at=meter.at,
    )
