"""Fetches the logs of market and registries, and the token's of own accounts, from one node: by
range where blocks are final, else by hash."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sonm_desktop.chain import wire
from sonm_desktop.chain.finality import FINAL_DEPTH
from sonm_desktop.chain.index.token_logs import parse_token_logs, token_questions
from sonm_desktop.chain.logs import parse_events
from sonm_desktop.chain.node import NodeError, NodeUnreachable
from sonm_desktop.chain.reader import OneNode, parse_block
from sonm_desktop.chain.records import Block
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import Address, BlockNumber
from sonm_desktop.store.index_events import EventRow
from sonm_desktop.store.index_token import TokenRow

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
    """A node's answer about a range of blocks, its logs not yet looked at.

    tokens: its answers about the token.
    """

    first: int
    last: Block
    reply: list[Any]
    tokens: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundLogs:
    """Logs of some blocks, in the chain's order."""

    events: list[EventRow]
    tokens: list[TokenRow]


class LogFetch:
    """Logs of *market*, of *registries*, and of *token* where *owners* (raw addresses) give or
    take. *registries*: and what each may tell.

    Learns how large a range the nodes answer for.
    """

    def __init__(
        self,
        market: Address,
        token: Address,
        registries: Mapping[Address, frozenset[bytes]] | None = None,
    ) -> None:
        self._market = market
        self._token = token
        self._registries = registries or {}
        self._followed = [market, *self._registries] if self._registries else market
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

    async def part(
        self, node: OneNode, first: int, final: int, owners: Sequence[bytes] = ()
    ) -> Part | None:
        """What the node says from *first* on, to *final* at most; None when nothing is left."""
        while first <= final:
            last = min(first + self._span - 1, final)
            try:
                part = await self._range(node, first, last, owners)
            except NodeError:
                if last == first:
                    raise
                self._span = (last - first + 1) // 2
                continue
            except (NodeUnreachable, BadReply):
                self._span = max(1, self._span // 2)
                raise
            self._adapt(len(part.reply) + sum(len(reply) for reply in part.tokens))
            return part
        return None

    async def logs_in(self, part: Part) -> FoundLogs:
        """The logs in *part*. Raises BadReply."""
        found = FoundLogs(
            await asyncio.to_thread(self._events, part.reply),
            parse_token_logs(part.tokens, self._token),
        )
        for logs in (found.events, found.tokens):
            _require_within(logs, part.first, part.last.number)
        return found

    async def logs_of(
        self, node: OneNode, blocks: Sequence[Block], owners: Sequence[bytes] = ()
    ) -> FoundLogs:
        """The logs of *blocks*, asked for by hash. Raises ChainMoved when one is gone."""
        questions: list[tuple[str, list[Any]]] = []
        for block in blocks:
            place = {"blockHash": block.hash}
            questions.append(("eth_getLogs", [{"address": self._followed, **place}]))
            questions += token_questions(self._token, owners, place)
        try:
            replies = await node.batch(questions)
        except NodeError as error:
            raise ChainMoved from error
        each = len(questions) // len(blocks) if blocks else 1
        found = FoundLogs([], [])
        for at, block in enumerate(blocks):
            market, *tokens = replies[at * each : (at + 1) * each]
            events, transfers = self._events(market), parse_token_logs(tokens, self._token)
            for logs in (events, transfers):
                _require_of(logs, block)
            found.events.extend(log._replace(time=block.time) for log in events)
            found.tokens.extend(row._replace(time=block.time) for row in transfers)
        return found

    async def tokens_before(
        self, node: OneNode, owner: bytes, first: int, tip: Block
    ) -> tuple[int, list[TokenRow]]:
        """The token's logs of *owner* from *first* on, and the block up to which that is.

        *tip*: the block on whose chain the node must be. Raises ChainMoved when it is not.
        """
        last: int = tip.number
        while True:
            where = {"fromBlock": hex(first), "toBlock": hex(last)}
            questions = token_questions(self._token, [owner], where)
            try:
                *replies, block = await node.batch(
                    [*questions, ("eth_getBlockByNumber", [hex(tip.number), False])]
                )
            except NodeError:
                if last == first:
                    raise
                last = first + (last - first) // 2
                continue
            if block is None or parse_block(block).hash != tip.hash:
                raise ChainMoved
            rows = parse_token_logs(replies, self._token)
            _require_within(rows, first, last)
            return last, rows

    async def _range(self, node: OneNode, first: int, last: int, owners: Sequence[bytes]) -> Part:
        where = {"fromBlock": hex(first), "toBlock": hex(last)}
        logs_reply, block_reply, *tokens = await node.batch(
            [
                ("eth_getLogs", [{"address": self._followed, **where}]),
                ("eth_getBlockByNumber", [hex(last), False]),
                *token_questions(self._token, owners, where),
            ]
        )
        if block_reply is None:
            raise ChainMoved
        block = parse_block(block_reply)
        if block.number != BlockNumber(last):
            raise BadReply("another block than asked for")
        answers = tuple(wire.items(reply, "the token's logs") for reply in tokens)
        return Part(first, block, wire.items(logs_reply, "the logs"), answers)

    def _events(self, reply: object) -> list[EventRow]:
        return parse_events(reply, self._market, self._registries)

    def _adapt(self, found: int) -> None:
        if found * _GROWTH < WANTED_LOGS:
            self._span = min(self._span * _GROWTH, LARGEST_SPAN)
        elif found > WANTED_LOGS:
            self._span = max(1, self._span * WANTED_LOGS // found)


def _require_within(logs: Sequence[EventRow | TokenRow], first: int, last: int) -> None:
    if logs and not first <= logs[0].block <= logs[-1].block <= last:
        raise BadReply("logs of other blocks than asked for")


def _require_of(logs: Sequence[EventRow | TokenRow], block: Block) -> None:
    raw_hash = bytes.fromhex(block.hash[2:])
    if any((log.block, log.block_hash) != (block.number, raw_hash) for log in logs):
        raise BadReply("a log of another block")


def follows(blocks: Sequence[Block], before: bytes | None) -> bool:
    """Whether each of *blocks* names the one before it as its parent; *before*: a hash."""
    parents = [before, *(wire.octets(block.hash, "a hash") for block in blocks)]
    return all(
        parent is None or wire.octets(block.parent, "a hash") == parent
        for block, parent in zip(blocks, parents, strict=False)
    )
