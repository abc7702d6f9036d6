"""Copies the log of one task home while it grows, for any number of readers."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from sonm_desktop.core.errors import BadReply, CodedError
from sonm_desktop.market.ports import Peer
from sonm_desktop.p2p.service import LogRecord
from sonm_desktop.rental.log_file import LARGEST_PIECE, LogFile, LogPiece

logger = logging.getLogger(__name__)

RETRY_S = 2.0
QUIET_S = 0.5
"""A reader that does not follow waits so long for a worker that has more to say."""

FIRST_ANSWER_S = 10.0


class LogCopy:
    """whole: the worker has said that nothing more comes, and all of it is here."""

    def __init__(
        self,
        task: str,
        file: LogFile,
        reach: Callable[[], Awaitable[Peer]],
        *,
        whole: bool,
    ) -> None:
        self._task = task
        self._file = file
        self._reach = reach
        self.whole = whole
        self._news = asyncio.Condition()
        self._attached = asyncio.Event()

    async def run(self) -> None:
        """Copy until the log is whole, through lost connections. Cancel it when the deal and
        its worker are gone."""
        while not self.whole:
            try:
                await self._follow()
            except CodedError as error:
                logger.info("the log of task %s goes on later: %s", self._task, error)
                await asyncio.sleep(RETRY_S)

    async def give_up(self) -> None:
        """Nothing more will come: readers end with what is here."""
        self.whole = True
        await self._tell()

    async def read(self, after: int, *, follow: bool) -> AsyncIterator[LogPiece]:
        """Pieces above *after*; with *follow* until the log is whole."""
        position = 0
        while True:
            whole = self.whole
            pieces, position = await asyncio.to_thread(self._file.read, after, position)
            for piece in pieces:
                yield piece
                after = piece.seq
            if pieces:
                continue
            if whole or not await self._wait(after, follow=follow):
                return

    async def _follow(self) -> None:
        last = await asyncio.to_thread(self._file.last)
        peer = await self._reach()
        async with contextlib.aclosing(peer.logs(self._task, last)) as records:  # type: ignore[type-var]
            self._attached.set()
            async for record in records:
                await self._keep(record)
        self.whole = True
        await self._tell()

    async def _keep(self, record: LogRecord) -> None:
        if record.fd not in (1, 2) or len(record.data) > LARGEST_PIECE:
            raise BadReply("a piece of a log that is none")
        piece = LogPiece(record.seq, record.ts, record.fd, record.data)
        try:
            await asyncio.to_thread(self._file.append, [piece])
        except ValueError as error:
            raise BadReply("a log with a gap") from error
        await self._tell()

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def _wait(self, after: int, *, follow: bool) -> bool:
        """Whether there may be more to read."""
        limit = None if follow else QUIET_S
        try:
            if not follow:
                async with asyncio.timeout(FIRST_ANSWER_S):
                    await self._attached.wait()
            async with asyncio.timeout(limit), self._news:
                await self._news.wait_for(lambda: self.whole or (self._file.last() > after))
        except TimeoutError:
            return False
        return True
