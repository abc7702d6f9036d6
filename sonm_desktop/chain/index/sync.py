"""Brings the stored index to one node's head, through reorganisations."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sonm_desktop.chain.finality import FINAL_DEPTH
from sonm_desktop.chain.index.batch import (
    block_of,
    block_row,
    build_batch,
    deals_before,
    fold,
)
from sonm_desktop.chain.index.fetch import (
    ChainMoved,
    FoundLogs,
    LogFetch,
    Part,
    follows,
)
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import OneNode, check_network
from sonm_desktop.chain.records import Block
from sonm_desktop.chain.registries.logs import registries
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import Address
from sonm_desktop.store.database import Database
from sonm_desktop.store.index_deals import DealRow, IndexDeals
from sonm_desktop.store.index_events import BlockRow, IndexLog
from sonm_desktop.store.index_token import IndexToken

logger = logging.getLogger(__name__)

RECENT_AT_ONCE = 32
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the index stands. rolled_back_to: the last block that stayed, else None.

    still: nothing is other than at the call before, and nothing was looked up for it.
    """

    head: int
    rolled_back_to: int | None
    still: bool = False


class IndexSync:
    """Writes one network's index. Only one may work on a database at a time.

    *owners* tells the accounts whose token logs are wanted; a new one is caught up.
    """

    def __init__(
        self, database: Database, network: Network, owners: Callable[[], Sequence[Address]] = tuple
    ) -> None:
        self._network = network
        self._owners = owners
        self._tokens = IndexToken(database)
        self._log = IndexLog(database)
        self._deals = IndexDeals(database)
        known = registries(network)
        self._followed = [bytes.fromhex(place[2:]) for place in (network.market, *known)]
        self._fetch = LogFetch(network.market, network.token, known)
        self._following = False
        self._undone_to: int | None = None
        self._reached: tuple[Block, Sequence[Address]] | None = None

    async def bring_to_head(self, node: OneNode) -> Progress:
        """Index everything up to the head of *node*. Raises RemoteError or BadReply.

        A rollback is told by the next call that succeeds, when this one fails after it.
        """
        await self._follow()
        for _ in range(_ATTEMPTS):
            try:
                head, accounts = await self._fetch.head(node), list(self._owners())
                if self._reached == (head, accounts) and self._undone_to is None:
                    return Progress(head.number, None, still=True)
                self._reached = None
                tip = await self._agree(node, head)
                owners = await self._catch_up(node, tip, accounts)
                reached = await self._forward(node, tip, head, owners)
            except ChainMoved:
                continue
            progress = Progress(reached, self._undone_to)
            self._undone_to = None
            if reached == head.number:
                self._reached = (head, accounts)
            return progress
        raise BadReply("a chain that moves faster than it can be read")

    async def _follow(self) -> None:
        """Once: an index of other contracts lacks events that nothing brings but a new reading."""
        if self._following:
            return
        if await self._log.follow(self._followed):
            logger.warning("the network has other registries than before: index built anew")
            self._note_undone(self._network.deployed_block - 1)
        self._following = True

    async def _agree(self, node: OneNode, head: Block) -> BlockRow | None:
        """The last stored block that *node* has too, after rolling back to it; None: none."""
        stored = await self._log.blocks()
        if not stored:
            await check_network(node, self._network)
            return None
        if self._lags(stored, head):
            return stored[0]
        common = await self._common(node, stored, head)
        if common is None:
            await check_network(node, self._network)
            logger.warning("the chain changed below everything remembered: index built anew")
            await self._log.clear()
            self._note_undone(self._network.deployed_block - 1)
            return None
        if common is stored[0]:
            return common
        logger.warning("reorganisation: blocks above %d replaced", common.number)
        await self._roll_back(common)
        self._note_undone(common.number)
        return common

    def _lags(self, stored: Sequence[BlockRow], head: Block) -> bool:
        """Whether the node is merely behind, on our own chain.

        A practice network has one node, which can only have lost blocks in a crash.
        """
        if self._network.practice or head.number >= stored[0].number:
            return False
        same = [row for row in stored if row.number == head.number]
        return not same or same[0].hash == block_row(head).hash

    async def _common(
        self, node: OneNode, stored: Sequence[BlockRow], head: Block
    ) -> BlockRow | None:
        """The newest of *stored* (newest first) that is on the node's chain."""
        candidates = [row for row in stored if row.number <= head.number]
        start, size = 0, 1
        while start < len(candidates):
            rows = candidates[start : start + size]
            theirs = await self._fetch.blocks(node, [row.number for row in rows])
            for row, block in zip(rows, theirs, strict=True):
                if row.hash == block_row(block).hash:
                    return row
            start, size = start + size, RECENT_AT_ONCE
        return None

    async def _roll_back(self, common: BlockRow) -> None:
        removed = await self._log.above(common.number)
        kept: list[DealRow] = []
        lost: list[bytes] = []
        for deal in deals_before(removed):
            logs = await self._log.of_subject(deal)
            row = fold(log for log in logs if log.block <= common.number)
            if row is None:
                lost.append(deal)
            else:
                kept.append(row)
        await self._log.rollback(common.number, deals=kept, lost_deals=lost)

    def _note_undone(self, block: int) -> None:
        self._undone_to = block if self._undone_to is None else min(self._undone_to, block)

    async def _catch_up(
        self, node: OneNode, tip: BlockRow | None, accounts: Sequence[Address]
    ) -> list[bytes]:
        """Read the token's logs of new *accounts* up to *tip*; all of them."""
        before = self._network.deployed_block - 1
        reached = before if tip is None else tip.number
        known = await self._tokens.through()
        owners = sorted({bytes.fromhex(owner[2:]) for owner in accounts})
        for owner in owners:
            through = known.get(owner)
            if through is None:
                through = before
                await self._tokens.catch_up(owner, through, [])
            while tip is not None and through < reached:
                through = await self._catch_up_once(node, owner, through, tip)
        return owners

    async def _catch_up_once(self, node: OneNode, owner: bytes, through: int, tip: BlockRow) -> int:
        remembered = {row.number: row.hash for row in await self._log.blocks()}
        last, rows = await self._fetch.tokens_before(node, owner, through + 1, block_of(tip))
        if any(remembered.get(row.block, row.block_hash) != row.block_hash for row in rows):
            raise ChainMoved
        await self._tokens.catch_up(owner, last, rows)
        return last

    async def _forward(
        self, node: OneNode, tip: BlockRow | None, head: Block, owners: Sequence[bytes]
    ) -> int:
        """Index from above *tip* to *head*; the newest block indexed."""
        reached = self._network.deployed_block - 1 if tip is None else tip.number
        if head.number <= reached:
            return reached
        final = await self._fetch.final(node, head)
        tip = await self._bulk(node, tip, final, owners)
        await self._recent(node, tip, head, owners)
        await self._log.prune(min(final, head.number - FINAL_DEPTH))
        return head.number

    async def _bulk(
        self, node: OneNode, tip: BlockRow | None, final: int, owners: Sequence[bytes]
    ) -> BlockRow | None:
        """Ranges up to *final*; each is stored while the next one is on its way."""
        first = self._network.deployed_block if tip is None else tip.number + 1
        part = await self._fetch.part(node, first, final, owners)
        while part is not None:
            following, stored = await asyncio.gather(
                self._fetch.part(node, part.last.number + 1, final, owners),
                self._store_part(part, owners),
                return_exceptions=True,
            )
            for outcome in (stored, following):
                if isinstance(outcome, BaseException):
                    raise outcome
            tip = block_row(part.last)
            part = following if not isinstance(following, BaseException) else None
        return tip

    async def _recent(
        self, node: OneNode, tip: BlockRow | None, head: Block, owners: Sequence[bytes]
    ) -> None:
        """Block by block: each must follow the one before it."""
        first = self._network.deployed_block if tip is None else tip.number + 1
        before = None if tip is None else tip.hash
        for start in range(first, head.number + 1, RECENT_AT_ONCE):
            end = min(start + RECENT_AT_ONCE, head.number + 1)
            blocks = await self._fetch.blocks(node, range(start, end))
            if not follows(blocks, before):
                raise ChainMoved
            found = await self._fetch.logs_of(node, blocks, owners)
            await self._store(found, blocks, owners)
            before = block_row(blocks[-1]).hash

    async def _store_part(self, part: Part, owners: Sequence[bytes]) -> None:
        await self._store(await self._fetch.logs_in(part), [part.last], owners)

    async def _store(
        self, found: FoundLogs, blocks: Sequence[Block], owners: Sequence[bytes]
    ) -> None:
        deals = await self._deals.known(deals_before(found.events))
        await self._log.append(build_batch(found, blocks, deals, owners))
