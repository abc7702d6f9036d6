"""Background tasks with an owner: named, restarted with back-off, stopped together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

logger = logging.getLogger(__name__)

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 30.0


class Supervisor:
    """Keeps long-running coroutines alive and ends them all at `close`.

    Every failure is logged with its traceback; a task that keeps failing is retried with a
    delay that doubles up to 30 s.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def keep(self, name: str, run: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        """Run *run* until it returns; restart it when it raises."""
        return self._start(name, self._restarting(name, run))

    def once(self, name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run *work* one time; a failure is logged."""
        task = self._start(name, self._logging(name, work))
        task.add_done_callback(lambda _: work.close())  # cancelled before it began
        return task

    async def close(self) -> None:
        """Cancel every task and wait for its clean-up, and for what that began."""
        while tasks := list(self._tasks):
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _restarting(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        delay = FIRST_DELAY_S
        loop = asyncio.get_running_loop()
        while True:
            started = loop.time()
            try:
                await run()
            except Exception:
                logger.exception("%s failed, again in %.1f s", name, delay)
            else:
                return
            if loop.time() - started > LONGEST_DELAY_S:
                delay = FIRST_DELAY_S
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY_S)

    async def _logging(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            logger.exception("%s failed", name)
