"""Why tasks stand still, and vouchers that were refused."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sonm_desktop.core.ids import DealId
from sonm_desktop.store.database import Database

EVERY_DEAL = DealId("")


@dataclass(frozen=True, slots=True)
class Hold:
    """A reason for which the tasks of *deal* stand still: a code. deal: empty is every deal.

    since: s since 1970 by our clock.
    """

    deal: DealId
    reason: str
    since: float


@dataclass(frozen=True, slots=True)
class Refusals:
    """How many vouchers of a deal were refused; code, at: of the last one."""

    count: int
    code: str
    at: float


NO_REFUSALS = Refusals(0, "", 0.0)


class WorkerHolds:
    """Holds and refusals in a worker's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Hold]:
        def read(connection: sqlite3.Connection) -> list[Hold]:
            rows = connection.execute("SELECT * FROM holds ORDER BY since, reason")
            return [Hold(DealId(row["deal"]), row["reason"], row["since"]) for row in rows]

        return await self._database.run(read)

    async def put(self, hold: Hold) -> None:
        """Record *hold*; the first one of a reason stays."""
        await self._write(
            "INSERT OR IGNORE INTO holds (deal, reason, since) VALUES (?, ?, ?)",
            hold.deal,
            hold.reason,
            hold.since,
        )

    async def remove(self, deal: DealId, reason: str) -> None:
        await self._write("DELETE FROM holds WHERE deal=? AND reason=?", deal, reason)

    async def forget(self, deal: DealId) -> None:
        """*deal* is over: nothing holds it any more."""
        await self._write("DELETE FROM holds WHERE deal=?", deal)

    async def refused(self, deal: DealId, code: str, at: float) -> Refusals:
        """Count one more refused voucher of *deal*."""
        await self._write(
            "INSERT INTO refusals (deal, count, code, at) VALUES (?, 1, ?, ?)"
            " ON CONFLICT (deal) DO UPDATE SET count=count+1, code=excluded.code, at=excluded.at",
            deal,
            code,
            at,
        )
        return await self.refusals(deal)

    async def forgive(self, deal: DealId) -> None:
        """Forget the refusals of *deal*."""
        await self._write("DELETE FROM refusals WHERE deal=?", deal)

    async def refusals(self, deal: DealId) -> Refusals:
        def read(connection: sqlite3.Connection) -> Refusals:
            row = connection.execute("SELECT * FROM refusals WHERE deal=?", (deal,)).fetchone()
            return NO_REFUSALS if row is None else Refusals(row["count"], row["code"], row["at"])

        return await self._database.run(read)

    async def _write(self, statement: str, *values: str | float) -> None:
        await self._database.run(lambda connection: connection.execute(statement, values).rowcount)
