"""What was metered of the customer's deals: said by the worker, and believed."""

from __future__ import annotations

import sqlite3
from dataclasses import astuple, dataclass, fields

from sonm_desktop.core.ids import DealId
from sonm_desktop.store.database import Database


@dataclass(frozen=True, slots=True)
class RentalMeterRow:
    """received, sent: bytes as the worker says; believed_*: what is paid for at most.

    doubt: code of why they differ, or empty. heard: s by this machine's clock.
    """

    deal: DealId
    received: int = 0
    sent: int = 0
    believed_received: int = 0
    believed_sent: int = 0
    cpu_ns: int = 0
    ram_now: int = 0
    ram_peak: int = 0
    doubt: str = ""
    heard: float = 0.0


class RentalMeters:
    """One row per deal of one network."""

    def __init__(self, database: Database, network: str) -> None:
        self._database = database
        self._network = network

    async def get(self, deal: DealId) -> RentalMeterRow | None:
        def read(connection: sqlite3.Connection) -> RentalMeterRow | None:
            row = connection.execute(
                "SELECT * FROM rental_meter WHERE network=? AND deal=?", (self._network, deal)
            ).fetchone()
            return None if row is None else _row(row)

        return await self._database.run(read)

    async def all(self) -> dict[DealId, RentalMeterRow]:
        """Of every deal that was metered."""

        def read(connection: sqlite3.Connection) -> dict[DealId, RentalMeterRow]:
            found = connection.execute(
                "SELECT * FROM rental_meter WHERE network=?", (self._network,)
            )
            return {row.deal: row for row in map(_row, found)}

        return await self._database.run(read)

    async def put(self, row: RentalMeterRow) -> None:
        """Replace what is known of the deal."""
        values = (self._network, *astuple(row))
        marks = ", ".join("?" for _ in values)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                f"INSERT OR REPLACE INTO rental_meter VALUES ({marks})",  # noqa: S608 (our own text)
                values,
            )

        await self._database.run(write)


def _row(row: sqlite3.Row) -> RentalMeterRow:
    return RentalMeterRow(*(row[field.name] for field in fields(RentalMeterRow)))
