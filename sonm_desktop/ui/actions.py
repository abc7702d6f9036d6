"""Runs what a person asked for: one at a time per button, failures in words, nothing lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from sonm_desktop.core.errors import CodedError
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.words import words

logger = logging.getLogger(__name__)

T = TypeVar("T")

_LOCKED = "wallet.locked"

Work = Coroutine[Any, Any, T] | Callable[[], Coroutine[Any, Any, T]]
"""What is done once, or, when it can be begun again after an unlock, how to begin it."""

Unlock = Callable[[], Awaitable[bool]]
"""Asks the person for the password; whether the wallet is open then."""


class ActionRunner(QObject):
    """Owns the tasks behind the buttons. failed: a sentence for the strip, with what to do."""

    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._tasks: set[asyncio.Task[None]] = set()
        self._unlock: Unlock | None = None
        self._unlocking = asyncio.Lock()
        self._opened = 0

    def run(
        self,
        work: Work[T],
        *,
        busy: BusyButton | None = None,
        done: Callable[[T], None] | None = None,
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """Do *work*, again after an unlock where it can be begun again.

        *done* gets its result, *failed* the sentence (default: the strip).
        """
        if busy is not None:
            busy.start()
        task = asyncio.ensure_future(self._run(work, busy, done, failed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def unlock_by(self, unlock: Unlock) -> None:
        """Work that finds the wallet locked asks by *unlock* and goes on."""
        self._unlock = unlock

    async def idle(self) -> None:
        """Wait until nothing runs."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        """Cancel what still runs; the agent finishes what it was told."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(
        self,
        work: Work[T],
        busy: BusyButton | None,
        done: Callable[[T], None] | None,
        failed: Callable[[str], None] | None,
    ) -> None:
        try:
            result = await self._done(work)
        except CodedError as error:
            self._tell(said(error), failed)
        except Exception:
            logger.exception("an action failed")
            self._tell(
                words("Something went wrong here. Nothing was sent twice; try again."), failed
            )
        else:
            if done is not None:
                done(result)
        finally:
            if busy is not None and shiboken6.isValid(busy):
                busy.finish()

    async def _done(self, work: Work[T]) -> T:
        if not callable(work):
            return await work
        try:
            return await work()
        except CodedError as error:
            if error.code != _LOCKED or not await self._unlocked():
                raise
        return await work()

    async def _unlocked(self) -> bool:
        """One question at a time, whatever waits for it."""
        if self._unlock is None:
            return False
        opened = self._opened
        async with self._unlocking:
            if self._opened == opened and await self._unlock():
                self._opened += 1
            return self._opened > opened

    def _tell(self, sentence: str, failed: Callable[[str], None] | None) -> None:
        if failed is not None:
            failed(sentence)
            return
        self.failed.emit(sentence)
