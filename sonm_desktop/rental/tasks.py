"""Programs on rented machines: run once, followed, their logs and files brought home."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from weakref import WeakValueDictionary

from sonm_desktop.core.errors import BadReply, CodedError, RemoteError, UserError
from sonm_desktop.core.ids import DealId, TaskId, parse_task_id, task_of_deal
from sonm_desktop.market.ports import Peer
from sonm_desktop.rental.desk import Desk
from sonm_desktop.rental.log_file import LogPiece
from sonm_desktop.rental.log_keeper import LogKeeper
from sonm_desktop.rental.records import (
    FINAL_STATES,
    OutputFile,
    RegistryLogin,
    TaskState,
    TaskStatus,
)
from sonm_desktop.rental.task_start import TaskStart
from sonm_desktop.rental.task_words import learned, status_of
from sonm_desktop.store.rental_deals import DealRowState, RentalDealRow
from sonm_desktop.store.rental_tasks import RentalTaskRow

__all__ = ["LogPiece", "TaskService", "TaskWish"]

logger = logging.getLogger(__name__)

START_S = 120.0
"""For the worker to see the deal, however deep its network wants it."""

CALL_S = 15.0
LOOK_S = 2.0
OVER = frozenset({DealRowState.CLOSED, DealRowState.FAILED})


@dataclass(frozen=True, slots=True)
class TaskWish:
    """What to run. image: a digest reference, or a tag that the worker resolves and we pin."""

    image: str
    command: Sequence[str] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    id: TaskId | None = None
    login: RegistryLogin | None = None


class TaskService:
    """The same task id is never started twice, whatever was killed in between.

    folder: where copies of logs are kept.
    """

    def __init__(self, desk: Desk, folder: Path, *, look_s: float = LOOK_S) -> None:
        self._desk = desk
        self._look_s = look_s
        self._start = TaskStart(desk.tasks, desk.clock, self._peer)
        self._logs = LogKeeper(folder, desk.tasks, self._peer)
        self._listeners: list[Callable[[DealId, TaskId], None]] = []
        self._fetching: dict[Path, asyncio.Lock] = {}
        self._turns: WeakValueDictionary[tuple[DealId, TaskId], asyncio.Lock] = (
            WeakValueDictionary()
        )

    async def run_task(self, deal: DealId, wish: TaskWish) -> TaskStatus:
        """Start *wish* on the machine of *deal*; waits until the deal is confirmed.

        Raises UserError when it is refused, RemoteError when the worker is away: then it is
        started as soon as the worker is back.
        """
        found = await self._deal(deal)
        if found.state in OVER or found.state is DealRowState.CLOSING:
            raise UserError("rental.deal_over")
        wished = _new_row(deal, wish, self._desk.clock.now())
        async with self._turn(deal, wished.task):
            await self._desk.tasks.add(wished)
            row = await self._row(deal, wished.task)
            if not _same(row, wished):
                raise UserError("rental.task_id_used", task=row.task)
            if row.state == TaskState.RECORDED:
                if wish.login is not None:
                    self._start.lend(deal, row.task, wish.login)
                return await self._begin(row, patience_s=START_S)
        return await self.status(deal, row.task)

    async def status(self, deal: DealId, task: TaskId) -> TaskStatus:
        """From the worker; from the records when it is away or the task has ended."""
        row = await self._row(deal, task)
        if row.state in FINAL_STATES or row.state == TaskState.RECORDED:
            return status_of(row)
        try:
            return status_of(await self._asked(row))
        except RemoteError as error:
            logger.info("task %s: the worker is away: %s", task, error)
            return status_of(row)

    async def all_tasks(self) -> list[TaskStatus]:
        """Of every deal, from the records, oldest first."""
        return [status_of(row) for row in await self._desk.tasks.all()]

    async def tasks(self, deal: DealId) -> list[TaskStatus]:
        """All tasks of a deal, from the records, oldest first."""
        return [status_of(row) for row in await self._desk.tasks.of_deal(deal)]

    async def stop(self, deal: DealId, task: TaskId) -> TaskStatus:
        """End it now."""
        row = await self._row(deal, task)
        if row.state in FINAL_STATES:
            return status_of(row)
        peer = await self._peer(deal)
        word = await peer.call("task.stop", {"deal": deal, "task": task}, deadline_s=CALL_S)
        return status_of(await self._kept(learned(row, word)))

    async def logs(
        self, deal: DealId, task: TaskId, *, after: int = 0, follow: bool = False
    ) -> AsyncIterator[LogPiece]:
        """Its output from the local copy, which is brought up to date as far as possible;
        with *follow* until the task's log is whole."""
        row = await self._row(deal, task)
        async for piece in self._logs.copy(row).read(after, follow=follow):
            yield piece

    async def fetch(
        self,
        deal: DealId,
        task: TaskId,
        folder: Path,
        *,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> list[OutputFile]:
        """Its output files in *folder*, digests checked; files that are there are kept."""
        status = await self.status(deal, task)
        if status.state not in FINAL_STATES:
            raise UserError("rental.task_not_over", task=task)
        turn = self._fetching.setdefault(folder, asyncio.Lock())
        async with turn:  # two at once would take each other's parts away
            await self._fetch(deal, task, status, folder, progress)
        return list(status.files)

    async def _fetch(
        self,
        deal: DealId,
        task: TaskId,
        status: TaskStatus,
        folder: Path,
        progress: Callable[[str, int, int], None] | None,
    ) -> None:
        for file in status.files:
            if await asyncio.to_thread(_is_there, folder / file.path, file):
                continue
            peer = await self._peer(deal)
            report = partial(progress, file.path) if progress else None
            stored = await peer.fetch(task_of_deal(deal, task), file.path, folder, report)
            if not await asyncio.to_thread(_is_there, stored, file):
                raise BadReply("a file that is not the one that was promised")

    def subscribe(self, listener: Callable[[DealId, TaskId], None]) -> None:
        """Call *listener* with each task whose status changed."""
        self._listeners.append(listener)

    async def run(self) -> None:
        """Start what was recorded, keep statuses and logs up to date, for a supervisor."""
        try:
            while True:
                rows = await self._desk.tasks.unfinished()
                await asyncio.gather(*(self._look_safely(row) for row in rows))
                await asyncio.sleep(self._look_s)
        finally:
            await self._logs.close()

    async def close(self) -> None:
        """Stop copying logs; `logs` alone begins it too."""
        await self._logs.close()

    async def _look_safely(self, row: RentalTaskRow) -> None:
        try:
            await self._look(row)
        except CodedError as error:
            logger.info("task %s: %s", row.task, error)

    async def _look(self, row: RentalTaskRow) -> None:
        deal = await self._deal(row.deal)
        if deal.state in OVER:
            await self._wind_up(row)
            return
        if row.state == TaskState.RECORDED:
            await self._begin_again(row)
            return
        self._logs.copy(row)
        if row.state not in FINAL_STATES:
            await self._asked(row)

    def _turn(self, deal: DealId, task: TaskId) -> asyncio.Lock:
        """Whoever begins that task; a login is lent to one and gone for the next."""
        return self._turns.setdefault((deal, task), asyncio.Lock())

    async def _begin_again(self, row: RentalTaskRow) -> None:
        """What was left undone, unless it is being begun or was since *row* was read."""
        turn = self._turn(row.deal, row.task)
        if turn.locked():
            return
        async with turn:
            row = await self._row(row.deal, row.task)
            if row.state == TaskState.RECORDED:
                await self._begin(row, patience_s=0)

    async def _begin(self, row: RentalTaskRow, *, patience_s: float) -> TaskStatus:
        try:
            started = await self._start.start(row, patience_s=patience_s)
        finally:
            self._tell(row)
        self._logs.copy(started)
        return status_of(started)

    async def _wind_up(self, row: RentalTaskRow) -> None:
        """The deal is over: one last look, and no more after that."""
        try:
            async with asyncio.timeout(CALL_S):
                if row.state not in FINAL_STATES:
                    row = await self._asked(row)
                async for _ in self._logs.copy(row).read(0, follow=True):
                    continue
        except (CodedError, TimeoutError) as error:
            logger.info("task %s: its worker is gone: %s", row.task, error)
        await self._logs.give_up(row)
        if row.state not in FINAL_STATES:
            await self._kept(replace(row, state=TaskState.FAILED, reason="rental.task_lost"))

    async def _asked(self, row: RentalTaskRow) -> RentalTaskRow:
        peer = await self._peer(row.deal)
        body = {"deal": row.deal, "task": row.task}
        word = await peer.call("task.status", body, deadline_s=CALL_S)
        known = learned(row, word)
        return known if known == row else await self._kept(known)

    async def _kept(self, row: RentalTaskRow) -> RentalTaskRow:
        await self._desk.tasks.learn(row)
        self._tell(row)
        return row

    def _tell(self, row: RentalTaskRow) -> None:
        for listener in self._listeners:
            listener(row.deal, row.task)

    async def _peer(self, deal: DealId) -> Peer:
        row = await self._deal(deal)
        if not row.endpoint:
            raise RemoteError("rental.worker_unknown")
        return await self._desk.contacts.reach("consumer", row.account, row, rented=True)

    async def _deal(self, deal: DealId) -> RentalDealRow:
        row = await self._desk.deals.get(deal)
        if row is None:
            raise UserError("rental.no_deal", deal=deal)
        return row

    async def _row(self, deal: DealId, task: TaskId) -> RentalTaskRow:
        row = await self._desk.tasks.get(deal, task)
        if row is None:
            raise UserError("rental.no_task", task=task)
        return row


def _new_row(deal: DealId, wish: TaskWish, now: float) -> RentalTaskRow:
    task = wish.id or TaskId(f"task-{secrets.token_hex(6)}")
    try:
        parse_task_id(task)
    except ValueError as error:
        raise UserError("rental.bad_task_id") from error
    if not wish.image.strip():
        raise UserError("rental.no_image")
    return RentalTaskRow(
        deal=deal,
        task=task,
        image=wish.image.strip(),
        pinned="",
        command=tuple(wish.command),
        env=dict(wish.env),
        created=now,
        private=wish.login is not None,
    )


def _same(kept: RentalTaskRow, wished: RentalTaskRow) -> bool:
    return (kept.image, kept.command, kept.env) == (wished.image, wished.command, wished.env)


def _is_there(path: Path, file: OutputFile) -> bool:
    if not path.is_file() or path.is_symlink() or path.stat().st_size != file.size:
        return False
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256
