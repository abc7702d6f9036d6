"""What a worker has counted of each deal, over restarts of everything."""

from __future__ import annotations

import sqlite3
from dataclasses import astuple, dataclass, fields

from sonm_desktop.core.ids import DealId
from sonm_desktop.store.database import Database

LARGEST = 2**63 - 1
"""Totals stop here: SQLite's integers end, and no line carries so much."""


@dataclass(frozen=True, slots=True)
class MeterRow:
    """received, sent: bytes; cpu_ns: of all tasks; *_last, *_birth: the counter read last."""

    deal: DealId
    received: int
    received_last: int
    sent: int
    sent_last: int
    line_birth: str
    cpu_ns: int
    cpu_last: int
    task_birth: str
    ram_now: int
    ram_peak: int
    at: float


class WorkerMeters:
    """One row per deal in a worker's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, deal: DealId) -> MeterRow | None:
        def read(connection: sqlite3.Connection) -> MeterRow | None:
            row = connection.execute("SELECT * FROM meters WHERE deal=?", (deal,)).fetchone()
            return None if row is None else MeterRow(**dict(row))

        return await self._database.run(read)

    async def put(self, row: MeterRow) -> None:
        """Replace what is known of the deal, as a whole."""
        marks = ", ".join("?" for _ in fields(MeterRow))
        values = tuple(
            min(value, LARGEST) if isinstance(value, int) else value for value in astuple(row)
        )

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(f"INSERT OR REPLACE INTO meters VALUES ({marks})", values)  # noqa: S608

        await self._database.run(write)
