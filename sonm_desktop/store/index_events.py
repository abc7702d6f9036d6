"""The index's own log: blocks and raw events, and the tables computed from them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from sonm_desktop.store.database import Database
from sonm_desktop.store.index_deals import DealRow, delete_deals, save_deals


@dataclass(frozen=True, slots=True)
class BlockRow:
    """A block of the recent chain."""

    number: int
    hash: bytes
    parent: bytes
    time: int


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as the node gave it. topics: joined. time 0: unknown. seq 0: not stored yet."""

    block: int
    log_index: int
    block_hash: bytes
    tx: bytes
    time: int
    subject: bytes
    party: bytes | None
    topics: bytes
    data: bytes
    seq: int = 0


@dataclass(frozen=True, slots=True)
class AnnouncementRow:
    """An announced ask, found by its place in the batch until it has a seq."""

    worker: bytes
    slice: bytes
    issued: int
    expiry: int
    position: int


@dataclass(slots=True)
class IndexBatch:
    """All that one step forward writes at once."""

    events: list[EventRow] = field(default_factory=list)
    blocks: list[BlockRow] = field(default_factory=list)
    deals: dict[bytes, DealRow] = field(default_factory=dict)
    announcements: list[AnnouncementRow] = field(default_factory=list)


class IndexLog:
    """Blocks and events of one network. *database* has the schema ``index``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, batch: IndexBatch) -> int:
        """Write *batch* at once; the newest seq."""
        return await self._database.run(lambda connection: _append(connection, batch))

    async def rollback(
        self, block: int, *, deals: Sequence[DealRow], lost_deals: Sequence[bytes]
    ) -> int:
        """Remove everything above *block* at once; the newest seq that stays.

        *deals* as the events that stay tell them, *lost_deals* opened above it.
        """

        def undo(connection: sqlite3.Connection) -> int:
            _remove_above(connection, block)
            delete_deals(connection, lost_deals)
            save_deals(connection, deals)
            return _newest_seq(connection)

        return await self._database.run(undo)

    async def clear(self) -> None:
        """Forget everything but the sequence numbers."""
        await self._database.run(_clear)

    async def blocks(self) -> list[BlockRow]:
        """The recent blocks, newest first."""
        return await self._database.run(
            lambda connection: [
                BlockRow(*row)
                for row in connection.execute(
                    "SELECT number, hash, parent, time FROM block ORDER BY number DESC"
                )
            ]
        )

    async def prune(self, final: int) -> None:
        """Keep the newest block at or below *final* and all above it."""
        await self._database.run(
            lambda connection: connection.execute(
                "DELETE FROM block WHERE number < "
                "(SELECT max(number) FROM block WHERE number <= ?)",
                (final,),
            )
        )

    async def newest_seq(self) -> int:
        """The seq of the newest event, 0 without any."""
        return await self._database.run(_newest_seq)

    async def after(self, seq: int, limit: int) -> list[EventRow]:
        """Events above *seq*, oldest first."""
        return await self._events("WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit))

    async def above(self, block: int) -> list[EventRow]:
        """Events in blocks above *block*, oldest first."""
        return await self._events("WHERE block > ? ORDER BY seq", (block,))

    async def of_subject(self, subject: bytes) -> list[EventRow]:
        """Events about *subject*, oldest first."""
        return await self._events("WHERE subject = ? ORDER BY seq", (subject,))

    async def with_party(self, party: bytes) -> list[EventRow]:
        """Events whose second argument is *party*, oldest first."""
        return await self._events("WHERE party = ? ORDER BY seq", (party,))

    async def _events(self, condition: str, values: tuple[object, ...]) -> list[EventRow]:
        query = f"SELECT {_COLUMNS}, seq FROM event {condition}"  # noqa: S608  # our own text
        return await self._database.run(
            lambda connection: [EventRow(*row) for row in connection.execute(query, values)]
        )


_COLUMNS = "block, log_index, block_hash, tx, time, subject, party, topics, data"
_INSERT_EVENT = (
    f"INSERT INTO event ({_COLUMNS}, seq) "  # noqa: S608  # names of our own
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def _append(connection: sqlite3.Connection, batch: IndexBatch) -> int:
    first = _last_used_seq(connection) + 1
    connection.executemany(
        _INSERT_EVENT,
        [
            (
                event.block,
                event.log_index,
                event.block_hash,
                event.tx,
                event.time,
                event.subject,
                event.party,
                event.topics,
                event.data,
                seq,
            )
            for seq, event in enumerate(batch.events, start=first)
        ],
    )
    connection.executemany(
        "INSERT INTO block (number, hash, parent, time) VALUES (?, ?, ?, ?)",
        [(block.number, block.hash, block.parent, block.time) for block in batch.blocks],
    )
    connection.executemany(
        "INSERT INTO announcement (seq, worker, slice, issued, expiry) VALUES (?, ?, ?, ?, ?)",
        [
            (first + row.position, row.worker, row.slice, row.issued, row.expiry)
            for row in batch.announcements
        ],
    )
    save_deals(connection, batch.deals.values())
    return _newest_seq(connection)


def _remove_above(connection: sqlite3.Connection, block: int) -> None:
    connection.execute(
        "DELETE FROM announcement WHERE seq IN (SELECT seq FROM event WHERE block > ?)", (block,)
    )
    connection.execute("DELETE FROM event WHERE block > ?", (block,))
    connection.execute("DELETE FROM block WHERE number > ?", (block,))


def _clear(connection: sqlite3.Connection) -> None:
    for table in ("block", "event", "deal", "announcement"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  # names of our own


def _newest_seq(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
    return int(row[0])


def _last_used_seq(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'event'").fetchone()
    return int(row[0]) if row else 0
