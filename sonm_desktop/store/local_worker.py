"""Whether a worker process is wanted on this machine, and for whom."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sonm_desktop.core.ids import Address
from sonm_desktop.store.database import Database


@dataclass(frozen=True, slots=True)
class WantedWorker:
    """listen: ``ip:port`` for its peers. max_duration: of a deal, s."""

    master: Address
    listen: str
    max_duration: int


class LocalWorkerRecord:
    """*database* has the schema ``agent``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self) -> WantedWorker | None:
        def work(connection: sqlite3.Connection) -> WantedWorker | None:
            row = connection.execute("SELECT * FROM local_worker").fetchone()
            if row is None:
                return None
            return WantedWorker(Address(row["master"]), row["listen"], row["max_duration"])

        return await self._database.remembered("local worker", work)

    async def put(self, wanted: WantedWorker) -> None:
        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO local_worker (only, master, listen, max_duration)"
                " VALUES (1, ?, ?, ?)",
                (wanted.master, wanted.listen, wanted.max_duration),
            )

        await self._database.run(work)

    async def remove(self) -> None:
        def work(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM local_worker")

        await self._database.run(work)
