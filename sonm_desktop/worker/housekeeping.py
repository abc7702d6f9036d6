"""What is left of ended deals, and fetched images: removed when their time is over, not before.

Its rules are the owner's (`image_policy`). A full disk brings them forward: images that nobody
uses go at once, results after an hour that everybody gets. Only what this worker has written or
fetched itself is ever touched; what a deal still uses stays.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.core.wake import Wake
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeal, WorkerDeals
from sonm_desktop.worker.runtime.disk_usage import folder_bytes
from sonm_desktop.worker.tasks.images import Images
from sonm_desktop.worker.tasks.tasks import TaskRunner

logger = logging.getLogger(__name__)

EVERY_S = 600.0
LEAST_KEPT_S = 3600.0
"""Results stay for so long even when the disk is short."""

LEAST_FREE = 5 << 30
"""Bytes; below it the disk is short."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept now. results: deals that have ended and left something."""

    images: int = 0
    images_bytes: int = 0
    results: int = 0
    results_bytes: int = 0


class Housekeeper:
    """Looks every ten minutes, and whenever it is told that something has ended.

    free_bytes: of the disk that holds *folder*.
    """

    def __init__(
        self,
        *,
        deals: WorkerDeals,
        tasks: TaskRunner,
        images: Images,
        folder: Path,
        clock: Clock,
        free_bytes: Callable[[], int] | None = None,
    ) -> None:
        self._deals = deals
        self._tasks = tasks
        self._images = images
        self._folder = folder
        self._clock = clock
        self._free_bytes = free_bytes or self._free_here
        self._wake = Wake()
        self._results = (0, 0)

    async def run(self) -> None:
        """For ever, for a supervisor."""
        while True:
            await self.tidy()
            await self._wake.within(EVERY_S)

    def look(self) -> None:
        """Something has ended, or the rules are others: look now."""
        self._wake.ring()

    async def tidy(self) -> None:
        """One round."""
        pressed = await asyncio.to_thread(self._pressed)
        deals = {deal.deal: deal for deal in await self._deals.all()}
        in_use = await self._images_in_use(deals)
        gone = await self._images.tidy(in_use, pressed=pressed)
        left = await self._forget_results(deals)
        if gone or pressed:
            logger.info("housekeeping: %d images went; the disk is short: %s", gone, pressed)
        self._results = (len(left), await asyncio.to_thread(self._size, left))

    async def status(self) -> dict[str, Any]:
        """A part of the worker's status: the rules, what is kept, what comes in."""
        images = await self._images.kept()
        kept = Kept(len(images), sum(image.size for image in images), *self._results)
        return {
            "images": (await self._images.policy()).to_wire(),
            "kept": asdict(kept),
            "fetching": [
                {"image": one.image, **asdict(one.progress), "left_s": one.left_s}
                for one in self._images.all_fetching()
            ],
        }

    async def set_rules(self, body: dict[str, Any]) -> None:
        """``worker.images``. Raises UserError worker.bad_request, worker.bad_images."""
        if "images" not in body:
            raise UserError("worker.bad_request", part="images")
        await self._images.set_policy(body["images"])
        self.look()

    async def _forget_results(self, deals: dict[DealId, WorkerDeal]) -> list[DealId]:
        """Remove what is kept for too long, oldest first; whose results stay."""
        keeps_s = (await self._images.policy()).keep_results_s
        now, left = self._clock.now(), []
        for deal in sorted(await asyncio.to_thread(self._with_results), key=_ended(deals)):
            record = deals.get(deal)
            if record is None or record.ended is None or not record.cleaned:
                continue
            age = now - record.ended
            early = age > LEAST_KEPT_S and await asyncio.to_thread(self._pressed)
            if age > keeps_s or early:
                await self._tasks.forget(deal)
                logger.info("results of deal %s are not kept any longer", deal)
            else:
                left.append(deal)
        return left

    async def _images_in_use(self, deals: dict[DealId, WorkerDeal]) -> set[str]:
        """Those of tasks that run or wait, and of every deal that still goes on."""
        running = [deal.deal for deal in deals.values() if deal.state is not DealPhase.ENDED]
        tasks = [task for deal in running for task in await self._tasks.of_deal(deal)]
        return {task.image for task in [*tasks, *await self._tasks.unfinished()]}

    def _with_results(self) -> list[DealId]:
        if not self._folder.is_dir():
            return []
        return [DealId(entry.name) for entry in self._folder.iterdir() if entry.is_dir()]

    def _size(self, deals: list[DealId]) -> int:
        return sum(folder_bytes(self._folder / deal) or 0 for deal in deals)

    def _pressed(self) -> bool:
        return self._free_bytes() < LEAST_FREE

    def _free_here(self) -> int:
        there = next(path for path in (self._folder, *self._folder.parents) if path.exists())
        return shutil.disk_usage(there).free


def _ended(deals: dict[DealId, WorkerDeal]) -> Callable[[DealId], float]:
    def when(deal: DealId) -> float:
        record = deals.get(deal)
        return record.ended or 0.0 if record is not None else 0.0

    return when
