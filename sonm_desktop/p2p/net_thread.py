"""The thread on which the network runs, and the bridges between its loop and the program's."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from sonm_desktop.core.errors import RemoteError

logger = logging.getLogger(__name__)

T = TypeVar("T")

_STOP_LIMIT_S = 10.0


class NetThread:
    """An event loop of its own on a thread of its own, so that a busy program stays reachable.

    A selector loop by name: under a Qt event loop `asyncio.new_event_loop` returns Qt's.
    """

    def __init__(self, name: str) -> None:
        self._loop = asyncio.SelectorEventLoop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._stopping = False

    def start(self) -> None:
        self._thread.start()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What *work* returns, run on the network's loop; cancelled there when cancelled here.

        Raises RemoteError("p2p.closed") when the thread ends meanwhile or has ended.
        """
        return await crossing(self.begin(work))

    def begin(self, work: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Start *work* on the network's loop. Raises RemoteError("p2p.closed")."""
        if self._stopping:
            work.close()
            raise RemoteError("p2p.closed")
        return begun(work, self._loop)

    async def stop(self) -> None:
        """Cancel what still runs there, and wait for the thread to end."""
        if self._stopping:
            return
        self._stopping = True
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            await asyncio.to_thread(self._thread.join, _STOP_LIMIT_S)
        elif not self._loop.is_closed():
            self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            self._wind_down()
        finally:
            self._loop.close()

    def _wind_down(self) -> None:
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())


def begun(
    work: Coroutine[Any, Any, T], loop: asyncio.AbstractEventLoop
) -> concurrent.futures.Future[T]:
    """*work*, started on *loop* of another thread. Raises RemoteError("p2p.closed")."""
    try:
        return asyncio.run_coroutine_threadsafe(work, loop)
    except RuntimeError as error:
        work.close()
        raise RemoteError("p2p.closed") from error


async def crossing(future: concurrent.futures.Future[T]) -> T:
    """The result of work on another loop.

    When that loop ends first, its cancellation is an error here, not our own cancellation.
    """
    try:
        return await asyncio.wrap_future(future)
    except asyncio.CancelledError:
        current = asyncio.current_task()
        if current is not None and current.cancelling():
            raise
        raise RemoteError("p2p.closed") from None
