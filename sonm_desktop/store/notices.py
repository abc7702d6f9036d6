"""What a person was told, and what is known of each thing so that nothing is told twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sonm_desktop.store.database import Database

KEPT_NOTICES = 500
KEPT_SUBJECTS = 20_000


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """at: by this machine's clock, s. place: of the window. about: a deal or a worker, or empty.

    seq: 0 before it is kept.
    """

    at: int
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    about: str = ""
    read: bool = False
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """said: what was said of a subject last, or an own mark. at: since when, s."""

    said: str
    at: int


@dataclass(frozen=True, slots=True)
class Tally:
    """newest: the seq of the newest notice, 0 for none."""

    newest: int
    unread: int


class Notices:
    """*database* has the schema ``agent``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self) -> dict[str, Known]:
        """Of every subject."""

        def work(connection: sqlite3.Connection) -> dict[str, Known]:
            rows = connection.execute("SELECT subject, said, at FROM notice_known")
            return {row["subject"]: Known(row["said"], row["at"]) for row in rows}

        return await self._database.run(work)

    async def learn(self, known: Mapping[str, Known], told: list[NoticeRecord]) -> None:
        """Keep both, or after a crash neither; of either the newest stay."""

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT OR REPLACE INTO notice_known (subject, said, at) VALUES (?, ?, ?)",
                [(subject, one.said, one.at) for subject, one in known.items()],
            )
            connection.executemany(
                "INSERT INTO notice (at, code, params, place, about) VALUES (?, ?, ?, ?, ?)",
                [
                    (one.at, one.code, json.dumps(dict(one.params)), one.place, one.about)
                    for one in told
                ],
            )
            connection.execute(
                "DELETE FROM notice WHERE seq NOT IN"
                " (SELECT seq FROM notice ORDER BY seq DESC LIMIT ?)",
                (KEPT_NOTICES,),
            )
            connection.execute(
                "DELETE FROM notice_known WHERE subject IN"
                " (SELECT subject FROM notice_known ORDER BY at DESC LIMIT -1 OFFSET ?)",
                (KEPT_SUBJECTS,),
            )

        await self._database.run(work)

    async def newest(self, *, limit: int, since: int = 0, after: int = 0) -> list[NoticeRecord]:
        """The newest first. since: s; after: a seq."""

        def work(connection: sqlite3.Connection) -> list[NoticeRecord]:
            rows = connection.execute(
                "SELECT * FROM notice WHERE at>=? AND seq>? ORDER BY seq DESC LIMIT ?",
                (since, after, limit),
            )
            return [_notice(row) for row in rows]

        return await self._database.run(work)

    async def read_up_to(self, seq: int) -> None:
        """Those up to *seq* are no news any more."""
        await self._database.run(
            lambda connection: (
                connection.execute(
                    "UPDATE notice SET read=1 WHERE seq<=? AND read=0", (seq,)
                ).rowcount
            )
        )

    async def tally(self) -> Tally:
        def work(connection: sqlite3.Connection) -> Tally:
            row = connection.execute(
                "SELECT coalesce(max(seq), 0) AS newest, coalesce(sum(read=0), 0) AS unread"
                " FROM notice"
            ).fetchone()
            return Tally(row["newest"], row["unread"])

        return await self._database.run(work)


def _notice(row: sqlite3.Row) -> NoticeRecord:
    return NoticeRecord(
        at=row["at"],
        code=row["code"],
        params=json.loads(row["params"]),
        place=row["place"],
        about=row["about"],
        read=bool(row["read"]),
        seq=row["seq"],
    )
