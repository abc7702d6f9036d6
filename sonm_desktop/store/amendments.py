"""Other terms of running deals: asked for, agreed on, applied or not; each side has its record."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.store.database import Database
from sonm_desktop.store.vouchers import Side


class AmendmentState(StrEnum):
    """asked: the other side has not answered. agreed: it is being done. The others are over."""

    ASKED = "asked"
    AGREED = "agreed"
    APPLIED = "applied"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LOST = "lost"


UNDER_WAY = frozenset({AmendmentState.ASKED, AmendmentState.AGREED})


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """account: ours. asker: consumer or payee. money: of the customer, what is paid in with it.

    before_*: the terms when it was asked for. seq: of the deal then. code: why it is as it is.
    """

    id: str
    deal: DealId
    worker: Address
    account: Address
    asker: str
    rate: int
    end: int
    notice: int
    before_rate: int
    before_end: int
    before_notice: int
    seq: int
    good_until: int
    created: float
    money: dict[str, int] = field(default_factory=dict)
    state: AmendmentState = AmendmentState.ASKED
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)


class Amendments:
    """The amendments of one network as one side has them."""

    def __init__(self, database: Database, network: str, side: Side) -> None:
        self._database = database
        self._network = network
        self._side = side

    async def ask(self, row: AmendmentRow) -> None:
        """Record it; one of this id that ended without an answer is asked for again."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO amendment (network, side, id, deal, worker, account, asker, rate,"
                " ends, notice, before_rate, before_ends, before_notice, seq, money, good_until,"
                " created, state, code, params) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                " ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET asker=excluded.asker,"
                " money=excluded.money, good_until=excluded.good_until, created=excluded.created,"
                " state=excluded.state, code=excluded.code, params=excluded.params"
                " WHERE state IN ('withdrawn', 'expired', 'lost', 'refused')",
                (
                    self._network,
                    self._side,
                    row.id,
                    row.deal,
                    row.worker,
                    row.account,
                    row.asker,
                    str(row.rate),
                    row.end,
                    row.notice,
                    str(row.before_rate),
                    row.before_end,
                    row.before_notice,
                    row.seq,
                    json.dumps(row.money),
                    row.good_until,
                    row.created,
                    row.state,
                    row.code,
                    json.dumps(row.params),
                ),
            )

        await self._database.run(write)

    async def turn(
        self, row: AmendmentRow, state: AmendmentState, code: str = "", **params: Any
    ) -> bool:
        """*row* is in *state* now; False when it was not as *row* says any more.

        *params* are added to those that it has.
        """

        def write(connection: sqlite3.Connection) -> bool:
            changed = connection.execute(
                "UPDATE amendment SET state=?, code=?, params=? WHERE network=? AND side=?"
                " AND id=? AND state=?",
                (
                    state,
                    code,
                    json.dumps(row.params | params),
                    self._network,
                    self._side,
                    row.id,
                    row.state,
                ),
            )
            return changed.rowcount == 1

        return await self._database.run(write)

    async def agree(self, row: AmendmentRow, money: dict[str, int]) -> bool:
        """Both want it; *money* is paid in with it. False when it is no longer asked for."""

        def write(connection: sqlite3.Connection) -> bool:
            changed = connection.execute(
                "UPDATE amendment SET state='agreed', code='', params='{}', money=?"
                " WHERE network=? AND side=? AND id=? AND state='asked'",
                (json.dumps(money), self._network, self._side, row.id),
            )
            return changed.rowcount == 1

        return await self._database.run(write)

    async def get(self, id_: str) -> AmendmentRow | None:
        found = await self._select("id=?", id_)
        return found[0] if found else None

    async def of_deal(self, deal: DealId) -> list[AmendmentRow]:
        """Oldest first."""
        return await self._select("deal=?", deal)

    async def of_worker(self, worker: Address) -> list[AmendmentRow]:
        """Those that are not over, and those that a reorganisation could still undo."""
        return await self._select("worker=? AND state IN ('asked', 'agreed', 'applied')", worker)

    async def newest(self, most: int) -> list[AmendmentRow]:
        """The newest first."""
        return (await self._select("1=1"))[: -most - 1 : -1]

    async def _select(self, condition: str, *values: Any) -> list[AmendmentRow]:
        def read(connection: sqlite3.Connection) -> list[AmendmentRow]:
            found = connection.execute(
                f"SELECT * FROM amendment WHERE network=? AND side=? AND {condition}"  # noqa: S608
                " ORDER BY created, id",
                (self._network, self._side, *values),
            )
            return [_row(row) for row in found]

        asked = type(self), self._network, self._side, condition, values
        return list(await self._database.remembered(asked, read))


def _row(row: sqlite3.Row) -> AmendmentRow:
    return AmendmentRow(
        id=row["id"],
        deal=DealId(row["deal"]),
        worker=Address(row["worker"]),
        account=Address(row["account"]),
        asker=row["asker"],
        rate=int(row["rate"]),
        end=row["ends"],
        notice=row["notice"],
        before_rate=int(row["before_rate"]),
        before_end=row["before_ends"],
        before_notice=row["before_notice"],
        seq=row["seq"],
        good_until=row["good_until"],
        created=row["created"],
        money=json.loads(row["money"]),
        state=AmendmentState(row["state"]),
        code=row["code"],
        params=json.loads(row["params"]),
    )
