"""Plans that move money of an account, and how far each has come."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from sonm_desktop.store.database import Database


class PlanState(StrEnum):
    """made: shown to a person. begun: committed, so that something may have been sent."""

    MADE = "made"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """request, shown, outcome: JSON of the API's models; outcome is empty before the end.

    expires: chain time, s. created: this machine's clock, s.
    """

    plan: str
    request: str
    shown: str
    expires: int
    created: float
    state: PlanState = PlanState.MADE
    outcome: str = ""


class AccountPlans:
    """Plans of one *network* identity. *database* has the schema ``agent``."""

    def __init__(self, database: Database, network: str) -> None:
        self._database = database
        self._network = network

    async def add(self, record: PlanRecord) -> None:
        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO account_plan (plan, network, request, shown, expires, created)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    record.plan,
                    self._network,
                    record.request,
                    record.shown,
                    record.expires,
                    record.created,
                ),
            )

        await self._database.run(work)

    async def get(self, plan: str) -> PlanRecord | None:
        def work(connection: sqlite3.Connection) -> PlanRecord | None:
            row = connection.execute(
                "SELECT * FROM account_plan WHERE network = ? AND plan = ?", (self._network, plan)
            ).fetchone()
            return _record(row) if row else None

        return await self._database.run(work)

    async def begun(self) -> list[PlanRecord]:
        """Plans that were begun and not finished, oldest first."""

        def work(connection: sqlite3.Connection) -> list[PlanRecord]:
            rows = connection.execute(
                "SELECT * FROM account_plan WHERE network = ? AND state = ? ORDER BY created",
                (self._network, PlanState.BEGUN),
            )
            return [_record(row) for row in rows]

        return await self._database.run(work)

    async def newest(self, limit: int = 50) -> list[PlanRecord]:
        """Plans that were begun or done, newest first."""

        def work(connection: sqlite3.Connection) -> list[PlanRecord]:
            rows = connection.execute(
                "SELECT * FROM account_plan WHERE network = ? AND state != ?"
                " ORDER BY created DESC LIMIT ?",
                (self._network, PlanState.MADE, limit),
            )
            return [_record(row) for row in rows]

        return await self._database.run(work)

    async def begin(self, plan: str) -> None:
        """From now on something may have been sent."""
        await self._set(plan, PlanState.BEGUN, "")

    async def give_up(self, plan: str) -> None:
        """Nothing was sent after all; it may be begun again."""
        await self._set(plan, PlanState.MADE, "")

    async def finish(self, plan: str, outcome: str) -> None:
        await self._set(plan, PlanState.DONE, outcome)

    async def show(self, plan: str, shown: str) -> None:
        """It was shown anew, with what it costs by now."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE account_plan SET shown = ? WHERE network = ? AND plan = ?",
                (shown, self._network, plan),
            )

        await self._database.run(work)

    async def _set(self, plan: str, state: PlanState, outcome: str) -> None:
        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE account_plan SET state = ?, outcome = ?"
                " WHERE network = ? AND plan = ? AND state != ?",
                (state, outcome, self._network, plan, PlanState.DONE),
            )

        await self._database.run(work)


def _record(row: sqlite3.Row) -> PlanRecord:
    return PlanRecord(
        plan=row["plan"],
        request=row["request"],
        shown=row["shown"],
        expires=row["expires"],
        created=row["created"],
        state=PlanState(row["state"]),
        outcome=row["outcome"],
    )
