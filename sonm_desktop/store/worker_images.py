"""Images that a worker has fetched for customers, with when they were needed last."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sonm_desktop.store.database import Database


@dataclass(frozen=True, slots=True)
class FetchedImage:
    """An image by digest. size: unpacked bytes, 0 while it is being fetched.

    public: its registry gave it to everybody. used: s since 1970.
    """

    image: str
    size: int
    public: bool
    used: float


class WorkerImages:
    """Fetched images in a worker's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, image: str, now: float) -> None:
        """*image* is about to be fetched by us; again only its use is noted."""
        await self._write(
            "INSERT INTO images (image, used) VALUES (?, ?)"
            " ON CONFLICT (image) DO UPDATE SET used=excluded.used",
            image,
            now,
        )

    async def fetched(self, image: str, *, size: int, public: bool) -> None:
        """It is here. Who got it without a login has shown that it is public."""
        await self._write(
            "UPDATE images SET size=?, public=MAX(public, ?) WHERE image=?", size, public, image
        )

    async def forget(self, image: str) -> None:
        await self._write("DELETE FROM images WHERE image=?", image)

    async def get(self, image: str) -> FetchedImage | None:
        found = await self._select("WHERE image=?", image)
        return found[0] if found else None

    async def all(self) -> list[FetchedImage]:
        """The least recently used first."""
        return await self._select("ORDER BY used, image")

    async def _write(self, statement: str, *values: object) -> None:
        await self._database.run(lambda connection: connection.execute(statement, values).rowcount)

    async def _select(self, condition: str, *values: object) -> list[FetchedImage]:
        def read(connection: sqlite3.Connection) -> list[FetchedImage]:
            rows = connection.execute(f"SELECT * FROM images {condition}", values)  # noqa: S608
            return [
                FetchedImage(row["image"], row["size"], bool(row["public"]), row["used"])
                for row in rows
            ]

        return await self._database.run(read)
