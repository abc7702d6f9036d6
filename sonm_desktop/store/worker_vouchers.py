"""The best voucher of each deal, kept before it is acknowledged."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sonm_desktop.core.ids import DealId
from sonm_desktop.store.database import Database


@dataclass(frozen=True, slots=True)
class KeptVoucher:
    """A voucher that was accepted. voucher: JSON of its wire form.

    metered: wei of its total that pay for metered units. credited: wei that it takes off for
    held time; rate: wei per second of the deal when it was accepted.
    """

    seq: int
    deal: DealId
    voucher: str
    signature: bytes
    metered: int = 0
    credited: int = 0
    rate: int = 0


class WorkerVouchers:
    """Vouchers in a worker's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(
        self,
        deal: DealId,
        voucher: str,
        signature: bytes,
        *,
        metered: int = 0,
        credited: int = 0,
        rate: int = 0,
    ) -> None:
        """Keep *voucher* in place of the one before, under a new number."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM vouchers WHERE deal=?", (deal,))
            connection.execute(
                "INSERT INTO vouchers (deal, voucher, signature, metered, credited, rate)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (deal, voucher, signature, str(metered), str(credited), str(rate)),
            )

        await self._database.run(write)

    async def best(self, deal: DealId) -> KeptVoucher | None:
        found = await self._select("WHERE deal=?", deal)
        return found[0] if found else None

    async def after(self, seq: int, limit: int) -> list[KeptVoucher]:
        """At most *limit* vouchers with numbers above *seq*, in order."""
        return await self._select("WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit)

    async def _select(self, condition: str, *values: str | int) -> list[KeptVoucher]:
        def read(connection: sqlite3.Connection) -> list[KeptVoucher]:
            statement = f"SELECT * FROM vouchers {condition}"  # noqa: S608 (our own text)
            return [_kept(row) for row in connection.execute(statement, values)]

        return await self._database.run(read)


def _kept(row: sqlite3.Row) -> KeptVoucher:
    numbers = {name: int(row[name]) for name in ("metered", "credited", "rate")}
    return KeptVoucher(**{**dict(row), **numbers})
