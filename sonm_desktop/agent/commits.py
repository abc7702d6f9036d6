"""Commits under way: each runs once, whoever and however many wait for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.supervise import Supervisor

logger = logging.getLogger(__name__)

R = TypeVar("R")


class Commits(Generic[R]):
    """A commit goes on when the face that asked for it goes away."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._running: dict[str, asyncio.Future[R]] = {}

    async def result(self, plan: str, work: Callable[[], Awaitable[R]], wait_s: float) -> R | None:
        """What comes of *plan*; None when that takes longer than *wait_s*.

        Raises what *work* raises. *work* is dropped when the plan is being done already.
        """
        running = self._running.get(plan)
        if running is None:
            running = asyncio.get_running_loop().create_future()
            self._running[plan] = running
            self._supervisor.once(f"commit of plan {plan}", self._do(plan, work, running))
        await asyncio.wait({running}, timeout=wait_s)
        return running.result() if running.done() else None

    async def _do(
        self, plan: str, work: Callable[[], Awaitable[R]], running: asyncio.Future[R]
    ) -> None:
        try:
            running.set_result(await work())
        except CodedError as error:
            logger.info("plan %s was not done: %s", plan, error.code)
            _fail(running, error)
        except BaseException as error:
            _fail(running, error)
            raise
        finally:
            del self._running[plan]


def _fail(running: asyncio.Future[R], error: BaseException) -> None:
    """Hand *error* to whoever waits; when nobody does, that is no fault of its own."""
    if isinstance(error, asyncio.CancelledError):
        running.cancel()
        return
    running.set_exception(error)
    running.exception()
