"""Own transactions: intents, their signed attempts and what became of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, BlockNumber, TxHash
from sonm_desktop.store.database import Database


class TxState(StrEnum):
    """recorded: nothing is signed. signed: may be anywhere. mined: in a block that may still
    be undone. final: for good. lost: it never was in a block, and never will be.
    """

    RECORDED = "recorded"
    SIGNED = "signed"
    MINED = "mined"
    FINAL = "final"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class SentTransaction:
    """One intent. created: this machine's clock, s. hash: of the attempt in a block, else newest.

    code, params: why it failed; empty when it did not. most: what it may cost in gas, as somebody
    confirmed; None where nobody was asked.
    """

    intent: str
    account: Address
    to: Address
    data: bytes
    value: Wei
    created: float
    state: TxState
    nonce: int | None
    hash: TxHash | None
    block: BlockNumber | None
    fee: Wei | None
    code: str
    params: dict[str, Any]
    most: Wei | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A signed version of a transaction. signed: this machine's clock, s.

    cancels: it only uses up the nonce, in place of what was intended.
    """

    hash: TxHash
    raw: bytes
    gas: int
    max_fee: int
    priority: int
    signed: float
    cancels: bool = False


FIRST_PAUSE_S = 60.0
LONGEST_PAUSE_S = 86_400.0
"""Between tries of one purpose: each that fails in a block has cost gas."""


class TransactionJournal:
    """Own transactions of one *network* identity. *database* has the schema ``agent``."""

    def __init__(self, database: Database, network: str) -> None:
        self._database = database
        self._network = network

    async def record(
        self, intent: str, *, account: Address, to: Address, data: bytes, value: Wei, now: float
    ) -> SentTransaction:
        """The transaction of *intent*: the one recorded before, else a new one."""

        def work(connection: sqlite3.Connection) -> SentTransaction:
            connection.execute(
                "INSERT OR IGNORE INTO own_transaction"
                " (network, intent, account, target, data, value, created)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (self._network, intent, account, to, data, str(value), now),
            )
            return _one(connection, self._network, intent)

        return await self._database.run(work)

    async def forget(self, intent: str) -> None:
        """Remove *intent* if nothing was signed for it."""
        await self._update(
            "DELETE FROM own_transaction WHERE network = ? AND intent = ? AND state = 'recorded'",
            (self._network, intent),
        )

    async def get(self, intent: str) -> SentTransaction:
        """Raises KeyError when it was never recorded."""
        return await self._database.run(lambda connection: _one(connection, self._network, intent))

    async def next_try(self, purpose: str, now: float) -> str:
        """The intent to send for *purpose*: its newest, or a new one if that came to nothing
        some time ago."""

        def work(connection: sqlite3.Connection) -> str:
            tries = connection.execute(
                "SELECT intent, state, code, created FROM own_transaction WHERE network = ?"
                " AND (intent = ? OR substr(intent, 1, ?) = ?) ORDER BY rowid",
                (self._network, purpose, len(purpose) + 1, f"{purpose}#"),
            ).fetchall()
            if not tries:
                return purpose
            newest = tries[-1]
            failed = newest["state"] == TxState.LOST or newest["code"]
            pause_s = min(FIRST_PAUSE_S * 2 ** min(len(tries) - 1, 20), LONGEST_PAUSE_S)
            if failed and now - newest["created"] >= pause_s:
                return f"{purpose}#{len(tries)}"
            return str(newest["intent"])

        return await self._database.run(work)

    async def sign(
        self, intent: str, nonce: int, attempt: Attempt, *, most: Wei | None = None
    ) -> None:
        """Record a signed attempt before it goes anywhere; the first one takes the nonce.

        most: the limit that somebody has confirmed; None leaves it as it is.
        """

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE own_transaction SET state = 'signed', nonce = ?, hash = ?,"
                " most = coalesce(?, most) WHERE network = ? AND intent = ?",
                (nonce, attempt.hash, _text(most), self._network, intent),
            )
            connection.execute(
                "INSERT INTO own_transaction_attempt SELECT ?, ?,"
                " (SELECT count(*) FROM own_transaction_attempt WHERE network = ? AND intent = ?),"
                " ?, ?, ?, ?, ?, ?, ?",
                (
                    *(self._network, intent, self._network, intent),
                    *(attempt.hash, attempt.raw, attempt.gas),
                    *(str(attempt.max_fee), str(attempt.priority), attempt.signed),
                    int(attempt.cancels),
                ),
            )

        await self._database.run(work)

    async def attempts(self, intent: str) -> list[Attempt]:
        """Signed attempts, newest first."""
        return await self._database.run(
            lambda connection: [
                Attempt(
                    TxHash(row[0]), row[1], row[2], int(row[3]), int(row[4]), row[5], bool(row[6])
                )
                for row in connection.execute(
                    "SELECT hash, raw, gas, max_fee, priority, signed, cancels"
                    " FROM own_transaction_attempt WHERE network = ? AND intent = ?"
                    " ORDER BY number DESC",
                    (self._network, intent),
                )
            ]
        )

    async def mined(
        self,
        intent: str,
        *,
        tx: TxHash,
        block: BlockNumber,
        fee: Wei,
        final: bool,
        code: str,
        params: Mapping[str, Any],
    ) -> None:
        """It is in *block*. *code*: why it failed there, empty when it did not."""
        state = TxState.FINAL if final else TxState.MINED
        await self._update(
            "UPDATE own_transaction SET state = ?, hash = ?, block = ?, fee = ?, code = ?,"
            " params = ? WHERE network = ? AND intent = ?",
            (state, tx, block, str(fee), code, json.dumps(params), self._network, intent),
        )

    async def undone(self, intent: str) -> None:
        """Its block is gone: it may be anywhere again."""
        await self._update(
            "UPDATE own_transaction SET state = 'signed', block = NULL, fee = NULL, code = '',"
            " params = '{}' WHERE network = ? AND intent = ?",
            (self._network, intent),
        )

    async def lost(self, intent: str, code: str, params: Mapping[str, Any]) -> None:
        """It will never be in a block; its nonce is free or somebody else's."""
        await self._update(
            "UPDATE own_transaction SET state = 'lost', code = ?, params = ?"
            " WHERE network = ? AND intent = ?",
            (code, json.dumps(params), self._network, intent),
        )

    async def watched(self) -> list[SentTransaction]:
        """Everything signed and not final, by account and nonce."""
        query = f"{_SELECT} WHERE network = ? AND {_IN_FLIGHT} ORDER BY account, nonce"

        def read(connection: sqlite3.Connection) -> list[SentTransaction]:
            return [_transaction(row) for row in connection.execute(query, (self._network,))]

        return list(await self._database.remembered((type(self), self._network), read))

    async def held_nonces(self, account: Address) -> set[int]:
        """Nonces of *account* whose transactions may be in a block or come into one."""
        rows = await self._select(f"account = ? AND {_IN_FLIGHT}", (account,))
        return {row.nonce for row in rows if row.nonce is not None}

    async def of(self, account: Address, limit: int) -> list[SentTransaction]:
        """Those of *account*, newest first."""
        return await self._select(
            "account = ? ORDER BY created DESC, rowid DESC LIMIT ?", (account, limit)
        )

    async def in_blocks(self) -> list[SentTransaction]:
        """Everything that is in a block, oldest first."""
        return await self._select("state IN ('mined', 'final') ORDER BY block, rowid", ())

    async def _select(self, condition: str, values: tuple[Any, ...]) -> list[SentTransaction]:
        query = f"{_SELECT} WHERE network = ? AND {condition}"
        return await self._database.run(
            lambda connection: [
                _transaction(row) for row in connection.execute(query, (self._network, *values))
            ]
        )

    async def _update(self, statement: str, values: tuple[Any, ...]) -> None:
        await self._database.run(lambda connection: connection.execute(statement, values))


_IN_FLIGHT = "state IN ('signed', 'mined')"
_SELECT = (
    "SELECT intent, account, target, data, value, created, state, nonce, hash, block, fee, code,"
    " params, most FROM own_transaction"
)


def _one(connection: sqlite3.Connection, network: str, intent: str) -> SentTransaction:
    row = connection.execute(
        f"{_SELECT} WHERE network = ? AND intent = ?", (network, intent)
    ).fetchone()
    if row is None:
        raise KeyError(intent)
    return _transaction(row)


def _transaction(row: sqlite3.Row) -> SentTransaction:
    return SentTransaction(
        intent=row["intent"],
        account=Address(row["account"]),
        to=Address(row["target"]),
        data=row["data"],
        value=Wei(int(row["value"])),
        created=row["created"],
        state=TxState(row["state"]),
        nonce=row["nonce"],
        hash=TxHash(row["hash"]) if row["hash"] else None,
        block=None if row["block"] is None else BlockNumber(row["block"]),
        fee=None if row["fee"] is None else Wei(int(row["fee"])),
        code=row["code"],
        params=json.loads(row["params"]),
        most=None if row["most"] is None else Wei(int(row["most"])),
    )


def _text(amount: Wei | None) -> str | None:
    return None if amount is None else str(amount)
