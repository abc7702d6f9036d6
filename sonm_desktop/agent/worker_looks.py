"""Follows how every worker is, each by itself: one that is away holds up nobody else."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from sonm_desktop.agent.answers.workers import WorkerAnswers
from sonm_desktop.agent.condition.keeper import Conditions
from sonm_desktop.agent.networking import Networking
from sonm_desktop.agent.state import StateBoard
from sonm_desktop.api.schema.state import Topic
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.supervise import Supervisor

logger = logging.getLogger(__name__)

LOOK_S = 0.5
ANSWER_S = 9.0
"""A worker that takes longer is shown as silent, and asked again. One to which nothing happens
answers after 5 s."""

BREATH_S = 0.2
"""Between an answer and the next question: what changes all the time is not asked faster."""

AWAY_S = 3.0


class WorkerLooks:
    """What workers say of themselves reaches the board within about a second."""

    def __init__(
        self,
        networking: Networking,
        board: StateBoard,
        workers: WorkerAnswers,
        conditions: Conditions,
    ) -> None:
        self._networking = networking
        self._board = board
        self._workers = workers
        self._conditions = conditions
        self._followed: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Follow all of them for ever, for a supervisor."""
        supervisor = Supervisor()
        try:
            while True:
                for worker in self._known() - self._followed.keys():
                    self._followed[worker] = supervisor.keep(
                        f"look at {worker}", partial(self._follow, worker)
                    )
                await asyncio.sleep(LOOK_S)
        finally:
            await supervisor.close()
            self._followed.clear()

    async def _follow(self, worker: str) -> None:
        """Ask *worker* again and again until it is enrolled no more."""
        seen = ""
        while worker in self._known():
            mark = await self._ask(worker, seen)
            seen = mark or ""
            await asyncio.sleep(AWAY_S if mark is None else BREATH_S)
        self._followed.pop(worker, None)
        self._conditions.answered(worker)

    async def _ask(self, worker: str, seen: str) -> str | None:
        """The mark of what the board knows now; None when there was no answer."""
        try:
            async with asyncio.timeout(ANSWER_S):
                mark = await self._workers.follow(worker, seen)
        except (CodedError, TimeoutError) as error:
            logger.debug("worker %s did not answer: %s", worker, error)
            self._conditions.did_not_answer(worker)
            return None
        self._conditions.answered(worker)
        return mark

    def _known(self) -> set[str]:
        if self._networking.held() is None:
            return set()
        return set(self._board.shelf(Topic.WORKERS))
