"""All that changed an account's SNM, in its wallet and its vault, each change once.

Every transfer of the token and every movement of the vault becomes part of exactly one entry,
so that the entries of any range of blocks sum to the change of both balances.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sonm_desktop.chain.index.records import LedgerEntry, VaultMovement
from sonm_desktop.chain.wire import address_of
from sonm_desktop.core.ids import Address, BlockNumber, TxHash
from sonm_desktop.store.index_token import TokenRow

_BETWEEN = frozenset({"deposited", "withdrawn"})
_NAMES = {"opened": "escrowed"}

_Key = tuple[str, int]
"""A transaction and how much came into the vault."""


def ledger_of(
    account: Address,
    moves: Sequence[VaultMovement],
    tokens: Sequence[TokenRow],
    market: Address,
    campaigns: Address | None = None,
) -> list[LedgerEntry]:
    """The entries of *account*, oldest first. A deposit is one entry: out of the wallet and into
    the vault, with the place of the transfer. *campaigns*: the contract, which has a vault of its
    own."""
    between: defaultdict[_Key, list[VaultMovement]] = defaultdict(list)
    entries: list[LedgerEntry] = []
    for move in moves:
        if move.kind in _BETWEEN:
            between[(move.tx, move.amount)].append(move)
        else:
            entries.append(_of_vault(move))
    for row in tokens:
        change = _change(row, account)
        if not change:
            continue
        other = address_of(row.taker if change < 0 else row.giver)
        paired = between[("0x" + row.tx.hex(), -change)] if other == market else []
        entry = _of_wallet(account, row, change, other, paired.pop(0) if paired else None)
        if other == campaigns:
            entry = replace(entry, kind="from_campaigns" if change > 0 else "to_campaigns")
        entries.append(entry)
    entries += [_of_vault(move) for moves in between.values() for move in moves]
    return sorted(entries, key=lambda entry: (entry.block, entry.log_index))


def _change(row: TokenRow, account: Address) -> int:
    """Of the wallet; 0 for permissions and for what an account sends to itself."""
    if row.approval:
        return 0
    raw = bytes.fromhex(account[2:])
    return row.amount * ((row.taker == raw) - (row.giver == raw))


def _of_wallet(
    account: Address, row: TokenRow, change: int, other: Address, paired: VaultMovement | None
) -> LedgerEntry:
    kind = "received" if change > 0 else "sent"
    return LedgerEntry(
        account=account,
        kind=paired.kind if paired else kind,
        wallet=change,
        vault=paired.amount if paired else 0,
        other=None if paired else other,
        deal=None,
        tx=TxHash("0x" + row.tx.hex()),
        block=BlockNumber(row.block),
        log_index=row.log_index,
        time=row.time,
    )


def _of_vault(move: VaultMovement) -> LedgerEntry:
    return LedgerEntry(
        account=move.account,
        kind=_NAMES.get(move.kind, move.kind),
        wallet=0,
        vault=move.amount,
        other=move.other,
        deal=move.deal,
        tx=move.tx,
        block=move.block,
        log_index=move.log_index,
        time=move.time or 0,
    )
