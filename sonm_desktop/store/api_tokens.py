"""Tokens of the local API, and what was spent with them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sonm_desktop.core.amounts import Wei
from sonm_desktop.store.database import Database


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """hash: of the token, which is kept nowhere. most: wei; None for no limit."""

    token: str
    name: str
    scope: str
    most: Wei | None
    hash: bytes
    created: float


class ApiTokens:
    """*database* has the schema ``agent``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, record: TokenRecord) -> None:
        def work(connection: sqlite3.Connection) -> None:
            most = "" if record.most is None else str(record.most)
            connection.execute(
                "INSERT INTO api_token (token, name, scope, most, hash, created)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (record.token, record.name, record.scope, most, record.hash, record.created),
            )

        await self._database.run(work)

    async def get(self, token: str) -> TokenRecord | None:
        def work(connection: sqlite3.Connection) -> TokenRecord | None:
            row = connection.execute("SELECT * FROM api_token WHERE token = ?", (token,)).fetchone()
            return _record(row) if row else None

        return await self._database.run(work)

    async def all(self) -> list[tuple[TokenRecord, Wei]]:
        """Every token, oldest first, and what was spent with it."""

        def work(connection: sqlite3.Connection) -> list[tuple[TokenRecord, Wei]]:
            rows = connection.execute("SELECT * FROM api_token ORDER BY created").fetchall()
            return [(_record(row), _spent(connection, row["token"])) for row in rows]

        return await self._database.run(work)

    async def remove(self, token: str) -> bool:
        """Whether there was one."""

        def work(connection: sqlite3.Connection) -> bool:
            gone = connection.execute("DELETE FROM api_token WHERE token = ?", (token,))
            return gone.rowcount > 0

        return await self._database.run(work)

    async def reserve(self, token: str, plan: str, amount: Wei) -> Wei | None:
        """Count *amount* for *plan*, once; or say what is left when that is too little."""

        def work(connection: sqlite3.Connection) -> Wei | None:
            row = connection.execute(
                "SELECT most FROM api_token WHERE token = ?", (token,)
            ).fetchone()
            counted = connection.execute(
                "SELECT 1 FROM api_spending WHERE token = ? AND plan = ?", (token, plan)
            ).fetchone()
            if counted is not None:
                return None
            left = (int(row["most"] or 0) if row else 0) - _spent(connection, token)
            if amount > left:
                return Wei(max(0, left))
            connection.execute(
                "INSERT INTO api_spending (token, plan, amount) VALUES (?, ?, ?)",
                (token, plan, str(amount)),
            )
            return None

        return await self._database.run(work)

    async def release(self, token: str, plan: str) -> None:
        """*plan* came to nothing."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM api_spending WHERE token = ? AND plan = ?", (token, plan)
            )

        await self._database.run(work)


def _spent(connection: sqlite3.Connection, token: str) -> Wei:
    rows = connection.execute("SELECT amount FROM api_spending WHERE token = ?", (token,))
    return Wei(sum(int(row["amount"]) for row in rows))


def _record(row: sqlite3.Row) -> TokenRecord:
    return TokenRecord(
        token=row["token"],
        name=row["name"],
        scope=row["scope"],
        most=Wei(int(row["most"])) if row["most"] else None,
        hash=row["hash"],
        created=row["created"],
    )
