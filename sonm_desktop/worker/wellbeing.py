"""How the worker is, beside its hardware and its plans: a part of its status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.ids import DealId
from sonm_desktop.store.worker_holds import Hold
from sonm_desktop.store.worker_tasks import TaskState, WorkerTask, WorkerTasks
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.selling.demand import Demand
from sonm_desktop.worker.selling.supply import Supply

_DAY_S = 86_400


class Wellbeing:
    """Small facts that decide what its owner is told. holds: why a deal stands still."""

    def __init__(
        self,
        *,
        supply: Supply,
        demand: Demand,
        tasks: WorkerTasks,
        holds: Callable[[DealId], Sequence[Hold]],
        machine: Machine,
        clock: Clock,
    ) -> None:
        self._supply = supply
        self._demand = demand
        self._tasks = tasks
        self._holds = holds
        self._machine = machine
        self._clock = clock

    async def told(self) -> dict[str, Any]:
        """time: by this machine's clock. running: jobs that do not stand still. jobs: of the last
        24 hours."""
        now = self._clock.now()
        running = [one for one in await self._tasks.unfinished() if self._runs(one)]
        ended = await self._tasks.ended_since(now - _DAY_S)
        failed = [one for one in ended if one.state is TaskState.FAILED]
        return {
            "time": int(now),
            "closing": self._supply.closing,
            "running": len(running),
            "disk_free": await self._machine.free_bytes(),
            "quotes": await self._demand.of_a_day(),
            "jobs": {
                "ended": len(ended),
                "failed": len(failed),
                "reason": failed[-1].reason if failed else "",
            },
        }

    def _runs(self, task: WorkerTask) -> bool:
        return task.state is TaskState.RUNNING and not self._holds(task.deal)
