"""For how long our workers held the jobs of our deals, as they told: nobody pays for that."""

from __future__ import annotations

import sqlite3
from dataclasses import astuple, dataclass, fields

from sonm_desktop.core.ids import DealId
from sonm_desktop.store.database import Database


@dataclass(frozen=True, slots=True)
class SupplierHeldRow:
    """seconds: of chain time, cost: their wei. credit: of it, what the voucher that counts takes
    off; rate: wei per second of the deal when that was signed; total, until: that voucher's, 0
    while there is none."""

    deal: DealId
    seconds: int
    cost: int
    credit: int
    rate: int
    total: int
    until: int


class SupplierHeld:
    """One row per deal of one network."""

    def __init__(self, database: Database, network: str) -> None:
        self._database = database
        self._network = network

    async def get(self, deal: DealId) -> SupplierHeldRow | None:
        def read(connection: sqlite3.Connection) -> SupplierHeldRow | None:
            row = connection.execute(
                "SELECT * FROM supplier_held WHERE network=? AND deal=?", (self._network, deal)
            ).fetchone()
            if row is None:
                return None
            numbers = (int(row[field.name]) for field in fields(SupplierHeldRow)[1:])
            return SupplierHeldRow(deal, *numbers)

        return await self._database.run(read)

    async def put(self, row: SupplierHeldRow) -> None:
        """Replace what is known of the deal."""
        deal, seconds, *wei, until = astuple(row)
        values = (self._network, deal, seconds, *map(str, wei), until)
        statement = "INSERT OR REPLACE INTO supplier_held VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        await self._database.run(lambda connection: connection.execute(statement, values).rowcount)
