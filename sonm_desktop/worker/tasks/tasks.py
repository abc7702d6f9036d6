"""The tasks of this worker: started once, found again after a crash, ended with their deal."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId, TaskId
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeal, WorkerDeals
from sonm_desktop.store.worker_holds import EVERY_DEAL, Hold
from sonm_desktop.store.worker_tasks import OutputFile, WorkerTask, WorkerTasks
from sonm_desktop.wallet.messages import SandboxMode
from sonm_desktop.worker.deals.holds import Holds
from sonm_desktop.worker.runtime.port import CellTerms, Limits, Network, Runtime
from sonm_desktop.worker.selling.plan import SANDBOXES
from sonm_desktop.worker.tasks.drive import Confinement, DriveParts, TaskDrive
from sonm_desktop.worker.tasks.folder import TaskFolders
from sonm_desktop.worker.tasks.images import Images
from sonm_desktop.worker.tasks.log import LogLine, read_log
from sonm_desktop.worker.tasks.patience import until_engine
from sonm_desktop.worker.tasks.request import TaskRequest

logger = logging.getLogger(__name__)

MOST_TASKS = 1000
"""Of one deal."""

_BEGIN_S = 10.0
_STOP_S = 12.0
_OBEY_S = 5.0
_PAGE_BYTES = 1 << 18

Key = tuple[DealId, TaskId]


class TaskRunner:
    """Runs one task per deal at a time, in a sandbox of the deal's size."""

    def __init__(
        self,
        *,
        runtime: Runtime,
        images: Images,
        tasks: WorkerTasks,
        deals: WorkerDeals,
        holds: Holds,
        folder: Path,
        clock: Clock,
        supervisor: Supervisor,
        last_look: Callable[[DealId], Awaitable[object]] | None = None,
        turned: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """turned: called once reasons came or went, before any task stands still or goes on."""
        self._runtime = runtime
        self._turned = turned
        self._last_look = last_look
        self._images = images
        self._tasks = tasks
        self._deals = deals
        self._holds = holds
        self._folders = TaskFolders(folder)
        self._clock = clock
        self._supervisor = supervisor
        self._followers = ThreadPoolExecutor(max_workers=16, thread_name_prefix="task-log")
        self._parts = DriveParts(
            runtime, images, tasks, self._folders, clock, self._followers, holds
        )
        self._drives: dict[Key, TaskDrive] = {}
        self._celled: set[DealId] = set()
        self._preparing = asyncio.Lock()
        self._starting = asyncio.Lock()

    async def recover(self) -> None:
        """Take up every task that was left, and remove what belongs to none. At the start."""
        await self._holds.load()
        for task in await self._tasks.unfinished():
            deal = await self._deals.get(task.deal)
            if deal is not None:
                self._drive(task, deal)
        self._supervisor.keep("sweep the engine", self._sweep)

    async def prepare(self, deal: WorkerDeal) -> None:
        """Make what the first task of *deal* will need, so that it starts at once.

        Nothing is made for a deal that has ended meanwhile: it would never be removed.
        """
        async with self._preparing:
            now = await self._deals.get(deal.deal)
            if now is not None and now.state is not DealPhase.ENDED:
                await self._prepare(now)

    async def run(self, deal: WorkerDeal, request: TaskRequest) -> WorkerTask:
        """The task of *request*, begun if it is new; the same id again starts nothing.

        Raises UserError: worker.task_running, worker.task_id_used, worker.too_many_tasks.
        """
        async with self._starting:
            known = await self._tasks.get(deal.deal, request.id)
            if known is None:
                await self._require_room(deal.deal)
                task = self._new_task(deal, request)
                await self._tasks.add(task)
                if request.login is not None:
                    self._images.lend(deal.deal, request.id, request.login)
                self._drive(task, deal)
            elif (known.image, known.command) != (request.image, request.command):
                raise UserError("worker.task_id_used", task=request.id)
        drive = self._drives.get((deal.deal, request.id))
        if drive is not None and not drive.standstill.held:
            await _within(drive.begun, _BEGIN_S)
        return await self.get(deal.deal, request.id)

    async def hold(self, deal: DealId, reason: str) -> None:
        """Have the tasks of *deal* stand still until nobody has a reason; *reason*: a code.

        Again is fine. Returns once they do, or while the engine takes long. A task that has not
        begun waits, and one that shall end may.
        """
        if await self._holds.put(deal, reason):
            logger.info("deal %s stands still: %s", deal, reason)
            await self._turn(deal)

    async def release(self, deal: DealId, reason: str) -> None:
        """*reason* is gone; the tasks of *deal* go on if it was the last."""
        if await self._holds.take(deal, reason):
            logger.info("deal %s no longer stands still for: %s", deal, reason)
            await self._turn(deal)

    async def hold_all(self, reason: str) -> None:
        """`hold` for every deal, also those that come."""
        await self.hold(EVERY_DEAL, reason)

    async def release_all(self, reason: str) -> None:
        """Undo `hold_all`; what holds a single deal stays."""
        await self.release(EVERY_DEAL, reason)

    def holds(self, deal: DealId) -> list[Hold]:
        """Why *deal* stands still, the oldest reason first; empty while it may run."""
        return self._holds.of(deal)

    async def get(self, deal: DealId, task: TaskId) -> WorkerTask:
        """Raises UserError worker.unknown_task."""
        found = await self._tasks.get(deal, task)
        if found is None:
            raise UserError("worker.unknown_task", task=task)
        return found

    async def of_deal(self, deal: DealId) -> list[WorkerTask]:
        return await self._tasks.of_deal(deal)

    async def unfinished(self) -> list[WorkerTask]:
        """Tasks of any deal that run, or have left something in the engine."""
        return await self._tasks.unfinished()

    async def named(self, task: TaskId) -> list[WorkerTask]:
        """Tasks of any deal with that id, newest first."""
        return await self._tasks.named(task)

    async def files(self, task: WorkerTask) -> list[OutputFile]:
        return await self._tasks.files(task.deal, task.task)

    def stored_file(self, task: WorkerTask, file: OutputFile) -> Path:
        """Where the content of a result lies."""
        return self._folders.results(task.deal, task.task) / file.stored

    async def stop(self, deal: DealId, task: TaskId, reason: str = "") -> WorkerTask:
        """End the task and return once it has ended, or is about to."""
        drive = self._drives.get((deal, task))
        if drive is None:
            return await self.get(deal, task)
        await drive.stop(reason)
        await _within(drive.ended, _STOP_S)
        return await self.get(deal, task)

    async def end_deal(self, deal: WorkerDeal, reason: str) -> None:
        """End every task of *deal* and leave nothing of it in the engine; results stay."""
        await self._look_once_more(deal.deal)
        drives = [drive for key, drive in self._drives.items() if key[0] == deal.deal]
        for drive in drives:
            await until_engine(partial(drive.stop, reason))
        for drive in drives:
            await drive.cleaned.wait()
        async with self._preparing:
            await until_engine(partial(self._remove_volumes, deal.deal))
            await self._look_once_more(deal.deal)
            await until_engine(partial(self._runtime.close_cell, deal.deal))
            self._celled.discard(deal.deal)
        await self._holds.forget(deal.deal)
        await self._deals.set_cleaned(deal.deal)

    async def forget(self, deal: DealId) -> None:
        """The results of *deal* are not kept any longer."""
        await self._tasks.forget_files(deal)
        await asyncio.to_thread(self._folders.forget, deal)

    async def read_log(self, task: WorkerTask, after: int) -> AsyncIterator[LogLine]:
        """Lines above *after* as they come; ends when the task's log is whole."""
        path = self._folders.log(task.deal, task.task)
        offset = 0
        while True:
            drive = self._drives.get((task.deal, task.task))
            seen = drive.feed.version if drive else 0
            whole = drive is None or drive.ended.is_set()
            lines, offset = await asyncio.to_thread(
                read_log, path, after=after, offset=offset, limit=_PAGE_BYTES
            )
            for line in lines:
                after = line.seq
                yield line
            if lines:
                continue
            if whole or drive is None:
                return
            await drive.feed.wait(seen)

    async def close(self) -> None:
        """Let go of the threads; the supervisor has ended the drives before. Tasks run on."""
        await asyncio.to_thread(self._followers.shutdown)

    async def _look_once_more(self, deal: DealId) -> None:
        """What the engine counted of *deal* goes with its containers: it is read before."""
        if self._last_look is not None:
            await self._last_look(deal)

    async def _prepare(self, deal: WorkerDeal) -> None:
        if deal.deal not in self._celled:
            await self._runtime.open_cell(deal.deal, confinement_of(deal).terms)
            self._celled.add(deal.deal)
        if not deal.volume and not await self._tasks.of_deal(deal.deal):
            volume = await self._runtime.prepare(
                deal.deal, deal.storage_bytes, compatible=confinement_of(deal).compatible
            )
            await self._deals.set_volume(deal.deal, volume)

    def _drive(self, task: WorkerTask, deal: WorkerDeal) -> TaskDrive:
        limits = Limits(deal.cpu_percent, deal.ram_bytes, deal.storage_bytes)
        drive = TaskDrive(self._parts, task, limits, confinement_of(deal))
        key = (task.deal, task.task)
        self._drives[key] = drive
        work = self._supervisor.keep(f"task {task.task}", drive.run)
        work.add_done_callback(lambda _: self._drives.pop(key, None))
        return drive

    def _new_task(self, deal: WorkerDeal, request: TaskRequest) -> WorkerTask:
        return WorkerTask(
            deal=deal.deal,
            task=request.id,
            image=request.image,
            command=request.command,
            environment=request.environment,
            volume=deal.volume,
            received=self._clock.now(),
            private=request.login is not None,
        )

    async def _turn(self, deal: DealId) -> None:
        if self._turned is not None:
            await self._turned()
        drives = [drive for key, drive in self._drives.items() if deal in (EVERY_DEAL, key[0])]
        for drive in drives:
            drive.standstill.look()
        for drive in drives:
            await _within(drive.standstill.obeyed, _OBEY_S)

    async def _require_room(self, deal: DealId) -> None:
        others = await self._tasks.of_deal(deal)
        if len(others) >= MOST_TASKS:
            raise UserError("worker.too_many_tasks", limit=MOST_TASKS)
        for other in others:
            if not other.state.final:
                raise UserError("worker.task_running", task=other.task)

    async def _remove_volumes(self, deal: DealId) -> None:
        for volume, owner in (await self._runtime.volumes()).items():
            if owner == deal:
                await self._runtime.remove_volume(volume)

    async def _sweep(self) -> None:
        """Remove sandboxes, volumes and cells that no record speaks of."""
        await until_engine(self._sweep_once)

    async def _sweep_once(self) -> None:
        for sandbox in await self._runtime.sandboxes():
            if (sandbox.deal, sandbox.task) not in self._drives:
                logger.warning("removing the orphaned container %s", sandbox.id[:12])
                await self._runtime.remove(sandbox.id)
        for volume, owner in (await self._runtime.volumes()).items():
            deal = await self._deals.get(owner)
            if deal is None or deal.cleaned:
                logger.warning("removing the orphaned volume %s", volume)
                await self._runtime.remove_volume(volume)
        for owner in await self._runtime.cells():
            deal = await self._deals.get(owner)
            if deal is None or deal.cleaned:
                logger.warning("removing the orphaned cell of deal %s", owner)
                await self._runtime.close_cell(owner)


def confinement_of(deal: WorkerDeal) -> Confinement:
    """What the cell of *deal* allows, how strict its sandbox is, and which GPUs are its alone."""
    terms = CellTerms(Network(deal.network), deal.ingress_bps, deal.egress_bps)
    return Confinement(terms, SANDBOXES[deal.sandbox] is SandboxMode.COMPATIBLE, deal.gpus)


async def _within(event: asyncio.Event, limit_s: float) -> None:
    try:
        async with asyncio.timeout(limit_s):
            await event.wait()
    except TimeoutError:
        logger.info("a task takes longer than %.0f s; it goes on", limit_s)
