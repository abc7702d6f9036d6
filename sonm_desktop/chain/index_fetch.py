"""Fetches the market's logs from one node: by range where blocks are final, else by hash."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sonm_desktop.chain import wire
from sonm_desktop.chain.logs import is_event, parse_logs
from sonm_desktop.chain.node import NodeError, NodeUnreachable
from sonm_desktop.chain.reader import OneNode, parse_block
from sonm_desktop.chain.records import Block
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import Address, BlockNumber
from sonm_desktop.store.index_events import EventRow

FINAL_DEPTH = 64
"""Where a node cannot tell what is final."""

FIRST_SPAN = 64
LARGEST_SPAN = 10_000
"""What public nodes answer for at most."""

WANTED_LOGS = 4_000
"""In one reply: enough to be quick, few enough to store one while the next is on its way."""

_GROWTH = 4


class ChainMoved(Exception):
    """The node's chain was reorganised while it was read; read again."""


@dataclass(frozen=True, slots=True)
class Part:
    """A node's answer about a range of blocks, its logs not yet looked at."""

    first: int
    last: Block
    reply: list[Any]


class LogFetch:
    """Logs of *market*. Learns how large a range the nodes answer for."""

    def __init__(self, market: Address) -> None:
        self._market = market
        self._span = FIRST_SPAN

    async def head(self, node: OneNode) -> Block:
        """The newest block."""
        return parse_block(await node.call("eth_getBlockByNumber", ["latest", False]))

    async def final(self, node: OneNode, head: Block) -> int:
        """The last block that cannot be undone any more; may be below every block."""
        try:
            reply = await node.call("eth_getBlockByNumber", ["finalized", False])
        except NodeError:
            reply = None
        if reply is None:
            return head.number - FINAL_DEPTH
        return min(parse_block(reply).number, head.number)

    async def blocks(self, node: OneNode, numbers: Sequence[int]) -> list[Block]:
        """The headers of *numbers*. Raises ChainMoved when the node lacks one of them."""
        replies = await node.batch(
            [("eth_getBlockByNumber", [hex(number), False]) for number in numbers]
        )
        if None in replies:
            raise ChainMoved
        blocks = [parse_block(reply) for reply in replies]
        if [block.number for block in blocks] != list(numbers):
            raise BadReply("other blocks than asked for")
        return blocks

    async def part(self, node: OneNode, first: int, final: int) -> Part | None:
        """What the node says from *first* on, to *final* at most; None when nothing is left."""
        while first <= final:
            last = min(first + self._span - 1, final)
            try:
                part = await self._range(node, first, last)
            except NodeError:
                if last == first:
                    raise
                self._span = (last - first + 1) // 2
                continue
            except (NodeUnreachable, BadReply):
                self._span = max(1, self._span // 2)
                raise
            self._adapt(len(part.reply))
            return part
        return None

    async def logs_in(self, part: Part) -> list[EventRow]:
        """The market's logs in *part*. Raises BadReply."""
        logs = await asyncio.to_thread(self._events, part.reply)
        if logs and not part.first <= logs[0].block <= logs[-1].block <= part.last.number:
            raise BadReply("logs of other blocks than asked for")
        return logs

    async def logs_of(self, node: OneNode, blocks: Sequence[Block]) -> list[EventRow]:
        """The logs of *blocks*, asked for by hash. Raises ChainMoved when one is gone."""
        try:
            replies = await node.batch(
                [
                    ("eth_getLogs", [{"address": self._market, "blockHash": block.hash}])
                    for block in blocks
                ]
            )
        except NodeError as error:
            raise ChainMoved from error
        logs: list[EventRow] = []
        for block, reply in zip(blocks, replies, strict=True):
            raw_hash = bytes.fromhex(block.hash[2:])
            for log in self._events(reply):
                if (log.block, log.block_hash) != (block.number, raw_hash):
                    raise BadReply("a log of another block")
                logs.append(log._replace(time=block.time))
        return logs

    async def _range(self, node: OneNode, first: int, last: int) -> Part:
        places = {"address": self._market, "fromBlock": hex(first), "toBlock": hex(last)}
        logs_reply, block_reply = await node.batch(
            [("eth_getLogs", [places]), ("eth_getBlockByNumber", [hex(last), False])]
        )
        if block_reply is None:
            raise ChainMoved
        block = parse_block(block_reply)
        if block.number != BlockNumber(last):
            raise BadReply("another block than asked for")
        return Part(first, block, wire.items(logs_reply, "the logs"))

    def _events(self, reply: object) -> list[EventRow]:
        return [log for log in parse_logs(reply, self._market) if is_event(log)]

    def _adapt(self, found: int) -> None:
        if found * _GROWTH < WANTED_LOGS:
            self._span = min(self._span * _GROWTH, LARGEST_SPAN)
        elif found > WANTED_LOGS:
            self._span = max(1, self._span * WANTED_LOGS // found)


def follows(blocks: Sequence[Block], before: bytes | None) -> bool:
    """Whether each of *blocks* names the one before it as its parent; *before*: a hash."""
    parents = [before, *(wire.octets(block.hash, "a hash") for block in blocks)]
    return all(
        parent is None or wire.octets(block.parent, "a hash") == parent
        for block, parent in zip(blocks, parents, strict=False)
    )
