"""Accounts that a person refuses without telling the chain."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from sonm_desktop.core.ids import Address
from sonm_desktop.store.database import Database


class PrivateBlockRow(NamedTuple):
    """since: by this PC's clock, s."""

    account: Address
    reason: str
    since: int


class PrivateBlocks:
    """Of one network. *database* has the schema ``agent``."""

    def __init__(self, database: Database, network: str) -> None:
        self._database = database
        self._network = network

    async def all(self) -> list[PrivateBlockRow]:
        query = "SELECT account, reason, since FROM private_block WHERE network = ?"
        return await self._database.run(
            lambda connection: [
                PrivateBlockRow(Address(row[0]), row[1], row[2])
                for row in connection.execute(query, (self._network,))
            ]
        )

    async def add(self, row: PrivateBlockRow) -> None:
        """Replaces what was said of that account."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO private_block VALUES (?, ?, ?, ?)", (self._network, *row)
            )

        await self._database.run(write)

    async def remove(self, account: Address) -> None:
        """An account that is not there is no error."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM private_block WHERE network = ? AND account = ?",
                (self._network, account),
            )

        await self._database.run(write)
