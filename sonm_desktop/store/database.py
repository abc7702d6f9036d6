"""One SQLite file behind one thread, with migrations in plain SQL.

Repositories pass functions to `Database.run`; each runs in a transaction on the thread that
owns the connection, so that a crash leaves all of it or nothing.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.paths import private_folder

logger = logging.getLogger(__name__)

T = TypeVar("T")

_MOST_REMEMBERED = 256


class Database:
    """The file *path*, upgraded to the newest migration of the folder *schema*.

    *schema* names a folder beside this module with files ``0001_what.sql``, ``0002_...``.
    Writes are synced to disk before `run` returns.
    """

    def __init__(self, path: Path, schema: str) -> None:
        self._path = path
        self._schema = schema
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"store-{schema}")
        self._connection: sqlite3.Connection | None = None
        self._closed = False
        self.written = 0
        """Counts the rows that were ever written since it was opened."""
        self._remembered: dict[Hashable, Any] = {}
        self._remembered_at = 0

    async def open(self) -> None:
        """Open and upgrade the file.

        Raises UserError("store.from_the_future") for a file of a newer version.
        """
        await asyncio.get_running_loop().run_in_executor(self._thread, self._open)

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What *work* returns, inside one transaction on the database's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._within, work)

    async def remembered(self, what: Hashable, read: Callable[[sqlite3.Connection], T]) -> T:
        """What *read* returns, which is not done again while nothing is written.

        *what*: names the question and all that it depends on. For loops that look again and
        again; nobody changes the answer that he gets.
        """
        if self._remembered_at != self.written or len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.clear()
            self._remembered_at = self.written
        if what not in self._remembered:
            written, found = await self.run(lambda held: (held.total_changes, read(held)))
            if written != self._remembered_at:
                return found
            self._remembered[what] = found
        remembered: T = self._remembered[what]
        return remembered

    async def close(self) -> None:
        """Finish what is queued and close the file; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=True)

    def _open(self) -> None:
        private_folder(self._path.parent)
        connection = sqlite3.connect(self._path, isolation_level=None)
        self._path.chmod(0o600)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        self._upgrade(connection)
        self._connection = connection

    def _upgrade(self, connection: sqlite3.Connection) -> None:
        scripts = _migrations(self._schema)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(scripts):
            connection.close()
            raise UserError("store.from_the_future", file=self._path.name)
        if 0 < version < len(scripts):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy2(self._path, self._path.with_suffix(f".v{version}.bak"))
        for number, script in enumerate(scripts[version:], start=version + 1):
            connection.executescript(f"BEGIN;\n{script}\nPRAGMA user_version={number};\nCOMMIT;")
            logger.info("%s is now at version %d", self._path.name, number)

    def _within(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is None:
            raise RuntimeError("the database is not open")
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            result = work(self._connection)
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")
        self.written = self._connection.total_changes
        return result

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _migrations(schema: str) -> list[str]:
    folder = resources.files("sonm_desktop.store") / schema
    scripts = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".sql")),
        key=lambda entry: entry.name,
    )
    return [script.read_text(encoding="utf-8") for script in scripts]
