"""A bounded queue between two event loops on two threads."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class ChannelClosed(Exception):
    """Nobody takes from this channel any more."""


class Channel(Generic[T]):
    """One producer, one consumer. Items are handed over in batches, so that a loop is woken
    once for many; a full channel makes the producer wait."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._items: deque[T] = deque()
        self._lock = threading.Lock()
        self._space: _Waiter | None = None
        self._news: _Waiter | None = None
        self._closed = False
        self._error: Exception | None = None

    async def put(self, item: T) -> None:
        """Add *item*, waiting for space. Raises ChannelClosed."""
        while True:
            with self._lock:
                if self._closed:
                    raise ChannelClosed
                if len(self._items) < self._capacity:
                    self._items.append(item)
                    _wake(self._news)
                    return
                self._space = waiter = _Waiter()
            await waiter.future

    async def take(self) -> list[T]:
        """Everything that is there, waiting for the first; empty once closed and drained.

        Raises the error that the channel was closed with, after the last item.
        """
        while True:
            with self._lock:
                if self._items:
                    batch = list(self._items)
                    self._items.clear()
                    _wake(self._space)
                    return batch
                if self._closed:
                    if self._error is not None:
                        raise self._error
                    return []
                self._news = waiter = _Waiter()
            await waiter.future

    def close(self, error: Exception | None = None) -> None:
        """End the channel; from either side, any number of times. The first error counts."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._error = error
            _wake(self._news)
            _wake(self._space)


class _Waiter:
    """A future and the loop that it belongs to."""

    __slots__ = ("_loop", "_woken", "future")

    def __init__(self) -> None:
        self._woken = False
        self._loop = asyncio.get_running_loop()
        self.future: asyncio.Future[None] = self._loop.create_future()

    def wake(self) -> None:
        if not self._woken and not self._loop.is_closed():
            self._woken = True
            self._loop.call_soon_threadsafe(self._resolve)

    def _resolve(self) -> None:
        if not self.future.done():
            self.future.set_result(None)


def _wake(waiter: _Waiter | None) -> None:
    if waiter is not None:
        waiter.wake()
