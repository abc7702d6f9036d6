"""Frames on a stream: ``u32 big-endian length | msgpack``, cut out of whatever arrives.

Frames are never read by "exactly so many bytes" from the stream: a cancelled read of that
kind loses what it had.
"""

from __future__ import annotations

import struct
from typing import Any, Protocol

from sonm_desktop.core.errors import BadReply
from sonm_desktop.p2p.packing import pack, unpack_map
from sonm_desktop.p2p.transport import READ_BYTES

HEADER_LIMIT = 64 * 1024
BODY_LIMIT = 4 * 1024 * 1024

_LENGTH = struct.Struct(">I")


def frame(value: Any, limit: int = BODY_LIMIT) -> bytes:
    """*value* as one frame. Raises ValueError when it is larger than *limit*."""
    packed = pack(value)
    if len(packed) > limit:
        raise ValueError(f"a message of {len(packed)} bytes does not travel")
    return _LENGTH.pack(len(packed)) + packed


class FrameBuffer:
    """Bytes as they came, frames as they were sent."""

    __slots__ = ("_data", "_start")

    def __init__(self) -> None:
        self._data = bytearray()
        self._start = 0

    def feed(self, data: bytes) -> None:
        """Append what arrived."""
        if self._start:
            del self._data[: self._start]
            self._start = 0
        self._data += data

    def take(self, limit: int) -> bytes | None:
        """The next whole frame's content; None until more is fed.

        Raises BadReply as soon as its length says that it is larger than *limit*.
        """
        body = self._start + _LENGTH.size
        if len(self._data) < body:
            return None
        (length,) = _LENGTH.unpack_from(self._data, self._start)
        if length > limit:
            raise BadReply("a message larger than allowed")
        if len(self._data) < body + length:
            return None
        self._start = body + length
        return bytes(self._data[body : self._start])

    def rest(self) -> bytes:
        """Everything that has not been taken."""
        left = bytes(self._data[self._start :])
        self._data.clear()
        self._start = 0
        return left

    def __len__(self) -> int:
        return len(self._data) - self._start


class Readable(Protocol):
    async def read(self, limit: int) -> bytes: ...


class FrameReader:
    """Reads frames, then perhaps raw bytes, from one stream."""

    __slots__ = ("_buffer", "_stream")

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._buffer = FrameBuffer()

    async def frame(self, limit: int = BODY_LIMIT) -> bytes | None:
        """The next frame's content; None at the end of the stream. Raises BadReply."""
        while (taken := self._buffer.take(limit)) is None:
            data = await self._stream.read(READ_BYTES)
            if data:
                self._buffer.feed(data)
            elif len(self._buffer):
                raise BadReply("a message that ends in its middle")
            else:
                return None
        return taken

    async def map(self, limit: int = BODY_LIMIT) -> dict[str, Any]:
        """The next frame as a dictionary; it has to be there. Raises BadReply."""
        content = await self.frame(limit)
        if content is None:
            raise BadReply("nothing where a message was due")
        return unpack_map(content)

    def ready(self, limit: int = BODY_LIMIT) -> bytes | None:
        """A frame that has arrived already, or None. Raises BadReply."""
        return self._buffer.take(limit)

    async def raw(self) -> bytes:
        """Bytes outside of frames, as they come; empty at the end of the stream."""
        return self._buffer.rest() or await self._stream.read(READ_BYTES)
