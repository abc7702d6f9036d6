"""The market's price feed, read from the address that the market itself is bound to for ever."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from sonm_desktop.chain import wire
from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.node import NodeError
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.dollars import MOST_DECIMALS, UsdPrice
from sonm_desktop.core.errors import BadReply, UserError
from sonm_desktop.core.ids import ZERO_ADDRESS, Address

logger = logging.getLogger(__name__)

_SIGN = 1 << 255
_ROUND_WORDS = 5
_ANSWER, _UPDATED = 1, 3


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """What a feed says. answer: USD for one SNM times 10^decimals; may be nonsense.

    updated, read: chain time of the answer, and of this look. max_age: s, the market's limit.
    unit: the decimals that the market was deployed with, by which it converts.
    """

    feed: Address
    answer: int
    decimals: int
    unit: int
    updated: int
    max_age: int
    read: int

    def age(self, now: int) -> int:
        """How old the answer is, s; below zero it is from the future."""
        return now - self.updated

    def trouble(self, now: int) -> UserError | None:
        """Why nothing is converted at chain time *now*, as the market decides it; None when it
        is. A feed that counts otherwise than at the market's deployment is not believed."""
        if self.decimals != self.unit:
            return UserError("chain.feed_changed", was=self.unit, now=self.decimals)
        if self.answer <= 0 or self.unit > MOST_DECIMALS:
            return UserError("chain.feed_no_price")
        if self.age(now) < 0:
            return UserError("chain.feed_from_future", ahead=-self.age(now))
        if self.age(now) > self.max_age:
            return UserError("chain.feed_stale", age=self.age(now), most=self.max_age)
        return None

    def price(self, now: int) -> UsdPrice:
        """The price at chain time *now*. Raises UserError with `trouble`."""
        trouble = self.trouble(now)
        if trouble is not None:
            raise trouble
        return UsdPrice(self.answer, self.unit)


@dataclass(frozen=True, slots=True)
class _Bound:
    """What never changes: the market's feed, its limit of age, and the decimals it counts by."""

    feed: Address
    max_age: int
    unit: int


class FeedReader:
    """Reads the feed of *network*'s market. Raises RemoteError or BadReply."""

    def __init__(self, rpc: Rpc, network: Network) -> None:
        self._rpc = rpc
        self._network = network
        self._bound: _Bound | None = None

    async def read(self) -> FeedAnswer | None:
        """None: this market has no feed."""
        bound = self._bound = self._bound or await self._immutable()
        if bound.feed == ZERO_ADDRESS:
            return None
        decimals, round_, block = await self._rpc.batch(
            [
                _call(bound.feed, "decimals()"),
                _call(bound.feed, "latestRoundData()", "pending"),
                ("eth_getBlockByNumber", ["pending", False]),
            ]
        )
        said = wire.words(wire.octets(round_, "a price"), _ROUND_WORDS, "a price")
        return FeedAnswer(
            feed=bound.feed,
            answer=said[_ANSWER] - 2 * (said[_ANSWER] & _SIGN),
            decimals=_decimals(decimals),
            unit=bound.unit,
            updated=said[_UPDATED],
            max_age=bound.max_age,
            read=wire.chain_time(wire.fields(block, "a block").get("timestamp")),
        )

    async def _immutable(self) -> _Bound:
        feed, age = await self._rpc.batch(
            [_call(self._network.market, "feed()"), _call(self._network.market, "maxPriceAge()")]
        )
        address = wire.address_word(_word(feed, "a feed"), "a feed")
        unit = 0 if address == ZERO_ADDRESS else await self._unit(address)
        return _Bound(address, _word(age, "an age"), unit)

    async def _unit(self, feed: Address) -> int:
        """The decimals of the block that the market came with; those of now where the node
        does not remember so far back."""
        then = hex(self._network.deployed_block)
        try:
            return _decimals(await self._rpc.call(*_call(feed, "decimals()", then)))
        except (NodeError, BadReply) as error:
            logger.debug("no state at the market's first block: %s", error)
        return _decimals(await self._rpc.call(*_call(feed, "decimals()")))


def _call(to: Address, signature: str, block: str = "latest") -> tuple[str, list[Any]]:
    return "eth_call", [{"to": to, "data": "0x" + encode_call(signature).hex()}, block]


def _word(reply: Any, what: str) -> int:
    return wire.words(wire.octets(reply, what), 1, what)[0]


def _decimals(reply: Any) -> int:
    return wire.below(_word(reply, "decimals"), 8, "decimals")
