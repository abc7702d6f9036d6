"""One task from its record to its result; the same path after a crash at any point.

Everything is looked up before it is done: a sandbox that exists already is adopted, a log
goes on after its last record, results are collected anew until they are recorded.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TypeVar

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import CodedError, RemoteError
from sonm_desktop.store.worker_tasks import Outcome, OutputFile, TaskState, WorkerTask, WorkerTasks
from sonm_desktop.worker.deals.holds import Holds
from sonm_desktop.worker.runtime.port import (
    CellTerms,
    Launch,
    Limits,
    LogStream,
    Phase,
    Runtime,
    Sandbox,
)
from sonm_desktop.worker.tasks.folder import TaskFolders
from sonm_desktop.worker.tasks.images import Images
from sonm_desktop.worker.tasks.log import TaskLog, copy_log
from sonm_desktop.worker.tasks.log_feed import LogFeed
from sonm_desktop.worker.tasks.outcome import outcome_of
from sonm_desktop.worker.tasks.outputs import Collected, collect
from sonm_desktop.worker.tasks.patience import until_engine
from sonm_desktop.worker.tasks.standstill import Standstill

logger = logging.getLogger(__name__)

T = TypeVar("T")

STOP_GRACE_S = 5
_LOOK_S = 0.5
_SIZE_EVERY_S = 2.0
_SIZE_LATEST_S = 15.0
_SIZE_SHARE = 20
"""Measuring the output takes at most one part in this many of the time, but is not put off for
longer than the other bound: what floods the disk makes measuring slow, too."""


@dataclass(frozen=True, slots=True)
class DriveParts:
    """What every drive of a worker works with. followers: threads, one per running task."""

    runtime: Runtime
    images: Images
    tasks: WorkerTasks
    folders: TaskFolders
    clock: Clock
    followers: Executor
    holds: Holds


@dataclass(frozen=True, slots=True)
class Confinement:
    """How the tasks of a deal are confined, as it was sold."""

    terms: CellTerms
    compatible: bool
    gpus: tuple[str, ...] = ()


class TaskDrive:
    """Brings *task* to its end."""

    def __init__(
        self, parts: DriveParts, task: WorkerTask, limits: Limits, confinement: Confinement
    ) -> None:
        self._parts = parts
        self._task = task
        self._limits = limits
        self._confinement = confinement
        self._interrupted = False
        self._fetch: asyncio.Task[None] | None = None
        self.standstill = Standstill(
            parts.runtime, parts.holds, task.deal, ending=task.stop_reason is not None
        )
        self.feed = LogFeed()
        self.begun = asyncio.Event()
        self.ended = asyncio.Event()
        self.cleaned = asyncio.Event()

    async def run(self) -> None:
        """Return once its outcome is recorded and nothing of it is left in the engine.

        `begun`, `ended` and `cleaned` are set on the way.
        """
        if self._task.state is TaskState.PREPARING:
            await self._begin()
        self.begun.set()
        if self._task.state is TaskState.RUNNING:
            await self._attend()
        self.ended.set()
        self.standstill.obeyed.set()
        self.feed.grown()
        await self._patiently(self._clean)
        self.cleaned.set()

    async def stop(self, reason: str, grace_s: int = STOP_GRACE_S) -> None:
        """Have the task end; *reason*: code of why, empty when its owner asks."""
        parts, task = self._parts, self._task
        await parts.tasks.ask_stop(task.deal, task.task, reason)
        self.standstill.end()
        if self._fetch is not None:
            self._fetch.cancel()
        if self._task.state is TaskState.RUNNING:
            await parts.runtime.stop(self._task.sandbox, grace_s)

    async def _begin(self) -> None:
        try:
            await self.standstill.until_free()
            await self._fetch_image()
            await self.standstill.until_free()
            if await self._stopped_early():
                return
            await self._launch()
        except CodedError as error:
            logger.warning("task %s of deal %s: %s", self._task.task, self._task.deal, error)
            await self._record(self._never_ran(TaskState.FAILED, error.code, error.params), ())
            return
        if await self._stop_reason() is not None:
            await self._parts.runtime.stop(self._task.sandbox, STOP_GRACE_S)

    async def _fetch_image(self) -> None:
        """Return once it is here, or once `stop` has had the fetch left off."""
        if await self._stop_reason() is not None:
            return
        self._fetch = asyncio.create_task(self._parts.images.fetch(self._task), name="fetch image")
        try:
            await asyncio.wait({self._fetch})
            if not self._fetch.cancelled():
                self._fetch.result()
        finally:
            self._fetch.cancel()
            await asyncio.gather(self._fetch, return_exceptions=True)
            self._fetch = None

    async def _launch(self) -> None:
        runtime, tasks, task = self._parts.runtime, self._parts.tasks, self._task
        if not task.volume:
            volume = await runtime.prepare(
                task.deal,
                self._limits.storage_bytes,
                compatible=self._confinement.compatible,
            )
            await tasks.set_volume(task.deal, task.task, volume)
            self._task = task = replace(task, volume=volume)
        sandbox = await runtime.start(
            Launch(
                deal=task.deal,
                task=task.task,
                image=task.image,
                command=task.command,
                environment=task.environment,
                limits=self._limits,
                volume=task.volume,
                terms=self._confinement.terms,
                compatible=self._confinement.compatible,
                gpus=self._confinement.gpus,
            )
        )
        await tasks.set_running(task.deal, task.task, sandbox=sandbox.id, started=sandbox.started)
        self._task = replace(task, state=TaskState.RUNNING, sandbox=sandbox.id)
        logger.info("task %s of deal %s runs in %s", task.task, task.deal, sandbox.id[:12])

    async def _stopped_early(self) -> bool:
        reason = await self._stop_reason()
        if reason is None:
            return False
        await self._record(self._never_ran(TaskState.STOPPED, reason, {}), ())
        return True

    async def _attend(self) -> None:
        path = self._parts.folders.log(self._task.deal, self._task.task)
        loop = asyncio.get_running_loop()
        opening = loop.run_in_executor(self._parts.followers, TaskLog, path)
        beside = [
            asyncio.create_task(self._guard_size(), name="output size"),
            asyncio.create_task(self.standstill.keep(self._task.sandbox), name="standstill"),
        ]
        try:
            sandbox = await self._until_exit(await asyncio.shield(opening))
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await asyncio.to_thread((await opening).close)
        await self._conclude(sandbox)

    async def _until_exit(self, log: TaskLog) -> Sandbox | None:
        """The exited sandbox with its log whole; None when somebody has removed it."""
        while True:
            sandbox = await self._patiently(lambda: self._follow_once(log))
            if sandbox is None or sandbox.phase is Phase.EXITED:
                return sandbox
            await asyncio.sleep(_LOOK_S)

    async def _follow_once(self, log: TaskLog) -> Sandbox | None:
        runtime, sandbox = self._parts.runtime, self._task.sandbox
        if not log.full:
            await self._copy(await runtime.logs(sandbox, log.since, follow=True), log)
        now = await runtime.status(sandbox)
        # The end of a stream is not the end of a task, nor the whole of its log.
        if now is not None and now.phase is Phase.EXITED and not log.full:
            await self._copy(await runtime.logs(sandbox, log.since, follow=False), log)
        return now

    async def _copy(self, stream: LogStream, log: TaskLog) -> None:
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(
            self._parts.followers, copy_log, log, iter(stream), self.feed.grown
        )
        try:
            await asyncio.shield(work)
        finally:
            stream.close()
            await asyncio.gather(work, return_exceptions=True)

    async def _guard_size(self) -> None:
        while True:
            begun = self._parts.clock.monotonic()
            try:
                if await self._bytes_written() > self._limits.storage_bytes:
                    await self.stop("worker.output_too_large", grace_s=0)
                    return
            except RemoteError:
                logger.info("output of task %s could not be measured", self._task.task)
            took = self._parts.clock.monotonic() - begun
            await asyncio.sleep(min(max(_SIZE_EVERY_S, took * _SIZE_SHARE), _SIZE_LATEST_S))

    async def _bytes_written(self) -> int:
        """To the output and, where that is not read-only, the root file system."""
        runtime = self._parts.runtime
        size = await runtime.output_size(self._task.volume) or 0
        if self._confinement.compatible:
            size += await runtime.root_size(self._task.sandbox)
        return size

    async def _conclude(self, sandbox: Sandbox | None) -> None:
        if sandbox is None:
            await self._record(self._never_ran(TaskState.FAILED, "worker.sandbox_lost", {}), ())
            return
        outcome = outcome_of(
            sandbox,
            limits=self._limits,
            stop_reason=await self._stop_reason(),
            interrupted=self._interrupted,
            now=self._parts.clock.now(),
        )
        try:
            collected = await self._patiently(self._collect)
        except CodedError as error:
            outcome = replace(outcome, reason=outcome.reason or error.code, params=error.params)
            collected = Collected((), 0)
        await self._record(outcome, collected.files)

    async def _collect(self) -> Collected:
        folder = self._parts.folders.results(self._task.deal, self._task.task)
        found: list[Collected] = []
        limit = self._limits.storage_bytes
        await self._parts.runtime.files(
            self._task.sandbox,
            lambda chunks: found.append(collect(chunks, folder, limit_bytes=limit)),
        )
        return found[0]

    async def _record(self, outcome: Outcome, files: tuple[OutputFile, ...]) -> None:
        task = self._task
        await self._parts.tasks.finish(task.deal, task.task, outcome, list(files))
        self._task = replace(task, state=outcome.state)
        logger.info(
            "task %s of deal %s has ended: %s",
            task.task,
            task.deal,
            outcome.reason or outcome.state,
        )

    async def _clean(self) -> None:
        runtime, task = self._parts.runtime, self._task
        for sandbox in await runtime.sandboxes():
            if (sandbox.deal, sandbox.task) == (task.deal, task.task):
                await runtime.remove(sandbox.id)
        if task.volume:
            await runtime.remove_volume(task.volume)
        await self._parts.tasks.set_cleaned(task.deal, task.task)

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        return await until_engine(work, missed=self._engine_missed)

    def _engine_missed(self) -> None:
        self._interrupted = True
        self.standstill.look()

    async def _stop_reason(self) -> str | None:
        task = await self._parts.tasks.get(self._task.deal, self._task.task)
        return None if task is None else task.stop_reason

    def _never_ran(self, state: TaskState, reason: str, params: dict[str, object]) -> Outcome:
        return Outcome(
            state=state,
            exit_code=None,
            reason=reason,
            params=params,
            started=None,
            ended=self._parts.clock.now(),
        )
