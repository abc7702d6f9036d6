"""A served file: its manifest, then its bytes from the offset that the caller has."""

from __future__ import annotations

import asyncio
import os
import stat

from sonm_desktop.core.errors import CodedError, UserError
from sonm_desktop.p2p.faults import fault_of
from sonm_desktop.p2p.headers import Get
from sonm_desktop.p2p.in_thread import in_thread
from sonm_desktop.p2p.service import ServedFile
from sonm_desktop.p2p.serving import Caller, Serving
from sonm_desktop.p2p.transport import Stream, StreamReset
from sonm_desktop.p2p.wire import frame

CHUNK_BYTES = 256 * 1024

_FLAGS = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
_NO_LINKS = sum(getattr(os, flag, 0) for flag in _FLAGS)


async def serve_file(request: Get, stream: Stream, caller: Caller, serving: Serving) -> None:
    """Write the file, or why not. Raises TransportError."""
    opening = serving.service.open_file(caller.identity, request.task, request.path)
    reading = _Reading()
    try:
        served = await serving.at_home(opening)
        offset = _offset(request, served)
        await in_thread(reading.open, served, offset)
        caller.proven = True
        manifest = {"size": served.size, "sha256": served.sha256, "offset": offset}
        await _write(stream, frame(manifest), serving)
        await _send(reading, served.size - offset, stream, serving)
    except CodedError as error:
        await _write(stream, frame({"error": fault_of(error)}), serving)
    finally:
        reading.close()
    await stream.finish()


async def _send(reading: _Reading, left: int, stream: Stream, serving: Serving) -> None:
    while left:
        chunk = await in_thread(reading.read, min(CHUNK_BYTES, left))
        if not chunk:
            raise StreamReset("the file became shorter while it was read")
        await _write(stream, chunk, serving)
        left -= len(chunk)


async def _write(stream: Stream, data: bytes, serving: Serving) -> None:
    async with asyncio.timeout(serving.limits.write_s):
        await stream.write(data)


def _offset(request: Get, served: ServedFile) -> int:
    """From the start again when the caller's part is of another file."""
    same = request.sha256 == served.sha256 and request.offset <= served.size
    return request.offset if same else 0


class _Reading:
    """A file from its opening, on a thread, to its closing."""

    def __init__(self) -> None:
        self._descriptor: int | None = None

    def open(self, served: ServedFile, offset: int) -> None:
        """Raises UserError("p2p.file_gone") for anything but the file that was promised."""
        try:
            self._descriptor = os.open(served.path, os.O_RDONLY | _NO_LINKS)
        except OSError as error:
            raise UserError("p2p.file_gone") from error
        state = os.fstat(self._descriptor)
        if not stat.S_ISREG(state.st_mode) or state.st_size != served.size:
            raise UserError("p2p.file_gone")
        os.lseek(self._descriptor, offset, os.SEEK_SET)

    def read(self, count: int) -> bytes:
        return b"" if self._descriptor is None else os.read(self._descriptor, count)

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
