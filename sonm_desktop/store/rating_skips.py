"""Deals that this person will not rate, so that nobody asks him again."""

from __future__ import annotations

from sonm_desktop.store.database import Database


class RatingSkips:
    """*database* has the schema ``agent``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, network: str) -> frozenset[str]:
        """Ids of deals on the network with this identity."""
        return await self._database.run(
            lambda connection: frozenset(
                row[0]
                for row in connection.execute(
                    "SELECT deal FROM rating_skip WHERE network = ?", (network,)
                )
            )
        )

    async def set(self, network: str, deal: str, *, skip: bool) -> None:
        query = (
            "INSERT OR IGNORE INTO rating_skip (network, deal) VALUES (?, ?)"
            if skip
            else "DELETE FROM rating_skip WHERE network = ? AND deal = ?"
        )
        await self._database.run(lambda connection: connection.execute(query, (network, deal)))
