"""The tasks of a worker's deals and the files that they left."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sonm_desktop.core.ids import DealId, TaskId
from sonm_desktop.store.database import Database


class TaskState(StrEnum):
    """failed: never ran, or was lost. stopped: by its owner or by the end of the deal."""

    PREPARING = "preparing"
    RUNNING = "running"
    EXITED = "exited"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def final(self) -> bool:
        return self in _FINAL


_FINAL = frozenset({TaskState.EXITED, TaskState.FAILED, TaskState.STOPPED})


@dataclass(frozen=True, slots=True)
class WorkerTask:
    """A task. stop_reason: set once it shall end; code of why, empty when its owner asked.

    private: its image needs a login, which is not written down.
    cleaned: nothing of it is left in the engine. Times: s since 1970 by our clock.
    """

    deal: DealId
    task: TaskId
    image: str
    command: tuple[str, ...]
    environment: dict[str, str]
    received: float
    state: TaskState = TaskState.PREPARING
    volume: str = ""
    sandbox: str = ""
    exit_code: int | None = None
    reason: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    stop_reason: str | None = None
    started: float | None = None
    ended: float | None = None
    cleaned: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A result. path: as the task named it; stored: our own name for its content."""

    path: str
    size: int
    sha256: str
    stored: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a task ended."""

    state: TaskState
    exit_code: int | None
    reason: str
    params: dict[str, Any]
    started: float | None
    ended: float


class WorkerTasks:
    """Tasks and files in a worker's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, task: WorkerTask) -> bool:
        """Record *task*, which takes its volume from its deal; False when the id is used there."""

        def write(connection: sqlite3.Connection) -> bool:
            cursor = connection.execute(
                "INSERT OR IGNORE INTO tasks (deal, task, image, command, environment, volume,"
                " state, received, private) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    task.deal,
                    task.task,
                    task.image,
                    json.dumps(task.command),
                    json.dumps(task.environment),
                    task.volume,
                    task.state,
                    task.received,
                    task.private,
                ),
            )
            if cursor.rowcount != 1:
                return False
            connection.execute(
                "UPDATE deals SET volume='' WHERE deal=? AND volume=?", (task.deal, task.volume)
            )
            return True

        return await self._database.run(write)

    async def get(self, deal: DealId, task: TaskId) -> WorkerTask | None:
        rows = await self._select("WHERE deal=? AND task=?", deal, task)
        return rows[0] if rows else None

    async def of_deal(self, deal: DealId) -> list[WorkerTask]:
        """The tasks of *deal* in the order of their arrival."""
        return await self._select("WHERE deal=? ORDER BY received", deal)

    async def named(self, task: TaskId) -> list[WorkerTask]:
        """The tasks of all deals with that id, newest first."""
        return await self._select("WHERE task=? ORDER BY received DESC", task)

    async def unfinished(self) -> list[WorkerTask]:
        """Tasks that run, or have left something in the engine."""
        return await self._select("WHERE cleaned = 0 ORDER BY received")

    async def ended_since(self, at: float) -> list[WorkerTask]:
        """Tasks that ended at *at* or later, the oldest end first."""
        return await self._select("WHERE ended >= ? ORDER BY ended", at)

    async def set_volume(self, deal: DealId, task: TaskId, volume: str) -> None:
        await self._update("UPDATE tasks SET volume=? WHERE deal=? AND task=?", volume, deal, task)

    async def set_running(
        self, deal: DealId, task: TaskId, *, sandbox: str, started: float | None
    ) -> None:
        await self._update(
            "UPDATE tasks SET state='running', sandbox=?, started=? WHERE deal=? AND task=?",
            sandbox,
            started,
            deal,
            task,
        )

    async def ask_stop(self, deal: DealId, task: TaskId, reason: str) -> None:
        """The task shall end; the first reason stays."""
        await self._update(
            "UPDATE tasks SET stop_reason=?"
            " WHERE deal=? AND task=? AND stop_reason IS NULL AND ended IS NULL",
            reason,
            deal,
            task,
        )

    async def finish(
        self, deal: DealId, task: TaskId, outcome: Outcome, files: list[OutputFile]
    ) -> None:
        """Record how it ended with its files; its environment is forgotten."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE tasks SET state=?, exit_code=?, reason=?, params=?,"
                " started=COALESCE(started, ?), ended=?, environment='{}' WHERE deal=? AND task=?",
                (
                    outcome.state,
                    outcome.exit_code,
                    outcome.reason,
                    json.dumps(outcome.params),
                    outcome.started,
                    outcome.ended,
                    deal,
                    task,
                ),
            )
            connection.execute("DELETE FROM files WHERE deal=? AND task=?", (deal, task))
            connection.executemany(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)",
                [(deal, task, f.path, f.size, f.sha256, f.stored) for f in files],
            )

        await self._database.run(write)

    async def set_cleaned(self, deal: DealId, task: TaskId) -> None:
        await self._update("UPDATE tasks SET cleaned=1 WHERE deal=? AND task=?", deal, task)

    async def files(self, deal: DealId, task: TaskId) -> list[OutputFile]:
        """The files of a task by path."""

        def read(connection: sqlite3.Connection) -> list[OutputFile]:
            rows = connection.execute(
                "SELECT path, size, sha256, stored FROM files WHERE deal=? AND task=?"
                " ORDER BY path",
                (deal, task),
            )
            return [OutputFile(**dict(row)) for row in rows]

        return await self._database.run(read)

    async def forget_files(self, deal: DealId) -> None:
        """The results of *deal* are not kept any longer."""
        await self._update("DELETE FROM files WHERE deal=?", deal)

    async def _update(self, statement: str, *values: Any) -> None:
        await self._database.run(lambda connection: connection.execute(statement, values).rowcount)

    async def _select(self, condition: str, *values: Any) -> list[WorkerTask]:
        def read(connection: sqlite3.Connection) -> list[WorkerTask]:
            statement = f"SELECT * FROM tasks {condition}"  # noqa: S608 (our own text)
            return [_task(row) for row in connection.execute(statement, values)]

        return await self._database.run(read)


def _task(row: sqlite3.Row) -> WorkerTask:
    fields = dict(row)
    return WorkerTask(
        **{
            **fields,
            "command": tuple(json.loads(fields["command"])),
            "environment": json.loads(fields["environment"]),
            "params": json.loads(fields["params"]),
            "state": TaskState(fields["state"]),
            "cleaned": bool(fields["cleaned"]),
            "private": bool(fields["private"]),
        }
    )
