"""A task's log, followed across lost connections without a gap or a duplicate."""

from __future__ import annotations

import asyncio
import math
from typing import Any

from sonm_desktop.core.errors import BadReply, CodedError, RemoteError
from sonm_desktop.p2p.channel import Channel, ChannelClosed
from sonm_desktop.p2p.faults import error_of
from sonm_desktop.p2p.headers import Follow, written
from sonm_desktop.p2p.link import Link
from sonm_desktop.p2p.packing import unpack_map
from sonm_desktop.p2p.service import LogRecord
from sonm_desktop.p2p.transport import Connection, ConnectionLost, Stream, StreamReset
from sonm_desktop.p2p.wire import FrameReader, frame

PATIENCE_S = 120.0
"""How long the other side may be away before its log is given up."""

_PAUSE_S = 0.1
_OUTPUTS = frozenset({1, 2})


async def follow(link: Link, task: str, after: int, channel: Channel[LogRecord]) -> None:
    """Put every record of *task* with seq > *after* into *channel*, then close it."""
    follower = _Follower(link, task, after, channel)
    try:
        await follower.run()
    except CodedError as error:
        channel.close(error)
    except ChannelClosed:
        return
    finally:
        channel.close(RemoteError("p2p.closed"))


class _Follower:
    """Remembers how far the log has come."""

    def __init__(self, link: Link, task: str, after: int, channel: Channel[LogRecord]) -> None:
        self._link = link
        self._task = task
        self._seen = after
        self._channel = channel

    async def run(self) -> None:
        whole = False
        while not whole:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    connection = await self._link.connection()
            except TimeoutError as error:
                endpoint = self._link.address.endpoint[:10]
                raise RemoteError("p2p.unreachable", endpoint=endpoint) from error
            try:
                whole = await self._read_from(connection)
            except ConnectionLost:
                self._link.lose(connection)
            except StreamReset:
                await asyncio.sleep(_PAUSE_S)
        self._channel.close()

    async def _read_from(self, connection: Connection) -> bool:
        stream = await connection.open_stream()
        try:
            header = Follow(task=self._task, after=self._seen)
            await stream.write(frame(written(header)))
            return await self._read(stream)
        finally:
            stream.abort()

    async def _read(self, stream: Stream) -> bool:
        """Whether the log came to its end; otherwise the stream did."""
        reader = FrameReader(stream)
        while (content := await reader.frame()) is not None:
            message = unpack_map(content)
            if "error" in message:
                raise error_of(message["error"])
            if message.get("end") is True:
                return True
            record = _record(message, self._seen + 1)
            await self._channel.put(record)
            self._seen = record.seq
        await asyncio.sleep(_PAUSE_S)
        return False


def _record(message: dict[str, Any], due: int) -> LogRecord:
    seq, ts, fd, data = (message.get(name) for name in ("seq", "ts", "fd", "data"))
    if type(seq) is not int or seq != due:
        raise BadReply("a log with a gap or a repetition")
    if type(ts) not in (int, float) or not isinstance(ts, (int, float)) or not math.isfinite(ts):
        raise BadReply("a log record without a time")
    if type(fd) is not int or fd not in _OUTPUTS or not isinstance(data, bytes):
        raise BadReply("a log record of an unknown kind")
    return LogRecord(seq=seq, ts=float(ts), fd=fd, data=data)
