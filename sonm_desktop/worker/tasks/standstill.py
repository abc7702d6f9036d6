"""One task stands still exactly while somebody holds its deal, also over restarts."""

from __future__ import annotations

import asyncio
import logging

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.ids import DealId
from sonm_desktop.worker.deals.holds import Holds
from sonm_desktop.worker.runtime.port import AWAY, Runtime
from sonm_desktop.worker.tasks.patience import until_engine

logger = logging.getLogger(__name__)

AGAIN_S = 2.0
"""After an engine that was there has refused to pause or resume."""


class Standstill:
    """Waits before the start of a task of *deal*, and pauses its sandbox later.

    obeyed: set while what the holds say is the case. ending: it shall end, so nothing holds it.
    """

    def __init__(self, runtime: Runtime, holds: Holds, deal: DealId, *, ending: bool) -> None:
        self._runtime = runtime
        self._holds = holds
        self._deal = deal
        self._ending = ending
        self._wake = asyncio.Event()
        self.obeyed = asyncio.Event()

    @property
    def held(self) -> bool:
        return not self._ending and bool(self._holds.of(self._deal))

    def look(self) -> None:
        """A reason came or went, or the engine was away."""
        self.obeyed.clear()
        self._wake.set()

    def end(self) -> None:
        """The task shall end, whoever holds it."""
        self._ending = True
        self.look()

    async def until_free(self) -> None:
        """Return once nothing holds it."""
        while True:
            self._wake.clear()
            self.obeyed.set()
            if not self.held:
                return
            await self._wake.wait()

    async def keep(self, sandbox: str) -> None:
        """Pause and resume *sandbox*, for as long as its task is attended."""
        while True:
            self._wake.clear()
            obeys = await until_engine(lambda: self._obey(sandbox))
            if obeys and not self._wake.is_set():
                self.obeyed.set()
            await self._until_woken(None if obeys else AGAIN_S)

    async def _until_woken(self, limit_s: float | None) -> None:
        try:
            async with asyncio.timeout(limit_s):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _obey(self, sandbox: str) -> bool:
        """Whether it does; the kernel may take too long to freeze what gets no processor."""
        try:
            if self.held:
                await self._runtime.pause(sandbox)
            else:
                await self._runtime.resume(sandbox)
        except RemoteError as error:
            if error.code in AWAY:
                raise
            logger.warning("a task of deal %s does not obey: %s", self._deal, error)
            return False
        return True
