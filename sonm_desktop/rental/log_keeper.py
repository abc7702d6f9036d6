"""The copies of all tasks' logs, each kept growing while there is more to come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from sonm_desktop.core.ids import DealId, TaskId, task_of_deal
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.market.ports import Peer
from sonm_desktop.rental.log_copy import LogCopy
from sonm_desktop.rental.log_file import LogFile
from sonm_desktop.store.rental_tasks import RentalTaskRow, RentalTasks

Key = tuple[DealId, TaskId]


class LogKeeper:
    """folder: where the copies are kept, one file for each task."""

    def __init__(
        self,
        folder: Path,
        tasks: RentalTasks,
        peer_of: Callable[[DealId], Awaitable[Peer]],
    ) -> None:
        self._folder = folder
        self._tasks = tasks
        self._peer_of = peer_of
        self._copies: dict[Key, LogCopy] = {}
        self._running: dict[Key, asyncio.Task[None]] = {}
        self._supervisor = Supervisor()

    def copy(self, row: RentalTaskRow) -> LogCopy:
        """The copy of a task's log, being brought up to date unless it is whole."""
        key = (row.deal, row.task)
        if key not in self._copies:
            path = self._folder / row.deal / f"{row.task}.log"
            peer = partial(self._peer_of, row.deal)
            self._copies[key] = LogCopy(
                task_of_deal(*key), LogFile(path), peer, whole=row.log_whole
            )
        copy = self._copies[key]
        if not copy.whole and key not in self._running:
            work = partial(self._to_the_end, key, copy)
            self._running[key] = self._supervisor.keep(f"log {row.task}", work)
        return copy

    async def give_up(self, row: RentalTaskRow) -> None:
        """Nothing more can be had: what is here is the log."""
        key = (row.deal, row.task)
        running = self._running.pop(key, None)
        if running is not None:
            running.cancel()
        copy = self._copies.pop(key, None)
        if copy is not None:
            await copy.give_up()
        await self._tasks.log_whole(*key)

    async def close(self) -> None:
        """Stop copying; the next `copy` goes on."""
        await self._supervisor.close()
        self._running.clear()

    async def _to_the_end(self, key: Key, copy: LogCopy) -> None:
        await copy.run()
        await self._tasks.log_whole(*key)
        self._running.pop(key, None)
