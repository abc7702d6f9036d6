"""Announced asks: candidates for each slice, and the verdicts on their signatures."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from sonm_desktop.store.database import Database


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announcement as it was logged. data: of the event. valid None: nobody looked yet."""

    seq: int
    block: int
    worker: bytes
    slice: bytes
    issued: int
    expiry: int
    valid: bool | None
    data: bytes


class IndexAsks:
    """Announcements of one network. *database* has the schema ``index``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def candidates(self, now: int) -> list[Announcement]:
        """Announcements of every slice with one that expires after *now*: slice by slice,
        newest issue first.

        Known forgeries are left out, and what came before the newest that is known to be good: who
        announces a slice ten thousand times costs no more than who does it once. Later ones of the
        same issue come first.
        """
        return await self._database.run(lambda connection: _candidates(connection, now))

    async def of_workers(self, workers: Sequence[bytes], most: int) -> list[Announcement]:
        """The newest *most* announcements of each worker, expired or not, without forgeries."""
        return await self._database.run(lambda connection: _of_workers(connection, workers, most))

    async def judge(self, verdicts: Sequence[tuple[int, bool]]) -> None:
        """Remember whether the signature of each seq is its worker's."""
        await self._database.run(
            lambda connection: connection.executemany(
                "UPDATE announcement SET valid = ? WHERE seq = ?",
                [(int(valid), seq) for seq, valid in verdicts],
            )
        )


def _candidates(connection: sqlite3.Connection, now: int) -> list[Announcement]:
    rows = connection.execute(
        """
        WITH live AS (SELECT DISTINCT worker, slice FROM announcement WHERE expiry > ?),
        good AS (
            SELECT live.worker, live.slice, max(known.issued) AS issued
            FROM live LEFT JOIN announcement AS known
            ON known.worker = live.worker AND known.slice = live.slice AND known.valid = 1
            GROUP BY live.worker, live.slice
        )
        SELECT a.seq, e.block, a.worker, a.slice, a.issued, a.expiry, a.valid, e.data
        FROM good JOIN announcement AS a ON a.worker = good.worker AND a.slice = good.slice
        JOIN event AS e ON e.seq = a.seq
        WHERE a.valid IS NOT 0 AND (good.issued IS NULL OR a.issued >= good.issued)
        ORDER BY a.worker, a.slice, a.issued DESC, a.seq DESC
        """,
        (now,),
    )
    return [_announcement(row) for row in rows]


def _of_workers(
    connection: sqlite3.Connection, workers: Sequence[bytes], most: int
) -> list[Announcement]:
    found: list[Announcement] = []
    for worker in workers:
        rows = connection.execute(
            """
            SELECT a.seq, e.block, a.worker, a.slice, a.issued, a.expiry, a.valid, e.data
            FROM announcement AS a JOIN event AS e ON e.seq = a.seq
            WHERE a.worker = ? AND a.valid IS NOT 0
            ORDER BY a.issued DESC, a.seq DESC LIMIT ?
            """,
            (worker, most),
        )
        found += [_announcement(row) for row in rows]
    return found


def _announcement(row: tuple[int, int, bytes, bytes, int, int, int | None, bytes]) -> Announcement:
    seq, block, worker, part, issued, expiry, valid, data = row
    known = None if valid is None else bool(valid)
    return Announcement(seq, block, worker, part, issued, expiry, known, data)
