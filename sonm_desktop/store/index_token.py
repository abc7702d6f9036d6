"""The token's logs of own accounts, and how far each account has been read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sonm_desktop.store.database import Database


class TokenRow(NamedTuple):
    """A transfer, or with *approval* 1 a permission to take; in the order of the table."""

    block: int
    log_index: int
    block_hash: bytes
    tx: bytes
    time: int
    approval: int
    giver: bytes
    taker: bytes
    amount: int


class IndexToken:
    """Of one network. *database* has the schema ``index``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, account: bytes) -> list[TokenRow]:
        """Logs in which *account* gives, takes or permits, oldest first."""
        query = (
            f"SELECT {_COLUMNS} FROM token_log WHERE giver = :account"  # noqa: S608  # our own text
            f" UNION SELECT {_COLUMNS} FROM token_log WHERE taker = :account"
            " ORDER BY block, log_index"
        )
        return await self._database.run(
            lambda connection: [
                _row(values) for values in connection.execute(query, {"account": account})
            ]
        )

    async def through(self) -> dict[bytes, int]:
        """The last block that was read for each account."""
        return await self._database.run(
            lambda connection: {
                row[0]: row[1]
                for row in connection.execute("SELECT account, through FROM token_account")
            }
        )

    async def catch_up(self, account: bytes, through: int, rows: Sequence[TokenRow]) -> None:
        """*rows* complete what is known of *account* up to the block *through*."""

        def work(connection: sqlite3.Connection) -> None:
            save_token_rows(connection, rows)
            connection.execute(
                "INSERT OR REPLACE INTO token_account (account, through) VALUES (?, ?)",
                (account, through),
            )

        await self._database.run(work)

    async def upfronts(self) -> dict[tuple[bytes, bytes], int]:
        """What was paid at once, by deal and transaction."""
        return await self._database.run(
            lambda connection: {
                (row[0], row[1]): int(row[2])
                for row in connection.execute("SELECT deal, tx, amount FROM upfront")
            }
        )

    async def keep_upfronts(self, found: Iterable[tuple[bytes, bytes, int]]) -> None:
        """Remember deals, transactions and amounts; a transaction's content never changes."""
        rows = [(deal, tx, str(amount)) for deal, tx, amount in found]
        await self._database.run(
            lambda connection: connection.executemany(
                "INSERT OR REPLACE INTO upfront (deal, tx, amount) VALUES (?, ?, ?)", rows
            )
        )


def save_token_rows(connection: sqlite3.Connection, rows: Iterable[TokenRow]) -> None:
    """Insert *rows*; those that are here stay."""
    connection.executemany(
        f"INSERT OR IGNORE INTO token_log ({_COLUMNS}) "  # noqa: S608  # our own text
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*row[:-1], str(row.amount)) for row in rows],
    )


def reach_tokens(connection: sqlite3.Connection, accounts: Iterable[bytes], block: int) -> None:
    """Everything of *accounts* up to *block* is here."""
    connection.executemany(
        "UPDATE token_account SET through = ? WHERE account = ?",
        [(block, account) for account in accounts],
    )


def undo_tokens(connection: sqlite3.Connection, block: int) -> None:
    """Forget everything above *block*."""
    connection.execute("DELETE FROM token_log WHERE block > ?", (block,))
    connection.execute("UPDATE token_account SET through = min(through, ?)", (block,))


def clear_tokens(connection: sqlite3.Connection) -> None:
    """Forget all logs; they are read again."""
    connection.execute("DELETE FROM token_log")
    connection.execute("DELETE FROM token_account")


_COLUMNS = "block, log_index, block_hash, tx, time, approval, giver, taker, amount"


def _row(values: Sequence[object]) -> TokenRow:
    columns = list(values)
    columns[-1] = int(str(columns[-1]))
    return TokenRow(*columns)  # type: ignore[arg-type]  # the columns of the table, in order
