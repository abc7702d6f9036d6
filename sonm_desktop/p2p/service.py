"""What a program serves to its peers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sonm_desktop.p2p.identity import PeerIdentity


@dataclass(frozen=True, slots=True)
class LogRecord:
    """A piece of a task's output. seq counts from 1 without gaps; ts: seconds since 1970;
    fd: 1 output, 2 errors."""

    seq: int
    ts: float
    fd: int
    data: bytes


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A regular file that may be read; it must not change while it is served.

    sha256: 64 lower-case hex digits.
    """

    path: Path
    size: int
    sha256: str


class PeerService(Protocol):
    """Answers peers, on the event loop that started the node; decides who may do what.

    CodedErrors travel to the caller as their code and parameters; anything else is logged
    here and travels as "p2p.peer_failed".
    """

    async def call(
        self, caller: PeerIdentity, method: str, body: dict[str, Any], call_id: str
    ) -> dict[str, Any]:
        """The answer to *method*.

        Runs to its end even when the caller goes away, so that a repetition with the same
        *call_id* gets the first answer; cancelled only at the caller's deadline.
        """
        ...

    def logs(self, caller: PeerIdentity, task: str, after: int) -> AsyncIterator[LogRecord]:
        """The records with seq > *after*, waiting for new ones; ends once the log is whole."""
        ...

    async def open_file(self, caller: PeerIdentity, task: str, path: str) -> ServedFile:
        """The output file *path* of *task*; the service keeps foreign paths inside."""
        ...
