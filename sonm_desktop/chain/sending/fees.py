"""EIP-1559 fees at three speeds, from what recent blocks paid."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from statistics import median_low
from typing import Any

from sonm_desktop.chain import wire
from sonm_desktop.chain.reader import parse_block
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import BadReply

HISTORY_BLOCKS = 20
BASE_FEE_HEADROOM = 2
"""The base fee can double in six full blocks; beyond that the transaction waits."""

RAISE_NUMERATOR, RAISE_DENOMINATOR = 1125, 1000
"""Nodes want 10 % more for a replacement; one eighth more is above that, also rounded."""

LOWEST_PRIORITY = 1

_FULL = 0.98
"""Above so much of its limit a block had to leave somebody out."""


class Speed(StrEnum):
    """How soon a transaction should be in a block."""

    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"


_PERCENTILES = {Speed.SLOW: 10, Speed.NORMAL: 50, Speed.FAST: 90}


@dataclass(frozen=True, slots=True)
class GasPrice:
    """Wei for each unit of gas. max_fee: with the base fee; priority: the part to the miner.

    likely: what is paid when the base fee stays.
    """

    max_fee: int
    priority: int
    likely: int

    def raised(self) -> GasPrice:
        """Enough more for a node to replace the transaction that offered this."""
        return GasPrice(_raise(self.max_fee), _raise(self.priority), _raise(self.likely))

    def at_least(self, other: GasPrice) -> GasPrice:
        """The larger of both in each part."""
        return GasPrice(
            max(self.max_fee, other.max_fee),
            max(self.priority, other.priority),
            max(self.likely, other.likely),
        )


@dataclass(frozen=True, slots=True)
class Fee:
    """What a transaction costs. max_fee, priority: wei for each unit of gas."""

    gas: int
    price: GasPrice

    @property
    def max_fee(self) -> int:
        return self.price.max_fee

    @property
    def priority(self) -> int:
        return self.price.priority

    @property
    def total(self) -> Wei:
        """The most that it can cost."""
        return Wei(self.gas * self.price.max_fee)

    @property
    def likely(self) -> Wei:
        """What it costs when the base fee stays and all its gas is used."""
        return Wei(self.gas * self.price.likely)


@dataclass(frozen=True, slots=True)
class SpeedPrice:
    """The price of a speed now. wait_s: how long a block with it takes to come, by what the
    last blocks let in."""

    speed: Speed
    price: GasPrice
    wait_s: int


async def speed_prices(rpc: Rpc, *, at_once: bool = False) -> list[SpeedPrice]:
    """All three speeds, slow first. *at_once*: the network makes a block for each transaction."""
    question = [hex(HISTORY_BLOCKS), "latest", list(_PERCENTILES.values())]
    history, newest = await rpc.batch(
        [("eth_feeHistory", question), ("eth_getBlockByNumber", ["latest", False])]
    )
    head = parse_block(newest)
    earlier = max(0, head.number - HISTORY_BLOCKS)
    first = parse_block(await rpc.call("eth_getBlockByNumber", [hex(earlier), False]))
    block_s = (head.time - first.time) / max(1, head.number - earlier)
    return [_speed_price(history, speed, 0 if at_once else block_s) for speed in Speed]


def _speed_price(history: Any, speed: Speed, block_s: float) -> SpeedPrice:
    price = price_from_history(history, speed)
    open_share = inclusion(history, price.priority)
    return SpeedPrice(speed, price, round(block_s / open_share))


def inclusion(reply: Any, priority: int) -> float:
    """The share of the recent blocks that had room for *priority*, above 0."""
    history = wire.fields(reply, "the fee history")
    rewards = [_reward(row, 0) for row in history.get("reward") or []]
    full = [float(part) >= _FULL for part in history.get("gasUsedRatio") or []]
    seen = list(zip(rewards, full, strict=False))
    if not seen:
        return 1.0
    let_in = sum(not was_full or least <= priority for least, was_full in seen)
    return max(let_in, 0.5) / len(seen)


async def gas_price(rpc: Rpc, speed: Speed) -> GasPrice:
    """The price of gas for *speed* now."""
    percentiles = list(_PERCENTILES.values())
    reply = await rpc.call("eth_feeHistory", [hex(HISTORY_BLOCKS), "latest", percentiles])
    return price_from_history(reply, speed)


def price_from_history(reply: Any, speed: Speed) -> GasPrice:
    """The price in a reply to eth_feeHistory for 10, 50 and 90 %. Raises BadReply."""
    history = wire.fields(reply, "the fee history")
    base_fees = wire.items(history.get("baseFeePerGas"), "the base fees")
    if not base_fees:
        raise BadReply("no base fee")
    next_base_fee = wire.quantity(base_fees[-1], "a base fee")
    column = list(_PERCENTILES).index(speed)
    rewards = [_reward(row, column) for row in history.get("reward") or []]
    priority = max(median_low(rewards) if rewards else 0, LOWEST_PRIORITY)
    return GasPrice(
        max_fee=next_base_fee * BASE_FEE_HEADROOM + priority,
        priority=priority,
        likely=next_base_fee + priority,
    )


def _reward(row: Any, column: int) -> int:
    rewards = wire.items(row, "the rewards")
    if len(rewards) != len(_PERCENTILES):
        raise BadReply("rewards of other percentiles")
    return wire.quantity(rewards[column], "a reward")


def _raise(price: int) -> int:
    return -(-price * RAISE_NUMERATOR // RAISE_DENOMINATOR)
