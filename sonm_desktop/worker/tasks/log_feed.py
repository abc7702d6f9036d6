"""Wakes the readers of a log that another thread is writing."""

from __future__ import annotations

import asyncio


class LogFeed:
    """Counts how often a log has grown; belongs to the event loop that made it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._due = False
        self.version = 0

    def grown(self) -> None:
        """There is more to read. From any thread; many calls are one."""
        if not self._due:
            self._due = True
            self._loop.call_soon_threadsafe(self._wake)

    async def wait(self, seen: int) -> None:
        """Return as soon as `version` is not *seen* any more."""
        while self.version == seen:
            await self._changed.wait()

    def _wake(self) -> None:
        self._due = False
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()
