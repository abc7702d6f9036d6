"""Runs what a person asked for: one at a time per button, failures in words, nothing lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from sonm_desktop.core.errors import CodedError
from sonm_desktop.ui.remedies import said
from sonm_desktop.ui.widgets.busy_button import BusyButton
from sonm_desktop.ui.words import words

logger = logging.getLogger(__name__)

T = TypeVar("T")


class ActionRunner(QObject):
    """Owns the tasks behind the buttons. failed: a sentence for the strip, with what to do."""

    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._tasks: set[asyncio.Task[None]] = set()

    def run(
        self,
        work: Coroutine[Any, Any, T],
        *,
        busy: BusyButton | None = None,
        done: Callable[[T], None] | None = None,
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """Do *work*; *done* gets its result, *failed* the sentence (default: the strip)."""
        if busy is not None:
            busy.start()
        task = asyncio.ensure_future(self._run(work, busy, done, failed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

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
        work: Coroutine[Any, Any, T],
        busy: BusyButton | None,
        done: Callable[[T], None] | None,
        failed: Callable[[str], None] | None,
    ) -> None:
        try:
            result = await work
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

    def _tell(self, sentence: str, failed: Callable[[str], None] | None) -> None:
        if failed is not None:
            failed(sentence)
            return
        self.failed.emit(sentence)
