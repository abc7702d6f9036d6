"""Deals that this profile has bought: terms, limits, state and why they ended."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, DealId, PlanId
from sonm_desktop.store.database import Database


class DealRowState(StrEnum):
    """opening: `take` may be anywhere. closing: to be ended, whatever it takes."""

    OPENING = "opening"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RentalDealRow:
    """A deal. quote, ask: as they travel. max_total: the most that may ever go into it.

    who, code, params: why it is closing, closed or failed. seen: s by this machine's clock.
    told: what its worker says besides.
    """

    deal: DealId
    account: Address
    worker: Address
    endpoint: str
    addresses: tuple[str, ...]
    relay: str
    quote: dict[str, Any]
    quote_signature: bytes
    ask: dict[str, Any]
    max_total: Wei
    lease: int
    renew: bool
    dead_after: int
    created: float
    state: DealRowState = DealRowState.OPENING
    who: str = ""
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    seen: float | None = None
    told: dict[str, Any] = field(default_factory=dict)


class RentalDeals:
    """Deals of one network."""

    def __init__(self, database: Database, network: str) -> None:
        self._database = database
        self._network = network

    async def begin(self, row: RentalDealRow, plan: PlanId) -> None:
        """Record the deal and that *plan*, which opens it, is begun: both or none.

        What an earlier plan wanted of the same deal and did not get is forgotten.
        """

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM rental_deal WHERE network=? AND deal=? AND state='failed'",
                (self._network, row.deal),
            )
            _insert(connection, self._network, row)
            connection.execute(
                "UPDATE rental_plan SET state='begun' WHERE network=? AND plan=?",
                (self._network, plan),
            )

        await self._database.run(write)

    async def adopt(self, row: RentalDealRow) -> None:
        """Record a deal that is open already. Again is fine."""

        def write(connection: sqlite3.Connection) -> None:
            _insert(connection, self._network, row)
            connection.execute(
                "UPDATE rental_deal SET state='open' WHERE network=? AND deal=?"
                " AND state='opening'",
                (self._network, row.deal),
            )

        await self._database.run(write)

    async def get(self, deal: DealId) -> RentalDealRow | None:
        rows = await self._select("deal=?", deal)
        return rows[0] if rows else None

    async def of_account(self, account: Address) -> list[RentalDealRow]:
        """Newest first."""
        return await self._select("account=?", account)

    async def unfinished(self) -> list[RentalDealRow]:
        """Neither closed nor failed."""
        return await self._select("state IN ('opening', 'open', 'closing')")

    async def given_up(self) -> list[RentalDealRow]:
        """Those that were never opened, as far as we knew."""
        return await self._select("state='failed'")

    async def opened(self, deal: DealId) -> None:
        """The chain has it, also when it was given up before."""
        await self._update(
            "state='open', who='', code='', params='{}'",
            deal,
            only="state IN ('opening', 'failed')",
        )

    async def close_for(self, deal: DealId, who: str, code: str, params: dict[str, Any]) -> None:
        """Decide to end it; the first reason stays."""
        await self._update(
            "state='closing', who=?, code=?, params=?",
            deal,
            who,
            code,
            json.dumps(params),
            only="state IN ('opening', 'open')",
        )

    async def closed(self, deal: DealId, who: str, code: str, params: dict[str, Any]) -> None:
        """The chain says that it is over. A reason that was decided on stays."""
        await self._update(
            "state='closed', who=CASE who WHEN '' THEN ? ELSE who END,"
            " params=CASE code WHEN '' THEN ? ELSE params END,"
            " code=CASE code WHEN '' THEN ? ELSE code END",
            deal,
            who,
            json.dumps(params),
            code,
        )

    async def failed(self, deal: DealId, code: str, params: dict[str, Any]) -> None:
        """It was never opened."""
        await self._update(
            "state='failed', who='network', code=?, params=?", deal, code, json.dumps(params)
        )

    async def seen(self, deal: DealId, time: float) -> None:
        """Its worker has answered."""
        await self._update("seen=?", deal, time)

    async def tell(self, deal: DealId, told: dict[str, Any]) -> None:
        """What its worker says besides."""
        await self._update("told=?", deal, json.dumps(told))

    async def moved(self, deal: DealId, addresses: tuple[str, ...], relay: str) -> None:
        """Where its worker listens now."""
        await self._update("addresses=?, relay=?", deal, json.dumps(addresses), relay)

    async def raise_limit(self, deal: DealId, max_total: Wei) -> None:
        """The most that may ever go into it; never less than before."""
        for row in await self._select("deal=?", deal):
            await self._update("max_total=?", deal, str(max(max_total, row.max_total)))

    async def limit(self, account: Address) -> Wei | None:
        """The standing limit of *account*."""

        def read(connection: sqlite3.Connection) -> Wei | None:
            row = connection.execute(
                "SELECT most FROM rental_limit WHERE network=? AND account=?",
                (self._network, account),
            ).fetchone()
            return None if row is None else Wei(int(row["most"]))

        return await self._database.run(read)

    async def set_limit(self, account: Address, most: Wei | None) -> None:
        """None removes it."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM rental_limit WHERE network=? AND account=?", (self._network, account)
            )
            if most is not None:
                connection.execute(
                    "INSERT INTO rental_limit VALUES (?, ?, ?)",
                    (self._network, account, str(most)),
                )

        await self._database.run(write)

    async def _update(self, change: str, deal: DealId, *values: Any, only: str = "1") -> None:
        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                f"UPDATE rental_deal SET {change} WHERE network=? AND deal=? AND {only}",  # noqa: S608
                (*values, self._network, deal),
            )

        await self._database.run(write)

    async def _select(self, condition: str, *values: Any) -> list[RentalDealRow]:
        def read(connection: sqlite3.Connection) -> list[RentalDealRow]:
            found = connection.execute(
                f"SELECT * FROM rental_deal WHERE network=? AND {condition}"  # noqa: S608
                " ORDER BY created DESC",
                (self._network, *values),
            )
            return [_row(row) for row in found]

        asked = type(self), self._network, condition, values
        return list(await self._database.remembered(asked, read))


def _insert(connection: sqlite3.Connection, network: str, row: RentalDealRow) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO rental_deal (network, deal, account, worker, endpoint,"
        " addresses, relay, quote, quote_signature, ask, max_total, lease, renew,"
        " dead_after, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            network,
            row.deal,
            row.account,
            row.worker,
            row.endpoint,
            json.dumps(row.addresses),
            row.relay,
            json.dumps(row.quote),
            row.quote_signature,
            json.dumps(row.ask),
            str(row.max_total),
            row.lease,
            row.renew,
            row.dead_after,
            row.created,
        ),
    )


def _row(row: sqlite3.Row) -> RentalDealRow:
    return RentalDealRow(
        deal=DealId(row["deal"]),
        account=Address(row["account"]),
        worker=Address(row["worker"]),
        endpoint=row["endpoint"],
        addresses=tuple(json.loads(row["addresses"])),
        relay=row["relay"],
        quote=json.loads(row["quote"]),
        quote_signature=row["quote_signature"],
        ask=json.loads(row["ask"]),
        max_total=Wei(int(row["max_total"])),
        lease=row["lease"],
        renew=bool(row["renew"]),
        dead_after=row["dead_after"],
        created=row["created"],
        state=DealRowState(row["state"]),
        who=row["who"],
        code=row["code"],
        params=json.loads(row["params"]),
        seen=row["seen"],
        told=json.loads(row["told"]),
    )
