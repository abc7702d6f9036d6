"""Waiting for an engine that is away: it comes back, and nothing is lost meanwhile."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.worker.runtime.port import AWAY

logger = logging.getLogger(__name__)

T = TypeVar("T")

_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 15.0


async def until_engine(
    work: Callable[[], Awaitable[T]], *, missed: Callable[[], None] | None = None
) -> T:
    """What *work* returns, tried again for as long as the engine is away.

    *missed* is called each time that it was. Other failures are raised.
    """
    pause_s = _FIRST_PAUSE_S
    while True:
        try:
            return await work()
        except RemoteError as error:
            if error.code not in AWAY:
                raise
            logger.warning("waiting: %s", error.text)
        if missed is not None:
            missed()
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)
