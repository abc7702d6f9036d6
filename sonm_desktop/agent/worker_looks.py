"""Asks every worker how it is, each by itself: one that is away holds up nobody else."""

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

LOOK_S = 1.0
ANSWER_S = 6.0
"""A worker that takes longer is shown as silent, and asked again."""

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
                await asyncio.sleep(LOOK_S / 2)
        finally:
            await supervisor.close()
            self._followed.clear()

    async def _follow(self, worker: str) -> None:
        """Ask *worker* again and again until it is enrolled no more."""
        while worker in self._known():
            answered = await self._ask(worker)
            await asyncio.sleep(LOOK_S if answered else AWAY_S)
        self._followed.pop(worker, None)
        self._conditions.answered(worker)

    async def _ask(self, worker: str) -> bool:
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._workers.status(worker)
        except (CodedError, TimeoutError) as error:
            logger.debug("worker %s did not answer: %s", worker, error)
            self._conditions.did_not_answer(worker)
            return False
        self._conditions.answered(worker)
        return True

    def _known(self) -> set[str]:
        if self._networking.held() is None:
            return set()
        return set(self._board.shelf(Topic.WORKERS))
