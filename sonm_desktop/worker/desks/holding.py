"""A question of the master whose answer is held back while nobody waits for him."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sonm_desktop.worker.desks.request import number_of

LOOK_S = 0.25
WAIT_S = 5.0
"""So long an answer is held back."""

Answer = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


class Holding:
    """With {wait: seconds} what *answer* says comes as soon as somebody *waits*, else then, or
    after 5 s.

    A customer is answered sooner than by a master who asks every second, for a fraction of what
    his questions cost both sides.
    """

    def __init__(self, answer: Answer, waits: Callable[[], bool]) -> None:
        self._answer = answer
        self._waits = waits

    async def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        wait_s = number_of(body, "wait") if "wait" in body else 0
        loop = asyncio.get_running_loop()
        ends = loop.time() + min(wait_s, WAIT_S)
        while not self._waits() and loop.time() < ends:  # noqa: ASYNC110 (memory, not events)
            await asyncio.sleep(LOOK_S)
        return await self._answer(body)
