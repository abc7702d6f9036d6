"""Programs on rented machines: run once, followed, their logs and files brought home."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sonm_desktop.core.ids import DealId, TaskId
from sonm_desktop.rental.records import OutputFile, TaskStatus


@dataclass(frozen=True, slots=True)
class TaskWish:
    """What to run. image: a digest reference, or a tag that the worker resolves and we pin."""

    image: str
    command: Sequence[str] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    id: TaskId | None = None


@dataclass(frozen=True, slots=True)
class LogPiece:
    """A piece of a task's output. seq: from 1 without gap. fd: 1 or 2. time: s."""

    seq: int
    time: float
    fd: int
    data: bytes


class TaskService:
    """The same task id is never started twice, whatever was killed in between."""

    async def run_task(self, deal: DealId, wish: TaskWish) -> TaskStatus:
        """Start *wish* on the machine of *deal*. Raises UserError, RemoteError."""
        raise NotImplementedError

    async def status(self, deal: DealId, task: TaskId) -> TaskStatus:
        """From the worker; from the records when it is away and the task has ended."""
        raise NotImplementedError

    async def tasks(self, deal: DealId) -> list[TaskStatus]:
        """All tasks of a deal, from the records, oldest first."""
        raise NotImplementedError

    async def stop(self, deal: DealId, task: TaskId) -> TaskStatus:
        """End it now."""
        raise NotImplementedError

    def logs(
        self, deal: DealId, task: TaskId, *, after: int = 0, follow: bool = False
    ) -> AsyncIterator[LogPiece]:
        """Its output from the local copy, which is brought up to date as far as possible;
        with *follow* until the task's log is whole."""
        raise NotImplementedError

    async def fetch(
        self,
        deal: DealId,
        task: TaskId,
        folder: Path,
        *,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> list[OutputFile]:
        """Its output files in *folder*, digests checked; files that are there are kept."""
        raise NotImplementedError

    async def run(self) -> None:
        """Keep copying the logs of running tasks, for a supervisor."""
        raise NotImplementedError
