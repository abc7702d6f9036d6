"""Calls about programs on rented machines."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path

from sonm_desktop.api.client.link import Link, parse_line
from sonm_desktop.api.schema.tasks import (
    Fetched,
    FetchLine,
    FetchTask,
    LogPiece,
    RunTask,
    Task,
)
from sonm_desktop.core.errors import BadReply

Progress = Callable[[str, int, int], None]
"""Path of the file, bytes so far, bytes in all."""

_RUN_LIMIT_S = 300.0


class TaskCalls:
    """`AgentClient.tasks`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def run(self, deal: str, request: RunTask) -> Task:
        """Start a program on the machine of *deal*; again with the same id starts nothing."""
        return await self._link.ask(
            Task, "POST", f"/deals/{deal}/tasks", request, timeout_s=_RUN_LIMIT_S
        )

    async def all(self, deal: str) -> list[Task]:
        """From the records, oldest first."""
        return await self._link.ask_all(Task, f"/deals/{deal}/tasks")

    async def status(self, deal: str, task: str) -> Task:
        """Asked of the worker now; from the records when it is away and the task has ended."""
        return await self._link.ask(Task, "GET", f"/deals/{deal}/tasks/{task}")

    async def stop(self, deal: str, task: str) -> Task:
        return await self._link.ask(Task, "POST", f"/deals/{deal}/tasks/{task}/stop")

    async def logs(
        self, deal: str, task: str, *, after: int = 0, follow: bool = False
    ) -> AsyncGenerator[LogPiece, None]:
        """The output with a sequence number above *after*; with *follow* until it is whole.

        Close the iterator (`contextlib.aclosing`) when leaving early.
        """
        query = {"after": after, "follow": str(follow).lower()}
        lines = self._link.lines("GET", f"/deals/{deal}/tasks/{task}/log", query=query)
        async with aclosing(lines):
            async for line in lines:
                yield parse_line(LogPiece, line)

    async def fetch(
        self,
        deal: str,
        task: str,
        folder: Path | None = None,
        *,
        progress: Progress | None = None,
    ) -> Fetched:
        """Bring the output files into *folder*, digests checked; default: one of the profile."""
        body = FetchTask(folder=_absolute(folder) if folder else None)
        lines = self._link.lines("POST", f"/deals/{deal}/tasks/{task}/fetch", body)
        async with aclosing(lines):
            async for line in lines:
                told = parse_line(FetchLine, line)
                if told.fetched is not None:
                    return told.fetched
                if told.progress is not None and progress is not None:
                    progress(told.progress.path, told.progress.done, told.progress.size)
        raise BadReply("a fetch without an end")


def _absolute(folder: Path) -> str:
    return str(folder.absolute())
