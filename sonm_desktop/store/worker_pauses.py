"""Workers that sell nothing for a while, and what they sell again afterwards."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sonm_desktop.core.ids import Address
from sonm_desktop.store.database import Database


@dataclass(frozen=True, slots=True)
class PauseRecord:
    """plan: JSON of what was on sale. seconds: None is until somebody resumes.

    after_jobs: the seconds begin when the last deal has ended. until: once that is known, by
    this machine's clock.
    """

    worker: Address
    plan: str
    seconds: int | None
    after_jobs: bool
    until: int | None


class WorkerPauses:
    """*database* has the schema ``agent``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[PauseRecord]:
        def work(connection: sqlite3.Connection) -> list[PauseRecord]:
            rows = connection.execute("SELECT * FROM worker_pause ORDER BY worker").fetchall()
            return [_record(row) for row in rows]

        return list(await self._database.remembered("pauses of workers", work))

    async def get(self, worker: Address) -> PauseRecord | None:
        def work(connection: sqlite3.Connection) -> PauseRecord | None:
            row = connection.execute(
                "SELECT * FROM worker_pause WHERE worker = ?", (worker,)
            ).fetchone()
            return None if row is None else _record(row)

        return await self._database.remembered((type(self), worker), work)

    async def put(self, pause: PauseRecord) -> None:
        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO worker_pause (worker, plan, seconds, after_jobs, until)"
                " VALUES (?, ?, ?, ?, ?)",
                (pause.worker, pause.plan, pause.seconds, pause.after_jobs, pause.until),
            )

        await self._database.run(work)

    async def remove(self, worker: Address) -> None:
        def work(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM worker_pause WHERE worker = ?", (worker,))

        await self._database.run(work)


def _record(row: sqlite3.Row) -> PauseRecord:
    return PauseRecord(
        worker=Address(row["worker"]),
        plan=row["plan"],
        seconds=row["seconds"],
        after_jobs=bool(row["after_jobs"]),
        until=row["until"],
    )
