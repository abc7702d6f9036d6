"""How a request reaches a node and its reply comes back: over one of two kinds of HTTP."""

from __future__ import annotations

from typing import Protocol

from sonm_desktop.core.errors import BadReply

LARGEST_REPLY = 128 * 2**20


class LostError(Exception):
    """The node gave no usable answer."""


class Carrier(Protocol):
    """Speaks to one URL; several requests may be under way at once."""

    async def post(self, body: bytes) -> bytes:
        """What came back for JSON *body*. Raises LostError, BadReply, TimeoutError."""
        ...

    async def close(self) -> None: ...


class Gathered:
    """A reply that comes in pieces, up to the largest that anybody may send."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes) -> None:
        """Raises BadReply."""
        self._size += len(piece)
        if self._size > LARGEST_REPLY:
            raise BadReply("far too long")
        self._pieces.append(piece)

    def whole(self) -> bytes:
        return b"".join(self._pieces)
