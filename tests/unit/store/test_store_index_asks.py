"""Announcements are read as far as they may count, however many there are of a slice."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sonm_desktop.store.database import Database
from sonm_desktop.store.index_asks import IndexAsks

WORKER, SLICE = b"w" * 20, b"s" * 32
GOOD, FORGED, UNSEEN = 1, 0, None


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(tmp_path / "index.sqlite", "index")
    await opened.open()
    yield opened
    await opened.close()


async def announced(database: Database, *rows: tuple[int, int, int | None]) -> IndexAsks:
    """Announcements of one slice: issued, expiry, verdict; the first has seq 1."""

    def write(connection: sqlite3.Connection) -> None:
        for seq, (issued, expiry, valid) in enumerate(rows, start=1):
            connection.execute(
                "INSERT INTO event (seq, block, log_index, block_hash, tx, time, subject, topics,"
                " data) VALUES (?, ?, 0, x'', x'', 0, x'', x'', x'')",
                (seq, seq),
            )
            connection.execute(
                "INSERT INTO announcement VALUES (?, ?, ?, ?, ?, ?)",
                (seq, WORKER, SLICE, issued, expiry, valid),
            )

    await database.run(write)
    return IndexAsks(database)


async def read(asks: IndexAsks, now: int = 50) -> list[int]:
    return [row.seq for row in await asks.candidates(now)]


async def test_what_came_before_the_newest_good_one_is_not_read_again(database: Database) -> None:
    """A machine announces its slice every hour; nobody pays for its whole history each time."""
    asks = await announced(database, *((at, 100, GOOD) for at in range(1000)))
    assert await read(asks) == [1000]


async def test_newer_ones_that_nobody_has_judged_come_first_and_forgeries_never(
    database: Database,
) -> None:
    rows = [(1, 100, GOOD), (2, 100, GOOD), (3, 100, FORGED), (4, 100, UNSEEN), (4, 100, UNSEEN)]
    assert await read(await announced(database, *rows)) == [5, 4, 2]


async def test_a_slice_without_a_good_one_is_read_whole(database: Database) -> None:
    asks = await announced(database, (1, 100, UNSEEN), (2, 40, UNSEEN), (3, 100, FORGED))
    assert await read(asks) == [2, 1]


async def test_one_that_was_taken_back_hides_those_before_it(database: Database) -> None:
    """The later one expires at once; an earlier one that would last longer does not come back."""
    assert await read(await announced(database, (1, 100, GOOD), (2, 3, GOOD))) == [2]
