"""Signed promises to pay, and settlements: what a customer gave, what a supplier holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.store.database import Database

Side = Literal["rental", "supplier"]
"""Whose records: the customer's or the supplier's."""


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """A voucher with its signature. delivered: its worker has it (customer's records).

    metered: wei of its total that pay for metered units; credited: wei that it takes off for held
    time; rate: wei per second of the deal when it was signed (customer's records).
    """

    deal: DealId
    total: Wei
    at: int
    until: int
    signature: bytes
    delivered: bool = False
    metered: int = 0
    credited: int = 0
    rate: int = 0


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """A total to settle at. payee_signature: None until the payee has agreed."""

    deal: DealId
    total: Wei
    consumer_signature: bytes
    payee_signature: bytes | None


class Promises:
    """Vouchers and settlements of one network and one side."""

    def __init__(self, database: Database, network: str, side: Side) -> None:
        self._database = database
        self._network = network
        self._side = side

    async def vouchers(self, deal: DealId) -> list[VoucherRow]:
        """Oldest first."""

        def read(connection: sqlite3.Connection) -> list[VoucherRow]:
            found = connection.execute(
                f"SELECT * FROM {self._side}_voucher WHERE network=? AND deal=?"  # noqa: S608
                " ORDER BY at, until, length(total), total",
                (self._network, deal),
            )
            return [_voucher(row) for row in found]

        return await self._database.run(read)

    async def deals(self, since: int) -> list[DealId]:
        """Those with a voucher that promises time after *since*, chain time."""

        def read(connection: sqlite3.Connection) -> list[DealId]:
            found = connection.execute(
                f"SELECT deal FROM {self._side}_voucher WHERE network=?"  # noqa: S608
                " GROUP BY deal HAVING max(until) > ? ORDER BY deal",
                (self._network, since),
            )
            return [DealId(row["deal"]) for row in found]

        return await self._database.run(read)

    async def add_vouchers(self, rows: Iterable[VoucherRow]) -> None:
        """Known ones are kept as they are."""
        kept = list(rows)
        ours = ", metered, credited, rate" if self._side == "rental" else ""
        marks = ", ?, ?, ?" if ours else ""

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                f"INSERT OR IGNORE INTO {self._side}_voucher"  # noqa: S608
                f" (network, deal, total, at, until, signature{ours})"
                f" VALUES (?, ?, ?, ?, ?, ?{marks})",
                [
                    (self._network, row.deal, str(row.total), row.at, row.until, row.signature)
                    + ((str(row.metered), str(row.credited), str(row.rate)) if ours else ())
                    for row in kept
                ],
            )

        await self._database.run(write)

    async def copy_vouchers(self, rows: Iterable[VoucherRow], worker: Address, seq: int) -> None:
        """Keep what *worker* handed over up to its number *seq*: both or none."""
        kept = list(rows)

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT OR IGNORE INTO supplier_voucher"
                " (network, deal, total, at, until, signature) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (self._network, row.deal, str(row.total), row.at, row.until, row.signature)
                    for row in kept
                ],
            )
            connection.execute(
                "UPDATE supplier_worker SET voucher_seq=? WHERE network=? AND worker=?",
                (seq, self._network, worker),
            )

        await self._database.run(write)

    async def delivered(self, row: VoucherRow) -> None:
        """The worker has accepted it (customer's records)."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE rental_voucher SET delivered=1 WHERE network=? AND deal=? AND at=?"
                " AND until=? AND total=?",
                (self._network, row.deal, row.at, row.until, str(row.total)),
            )

        await self._database.run(write)

    async def settlements(self, deal: DealId) -> list[SettlementRow]:
        """Every total that was signed for *deal*, also those that nobody answered."""

        def read(connection: sqlite3.Connection) -> list[SettlementRow]:
            found = connection.execute(
                f"SELECT * FROM {self._side}_settlement WHERE network=? AND deal=?",  # noqa: S608
                (self._network, deal),
            )
            return [_settlement(row) for row in found]

        return await self._database.run(read)

    async def keep_settlement(self, row: SettlementRow) -> None:
        """Record it; a payee's signature that is there stays."""
        values: tuple[Any, ...] = (
            self._network,
            row.deal,
            str(row.total),
            row.consumer_signature,
            row.payee_signature,
        )

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                f"INSERT INTO {self._side}_settlement VALUES (?, ?, ?, ?, ?)"  # noqa: S608
                " ON CONFLICT DO UPDATE SET payee_signature="
                "coalesce(payee_signature, excluded.payee_signature)",
                values,
            )

        await self._database.run(write)


def _voucher(row: sqlite3.Row) -> VoucherRow:
    return VoucherRow(
        deal=DealId(row["deal"]),
        total=Wei(int(row["total"])),
        at=row["at"],
        until=row["until"],
        signature=row["signature"],
        delivered="delivered" in row.keys() and bool(row["delivered"]),  # noqa: SIM118
        metered=_number(row, "metered"),
        credited=_number(row, "credited"),
        rate=_number(row, "rate"),
    )


def _number(row: sqlite3.Row, name: str) -> int:
    """0 where the records of that side have none."""
    return int(row[name]) if name in row.keys() else 0  # noqa: SIM118


def _settlement(row: sqlite3.Row) -> SettlementRow:
    return SettlementRow(
        deal=DealId(row["deal"]),
        total=Wei(int(row["total"])),
        consumer_signature=row["consumer_signature"],
        payee_signature=row["payee_signature"],
    )
