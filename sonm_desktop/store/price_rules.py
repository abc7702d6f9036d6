"""How the prices of workers' plans are made, and every change with its why."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sonm_desktop.core.ids import Address
from sonm_desktop.store.database import Database

KEPT_CHANGES = 1000


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """rule: JSON. seen, least: how far a raise has come, see `market.prices.automatic.Patience`."""

    worker: Address
    plan: str
    rule: str
    seen: int = 0
    least: int = 0


@dataclass(frozen=True, slots=True)
class PriceChangeRecord:
    """Rates in wei per second. at: by this machine's clock, s. market: None without one."""

    worker: Address
    plan: str
    at: int
    before: int
    after: int
    floor: int
    market: int | None
    why: str


class PriceRules:
    """*database* has the schema ``agent``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def setup(self, worker: Address) -> str | None:
        """JSON of the owner's tariff; None while nothing was said."""

        def work(connection: sqlite3.Connection) -> str | None:
            row = connection.execute(
                "SELECT setup FROM price_setup WHERE worker=?", (worker,)
            ).fetchone()
            return None if row is None else str(row["setup"])

        return await self._database.run(work)

    async def put_setup(self, worker: Address, setup: str) -> None:
        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO price_setup (worker, setup) VALUES (?, ?)", (worker, setup)
            )

        await self._database.run(work)

    async def rules(self) -> list[RuleRecord]:
        """Of every worker."""

        def work(connection: sqlite3.Connection) -> list[RuleRecord]:
            rows = connection.execute("SELECT * FROM price_rule ORDER BY worker, plan")
            return [
                RuleRecord(
                    Address(row["worker"]), row["plan"], row["rule"], row["seen"], int(row["least"])
                )
                for row in rows
            ]

        return await self._database.run(work)

    async def put_rule(self, rule: RuleRecord) -> None:
        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO price_rule (worker, plan, rule, seen, least)"
                " VALUES (?, ?, ?, ?, ?)",
                (rule.worker, rule.plan, rule.rule, rule.seen, str(rule.least)),
            )

        await self._database.run(work)

    async def add_change(self, change: PriceChangeRecord) -> None:
        """Record *change* before it is acted on; of a worker the newest are kept."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO price_log (worker, plan, at, before, after, floor, market, why)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    change.worker,
                    change.plan,
                    change.at,
                    str(change.before),
                    str(change.after),
                    str(change.floor),
                    None if change.market is None else str(change.market),
                    change.why,
                ),
            )
            connection.execute(
                "DELETE FROM price_log WHERE worker=? AND seq NOT IN"
                " (SELECT seq FROM price_log WHERE worker=? ORDER BY seq DESC LIMIT ?)",
                (change.worker, change.worker, KEPT_CHANGES),
            )

        await self._database.run(work)

    async def changes(self, worker: Address, *, limit: int) -> list[PriceChangeRecord]:
        """The newest first."""

        def work(connection: sqlite3.Connection) -> list[PriceChangeRecord]:
            rows = connection.execute(
                "SELECT * FROM price_log WHERE worker=? ORDER BY seq DESC LIMIT ?", (worker, limit)
            )
            return [
                PriceChangeRecord(
                    worker=Address(row["worker"]),
                    plan=row["plan"],
                    at=row["at"],
                    before=int(row["before"]),
                    after=int(row["after"]),
                    floor=int(row["floor"]),
                    market=None if row["market"] is None else int(row["market"]),
                    why=row["why"],
                )
                for row in rows
            ]

        return await self._database.run(work)
