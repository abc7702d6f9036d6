"""The deals of a worker, from the moment that it saw them on the chain."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.store.database import Database


class DealPhase(StrEnum):
    """awaiting: not confirmed yet, or gone by a reorganisation. ended: for good."""

    AWAITING = "awaiting"
    ACTIVE = "active"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class WorkerDeal:
    """A deal of this worker. quote: JSON of the quote that opened it; volume: for its next task.

    network: none, outgoing or incoming, with its rates in bits per second.
    sandbox: strict or compatible. gpus: ids of devices that are its alone.
    cleaned: nothing of it is left in the engine. seen, ended: s since 1970 by our clock.
    """

    deal: DealId
    nonce: int
    consumer: Address
    quote: str
    cpu_percent: int
    ram_bytes: int
    storage_bytes: int
    state: DealPhase
    reason: str
    volume: str
    seen: float
    ended: float | None
    cleaned: bool
    network: str = "none"
    ingress_bps: int = 0
    egress_bps: int = 0
    sandbox: str = "strict"
    gpus: tuple[str, ...] = ()


class WorkerDeals:
    """Deals in a worker's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, deal: WorkerDeal) -> None:
        """Record *deal* and that its nonce is used up. Again is fine."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE nonces SET taken=1 WHERE deal=?", (deal.deal,))
            connection.execute(
                "INSERT OR IGNORE INTO deals (deal, nonce, consumer, quote, cpu_percent,"
                " ram_bytes, storage_bytes, state, seen, network, ingress_bps, egress_bps, sandbox,"
                " gpus) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    deal.deal,
                    str(deal.nonce),
                    deal.consumer,
                    deal.quote,
                    deal.cpu_percent,
                    deal.ram_bytes,
                    deal.storage_bytes,
                    deal.state,
                    deal.seen,
                    deal.network,
                    deal.ingress_bps,
                    deal.egress_bps,
                    deal.sandbox,
                    json.dumps(deal.gpus),
                ),
            )

        await self._database.run(write)

    async def retake(self, deal: WorkerDeal) -> None:
        """After a reorganisation another quote of the same nonce was taken: *deal*'s terms."""
        await self._update(
            "UPDATE deals SET consumer=?, quote=?, cpu_percent=?, ram_bytes=?, storage_bytes=?,"
            " network=?, ingress_bps=?, egress_bps=?, sandbox=?, gpus=? WHERE deal=?",
            deal.consumer,
            deal.quote,
            deal.cpu_percent,
            deal.ram_bytes,
            deal.storage_bytes,
            deal.network,
            deal.ingress_bps,
            deal.egress_bps,
            deal.sandbox,
            json.dumps(deal.gpus),
            deal.deal,
        )

    async def get(self, deal: DealId) -> WorkerDeal | None:
        rows = await self._select("WHERE deal=?", deal)
        return rows[0] if rows else None

    async def all(self) -> list[WorkerDeal]:
        """Every deal, newest first."""
        return await self._select("ORDER BY seen DESC")

    async def unfinished(self) -> list[WorkerDeal]:
        """Deals that hold the slice, or have left something in the engine."""
        return await self._select("WHERE state != 'ended' OR cleaned = 0 ORDER BY seen")

    async def set_state(self, deal: DealId, state: DealPhase) -> None:
        await self._update("UPDATE deals SET state=? WHERE deal=?", state, deal)

    async def set_volume(self, deal: DealId, volume: str) -> None:
        await self._update("UPDATE deals SET volume=? WHERE deal=?", volume, deal)

    async def end(self, deal: DealId, *, reason: str, ended: float) -> None:
        """The deal is over for this worker; only the first reason counts."""
        await self._update(
            "UPDATE deals SET state='ended', reason=?, ended=? WHERE deal=? AND state != 'ended'",
            reason,
            ended,
            deal,
        )

    async def set_cleaned(self, deal: DealId) -> None:
        await self._update("UPDATE deals SET cleaned=1, volume='' WHERE deal=?", deal)

    async def _update(self, statement: str, *values: Any) -> None:
        await self._database.run(lambda connection: connection.execute(statement, values).rowcount)

    async def _select(self, condition: str, *values: Any) -> list[WorkerDeal]:
        def read(connection: sqlite3.Connection) -> list[WorkerDeal]:
            statement = f"SELECT * FROM deals {condition}"  # noqa: S608 (our own text)
            return [_deal(row) for row in connection.execute(statement, values)]

        asked = type(self), condition, values
        return list(await self._database.remembered(asked, read))


def _deal(row: sqlite3.Row) -> WorkerDeal:
    return WorkerDeal(
        deal=DealId(row["deal"]),
        nonce=int(row["nonce"]),
        consumer=Address(row["consumer"]),
        quote=row["quote"],
        cpu_percent=row["cpu_percent"],
        ram_bytes=row["ram_bytes"],
        storage_bytes=row["storage_bytes"],
        state=DealPhase(row["state"]),
        reason=row["reason"],
        volume=row["volume"],
        seen=row["seen"],
        ended=row["ended"],
        cleaned=bool(row["cleaned"]),
        network=row["network"],
        ingress_bps=row["ingress_bps"],
        egress_bps=row["egress_bps"],
        sandbox=row["sandbox"],
        gpus=tuple(json.loads(row["gpus"])),
    )
