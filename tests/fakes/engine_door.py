"""A door in front of the Docker engine: shut, the engine is away as after `systemctl stop`."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path


class EngineDoor:
    """Passes bytes between a socket of its own and the engine's."""

    def __init__(self, path: Path, engine: str) -> None:
        self.path = path
        self._engine = engine.removeprefix("unix://")
        self._server: asyncio.Server | None = None
        self._visits: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"unix://{self.path}"

    async def open(self) -> None:
        self._server = await asyncio.start_unix_server(self._visit, str(self.path))

    async def shut(self) -> None:
        """Whoever is inside is thrown out."""
        assert self._server is not None
        self._server.close()
        self.path.unlink(missing_ok=True)
        await asyncio.sleep(0.05)
        for visit in list(self._visits):
            visit.cancel()
        await asyncio.gather(*self._visits, return_exceptions=True)

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.current_task()
        assert visit is not None
        self._visits.add(visit)
        visit.add_done_callback(self._visits.discard)
        ends = [writer]
        try:
            inside, outside = await asyncio.open_unix_connection(self._engine)
            ends.append(outside)
            await asyncio.gather(_pass(reader, outside), _pass(inside, writer))
        except asyncio.CancelledError:
            return
        finally:
            for end in ends:
                end.transport.abort()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
