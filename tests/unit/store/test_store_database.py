"""One SQLite file behind one thread: transactions, upgrades, crashes."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sonm_desktop import store
from sonm_desktop.core.errors import UserError
from sonm_desktop.store import database
from sonm_desktop.store.database import Database

FIRST = "CREATE TABLE coins (id INTEGER PRIMARY KEY, wei TEXT NOT NULL) STRICT;"
SECOND = "ALTER TABLE coins ADD COLUMN label TEXT NOT NULL DEFAULT '';"
SCHEMAS = sorted(
    folder.name for folder in Path(store.__path__[0]).iterdir() if list(folder.glob("*.sql"))
)


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    scripts = [FIRST]
    monkeypatch.setattr(database, "_migrations", lambda _schema: scripts)
    return scripts


@pytest.fixture
async def opened(tmp_path: Path, scripts: list[str]) -> AsyncIterator[Database]:
    opened = Database(tmp_path / "coins.sqlite", "coins")
    await opened.open()
    yield opened
    await opened.close()


def add(connection: sqlite3.Connection) -> int:
    connection.execute("INSERT INTO coins (wei) VALUES (?)", (str(2**256 - 1),))
    return count(connection)


def count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM coins").fetchone()[0])


async def test_what_was_written_is_there_after_closing_twice_and_opening_again(
    opened: Database, tmp_path: Path
) -> None:
    assert await opened.run(add) == 1
    await opened.close()
    await opened.close()
    again = Database(tmp_path / "coins.sqlite", "coins")
    await again.open()
    assert await again.run(count) == 1
    await again.close()


async def test_a_failing_function_leaves_nothing_behind(opened: Database) -> None:
    def add_and_fail(connection: sqlite3.Connection) -> None:
        add(connection)
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        await opened.run(add_and_fail)
    assert await opened.run(count) == 0


async def test_a_remembered_answer_is_read_again_only_once_something_was_written(
    opened: Database,
) -> None:
    asked: list[str] = []

    def coins(held: sqlite3.Connection) -> int:
        asked.append("coins")
        return int(held.execute("SELECT count(*) FROM coins").fetchone()[0])

    def nothing(held: sqlite3.Connection) -> None:
        asked.append("nothing")

    for _ in range(3):
        assert await opened.remembered("coins", coins) == 0
        assert await opened.remembered("nothing", nothing) is None
    assert asked == ["coins", "nothing"]

    await opened.run(lambda held: held.execute("INSERT INTO coins (wei) VALUES ('5')").rowcount)
    for _ in range(3):
        assert await opened.remembered("coins", coins) == 1
    await opened.run(lambda held: held.execute("DELETE FROM coins").rowcount)
    assert await opened.remembered("coins", coins) == 0


async def test_an_answer_from_before_a_write_is_not_remembered_after_it(opened: Database) -> None:
    def coins(held: sqlite3.Connection) -> int:
        return int(held.execute("SELECT count(*) FROM coins").fetchone()[0])

    for number in range(1, 20):
        before, _, _ = await asyncio.gather(
            opened.remembered("coins", coins),
            opened.run(lambda held: held.execute("INSERT INTO coins (wei) VALUES ('5')").rowcount),
            opened.remembered("coins", coins),
        )
        assert before == number - 1
        assert await opened.remembered("coins", coins) == number


async def test_the_file_is_private(opened: Database, tmp_path: Path) -> None:
    for name in ("coins.sqlite", "coins.sqlite-wal", "coins.sqlite-shm"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600, name


async def test_a_closed_database_refuses_work(tmp_path: Path, scripts: list[str]) -> None:
    closed = Database(tmp_path / "coins.sqlite", "coins")
    with pytest.raises(RuntimeError, match="not open"):
        await closed.run(count)
    await closed.close()


async def test_an_upgrade_keeps_the_records_and_a_copy_of_the_old_file(
    opened: Database, tmp_path: Path, scripts: list[str]
) -> None:
    await opened.run(add)
    await opened.close()
    scripts.append(SECOND)
    upgraded = Database(tmp_path / "coins.sqlite", "coins")
    await upgraded.open()

    def labels(connection: sqlite3.Connection) -> list[str]:
        return [row["label"] for row in connection.execute("SELECT label FROM coins")]

    assert await upgraded.run(labels) == [""]
    await upgraded.close()
    copy = sqlite3.connect(tmp_path / "coins.v1.bak")
    assert count(copy) == 1
    copy.close()


async def test_a_file_of_a_newer_version_is_refused_and_kept(
    opened: Database, tmp_path: Path, scripts: list[str]
) -> None:
    await opened.run(add)
    await opened.close()
    scripts.clear()
    older = Database(tmp_path / "coins.sqlite", "coins")
    with pytest.raises(UserError) as refusal:
        await older.open()
    assert refusal.value.code == "store.from_the_future"
    await older.close()
    kept = sqlite3.connect(tmp_path / "coins.sqlite")
    assert count(kept) == 1
    kept.close()


async def test_a_broken_migration_changes_nothing(
    opened: Database, tmp_path: Path, scripts: list[str]
) -> None:
    await opened.run(add)
    await opened.close()
    scripts.append(f"{SECOND}\nINSERT INTO nowhere VALUES (1);")
    broken = Database(tmp_path / "coins.sqlite", "coins")
    with pytest.raises(sqlite3.OperationalError):
        await broken.open()
    await broken.close()
    kept = sqlite3.connect(tmp_path / "coins.sqlite")
    assert kept.execute("PRAGMA user_version").fetchone()[0] == 1
    assert [row[1] for row in kept.execute("PRAGMA table_info(coins)")] == ["id", "wei"]
    kept.close()


@pytest.mark.parametrize("schema", SCHEMAS)
async def test_every_schema_of_the_program_opens_twice(tmp_path: Path, schema: str) -> None:
    for _ in range(2):
        real = Database(tmp_path / f"{schema}.sqlite", schema)
        await real.open()
        assert await real.run(version) > 0
        await real.close()


def version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


WRITING = """
import asyncio, pathlib, sys
from sonm_desktop.store import database
database._migrations = lambda _schema: [sys.argv[2]]

def add_two(connection):
    for _ in range(2):
        connection.execute("INSERT INTO coins (wei) VALUES ('1')")
    return connection.execute("SELECT count(*) FROM coins").fetchone()[0]

async def main():
    opened = database.Database(pathlib.Path(sys.argv[1]), "coins")
    await opened.open()
    while True:
        print(await opened.run(add_two), flush=True)

asyncio.run(main())
"""


def test_a_kill_loses_nothing_that_was_acknowledged_and_no_half(tmp_path: Path) -> None:
    path = tmp_path / "coins.sqlite"
    with subprocess.Popen(
        [sys.executable, "-c", WRITING, str(path), FIRST], stdout=subprocess.PIPE, text=True
    ) as writing:
        assert writing.stdout is not None
        acknowledged = [int(writing.stdout.readline()) for _ in range(20)]
        os.kill(writing.pid, signal.SIGKILL)
    survivor = sqlite3.connect(path)
    assert count(survivor) >= acknowledged[-1]
    assert count(survivor) % 2 == 0
    survivor.close()


@pytest.mark.parametrize("schema", SCHEMAS)
def test_migrations_are_numbered_without_gap_or_twin(schema: str) -> None:
    """A file that is put between others would be skipped where the later ones were done."""
    names = sorted(file.name for file in (Path(store.__path__[0]) / schema).glob("*.sql"))
    assert [name.split("_")[0] for name in names] == [f"{at:04}" for at in range(1, len(names) + 1)]
