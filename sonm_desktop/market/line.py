"""One line to a worker that knows whether somebody uses it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

from sonm_desktop.market.ports import Peer
from sonm_desktop.p2p.service import LogRecord
from sonm_desktop.p2p.transport import EndpointAddress


class Line:
    """A `Peer` at *place*. Everybody who reaches the same worker shares it."""

    def __init__(self, peer: Peer, place: EndpointAddress) -> None:
        self._peer = peer
        self.place = place
        self._users = 0
        self._used = 0.0
        self.touch()

    def touch(self) -> None:
        """Somebody wants it now."""
        self._used = asyncio.get_running_loop().time()

    @property
    def idle_s(self) -> float:
        """For how long nobody has wanted it; 0 while a call is under way."""
        return 0.0 if self._users else asyncio.get_running_loop().time() - self._used

    async def call(
        self,
        method: str,
        body: dict[str, Any],
        *,
        deadline_s: float = 15.0,
        call_id: str | None = None,
    ) -> dict[str, Any]:
        with self._in_use():
            return await self._peer.call(method, body, deadline_s=deadline_s, call_id=call_id)

    async def logs(self, task: str, after: int = 0) -> AsyncIterator[LogRecord]:
        with self._in_use():
            async with contextlib.aclosing(self._peer.logs(task, after)) as records:  # type: ignore[type-var]
                async for record in records:
                    yield record

    async def fetch(
        self,
        task: str,
        path: str,
        into: Path,
        progress: Callable[[int, int], None] | None = None,
    ) -> Path:
        with self._in_use():
            return await self._peer.fetch(task, path, into, progress)

    async def relocate(self, address: EndpointAddress) -> None:
        if address != self.place:
            await self._peer.relocate(address)
            self.place = address

    async def close(self) -> None:
        await self._peer.close()

    @contextlib.contextmanager
    def _in_use(self) -> Iterator[None]:
        self._users += 1
        try:
            yield
        finally:
            self._users -= 1
            self.touch()
