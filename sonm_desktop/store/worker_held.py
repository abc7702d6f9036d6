"""For how long a worker held the jobs of its deals for its owner's reasons."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sonm_desktop.core.ids import DealId
from sonm_desktop.store.database import Database


@dataclass(frozen=True, slots=True)
class HeldRow:
    """seconds: of chain time, cost: their wei. mark: counted up to this chain time while the job
    is held; None while it is not."""

    deal: DealId
    seconds: int = 0
    cost: int = 0
    mark: int | None = None


class WorkerHeld:
    """One row per deal in a worker's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[HeldRow]:
        def read(connection: sqlite3.Connection) -> list[HeldRow]:
            rows = connection.execute("SELECT * FROM held")
            return [
                HeldRow(DealId(row["deal"]), row["seconds"], int(row["cost"]), row["mark"])
                for row in rows
            ]

        return await self._database.run(read)

    async def put(self, row: HeldRow) -> None:
        """Replace what is known of the deal."""
        values = (row.deal, row.seconds, str(row.cost), row.mark)
        statement = "INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?)"
        await self._database.run(lambda connection: connection.execute(statement, values).rowcount)
