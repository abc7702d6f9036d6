"""The workers that serve our accounts."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from sonm_desktop.core.ids import Address
from sonm_desktop.store.database import Database


@dataclass(frozen=True, slots=True)
class SupplierWorkerRow:
    """bind: as it travels, signed by both. announced: the ask that is on the chain, as it
    travels, JSON, or empty. voucher_seq: up to where its vouchers have been copied.

    reason: the code of why it is not on sale, empty when it is.
    """

    worker: Address
    master: Address
    endpoint: str
    addresses: tuple[str, ...]
    relay: str
    added: float
    bind: dict[str, Any]
    worker_signature: bytes
    master_signature: bytes
    announced: str = ""
    voucher_seq: int = 0
    reason: str = ""


class SupplierWorkers:
    """Enrolled workers of one network."""

    def __init__(self, database: Database, network: str) -> None:
        self._database = database
        self._network = network

    async def put(self, row: SupplierWorkerRow) -> None:
        """Add it, or give a known one its new address and binding."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO supplier_worker (network, worker, master, endpoint, addresses, relay,"
                " added, bind, worker_signature, master_signature)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                " master=excluded.master, endpoint=excluded.endpoint,"
                " addresses=excluded.addresses, relay=excluded.relay, bind=excluded.bind,"
                " worker_signature=excluded.worker_signature,"
                " master_signature=excluded.master_signature",
                (
                    self._network,
                    row.worker,
                    row.master,
                    row.endpoint,
                    json.dumps(row.addresses),
                    row.relay,
                    row.added,
                    json.dumps(row.bind),
                    row.worker_signature,
                    row.master_signature,
                ),
            )

        await self._database.run(write)

    async def get(self, worker: Address) -> SupplierWorkerRow | None:
        rows = await self._select("worker=?", worker)
        return rows[0] if rows else None

    async def all(self) -> list[SupplierWorkerRow]:
        """Oldest first."""
        return await self._select("1")

    async def announced(self, worker: Address, ask: str) -> None:
        """The ask of *worker* that was put on the chain."""
        await self._update("announced=?", worker, ask)

    async def explain(self, worker: Address, reason: str) -> None:
        """Why it is not on sale."""
        await self._update("reason=?", worker, reason)

    async def _update(self, change: str, worker: Address, *values: Any) -> None:
        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                f"UPDATE supplier_worker SET {change} WHERE network=? AND worker=?",  # noqa: S608
                (*values, self._network, worker),
            )

        await self._database.run(write)

    async def _select(self, condition: str, *values: Any) -> list[SupplierWorkerRow]:
        def read(connection: sqlite3.Connection) -> list[SupplierWorkerRow]:
            found = connection.execute(
                f"SELECT * FROM supplier_worker WHERE network=? AND {condition}"  # noqa: S608
                " ORDER BY added",
                (self._network, *values),
            )
            return [_row(row) for row in found]

        asked = type(self), self._network, condition, values
        return list(await self._database.remembered(asked, read))


def _row(row: sqlite3.Row) -> SupplierWorkerRow:
    return SupplierWorkerRow(
        worker=Address(row["worker"]),
        master=Address(row["master"]),
        endpoint=row["endpoint"],
        addresses=tuple(json.loads(row["addresses"])),
        relay=row["relay"],
        added=row["added"],
        bind=json.loads(row["bind"]),
        worker_signature=row["worker_signature"],
        master_signature=row["master_signature"],
        announced=row["announced"],
        voucher_seq=row["voucher_seq"],
        reason=row["reason"],
    )
