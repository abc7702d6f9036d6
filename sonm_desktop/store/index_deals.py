"""Deals as the market's events tell them, found by id or by party."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields

from sonm_desktop.store.database import Database


@dataclass(slots=True)
class DealRow:
    """A deal while it is folded from its events. Ids and addresses are raw bytes.

    deposited: all that ever went into its escrow. opened_at, closed_at 0: unknown time.
    closed_block 0: it still holds its escrow.
    """

    deal: bytes
    worker: bytes
    consumer: bytes
    payee: bytes
    nonce: int
    ask: bytes
    rate: int
    notice: int
    window: int
    deposited: int
    paid: int
    refunded: int
    end: int
    until: int
    stopped: int
    opened_block: int
    opened_at: int
    closed_block: int
    closed_at: int


class IndexDeals:
    """Deals of one network. *database* has the schema ``index``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, deals: Sequence[bytes]) -> dict[bytes, DealRow]:
        """Those of *deals* that the index has."""
        return await self._database.run(lambda connection: _known(connection, deals))

    async def of(self, account: bytes) -> list[DealRow]:
        """Deals in which *account* is consumer, payee or worker, newest first."""
        return await self._database.run(lambda connection: _of(connection, account))

    async def closed(self, account: bytes) -> tuple[int, int]:
        """How many closed ones it was paid for, and how many it was the consumer of."""
        return await self._database.run(
            lambda connection: (
                _closed(connection, "payee", account),
                _closed(connection, "consumer", account),
            )
        )

    async def opened(self, since: int, until: int, most: int) -> list[DealRow]:
        """The newest *most* of those opened from *since* to *until*, the newest first."""
        return await self._database.run(lambda connection: _opened(connection, since, until, most))


def save_deals(connection: sqlite3.Connection, deals: Iterable[DealRow]) -> None:
    """Insert or replace *deals*."""
    connection.executemany(_SAVE, [_values(deal) for deal in deals])


def delete_deals(connection: sqlite3.Connection, deals: Iterable[bytes]) -> None:
    """Remove *deals*."""
    connection.executemany("DELETE FROM deal WHERE deal = ?", [(deal,) for deal in deals])


_NAMES = [field.name for field in fields(DealRow)]
_TEXT = frozenset(("nonce", "rate", "deposited", "paid", "refunded"))
_TEXT_PLACES = [place for place, name in enumerate(_NAMES) if name in _TEXT]
_COLUMNS = ", ".join(_NAMES)
_SAVE = (
    f"INSERT OR REPLACE INTO deal ({_COLUMNS}) "  # noqa: S608  # names of our own
    f"VALUES ({', '.join('?' * len(_NAMES))})"
)
_SELECT = f"SELECT {_COLUMNS} FROM deal"  # noqa: S608  # names of our own


def _values(deal: DealRow) -> list[object]:
    values = list(astuple(deal))
    for place in _TEXT_PLACES:
        values[place] = str(values[place])
    return values


def _row(values: Iterable[object]) -> DealRow:
    columns = list(values)
    for place in _TEXT_PLACES:
        columns[place] = int(str(columns[place]))
    return DealRow(*columns)  # type: ignore[arg-type]  # the columns of the table, in order


def _known(connection: sqlite3.Connection, deals: Sequence[bytes]) -> dict[bytes, DealRow]:
    found: dict[bytes, DealRow] = {}
    for deal in deals:
        row = connection.execute(f"{_SELECT} WHERE deal = ?", (deal,)).fetchone()
        if row is not None:
            found[deal] = _row(row)
    return found


def _of(connection: sqlite3.Connection, account: bytes) -> list[DealRow]:
    rows = connection.execute(
        f"{_SELECT} WHERE consumer = :account OR payee = :account OR worker = :account "
        "ORDER BY opened_block DESC, deal",
        {"account": account},
    )
    return [_row(row) for row in rows]


def _closed(connection: sqlite3.Connection, side: str, account: bytes) -> int:
    counted = connection.execute(
        f"SELECT count(*) FROM deal WHERE {side} = ? AND closed_block > 0",  # noqa: S608  # ours
        (account,),
    )
    return int(counted.fetchone()[0])


def _opened(connection: sqlite3.Connection, since: int, until: int, most: int) -> list[DealRow]:
    rows = connection.execute(
        f"{_SELECT} WHERE opened_at BETWEEN ? AND ? ORDER BY opened_at DESC, deal LIMIT ?",
        (since, until, most),
    )
    return [_row(row) for row in rows]
