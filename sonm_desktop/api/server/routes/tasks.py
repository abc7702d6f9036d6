"""Routes of tasks, their logs and their files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from sonm_desktop.api.schema.kinds import HashText, TaskName
from sonm_desktop.api.schema.tasks import FetchLine, FetchProgress, FetchTask, RunTask, Task
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server.access import Gate, caller_of, require
from sonm_desktop.api.server.ports import Services, TasksPort
from sonm_desktop.api.server.streams import LineStream
from sonm_desktop.core.errors import UserError

DealPath = Annotated[HashText, Path()]
TaskPath = Annotated[TaskName, Path()]
After = Annotated[int, Query(ge=0, lt=2**63)]


def task_routes(services: Services, gate: Gate, stopping: asyncio.Event) -> APIRouter:
    router = APIRouter(prefix="/deals/{deal}/tasks", tags=["tasks"])
    tasks = services.tasks
    read, trade = gate.needs(Scope.READ), gate.needs(Scope.TRADE)

    @router.get("", dependencies=read)
    async def all_tasks(deal: DealPath) -> list[Task]:
        return await tasks.all(deal)

    @router.post("", dependencies=trade)
    async def run(deal: DealPath, body: RunTask) -> Task:
        return await tasks.run_task(deal, body)

    @router.get("/{task}", dependencies=read)
    async def status(deal: DealPath, task: TaskPath) -> Task:
        return await tasks.status(deal, task)

    @router.post("/{task}/stop", dependencies=trade)
    async def stop(deal: DealPath, task: TaskPath) -> Task:
        return await tasks.stop(deal, task)

    @router.get("/{task}/log", dependencies=read, response_model=None)
    async def log(
        deal: DealPath, task: TaskPath, after: After = 0, follow: bool = False
    ) -> Response:
        return LineStream(tasks.logs(deal, task, after=after, follow=follow), stopping)

    @router.post("/{task}/fetch", dependencies=trade, response_model=None)
    async def fetch(deal: DealPath, task: TaskPath, body: FetchTask, request: Request) -> Response:
        folder = _folder(body)
        if folder is not None:
            require(caller_of(request), Scope.ADMIN)
        return LineStream(_fetching(tasks, deal, task, folder), stopping)

    return router


def _folder(body: FetchTask) -> FilePath | None:
    if body.folder is None:
        return None
    folder = FilePath(body.folder)
    if not folder.is_absolute() or "\0" in body.folder:
        raise UserError("agent.bad_folder")
    return folder


async def _fetching(
    tasks: TasksPort, deal: str, task: str, folder: FilePath | None
) -> AsyncIterator[FetchLine]:
    """Progress as it comes, the newest first when the reader is slow, and at last the files."""
    newest: asyncio.Queue[FetchProgress] = asyncio.Queue(maxsize=1)

    def told(path: str, done: int, size: int) -> None:
        if newest.full():
            newest.get_nowait()
        newest.put_nowait(FetchProgress(path=path, done=done, size=size))

    fetch = asyncio.create_task(tasks.fetch(deal, task, folder, told))
    coming = asyncio.create_task(newest.get())
    try:
        while not fetch.done():
            await asyncio.wait({fetch, coming}, return_when=asyncio.FIRST_COMPLETED)
            if coming.done():
                yield FetchLine(progress=coming.result())
                coming = asyncio.create_task(newest.get())
        yield FetchLine(fetched=await fetch)
    finally:
        for pending in (fetch, coming):
            pending.cancel()
        await asyncio.gather(fetch, coming, return_exceptions=True)
