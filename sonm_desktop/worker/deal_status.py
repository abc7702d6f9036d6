"""A deal and its tasks as peers see them."""

from __future__ import annotations

from typing import Any

from sonm_desktop.core.ids import DealId
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeal
from sonm_desktop.store.worker_tasks import WorkerTask
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.tasks import TaskRunner
from sonm_desktop.worker.vouchers import VoucherBook


class DealStatus:
    """Puts together what is known of a deal."""

    def __init__(self, *, tasks: TaskRunner, vouchers: VoucherBook, machine: Machine) -> None:
        self._tasks = tasks
        self._vouchers = vouchers
        self._machine = machine

    async def of_deal(self, deal: WorkerDeal) -> dict[str, Any]:
        """The answer to ``deal.status``."""
        tasks = await self._tasks.of_deal(deal.deal)
        prepared = bool(deal.volume or tasks) and (await self._machine.engine()).ok
        return {
            "deal": deal.deal,
            "consumer": deal.consumer,
            "state": str(deal.state),
            "reason": deal.reason,
            "ready": deal.state is DealPhase.ACTIVE and prepared,
            "voucher": await self._vouchers.to_wire(deal.deal),
            "tasks": [await self.of_task(task) for task in tasks],
        }

    async def of_task(self, task: WorkerTask) -> dict[str, Any]:
        """The answer to ``task.status``."""
        files = await self._tasks.files(task)
        return {
            "task": task.task,
            "deal": task.deal,
            "image": task.image,
            "state": str(task.state),
            "exit_code": task.exit_code,
            "reason": task.reason,
            "params": task.params,
            "started": task.started,
            "ended": task.ended,
            "files": [
                {"path": file.path, "size": file.size, "sha256": file.sha256} for file in files
            ],
        }


def unseen(deal: DealId, consumer: str) -> dict[str, Any]:
    """The status of a deal that was quoted and is not on the chain yet."""
    return {
        "deal": deal,
        "consumer": consumer,
        "state": str(DealPhase.AWAITING),
        "reason": "",
        "ready": False,
        "voucher": None,
        "tasks": [],
    }
