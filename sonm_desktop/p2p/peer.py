"""The other side of a connection, as the program that dialled it sees it."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.p2p.calling import call
from sonm_desktop.p2p.channel import Channel
from sonm_desktop.p2p.fetching import Progress, fetch
from sonm_desktop.p2p.following import follow
from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.p2p.link import Link
from sonm_desktop.p2p.net_thread import NetThread
from sonm_desktop.p2p.service import LogRecord
from sonm_desktop.p2p.transport import EndpointAddress

_LOG_QUEUE = 4096


class Peer:
    """Survives the restart of its counterpart: lost connections are dialled anew as needed."""

    def __init__(
        self,
        *,
        identity: PeerIdentity,
        link: Link,
        network: NetThread,
        release: Callable[[Link], Coroutine[Any, Any, None]],
    ) -> None:
        self._identity = identity
        self._link = link
        self._network = network
        self._release = release
        self._closed = False

    @property
    def identity(self) -> PeerIdentity:
        return self._identity

    async def relocate(self, address: EndpointAddress) -> None:
        """The same endpoint is now found at *address*; calls under way go there too."""

        async def move() -> None:
            self._link.relocate(address)

        await self._network.run(move())

    async def call(
        self,
        method: str,
        body: dict[str, Any],
        *,
        deadline_s: float = 15,
        call_id: str | None = None,
    ) -> dict[str, Any]:
        """The answer to *method*; repeated under one id across lost connections.

        Raises the service's own UserError or RemoteError, RemoteError("p2p.deadline"),
        RemoteError("p2p.unreachable").
        """
        return await self._network.run(
            call(
                self._link,
                method=method,
                body=body,
                deadline_s=deadline_s,
                call_id=call_id or uuid.uuid4().hex,
            )
        )

    async def logs(self, task: str, after: int = 0) -> AsyncIterator[LogRecord]:
        """Every record with seq > *after*, once each and in order, until the log is whole.

        Hides lost connections. Close the iterator (`contextlib.aclosing`) when leaving early.
        Raises BadReply for a gap, RemoteError("p2p.unreachable") after two minutes without
        the other side, and the service's own errors.
        """
        channel: Channel[LogRecord] = Channel(_LOG_QUEUE)
        following = self._network.begin(follow(self._link, task, after, channel))
        try:
            while batch := await channel.take():
                for record in batch:
                    yield record
        finally:
            channel.close()
            following.cancel()

    async def fetch(
        self, task: str, path: str, into: Path, progress: Progress | None = None
    ) -> Path:
        """The output file *path* of *task*, written below the folder *into* under that path.

        Its digest is checked before it appears there. Resumes what an earlier attempt left.
        Raises UserError("p2p.bad_file_name"), UserError("p2p.cannot_write"),
        RemoteError("p2p.bad_file"), RemoteError("p2p.unreachable") and the service's own errors.
        """
        home = asyncio.get_running_loop()

        def told(done: int, size: int) -> None:
            if progress is not None:
                home.call_soon_threadsafe(progress, done, size)

        return await self._network.run(fetch(self._link, task, path, into, told))

    async def close(self) -> None:
        """Let go of the connection; it closes when nobody else here uses it."""
        if not self._closed:
            self._closed = True
            with contextlib.suppress(RemoteError):
                await self._network.run(self._release(self._link))
