"""Turns checked logs into what the index stores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sonm_desktop.chain.index.fetch import FoundLogs
from sonm_desktop.chain.index.projection import (
    ANNOUNCED,
    BINDINGS,
    announcement,
    concerns_deal,
    fold_deal,
)
from sonm_desktop.chain.records import Block
from sonm_desktop.chain.registries.logs import parties
from sonm_desktop.core.ids import BlockHash, BlockNumber, ChainTime
from sonm_desktop.store.index_deals import DealRow
from sonm_desktop.store.index_events import BlockRow, EventRow, IndexBatch
from sonm_desktop.store.index_words import WordRow


def build_batch(
    found: FoundLogs, blocks: Sequence[Block], deals: dict[bytes, DealRow], owners: Sequence[bytes]
) -> IndexBatch:
    """Events, their deals, announcements and words about accounts.

    *deals*: those known so far; changed in place.
    *owners*: whose token logs *found* has, to the last of *blocks*.
    """
    logs = found.events
    touched: dict[bytes, DealRow] = {}
    announcements = []
    words = []
    for position, log in enumerate(logs):
        if log.kind == ANNOUNCED:
            row = announcement(log, position)
            if row is not None:
                announcements.append(row)
            continue
        word = word_of(log, position)
        if word is not None:
            words.append(word)
        if concerns_deal(log):
            subject = log.subject
            deal = fold_deal(touched.get(subject) or deals.get(subject), log)
            if deal is not None:
                touched[subject] = deal
    return IndexBatch(
        events=logs,
        blocks=[block_row(block) for block in blocks],
        deals=touched,
        announcements=announcements,
        words=words,
        tokens=found.tokens,
        owners=owners,
    )


def word_of(log: EventRow, position: int) -> WordRow | None:
    """What *log* says of an account: of a worker whom it serves, else what a registry says."""
    if log.kind in BINDINGS and log.party is not None:
        return WordRow(log.subject[12:], log.party[12:], position)
    who = parties(log)
    return None if who is None else WordRow(*who, position)


def fold(logs: Iterable[EventRow]) -> DealRow | None:
    """The deal that *logs* of one deal tell."""
    deal: DealRow | None = None
    for log in logs:
        deal = fold_deal(deal, log)
    return deal


def deals_before(logs: Iterable[EventRow]) -> list[bytes]:
    """Deals that *logs* speak of, each once."""
    return list({log.subject: None for log in logs if concerns_deal(log)})


def block_row(block: Block) -> BlockRow:
    """*block* as it is stored."""
    return BlockRow(
        block.number, bytes.fromhex(block.hash[2:]), bytes.fromhex(block.parent[2:]), block.time
    )


def block_of(row: BlockRow) -> Block:
    """The block that was stored as *row*."""
    return Block(
        BlockNumber(row.number),
        BlockHash("0x" + row.hash.hex()),
        BlockHash("0x" + row.parent.hex()),
        ChainTime(row.time),
    )
