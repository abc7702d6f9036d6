"""Single facts of a worker by name: its plan, its slice, its measured values."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from sonm_desktop.store.database import Database


class WorkerFacts:
    """JSON values by name in a worker's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, name: str) -> Any:
        """The value of *name*; None when it was never set."""

        def read(connection: sqlite3.Connection) -> str | None:
            row = connection.execute("SELECT value FROM facts WHERE name=?", (name,)).fetchone()
            return None if row is None else str(row["value"])

        text = await self._database.remembered((type(self), name), read)
        return None if text is None else json.loads(text)

    async def put(self, name: str, value: Any) -> None:
        """Replace the value of *name*."""
        text = json.dumps(value)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, text))

        await self._database.run(write)
