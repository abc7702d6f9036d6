"""A chain in memory that reorganises, lags and lies on command; speaks a node's JSON-RPC.

It knows just what the index asks. The same suite runs against a real node.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from sonm_desktop.chain.network import Network
from sonm_desktop.chain.node import NodeError, NodeUnreachable
from sonm_desktop.chain.records import Block
from sonm_desktop.chain.wire import address_of
from sonm_desktop.core.ids import Address, BlockHash, BlockNumber, ChainId, ChainTime

CHAIN_ID = ChainId(1_700_000_002)
MARKET = address_of(bytes([0x4D] * 20))
TOKEN = address_of(bytes([0x54] * 20))
FINAL_DEPTH = 64
GENESIS_TIME = 1_700_000_000


@dataclass(frozen=True, slots=True)
class FakeLog:
    """Topics and data of a log of the market, or of the token."""

    topics: tuple[bytes, ...]
    data: bytes
    address: Address = MARKET


@dataclass(frozen=True, slots=True)
class FakeBlock:
    block: Block
    logs: tuple[FakeLog, ...]


class FakeChain:
    """Blocks from 0 on. finalizes: whether it can tell what is final."""

    def __init__(self, *, finalizes: bool = True) -> None:
        self._blocks: list[FakeBlock] = []
        self._forks = 0
        self.finalizes = finalizes
        self.final = 0
        self._hidden = 0
        self._failing = ""
        self.calls = 0
        self.extend([()])

    @property
    def head(self) -> int:
        return len(self._blocks) - 1

    def network(self, *, practice: bool = False) -> Network:
        return Network(
            name="fake",
            chain_id=CHAIN_ID,
            rpc_urls=(),
            market=MARKET,
            token=TOKEN,
            faucet=None,
            deployed_block=BlockNumber(0),
            deployment_hash=self._blocks[0].block.hash,
            confirmations=0,
            relays=(),
            practice=practice,
        )

    def extend(self, blocks: Sequence[Sequence[FakeLog]]) -> None:
        """Add a block for each list of logs."""
        for logs in blocks:
            number = len(self._blocks)
            parent = self._blocks[-1].block.hash if self._blocks else BlockHash("0x" + "00" * 32)
            seed = encode(["uint256", "uint256", "string"], [number, self._forks, parent])
            block = Block(
                number=BlockNumber(number),
                hash=BlockHash("0x" + keccak(seed).hex()),
                parent=parent,
                time=ChainTime(GENESIS_TIME + 12 * number + self._forks),
            )
            self._blocks.append(FakeBlock(block, tuple(logs)))
        self.final = max(self.final, self.head - FINAL_DEPTH)

    def reorganise(self, depth: int, blocks: Sequence[Sequence[FakeLog]]) -> None:
        """Replace the last *depth* blocks by *blocks*."""
        self._forks += 1
        del self._blocks[len(self._blocks) - depth :]
        self.extend(blocks)

    def rewind(self, depth: int) -> None:
        """Lose the last *depth* blocks, as a node that crashed."""
        del self._blocks[len(self._blocks) - depth :]

    def lag(self, blocks: int) -> None:
        """Show a head so many blocks below the real one from now on."""
        self._hidden = blocks

    def fail_next(self, method: str) -> None:
        """Be unreachable for the next question of this kind."""
        self._failing = method

    async def call(self, method: str, params: Sequence[Any] = ()) -> Any:
        self.calls += 1
        return self._answer(method, params)

    async def batch(self, calls: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        self.calls += 1
        return [self._answer(method, params) for method, params in calls]

    def _answer(self, method: str, params: Sequence[Any]) -> Any:
        if method == self._failing:
            self._failing = ""
            raise NodeUnreachable("fake")
        match method:
            case "eth_chainId":
                return hex(CHAIN_ID)
            case "eth_getCode":
                return "0x60"
            case "eth_getBlockByNumber":
                return self._header(params[0])
            case "eth_getLogs":
                return self._logs(params[0])
        raise NodeError(method, -32601, "Method not found", None)

    @property
    def _shown(self) -> list[FakeBlock]:
        return self._blocks[: len(self._blocks) - self._hidden]

    def _header(self, tag: str) -> dict[str, Any] | None:
        if tag == "finalized" and not self.finalizes:
            raise NodeError("eth_getBlockByNumber", -32602, "unknown tag", None)
        shown = self._shown
        special = {"latest": len(shown) - 1, "finalized": self.final}
        number = special[tag] if tag in special else int(tag, 16)
        if number >= len(shown):
            return None
        block = shown[number].block
        return {
            "number": hex(block.number),
            "hash": block.hash,
            "parentHash": block.parent,
            "timestamp": hex(block.time),
        }

    def _logs(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
        shown = self._shown
        if "blockHash" in wanted:
            chosen = [entry for entry in shown if entry.block.hash == wanted["blockHash"]]
            if not chosen:
                raise NodeError("eth_getLogs", -32000, "unknown block", None)
        else:
            first, last = int(wanted["fromBlock"], 16), int(wanted["toBlock"], 16)
            chosen = shown[first : last + 1]
        return [
            _spelled(entry.block, index, log)
            for entry in chosen
            for index, log in enumerate(entry.logs)
            if log.address in _places(wanted["address"])
            and _has_topics(log, wanted.get("topics", []))
        ]


class MovingChain(FakeChain):
    """Reorganises between the questions of one reader."""

    def __init__(self) -> None:
        super().__init__()
        self.moves: list[tuple[int, Sequence[Sequence[FakeLog]]]] = []
        self._every = 1

    def move_later(
        self, moves: Sequence[tuple[int, Sequence[Sequence[FakeLog]]]], every: int
    ) -> None:
        """Before each *every*-th question from now on: one of *moves* (depth, new blocks)."""
        self.calls = 0
        self.moves = list(moves)
        self._every = every

    async def call(self, method: str, params: Sequence[Any] = ()) -> Any:
        self._move()
        return await super().call(method, params)

    async def batch(self, calls: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        self._move()
        return await super().batch(calls)

    def _move(self) -> None:
        if self.moves and self.calls % self._every == self._every - 1:
            self.reorganise(*self.moves.pop(0))


def _places(wanted: str | list[str]) -> list[str]:
    return [wanted] if isinstance(wanted, str) else wanted


def _has_topics(log: FakeLog, wanted: Sequence[Any]) -> bool:
    """A topic is any, one, or one of several."""
    spelled = ["0x" + topic.hex() for topic in log.topics]
    return len(wanted) <= len(spelled) and all(
        want is None or have == want or (isinstance(want, list) and have in want)
        for have, want in zip(spelled, wanted, strict=False)
    )


def _spelled(block: Block, index: int, log: FakeLog) -> dict[str, Any]:
    tx = keccak(encode(["string", "uint256"], [block.hash, index]))
    return {
        "address": log.address.lower(),
        "topics": ["0x" + topic.hex() for topic in log.topics],
        "data": "0x" + log.data.hex(),
        "blockNumber": hex(block.number),
        "blockHash": block.hash,
        "blockTimestamp": hex(block.time),
        "transactionHash": "0x" + tx.hex(),
        "transactionIndex": hex(index),
        "logIndex": hex(index),
        "removed": False,
    }
