"""Finds out within seconds that the other side is gone; the carrier itself takes half a minute."""

from __future__ import annotations

import asyncio
import struct

from sonm_desktop.core.errors import BadReply
from sonm_desktop.p2p.headers import Ping, written
from sonm_desktop.p2p.transport import Connection, Stream, TransportError
from sonm_desktop.p2p.wire import FrameReader, frame

EVERY_S = 2.0
MISSES = 3

_NUMBER = struct.Struct(">Q")


async def heartbeat(connection: Connection) -> None:
    """Return as soon as *connection* is lost, or has missed three pings, or answers nonsense."""
    stream: Stream | None = None
    try:
        async with asyncio.timeout(EVERY_S * MISSES):
            stream = await connection.open_stream()
            await stream.write(frame(written(Ping())))
        await _beat(stream, FrameReader(stream))
    except (TransportError, TimeoutError, BadReply):
        return
    finally:
        if stream is not None:
            stream.abort()


async def _beat(stream: Stream, reader: FrameReader) -> None:
    """Raises TimeoutError after the last miss."""
    loop = asyncio.get_running_loop()
    missed, number = 0, 0
    while True:
        number += 1
        began = loop.time()
        try:
            async with asyncio.timeout(EVERY_S):
                await stream.write(_LENGTH + _NUMBER.pack(number))
                await _answered(reader, number)
        except TimeoutError:
            missed += 1
            if missed >= MISSES:
                raise
        else:
            missed = 0
            await asyncio.sleep(EVERY_S - (loop.time() - began))


async def _answered(reader: FrameReader, number: int) -> None:
    """Wait for the answer to ping *number*; older ones come late and count for nothing."""
    while True:
        content = await reader.frame(_NUMBER.size)
        if content is None or len(content) != _NUMBER.size:
            raise BadReply("a pong that is none")
        if _NUMBER.unpack(content)[0] == number:
            return


_LENGTH = _NUMBER.size.to_bytes(4, "big")
