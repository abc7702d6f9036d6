"""What a worker sells: its plans by name, each with the slice that customers ask for."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sonm_desktop.core.ids import DealId
from sonm_desktop.store.database import Database


@dataclass(frozen=True, slots=True)
class PlanRow:
    """plan: its wire form. slice: stays with the name as long as the worker lives."""

    name: str
    slice: str
    plan: dict[str, Any]
    paused: bool


@dataclass(frozen=True, slots=True)
class Eviction:
    """A spot deal that ends at the chain's time *at* because *by* has its hardware."""

    deal: DealId
    by: DealId
    at: int


class WorkerPlans:
    """Plans and evictions in a worker's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[PlanRow]:
        """What is on sale or paused, the oldest first."""

        def read(connection: sqlite3.Connection) -> list[PlanRow]:
            rows = connection.execute(
                "SELECT * FROM plans WHERE plan IS NOT NULL ORDER BY position, name"
            ).fetchall()
            return [
                PlanRow(row["name"], row["slice"], json.loads(row["plan"]), bool(row["paused"]))
                for row in rows
            ]

        return await self._database.run(read)

    async def replace(
        self,
        plans: Mapping[str, dict[str, Any]],
        paused: Sequence[str] = (),
        *,
        slices: Mapping[str, str] | None = None,
    ) -> None:
        """*plans*, in this order, and no others are what is sold; at once or not at all.

        slices: of plans that are new and have one already; others get one of their own.
        """
        given = slices or {}

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE plans SET plan=NULL, paused=0")
            for position, (name, plan) in enumerate(plans.items(), start=1):
                own = given.get(name) or _new_slice()
                connection.execute(
                    "INSERT INTO plans (name, slice, plan, paused, position)"
                    " VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
                    " plan=excluded.plan, paused=excluded.paused, position=excluded.position",
                    (name, own, json.dumps(plan), name in paused, position),
                )

        await self._database.run(write)

    async def slices_of_deals(self) -> dict[DealId, str]:
        """The slice of every deal that has not ended."""

        def read(connection: sqlite3.Connection) -> dict[DealId, str]:
            rows = connection.execute(
                "SELECT deals.deal, nonces.slice FROM deals JOIN nonces USING (deal)"
                " WHERE state != 'ended'"
            )
            return {DealId(row["deal"]): row["slice"] for row in rows}

        return await self._database.run(read)

    async def evict(self, evictions: Sequence[Eviction]) -> None:
        """Record who goes, before anybody is told; the first date of a deal counts."""

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT OR IGNORE INTO evictions (deal, by, at) VALUES (?, ?, ?)",
                [(one.deal, one.by, one.at) for one in evictions],
            )

        await self._database.run(write)

    async def evictions(self) -> dict[DealId, Eviction]:
        """By the deal that goes."""

        def read(connection: sqlite3.Connection) -> dict[DealId, Eviction]:
            rows = connection.execute("SELECT * FROM evictions").fetchall()
            return {
                DealId(row["deal"]): Eviction(DealId(row["deal"]), DealId(row["by"]), row["at"])
                for row in rows
            }

        return await self._database.run(read)


def _new_slice() -> str:
    return "0x" + secrets.token_hex(32)
