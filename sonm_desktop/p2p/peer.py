"""The other side of a connection, as the program that dialled it sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from sonm_desktop.p2p.identity import PeerIdentity
from sonm_desktop.p2p.service import LogRecord
from sonm_desktop.p2p.transport import EndpointAddress

Progress = Callable[[int, int], None]
"""Bytes so far and bytes in all."""


class Peer:
    """Survives the restart of its counterpart: lost connections are dialled anew as needed."""

    @property
    def identity(self) -> PeerIdentity:
        raise NotImplementedError

    def relocate(self, address: EndpointAddress) -> None:
        """The same endpoint is now found at *address*."""
        raise NotImplementedError

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
        raise NotImplementedError

    def logs(self, task: str, after: int = 0) -> AsyncIterator[LogRecord]:
        """Every record with seq > *after*, once each and in order, until the log is whole.

        Hides lost connections. Close the iterator (`contextlib.aclosing`) when leaving early.
        Raises BadReply for a gap, and the service's own errors.
        """
        raise NotImplementedError

    async def fetch(
        self, task: str, path: str, into: Path, progress: Progress | None = None
    ) -> Path:
        """The output file *path* of *task* below the folder *into*, its digest checked.

        Resumes what an earlier attempt left. Raises UserError("p2p.bad_file_name").
        """
        raise NotImplementedError

    async def close(self) -> None:
        """Let go of the connection."""
        raise NotImplementedError
