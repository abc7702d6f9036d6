"""Plans that were shown to a person, and what came of those that were committed."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, ChainTime, DealId, PlanId
from sonm_desktop.store.database import Database


class PlanState(StrEnum):
    """made: shown. begun: committed, will be done or refused. done, failed: see its code."""

    MADE = "made"
    BEGUN = "begun"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan. effects: code and parameters each. code, params: what came of it."""

    plan: PlanId
    kind: str
    account: Address
    deal: DealId
    effects: tuple[tuple[str, dict[str, Any]], ...]
    total: Wei
    fee: Wei
    expires: ChainTime
    terms: dict[str, Any]
    created: float
    state: PlanState = PlanState.MADE
    code: str = ""
    params: dict[str, Any] | None = None


class RentalPlans:
    """Plans of one network."""

    def __init__(self, database: Database, network: str) -> None:
        self._database = database
        self._network = network

    async def add(self, row: PlanRow) -> None:
        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO rental_plan (network, plan, kind, account, deal, effects, total, fee,"
                " expires, terms, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    self._network,
                    row.plan,
                    row.kind,
                    row.account,
                    row.deal,
                    json.dumps(row.effects),
                    str(row.total),
                    str(row.fee),
                    row.expires,
                    json.dumps(row.terms),
                    row.created,
                ),
            )

        await self._database.run(write)

    async def get(self, plan: PlanId) -> PlanRow | None:
        rows = await self._select("plan=?", plan)
        return rows[0] if rows else None

    async def begun(self) -> list[PlanRow]:
        """Committed and not done, oldest first."""
        return await self._select("state='begun'")

    async def agreed_fee(self, deal: DealId, kind: str) -> Wei | None:
        """What the newest committed plan of *kind* for *deal* may cost at most; None for none."""
        rows = await self._select("deal=? AND kind=? AND state<>'made'", deal, kind)
        return rows[-1].fee if rows and rows[-1].fee else None

    async def begin(self, plan: PlanId) -> None:
        """From now on it will be done or refused."""
        await self._update("state='begun'", plan)

    async def reopen(self, plan: PlanId) -> None:
        """It was refused before anything happened and may be committed again."""
        await self._update("state='made'", plan)

    async def finish(self, plan: PlanId, code: str, params: dict[str, Any]) -> None:
        """It is done."""
        await self._update("state='done', code=?, params=?", plan, code, json.dumps(params))

    async def fail(self, plan: PlanId, code: str, params: dict[str, Any]) -> None:
        """It can never be done."""
        await self._update("state='failed', code=?, params=?", plan, code, json.dumps(params))

    async def _update(self, change: str, plan: PlanId, *values: Any) -> None:
        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                f"UPDATE rental_plan SET {change} WHERE network=? AND plan=?",  # noqa: S608
                (*values, self._network, plan),
            )

        await self._database.run(write)

    async def _select(self, condition: str, *values: Any) -> list[PlanRow]:
        def read(connection: sqlite3.Connection) -> list[PlanRow]:
            found = connection.execute(
                f"SELECT * FROM rental_plan WHERE network=? AND {condition}"  # noqa: S608
                " ORDER BY created",
                (self._network, *values),
            )
            return [_row(row) for row in found]

        asked = type(self), self._network, condition, values
        return list(await self._database.remembered(asked, read))


def _row(row: sqlite3.Row) -> PlanRow:
    return PlanRow(
        plan=PlanId(row["plan"]),
        kind=row["kind"],
        account=Address(row["account"]),
        deal=DealId(row["deal"]),
        effects=tuple((code, params) for code, params in json.loads(row["effects"])),
        total=Wei(int(row["total"])),
        fee=Wei(int(row["fee"])),
        expires=ChainTime(row["expires"]),
        terms=json.loads(row["terms"]),
        created=row["created"],
        state=PlanState(row["state"]),
        code=row["code"],
        params=json.loads(row["params"]),
    )
