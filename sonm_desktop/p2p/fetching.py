"""Fetches a file from a peer, across lost connections and restarts, and checks its digest."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sonm_desktop.core.errors import BadReply, RemoteError, UserError
from sonm_desktop.p2p.faults import error_of
from sonm_desktop.p2p.headers import Get, written
from sonm_desktop.p2p.in_thread import in_thread
from sonm_desktop.p2p.link import Link
from sonm_desktop.p2p.part_file import PartFile, found_beside, place_within
from sonm_desktop.p2p.transport import Connection, ConnectionLost, Stream, StreamReset
from sonm_desktop.p2p.wire import HEADER_LIMIT, FrameReader, frame

Progress = Callable[[int, int], None]
"""Bytes so far and bytes in all."""

PATIENCE_S = 60.0
"""How long the other side may be away, or send nothing, before the file is given up."""

MOST_FRUITLESS = 5

logger = logging.getLogger(__name__)

_PAUSE_S = 0.2
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


async def fetch(link: Link, task: str, path: str, into: Path, progress: Progress) -> Path:
    """What `Peer.fetch` promises, on the network's loop."""
    try:
        target = await in_thread(place_within, into, path)
        fetching = _Fetching(link, task, path, target, progress)
        try:
            return await fetching.run()
        finally:
            fetching.close()
    except OSError as error:
        logger.warning("a file could not be kept: %s %s", type(error).__name__, error.strerror)
        raise UserError("p2p.cannot_write", folder=into.name) from error


@dataclass(frozen=True, slots=True)
class _Manifest:
    size: int
    sha256: str
    offset: int


class _Fetching:
    """One file on its way."""

    def __init__(self, link: Link, task: str, path: str, target: Path, progress: Progress) -> None:
        self._link = link
        self._task = task
        self._path = path
        self._target = target
        self._progress = progress
        self._part: PartFile | None = None

    async def run(self) -> Path:
        await in_thread(self._find_part)
        fruitless = 0
        while fruitless < MOST_FRUITLESS:
            before = self._size()
            try:
                connection = await self._connection()
                return await self._fetch_from(connection)
            except ConnectionLost:
                self._link.lose(connection)
            except StreamReset:
                await asyncio.sleep(_PAUSE_S)
            fruitless = fruitless + 1 if self._size() == before else 0
        raise RemoteError("p2p.unreachable", endpoint=self._link.address.endpoint[:10])

    def close(self) -> None:
        """Keep what has arrived."""
        if self._part is not None:
            self._part.close()

    def _size(self) -> int:
        return self._part.size if self._part else 0

    async def _connection(self) -> Connection:
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._link.connection()
        except TimeoutError as error:
            endpoint = self._link.address.endpoint[:10]
            raise RemoteError("p2p.unreachable", endpoint=endpoint) from error

    async def _fetch_from(self, connection: Connection) -> Path:
        stream = await connection.open_stream()
        try:
            return await self._fetch_by(stream)
        except TimeoutError as error:
            raise RemoteError("p2p.deadline", method="get", limit_s=PATIENCE_S) from error
        finally:
            stream.abort()

    async def _fetch_by(self, stream: Stream) -> Path:
        reader = FrameReader(stream)
        offset, sha256 = self._size(), self._part.sha256 if self._part else ""
        header = Get(task=self._task, path=self._path, offset=offset, sha256=sha256)
        async with asyncio.timeout(PATIENCE_S):
            await stream.write(frame(written(header)))
            await stream.finish()
            manifest = await _manifest(reader)
        part = await in_thread(self._part_of, manifest)
        while part.size < manifest.size:
            async with asyncio.timeout(PATIENCE_S):
                data = await reader.raw()
            if not data:
                raise StreamReset("the file ended early")
            if part.size + len(data) > manifest.size:
                raise BadReply("a file that is longer than promised")
            await in_thread(part.append, data)
            self._progress(part.size, manifest.size)
        return await in_thread(part.finish)

    def _find_part(self) -> None:
        self._part = found_beside(self._target)

    def _part_of(self, manifest: _Manifest) -> PartFile:
        """The part that the coming bytes continue. Blocks."""
        if self._part is not None and self._part.sha256 != manifest.sha256:
            self._part.discard()
            self._part = None
        if self._part is None:
            self._part = PartFile(self._target, manifest.sha256)
        if manifest.offset not in (0, self._part.size):
            raise BadReply("a file from an offset that nobody asked for")
        self._part.cut(manifest.offset)
        return self._part


async def _manifest(reader: FrameReader) -> _Manifest:
    wire = await reader.map(HEADER_LIMIT)
    if "error" in wire:
        raise error_of(wire["error"])
    size, sha256, offset = wire.get("size"), wire.get("sha256"), wire.get("offset")
    if type(size) is not int or type(offset) is not int or not 0 <= offset <= size < 2**63:
        raise BadReply("a file without a size")
    if not isinstance(sha256, str) or not _DIGEST.fullmatch(sha256):
        raise BadReply("a file without a digest")
    return _Manifest(size, sha256, offset)
