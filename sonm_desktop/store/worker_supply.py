"""What a worker has promised: nonces and the quotes that it signed with them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.store.database import Database


@dataclass(frozen=True, slots=True)
class PromisedQuote:
    """A quote that was signed. quote: JSON of its wire form; the rest: what it sells."""

    deal: DealId
    consumer: Address
    quote: str
    expiry: int
    cpu_percent: int
    ram_bytes: int
    storage_bytes: int
    network: str = "none"
    ingress_bps: int = 0
    egress_bps: int = 0
    sandbox: str = "strict"
    gpus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FreeNonce:
    """The nonce that quotes of a slice share until one of them is taken."""

    deal: DealId
    nonce: int
    slice: str


class WorkerSupply:
    """Nonces and quotes in a worker's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def free_nonce(self, slice_id: str) -> FreeNonce | None:
        """The nonce of a slice that no deal has used yet; None when a new one is due."""
        return next((free for free in await self.free_nonces() if free.slice == slice_id), None)

    async def free_nonces(self) -> list[FreeNonce]:
        """The nonces that no deal has used yet, of every slice that ever was quoted."""

        def read(connection: sqlite3.Connection) -> list[FreeNonce]:
            rows = connection.execute("SELECT deal, nonce, slice FROM nonces WHERE taken=0")
            return [FreeNonce(DealId(row["deal"]), int(row["nonce"]), row["slice"]) for row in rows]

        return list(await self._database.remembered((type(self), "free"), read))

    async def add_nonce(self, free: FreeNonce) -> None:
        """Record *free*; afterwards it may be signed."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO nonces (deal, nonce, slice) VALUES (?, ?, ?)",
                (free.deal, str(free.nonce), free.slice),
            )

        await self._database.run(write)

    async def use_up(self, deal: DealId) -> None:
        """The nonce of *deal* is signed no more."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE nonces SET taken=1 WHERE deal=?", (deal,))

        await self._database.run(write)

    async def open_quotes(self, deal: DealId, now: int) -> list[Address]:
        """Whose quotes could still open *deal* at *now*, one entry for each."""

        def read(connection: sqlite3.Connection) -> list[Address]:
            rows = connection.execute(
                "SELECT consumer FROM quotes WHERE deal=? AND expiry>=?", (deal, now)
            )
            return [Address(row["consumer"]) for row in rows]

        return await self._database.run(read)

    async def add_quote(self, quote: PromisedQuote, *, forget_before: int, most: int) -> None:
        """Record *quote* before it leaves; quotes that expired before the time given go, and all
        but the newest *most* for the same deal."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM quotes WHERE expiry < ?", (forget_before,))
            connection.execute(
                "DELETE FROM quotes WHERE deal=? AND id NOT IN"
                " (SELECT id FROM quotes WHERE deal=? ORDER BY id DESC LIMIT ?)",
                (quote.deal, quote.deal, most - 1),
            )
            connection.execute(
                "INSERT INTO quotes (deal, consumer, quote, expiry, cpu_percent, ram_bytes,"
                " storage_bytes, network, ingress_bps, egress_bps, sandbox, gpus)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    quote.deal,
                    quote.consumer,
                    quote.quote,
                    quote.expiry,
                    quote.cpu_percent,
                    quote.ram_bytes,
                    quote.storage_bytes,
                    quote.network,
                    quote.ingress_bps,
                    quote.egress_bps,
                    quote.sandbox,
                    json.dumps(quote.gpus),
                ),
            )

        await self._database.run(write)

    async def quotes(self, deal: DealId) -> list[PromisedQuote]:
        """The quotes that could have opened *deal*, newest first."""

        def read(connection: sqlite3.Connection) -> list[PromisedQuote]:
            rows = connection.execute(
                "SELECT * FROM quotes WHERE deal=? ORDER BY id DESC", (deal,)
            ).fetchall()
            return [_quote(row) for row in rows]

        return await self._database.run(read)


def _quote(row: sqlite3.Row) -> PromisedQuote:
    return PromisedQuote(
        deal=DealId(row["deal"]),
        consumer=Address(row["consumer"]),
        quote=row["quote"],
        expiry=row["expiry"],
        cpu_percent=row["cpu_percent"],
        ram_bytes=row["ram_bytes"],
        storage_bytes=row["storage_bytes"],
        network=row["network"],
        ingress_bps=row["ingress_bps"],
        egress_bps=row["egress_bps"],
        sandbox=row["sandbox"],
        gpus=tuple(json.loads(row["gpus"])),
    )
