"""How many quotes were asked of a worker, hour by hour, and why they were refused."""

from __future__ import annotations

import sqlite3

from sonm_desktop.store.database import Database

_KEPT_HOURS = 48


class WorkerQuotes:
    """Counts in a worker's database; old hours go."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, hour: int, code: str) -> None:
        """One more in *hour*; *code* is empty for a quote that was given."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO quote_counts VALUES (?, ?, 1)"
                " ON CONFLICT (hour, code) DO UPDATE SET count = count + 1",
                (hour, code),
            )
            connection.execute("DELETE FROM quote_counts WHERE hour < ?", (hour - _KEPT_HOURS,))

        await self._database.run(write)

    async def since(self, hour: int) -> dict[str, int]:
        """From *hour* on, by code, the most frequent first."""

        def read(connection: sqlite3.Connection) -> dict[str, int]:
            rows = connection.execute(
                "SELECT code, SUM(count) AS times FROM quote_counts WHERE hour >= ?"
                " GROUP BY code ORDER BY times DESC, code",
                (hour,),
            )
            return {row["code"]: row["times"] for row in rows}

        return await self._database.run(read)
