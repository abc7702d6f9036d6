"""Turns checked logs into what the index stores, and stored events back into logs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sonm_desktop.chain.logs import RawLog
from sonm_desktop.chain.projection import ANNOUNCED, announcement, concerns_deal, fold_deal
from sonm_desktop.chain.records import Block
from sonm_desktop.store.index_deals import DealRow
from sonm_desktop.store.index_events import BlockRow, EventRow, IndexBatch

_TOPIC = 32


def build_batch(
    logs: Sequence[RawLog], blocks: Sequence[Block], deals: dict[bytes, DealRow]
) -> IndexBatch:
    """Events, their deals and announcements. *deals*: those known so far; changed in place."""
    touched: dict[bytes, DealRow] = {}
    announcements = []
    for position, log in enumerate(logs):
        if log.kind == ANNOUNCED:
            row = announcement(log, position)
            if row is not None:
                announcements.append(row)
            continue
        if concerns_deal(log):
            subject = log.topics[1]
            deal = fold_deal(touched.get(subject) or deals.get(subject), log)
            if deal is not None:
                touched[subject] = deal
    return IndexBatch(
        events=[event_row(log) for log in logs],
        blocks=[block_row(block) for block in blocks],
        deals=touched,
        announcements=announcements,
    )


def fold(logs: Iterable[RawLog]) -> DealRow | None:
    """The deal that *logs* of one deal tell."""
    deal: DealRow | None = None
    for log in logs:
        deal = fold_deal(deal, log)
    return deal


def deals_before(logs: Iterable[RawLog]) -> list[bytes]:
    """Deals that *logs* speak of, each once."""
    return list({log.topics[1]: None for log in logs if concerns_deal(log)})


def event_row(log: RawLog) -> EventRow:
    """*log* as it is stored."""
    topics = log.topics
    return EventRow(
        log.block,
        log.index,
        log.block_hash,
        log.tx,
        log.block_time,
        topics[1],
        topics[2] if len(topics) > 2 else None,
        b"".join(topics),
        log.data,
    )


def stored_log(row: EventRow) -> RawLog:
    """A stored event as the log that it was."""
    topics = tuple(row.topics[at : at + _TOPIC] for at in range(0, len(row.topics), _TOPIC))
    return RawLog(row.block, row.block_hash, row.log_index, row.tx, topics, row.data, row.time)


def block_row(block: Block) -> BlockRow:
    """*block* as it is stored."""
    return BlockRow(
        block.number, bytes.fromhex(block.hash[2:]), bytes.fromhex(block.parent[2:]), block.time
    )
