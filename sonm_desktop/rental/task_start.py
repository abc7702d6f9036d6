"""Tells a worker to run a task: image pinned first, the deal waited for, never twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import BadReply, RemoteError, UserError
from sonm_desktop.core.ids import DealId, TaskId
from sonm_desktop.market.ports import Peer
from sonm_desktop.rental.records import RegistryLogin
from sonm_desktop.rental.task_words import is_pinned, learned
from sonm_desktop.store.rental_tasks import RentalTaskRow, RentalTasks

logger = logging.getLogger(__name__)

RUN_CALL_S = 60.0
RESOLVE_CALL_S = 120.0
AGAIN_S = 0.25
NOT_YET = frozenset({"worker.deal_awaits_confirmation", "worker.unknown_deal"})


class TaskStart:
    """Repeating it with the same row is harmless: the worker knows the task by its id."""

    def __init__(
        self,
        tasks: RentalTasks,
        clock: Clock,
        peer_of: Callable[[DealId], Awaitable[Peer]],
    ) -> None:
        self._logins: dict[tuple[DealId, TaskId], RegistryLogin] = {}
        self._tasks = tasks
        self._clock = clock
        self._peer_of = peer_of

    def lend(self, deal: DealId, task: TaskId, login: RegistryLogin) -> None:
        """*login* goes to the worker with that task, and is let go of."""
        self._logins[deal, task] = login

    async def start(self, row: RentalTaskRow, *, patience_s: float) -> RentalTaskRow:
        """*row* as the worker has taken it, recorded.

        A refusal is recorded as a failure and raised as UserError. Raises RemoteError when the
        worker is away or still waits for the deal after *patience_s*.
        """
        key = (row.deal, row.task)
        try:
            self._require_login(row)
            pinned = await self._pinned(row, patience_s)
            word = await self._told(pinned, patience_s)
        except UserError as error:
            if error.code in NOT_YET:
                raise RemoteError(error.code, **error.params) from error
            self._logins.pop(key, None)
            await self._tasks.learn(
                replace(row, state="failed", reason=error.code, params=error.params)
            )
            await self._tasks.log_whole(row.deal, row.task)
            raise
        self._logins.pop(key, None)
        started = learned(pinned, word)
        await self._tasks.learn(started)
        logger.info("task %s was given to its worker: %s", row.task, started.state)
        return started

    async def _pinned(self, row: RentalTaskRow, patience_s: float) -> RentalTaskRow:
        """*row* with its image named by digest, as the worker's engine has it."""
        if row.pinned:
            return row
        image = row.image if is_pinned(row.image) else await self._resolved(row, patience_s)
        await self._tasks.pin(row.deal, row.task, image)
        return replace(row, pinned=image)

    async def _resolved(self, row: RentalTaskRow, patience_s: float) -> str:
        body = {"deal": row.deal, "image": row.image, **self._login(row)}
        reply = await self._patiently(row.deal, "image.resolve", body, patience_s=patience_s)
        image = reply.get("image")
        if not isinstance(image, str) or not is_pinned(image):
            raise BadReply("an image without a digest")
        return image

    async def _told(self, row: RentalTaskRow, patience_s: float) -> dict[str, Any]:
        task = {
            "id": row.task,
            "image": row.pinned,
            "command": list(row.command),
            "env": row.env,
            **self._login(row),
        }
        body = {"deal": row.deal, "task": task}
        return await self._patiently(row.deal, "task.run", body, patience_s=patience_s)

    def _require_login(self, row: RentalTaskRow) -> None:
        if row.private and (row.deal, row.task) not in self._logins:
            raise UserError("rental.login_lost")

    def _login(self, row: RentalTaskRow) -> dict[str, Any]:
        """For the channel to the worker, which is encrypted from end to end."""
        login = self._logins.get((row.deal, row.task))
        if login is None:
            return {}
        return {"login": {"username": login.username, "password": login.password.reveal()}}

    async def _patiently(
        self, deal: DealId, method: str, body: dict[str, Any], *, patience_s: float
    ) -> dict[str, Any]:
        """Call, and again while the worker waits for the deal's confirmation."""
        deadline_s = RESOLVE_CALL_S if method == "image.resolve" else RUN_CALL_S
        until = self._clock.monotonic() + patience_s
        while True:
            peer = await self._peer_of(deal)
            try:
                return await peer.call(method, body, deadline_s=deadline_s)
            except UserError as error:
                if error.code not in NOT_YET or self._clock.monotonic() >= until:
                    raise
            await asyncio.sleep(AGAIN_S)
