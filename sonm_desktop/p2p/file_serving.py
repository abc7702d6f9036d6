"""A served file: its manifest, then its bytes from the offset that the caller has."""

from __future__ import annotations

import asyncio
import os
import stat
from typing import BinaryIO

from sonm_desktop.core.errors import CodedError, UserError
from sonm_desktop.p2p.faults import fault_of
from sonm_desktop.p2p.headers import Get
from sonm_desktop.p2p.service import ServedFile
from sonm_desktop.p2p.serving import Caller, Serving
from sonm_desktop.p2p.transport import Stream, StreamReset
from sonm_desktop.p2p.wire import frame

CHUNK_BYTES = 256 * 1024

_NO_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


async def serve_file(request: Get, stream: Stream, caller: Caller, serving: Serving) -> None:
    """Write the file, or why not. Raises TransportError."""
    opening = serving.service.open_file(caller.identity, request.task, request.path)
    try:
        served = await serving.at_home(opening)
        offset = _offset(request, served)
        file = await asyncio.to_thread(_opened, served, offset)
    except CodedError as error:
        await stream.write(frame({"error": fault_of(error)}))
        await stream.finish()
        return
    caller.proven = True
    try:
        manifest = {"size": served.size, "sha256": served.sha256, "offset": offset}
        await _write(stream, frame(manifest), serving)
        await _send(file, served.size - offset, stream, serving)
        await stream.finish()
    finally:
        await asyncio.to_thread(file.close)


async def _send(file: BinaryIO, left: int, stream: Stream, serving: Serving) -> None:
    while left:
        chunk = await asyncio.to_thread(file.read, min(CHUNK_BYTES, left))
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


def _opened(served: ServedFile, offset: int) -> BinaryIO:
    try:
        descriptor = os.open(served.path, os.O_RDONLY | _NO_LINKS)
    except OSError as error:
        raise UserError("p2p.file_gone") from error
    file = os.fdopen(descriptor, "rb", buffering=0)
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode) or state.st_size != served.size:
        file.close()
        raise UserError("p2p.file_gone")
    file.seek(offset)
    return file
