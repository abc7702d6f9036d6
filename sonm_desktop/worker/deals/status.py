"""A deal and its tasks as peers see them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.held import NEVER_HELD, Reckoned
from sonm_desktop.market.metered import metered
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeal
from sonm_desktop.store.worker_plans import WorkerPlans
from sonm_desktop.store.worker_tasks import WorkerTask
from sonm_desktop.wallet.messages import Quote
from sonm_desktop.worker.deals.conduct import Conduct
from sonm_desktop.worker.deals.held import HeldTime
from sonm_desktop.worker.deals.metering import Metering
from sonm_desktop.worker.deals.payments import Payments
from sonm_desktop.worker.deals.vouchers import VoucherBook
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.runtime.port import Network, Runtime
from sonm_desktop.worker.tasks.images import Fetching, Images
from sonm_desktop.worker.tasks.tasks import TaskRunner

logger = logging.getLogger(__name__)


class DealStatus:
    """Puts together what is known of a deal."""

    def __init__(
        self,
        *,
        tasks: TaskRunner,
        images: Images,
        vouchers: VoucherBook,
        machine: Machine,
        runtime: Runtime,
        plans: WorkerPlans,
        metering: Metering,
        payments: Payments,
        held: HeldTime,
        conduct: Conduct,
    ) -> None:
        self._payments = payments
        self._held = held
        self._conduct = conduct
        self._metering = metering
        self._plans = plans
        self._tasks = tasks
        self._images = images
        self._runtime = runtime
        self._vouchers = vouchers
        self._machine = machine

    async def of_deal(self, deal: WorkerDeal) -> dict[str, Any]:
        """The answer to ``deal.status``. leaves: chain time at which a spot deal makes room."""
        await self._held.turn()
        tasks = await self._tasks.of_deal(deal.deal)
        keeps_s = (await self._images.policy()).keep_results_s
        leaving = (await self._plans.evictions()).get(deal.deal)
        prepared = bool(deal.volume or tasks) and (await self._machine.engine()).ok
        return {
            "deal": deal.deal,
            "consumer": deal.consumer,
            "state": str(deal.state),
            "reason": deal.reason,
            "ready": deal.state is DealPhase.ACTIVE and prepared,
            "leaves": leaving.at if leaving else None,
            "holds": self._holds(deal.deal),
            "held": asdict(self._held.of(deal.deal)),
            "refused": await self._conduct.count(deal.deal),
            "voucher": await self._vouchers.to_wire(deal.deal),
            "meter": await self._meter(deal),
            "tasks": [await self.of_task(task) for task in tasks],
            "ports": await self._ports(deal),
            "keeps_s": keeps_s,
            "kept_until": None if deal.ended is None else deal.ended + keeps_s,
        }

    async def unbilled(self, deals: Iterable[WorkerDeal]) -> list[dict[str, Any]]:
        """For the master: those of *deals* whose jobs were held, and what of that is taken off by
        the voucher that counts. credit, rate: as of `Reckoned`; total, until: the voucher's."""
        found = []
        for deal in deals:
            held = self._held.of(deal.deal)
            if held.cost:
                newest = await self._vouchers.reckoned(deal.deal)
                found.append({"deal": deal.deal, **asdict(held), **_taken_off(newest)})
        return found

    async def held(self, deals: Iterable[WorkerDeal]) -> list[dict[str, Any]]:
        """Those of *deals* whose tasks stand still, or whose customer signs nonsense."""
        found = []
        for deal in deals:
            holds, refused = self._holds(deal.deal), await self._conduct.count(deal.deal)
            if holds or refused:
                told = {"deal": deal.deal, "holds": holds, "refused": refused}
                found.append({**told, "fixed": _is_fixed(deal)})
        return found

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
            "paused": not task.state.final and bool(self._tasks.holds(task.deal)),
            "started": task.started,
            "ended": task.ended,
            "files": [
                {"path": file.path, "size": file.size, "sha256": file.sha256} for file in files
            ],
            "pull": _pull(self._images.fetching(task.deal, task.task)),
        }

    async def of_job(self, deal: WorkerDeal) -> dict[str, Any]:
        """One of ``worker.jobs``: the status, and how much of its slice the deal uses now."""
        return {
            **await self.of_deal(deal),
            "fixed": _is_fixed(deal),
            "cpu_now": self._metering.cpu_percent(deal.deal),
            "cpu_percent": deal.cpu_percent,
            "ram_bytes": deal.ram_bytes,
        }

    async def _meter(self, deal: WorkerDeal) -> dict[str, Any]:
        """What was counted, and what it costs. covered: wei in the voucher that pay for it."""
        meter = await self._metering.of_deal(deal.deal)
        quote = Quote.from_wire(json.loads(deal.quote))
        newest = await self._vouchers.reckoned(deal.deal)
        return {
            "received": meter.traffic.received,
            "sent": meter.traffic.sent,
            "cpu_ns": meter.cpu_ns.total,
            "ram_now": meter.ram_now,
            "ram_peak": meter.ram_peak,
            "at": meter.at,
            "cost": metered(quote, meter.traffic),
            "covered": newest.units if newest else 0,
        }

    def _holds(self, deal: DealId) -> list[dict[str, Any]]:
        """Why its tasks stand still. since: by the worker's clock; amount: wei to sign or pay."""
        missing = self._payments.missing(deal)
        lacks = {missing.code: missing.amount} if missing else {}
        return [
            {"reason": hold.reason, "since": hold.since, "amount": lacks.get(hold.reason, 0)}
            for hold in self._tasks.holds(deal)
        ]

    async def _ports(self, deal: WorkerDeal) -> list[dict[str, Any]]:
        """Where the deal is reached from outside; none while that cannot be told."""
        if deal.network != Network.INCOMING or deal.state is not DealPhase.ACTIVE:
            return []
        try:
            found = await self._runtime.ports(deal.deal)
        except RemoteError as error:
            logger.info("deal %s: its ports cannot be told: %s", deal.deal, error.text)
            return []
        return [
            {"inside": inside, "outside": outside, "protocol": "tcp"}
            for inside, outside in sorted(found.items())
        ]


def _taken_off(newest: Reckoned | None) -> dict[str, int]:
    if newest is None:
        return {"credit": 0, "rate": 0, "total": 0, "until": 0}
    voucher = newest.voucher
    taken = {"credit": newest.credit, "rate": newest.rate}
    return {**taken, "total": voucher.total, "until": voucher.until}


def _is_fixed(deal: WorkerDeal) -> bool:
    """Whether it was sold for an agreed time."""
    return Quote.from_wire(json.loads(deal.quote)).duration > 0


def _pull(fetching: Fetching | None) -> dict[str, Any] | None:
    if fetching is None:
        return None
    return {**asdict(fetching.progress), "left_s": fetching.left_s}


def unseen(deal: DealId, consumer: str) -> dict[str, Any]:
    """The status of a deal that was quoted and is not on the chain yet."""
    return {
        "deal": deal,
        "consumer": consumer,
        "state": str(DealPhase.AWAITING),
        "reason": "",
        "ready": False,
        "holds": [],
        "held": asdict(NEVER_HELD),
        "refused": 0,
        "leaves": None,
        "voucher": None,
        "meter": None,
        "tasks": [],
        "ports": [],
        "keeps_s": None,
        "kept_until": None,
    }
