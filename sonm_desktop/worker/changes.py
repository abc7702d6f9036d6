"""Tells the master how the worker is as soon as that is another than he has seen."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sonm_desktop.worker.desks.request import text_of

LOOK_S = 1.0
WAIT_S = 5.0
"""So long an answer is held back while nothing changes."""

_COARSE = 64 << 20

Status = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
Moment = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """The mark of a status, of which moment it was, and until when it is believed."""

    mark: str
    moment: object
    until: float


class Changes:
    """The method ``worker.changes``: {seen} -> {seen, status}, with no status when it is the same.

    A master that asked every second would cost him and the worker more than all the rest that
    they do while nothing happens. So would working a status out every second: *moment* tells
    whether it could be another one, and what time alone brings is seen within `WAIT_S`.
    """

    def __init__(self, status: Status, moment: Moment) -> None:
        self._status = status
        self._moment = moment
        self._known: _Seen | None = None

    async def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        """*seen*: of the last answer, or empty."""
        seen = text_of(body, "seen")
        loop = asyncio.get_running_loop()
        ends = loop.time() + WAIT_S
        while True:
            status = await self._other_than(seen, loop.time())
            if status is not None:
                return {"seen": mark_of(status), "status": status}
            if loop.time() >= ends:
                return {"seen": seen}
            await asyncio.sleep(LOOK_S)

    async def _other_than(self, seen: str, now: float) -> dict[str, Any] | None:
        """The status, when its mark is not *seen*."""
        moment, known = await self._moment(), self._known
        if known is not None and (known.mark, known.moment) == (seen, moment) and now < known.until:
            return None
        status = await self._status({})
        mark = mark_of(status)
        self._known = _Seen(mark, moment, now + WAIT_S)
        return None if mark == seen else status


def mark_of(status: dict[str, Any]) -> str:
    """Equal for statuses that tell the same; its clock and a little disk do not count."""
    told = {name: value for name, value in status.items() if name != "time"}
    told["disk_free"] = status.get("disk_free", 0) // _COARSE
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:32]
