"""Rows of an account's history, from the chain's ledger and from own transactions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sonm_desktop.agent.shapes.transactions import what_of
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.history import Direction, HistoryRow, RowKind
from sonm_desktop.chain.index.records import LedgerEntry
from sonm_desktop.core.ids import Address
from sonm_desktop.store.transactions import SentTransaction

_AFTER_LOGS = 1 << 40
"""A fee stands after everything that its transaction did."""

Times = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose history it is. operator: the key that acts for it, and pays gas by itself."""

    account: Address
    operator: Address


def rows_of(
    owner: Owner,
    entries: Sequence[LedgerEntry],
    sent: Sequence[SentTransaction],
    times: Times,
) -> list[HistoryRow]:
    """All rows of *owner*, newest first. *sent*: all own transactions that are in a block.
    *times*: of the blocks that tell no time themselves."""
    placed = [
        *((entry.block, entry.log_index, _of_entry(entry, times)) for entry in entries),
        *(
            (row.block, _AFTER_LOGS + at, row)
            for transaction in sent
            for at, row in enumerate(_of_transaction(owner, transaction, times))
        ),
    ]
    placed.sort(key=lambda place: (place[0], place[1], place[2].id), reverse=True)
    return [row for *_, row in placed]


def untimed_blocks(entries: Iterable[LedgerEntry], sent: Iterable[SentTransaction]) -> set[int]:
    """Blocks whose time `rows_of` must be told."""
    blocks = {entry.block for entry in entries if not entry.time}
    return blocks | {transaction.block for transaction in sent if transaction.block is not None}


def _of_entry(entry: LedgerEntry, times: Times) -> HistoryRow:
    kind = RowKind(entry.kind)
    return HistoryRow(
        id=f"{entry.block}:{entry.log_index}:{kind}",
        account=entry.account,
        time=entry.time or times.get(entry.block, 0),
        block=entry.block,
        kind=kind,
        direction=_direction(entry.wallet + entry.vault),
        wallet=entry.wallet,
        vault=entry.vault,
        coin=0,
        what=_said(f"ledger.{kind}"),
        other=entry.other or "",
        deal=entry.deal or "",
        tx=entry.tx,
    )


def _of_transaction(owner: Owner, sent: SentTransaction, times: Times) -> Iterable[HistoryRow]:
    """The coin that it moved, where it succeeded, and its fee."""
    account = owner.account
    if sent.value and not sent.code and account in (sent.account, sent.to):
        yield from _of_coin(account, sent, times)
    if not sent.fee:
        return
    if sent.account == account:
        yield _row(account, sent, times, kind=RowKind.FEE, coin=-sent.fee)
    elif sent.account == owner.operator:
        yield _row(account, sent, times, kind=RowKind.FEE, coin=-sent.fee, by_operator=True)


def _of_coin(account: Address, sent: SentTransaction, times: Times) -> Iterable[HistoryRow]:
    if sent.account == sent.to:
        return
    if sent.account == account:
        yield _row(account, sent, times, kind=RowKind.COIN_SENT, coin=-sent.value, other=sent.to)
    else:
        yield _row(
            account, sent, times, kind=RowKind.COIN_RECEIVED, coin=sent.value, other=sent.account
        )


def _row(
    account: Address,
    sent: SentTransaction,
    times: Times,
    *,
    kind: RowKind,
    coin: int,
    other: str = "",
    by_operator: bool = False,
) -> HistoryRow:
    code = what_of(sent.data) if kind is RowKind.FEE else f"ledger.{kind}"
    return HistoryRow(
        id=f"{sent.hash}:{kind}",
        account=account,
        time=times.get(sent.block or 0, 0) or int(sent.created),
        block=sent.block or 0,
        kind=kind,
        direction=_direction(coin),
        wallet=0,
        vault=0,
        coin=coin,
        what=_said(code),
        other=other,
        tx=sent.hash or "",
        by_operator=by_operator,
    )


@lru_cache(maxsize=128)
def _said(code: str) -> Worded:
    """The same words for thousands of rows."""
    return Worded.of(code)


def _direction(change: int) -> Direction:
    if not change:
        return "inside"
    return "in" if change > 0 else "out"
