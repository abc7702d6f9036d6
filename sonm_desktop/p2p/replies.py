"""Answers that were given, so that a repeated request gets the first one and does nothing.

Memory only, for lost connections; what must survive a restart is the service's own record.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.supervise import Supervisor

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RequestKey:
    """One request of one caller, however often it arrives."""

    account: str
    role: str
    id: str


class Replies:
    """Requests under way, and the newest answers of *most_bytes* together.

    Failures are not kept: a request that failed did nothing, and is tried again.
    """

    def __init__(
        self, supervisor: Supervisor, *, most: int = 4096, most_bytes: int = 16 * 1024 * 1024
    ) -> None:
        self._supervisor = supervisor
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._given: OrderedDict[RequestKey, tuple[bytes, bytes]] = OrderedDict()
        self._under_way: dict[RequestKey, tuple[bytes, asyncio.Future[bytes]]] = {}

    async def answer(
        self, key: RequestKey, contents: bytes, work: Callable[[], Awaitable[bytes]]
    ) -> bytes:
        """The answer to *key*, by *work* unless it was or is being given.

        contents: a digest of the request. *work* goes on when the caller is cancelled.
        Raises what *work* raises, and UserError("p2p.id_reused") for other contents.
        """
        given = self._given.get(key)
        if given is not None:
            self._given.move_to_end(key)
            return _same(contents, given[0], given[1])
        under_way = self._under_way.get(key)
        if under_way is None:
            future = self._begin(key, contents, work)
        else:
            future = _same(contents, under_way[0], under_way[1])
        return await asyncio.shield(future)

    def _begin(
        self, key: RequestKey, contents: bytes, work: Callable[[], Awaitable[bytes]]
    ) -> asyncio.Future[bytes]:
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        future.add_done_callback(_retrieved)
        self._under_way[key] = (contents, future)
        self._supervisor.once("answer", self._finish(key, contents, work, future))
        return future

    async def _finish(
        self,
        key: RequestKey,
        contents: bytes,
        work: Callable[[], Awaitable[bytes]],
        future: asyncio.Future[bytes],
    ) -> None:
        try:
            answer = await work()
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            future.set_exception(error)
        else:
            future.set_result(answer)
            self._keep(key, contents, answer)
        finally:
            del self._under_way[key]
            future.cancel()

    def _keep(self, key: RequestKey, contents: bytes, answer: bytes) -> None:
        self._given[key] = (contents, answer)
        self._bytes += len(answer)
        while len(self._given) > self._most or self._bytes > self._most_bytes:
            _, (_, oldest) = self._given.popitem(last=False)
            self._bytes -= len(oldest)


def _same(contents: bytes, first: bytes, found: T) -> T:
    if contents != first:
        raise UserError("p2p.id_reused")
    return found


def _retrieved(future: asyncio.Future[bytes]) -> None:
    """A failure that nobody waits for any more is no news."""
    if not future.cancelled():
        future.exception()
