"""Tasks on rented machines, with the newest that is known of each."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from typing import Any

from sonm_desktop.core.ids import DealId, TaskId
from sonm_desktop.store.database import Database


@dataclass(frozen=True, slots=True)
class RentalTaskRow:
    """image: as wished; pinned: by digest, empty until resolved.

    state ``recorded``: its worker has not been told. files: {path, size, sha256} each.
    log_whole: the copy of its log is complete. pull: how far its image is, while it is fetched.
    private: its image needs a login, which is not kept here.
    """

    deal: DealId
    task: TaskId
    image: str
    pinned: str
    command: tuple[str, ...]
    env: dict[str, str]
    created: float
    state: str = "recorded"
    exit_code: int | None = None
    reason: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    started: float | None = None
    ended: float | None = None
    files: tuple[dict[str, Any], ...] = ()
    log_whole: bool = False
    pull: dict[str, Any] | None = None
    private: bool = False


class RentalTasks:
    """Tasks of one network."""

    def __init__(self, database: Database, network: str) -> None:
        self._database = database
        self._network = network

    async def add(self, row: RentalTaskRow) -> None:
        """An id that is there stays as it is."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR IGNORE INTO rental_task"
                " (network, deal, task, image, pinned, command, env, created,"
                " private) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    self._network,
                    row.deal,
                    row.task,
                    row.image,
                    row.pinned,
                    json.dumps(row.command),
                    json.dumps(row.env),
                    row.created,
                    row.private,
                ),
            )

        await self._database.run(write)

    async def get(self, deal: DealId, task: TaskId) -> RentalTaskRow | None:
        rows = await self._select("deal=? AND task=?", deal, task)
        return rows[0] if rows else None

    async def all(self) -> list[RentalTaskRow]:
        """Of every deal, oldest first."""
        return await self._select("true")

    async def of_deal(self, deal: DealId) -> list[RentalTaskRow]:
        """Oldest first."""
        return await self._select("deal=?", deal)

    async def unfinished(self) -> list[RentalTaskRow]:
        """Not ended, or with a log that is not whole, oldest first."""
        return await self._select("(state NOT IN ('exited', 'failed', 'stopped') OR log_whole=0)")

    async def pin(self, deal: DealId, task: TaskId, image: str) -> None:
        """The digest that its image has."""
        await self._update("pinned=?", deal, task, image)

    async def learn(self, row: RentalTaskRow) -> None:
        """What the worker says now."""
        await self._update(
            "state=?, exit_code=?, reason=?, params=?, started=?, ended=?, files=?, pull=?",
            row.deal,
            row.task,
            row.state,
            row.exit_code,
            row.reason,
            json.dumps(row.params),
            row.started,
            row.ended,
            json.dumps(row.files),
            json.dumps(row.pull),
        )

    async def log_whole(self, deal: DealId, task: TaskId) -> None:
        """Its log has been copied to the end, or there is nothing more to get."""
        await self._update("log_whole=1", deal, task)

    async def _update(self, change: str, deal: DealId, task: TaskId, *values: Any) -> None:
        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                f"UPDATE rental_task SET {change} WHERE network=? AND deal=? AND task=?",  # noqa: S608
                (*values, self._network, deal, task),
            )

        await self._database.run(write)

    async def _select(self, condition: str, *values: Any) -> list[RentalTaskRow]:
        def read(connection: sqlite3.Connection) -> list[RentalTaskRow]:
            found = connection.execute(
                f"SELECT * FROM rental_task WHERE network=? AND {condition}"  # noqa: S608
                " ORDER BY created",
                (self._network, *values),
            )
            return [_row(row) for row in found]

        return await self._database.run(read)


def _row(row: sqlite3.Row) -> RentalTaskRow:
    return RentalTaskRow(
        deal=DealId(row["deal"]),
        task=TaskId(row["task"]),
        image=row["image"],
        pinned=row["pinned"],
        command=tuple(json.loads(row["command"])),
        env=json.loads(row["env"]),
        created=row["created"],
        state=row["state"],
        exit_code=row["exit_code"],
        reason=row["reason"],
        params=json.loads(row["params"]),
        started=row["started"],
        ended=row["ended"],
        files=tuple(json.loads(row["files"])),
        log_whole=bool(row["log_whole"]),
        pull=json.loads(row["pull"]),
        private=bool(row["private"]),
    )
