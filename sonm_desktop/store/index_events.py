"""The index's own log: blocks and raw events, and the tables computed from them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from sonm_desktop.store.database import Database
from sonm_desktop.store.index_deals import DealRow, delete_deals, save_deals
from sonm_desktop.store.index_token import (
    TokenRow,
    clear_tokens,
    reach_tokens,
    save_token_rows,
    undo_tokens,
)
from sonm_desktop.store.index_words import WordRow, clear_words, save_words, undo_words


@dataclass(frozen=True, slots=True)
class BlockRow:
    """A block of the recent chain."""

    number: int
    hash: bytes
    parent: bytes
    time: int


class EventRow(NamedTuple):
    """An event as the node gave it, in the order of the table: millions are made and stored.

    subject, party: its first two arguments. topics: joined. time 0: the node did not tell.
    seq None: not stored yet.
    """

    block: int
    log_index: int
    block_hash: bytes
    tx: bytes
    time: int
    subject: bytes
    party: bytes | None
    topics: bytes
    data: bytes
    seq: int | None = None

    @property
    def kind(self) -> bytes:
        """The hash of the event's signature."""
        return self.topics[:32]


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
    """All that one step forward writes at once.

    tokens: the token's logs of *owners*, up to the last of *blocks*.
    """

    events: Sequence[EventRow] = ()
    blocks: list[BlockRow] = field(default_factory=list)
    deals: dict[bytes, DealRow] = field(default_factory=dict)
    announcements: list[AnnouncementRow] = field(default_factory=list)
    words: list[WordRow] = field(default_factory=list)
    tokens: Sequence[TokenRow] = ()
    owners: Sequence[bytes] = ()


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
            undo_tokens(connection, block)
            delete_deals(connection, lost_deals)
            save_deals(connection, deals)
            return _newest_seq(connection)

        return await self._database.run(undo)

    async def clear(self) -> None:
        """Forget everything but the sequence numbers."""
        await self._database.run(_clear)

    async def follow(self, contracts: Sequence[bytes]) -> bool:
        """Index the logs of *contracts* from now on; whether everything was forgotten, because
        other ones were indexed before."""

        def work(connection: sqlite3.Connection) -> bool:
            rows = connection.execute("SELECT contract FROM followed")
            if {row[0] for row in rows} == set(contracts):
                return False
            held = connection.execute("SELECT 1 FROM block LIMIT 1").fetchone() is not None
            _clear(connection)
            connection.execute("DELETE FROM followed")
            connection.executemany(
                "INSERT INTO followed (contract) VALUES (?)", [(one,) for one in contracts]
            )
            return held

        return await self._database.run(work)

    async def words(self, after: int, limit: int) -> list[EventRow]:
        """Events above *after* that say something of an account, oldest first."""
        return await self._events(
            "WHERE seq IN (SELECT seq FROM word WHERE seq > ? ORDER BY seq LIMIT ?) ORDER BY seq",
            (after, limit),
        )

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
        return await self._events(f"WHERE seq > {_LAST_WITHIN} ORDER BY seq", (block,))

    async def of_subject(self, subject: bytes) -> list[EventRow]:
        """Events about *subject*, oldest first."""
        return await self._events("WHERE subject = ? ORDER BY seq", (subject,))

    async def of_subject_from(self, subject: bytes, seq: int, limit: int) -> list[EventRow]:
        """Events about *subject* from *seq* on, oldest first."""
        return await self._events(
            "WHERE subject = ? AND seq >= ? ORDER BY seq LIMIT ?", (subject, seq, limit)
        )

    async def with_party(self, party: bytes) -> list[EventRow]:
        """Events whose second argument is *party*, oldest first."""
        return await self._events("WHERE party = ? ORDER BY seq", (party,))

    async def campaigns(self, limit: int) -> list[EventRow]:
        """Events that opened a campaign, newest first."""
        return await self._events(f"WHERE {_OPENS_CAMPAIGN} ORDER BY seq DESC LIMIT ?", (limit,))

    async def campaigns_by(self, sponsor: bytes) -> list[EventRow]:
        """Those by which *sponsor* opened one, newest first, however many others there are."""
        return await self._events(
            f"WHERE party = ? AND {_OPENS_CAMPAIGN} ORDER BY seq DESC", (sponsor,)
        )

    async def _events(self, condition: str, values: tuple[object, ...]) -> list[EventRow]:
        query = f"SELECT {_COLUMNS} FROM event {condition}"  # noqa: S608  # our own text
        return await self._database.run(
            lambda connection: [EventRow(*row) for row in connection.execute(query, values)]
        )


_COLUMNS = "block, log_index, block_hash, tx, time, subject, party, topics, data, seq"
_LAST_WITHIN = "coalesce((SELECT seq FROM event WHERE block <= ? ORDER BY seq DESC LIMIT 1), 0)"
"""The seq of the last event that is not above a block, found from the end."""

_OPENS_CAMPAIGN = (
    "substr(topics, 1, 32) = x'a204a331c32e4bf2879adfe5f4d7c850bb9480d7939b94d74fac6856e8d2554e'"
)
"""As the index ``event_campaign`` has it, letter by letter."""

_ROWS_AT_ONCE = 50
"""Each statement lets go of the interpreter, and other threads make it wait to go on."""


def _append(connection: sqlite3.Connection, batch: IndexBatch) -> int:
    first = _last_used_seq(connection) + 1
    for start in range(0, len(batch.events), _ROWS_AT_ONCE):
        _insert_events(connection, batch.events[start : start + _ROWS_AT_ONCE])
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
    save_words(connection, batch.words, first)
    save_deals(connection, batch.deals.values())
    save_token_rows(connection, batch.tokens)
    if batch.blocks:
        reach_tokens(connection, batch.owners, batch.blocks[-1].number)
    return _newest_seq(connection)


def _insert_events(connection: sqlite3.Connection, events: Sequence[EventRow]) -> None:
    places = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"] * len(events))
    connection.execute(
        f"INSERT INTO event ({_COLUMNS}) VALUES {places}",  # noqa: S608  # question marks
        list(chain.from_iterable(events)),
    )


def _remove_above(connection: sqlite3.Connection, block: int) -> None:
    last = connection.execute(f"SELECT {_LAST_WITHIN}", (block,)).fetchone()[0]
    connection.execute("DELETE FROM announcement WHERE seq > ?", (last,))
    undo_words(connection, last)
    connection.execute("DELETE FROM event WHERE seq > ?", (last,))
    connection.execute("DELETE FROM block WHERE number > ?", (block,))


def _clear(connection: sqlite3.Connection) -> None:
    for table in ("block", "event", "deal", "announcement"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  # names of our own
    clear_tokens(connection)
    clear_words(connection)


def _newest_seq(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
    return int(row[0])


def _last_used_seq(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'event'").fetchone()
    return int(row[0]) if row else 0
