"""Workers rest for a while: their plan is taken off, kept here, and put back when it is time.

A pause breaks nobody's deal: what runs goes on to its end. It is recorded before the worker is
told, so that it holds through any restart of window, agent and worker.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from sonm_desktop.api.schema.worker import Pause, PauseWorker, SellPlan, WorkerStatus
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import CodedError, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.store.worker_pauses import PauseRecord, WorkerPauses

logger = logging.getLogger(__name__)

LOOK_S = 1.0

Ask = Callable[[Address], Awaitable[WorkerStatus]]
Tell = Callable[[Address, SellPlan | None], Awaitable[WorkerStatus]]
Show = Callable[[str], Awaitable[WorkerStatus]]


class Pausing:
    """The pauses of all workers of this profile.

    *ask*, *tell*: a worker's status and plan. *show*: lets faces see what has changed by itself.
    """

    def __init__(
        self, pauses: WorkerPauses, clock: Clock, *, ask: Ask, tell: Tell, show: Show
    ) -> None:
        self._pauses = pauses
        self._clock = clock
        self._ask = ask
        self._tell = tell
        self._show = show
        self._turn = asyncio.Lock()
        self._taken_off: set[Address] = set()

    async def run(self) -> None:
        """Take off and put back what is due, for ever, for a supervisor."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """One look at every pause; a worker that is away is looked at again later."""
        async with self._turn:
            for record in await self._pauses.all():
                try:
                    await self._step(record)
                except CodedError as error:
                    logger.debug("the pause of %s waits: %s", record.worker, error.code)

    async def pause(self, worker: Address, wanted: PauseWorker) -> None:
        """Sell nothing from now on. Again changes how long. Raises UserError."""
        async with self._turn:
            before = await self._pauses.get(worker)
            plan = before.plan if before else await self._plan_of(worker)
            record = PauseRecord(
                worker=worker,
                plan=plan,
                seconds=wanted.seconds,
                after_jobs=wanted.finish,
                until=None if wanted.finish else self._until(wanted.seconds),
            )
            await self._pauses.put(record)
            await self._take_off(worker)

    async def resume(self, worker: Address) -> None:
        """Sell again as before. Raises UserError("agent.not_paused")."""
        async with self._turn:
            record = await self._pauses.get(worker)
            if record is None:
                raise UserError("agent.not_paused")
            await self._put_back(record)

    async def forget(self, worker: Address) -> None:
        """Somebody has decided what is sold: nothing is put back."""
        async with self._turn:
            await self._pauses.remove(worker)

    async def of(self, worker: Address) -> Pause | None:
        """The pause of *worker*, as faces see it."""
        record = await self._pauses.get(worker)
        if record is None:
            return None
        return Pause(
            until=record.until,
            finish=record.after_jobs,
            plan=SellPlan.model_validate_json(record.plan),
        )

    async def _step(self, record: PauseRecord) -> None:
        """A pause that has its time costs no question to the worker until then."""
        if record.worker not in self._taken_off:
            await self._take_off(record.worker)
        if record.until is not None and self._clock.now() >= record.until:
            await self._put_back(record)
            await self._show(record.worker)
            return
        if record.until is not None or record.seconds is None or not record.after_jobs:
            return
        if not (await self._ask(record.worker)).deals:
            await self._pauses.put(replace(record, until=self._until(record.seconds)))
            await self._show(record.worker)

    async def _take_off(self, worker: Address) -> None:
        """Also by the agent that comes after one that was killed before it could."""
        await self._tell(worker, None)
        self._taken_off.add(worker)

    async def _put_back(self, record: PauseRecord) -> None:
        """Told first, then forgotten: what is told twice is the same."""
        await self._tell(record.worker, SellPlan.model_validate_json(record.plan))
        await self._pauses.remove(record.worker)
        self._taken_off.discard(record.worker)
        logger.info("worker %s sells again", record.worker)

    async def _plan_of(self, worker: Address) -> str:
        plan = (await self._ask(worker)).plan
        if plan is None:
            raise UserError("agent.nothing_to_pause")
        return plan.model_dump_json()

    def _until(self, seconds: int | None) -> int | None:
        return None if seconds is None else int(self._clock.now()) + seconds
