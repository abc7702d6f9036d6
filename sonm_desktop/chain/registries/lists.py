"""Asks the chain itself whether an account is on somebody's lists; light enough for a worker."""

from __future__ import annotations

from typing import Any

from sonm_desktop.chain import wire
from sonm_desktop.chain.finality import FINAL_DEPTH
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.node import NodeError
from sonm_desktop.chain.registries.blacklist_calls import (
    MOST_AT_ONCE,
    BlacklistCalls,
    has_blacklists,
)
from sonm_desktop.chain.registries.logs import FOLLOWED
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import Address

MOST_LISTS = 1000
"""Lists that one reader ever followed; of more, those count that he began to follow last."""

_TOPICS = 3
_TOPIC_LENGTH = 66


class ListReader:
    """What holds now is the contract's own answer. It cannot say whose lists a reader follows,
    so those are asked for that the log ever named: too many names change no answer.

    Every reply is checked; raises RemoteError or BadReply.
    """

    def __init__(self, rpc: Rpc, network: Network) -> None:
        self._rpc = rpc
        self._network = network
        self._read_to: dict[Address, int] = {}
        self._named: dict[Address, dict[Address, None]] = {}

    async def refuses(self, reader: Address, account: Address) -> bool:
        """Whether the list of *reader*, or one that *reader* follows, names *account* now. A
        network without such a registry refuses nobody."""
        if not has_blacklists(self._network):
            return False
        owners = await self._ever_followed(reader)
        calls = BlacklistCalls(self._network)
        parts = [owners[at : at + MOST_AT_ONCE] for at in range(0, len(owners), MOST_AT_ONCE)]
        asked = [calls.refuses(reader, account, part) for part in parts or [[]]]
        replies = await self._rpc.batch(
            [
                ("eth_call", [{"to": call.to, "data": "0x" + call.data.hex()}, "pending"])
                for call in asked
            ]
        )
        return any(wire.words(wire.octets(reply, "a list"), 1, "a list")[0] for reply in replies)

    async def _ever_followed(self, reader: Address) -> list[Address]:
        """Only what is new is read, and what may have been replaced."""
        last = wire.quantity(await self._rpc.call("eth_blockNumber"), "a block number")
        read_to = self._read_to.get(reader, 0)
        first = max(self._network.deployed_block, read_to - FINAL_DEPTH)
        span = max(1, last - first + 1)
        while first <= last:
            end = min(last, first + span - 1)
            try:
                await self._read(reader, first, end)
            except NodeError:
                if span == 1:
                    raise
                span //= 2
                continue
            self._read_to[reader], first = end, end + 1
        return list(self._named.get(reader, {}))[-MOST_LISTS:]

    async def _read(self, reader: Address, first: int, last: int) -> None:
        topics = ["0x" + FOLLOWED.hex(), "0x" + "00" * 12 + reader[2:].lower()]
        wanted = {
            "address": self._network.blacklists,
            "topics": topics,
            "fromBlock": hex(first),
            "toBlock": hex(last),
        }
        logs = wire.items(await self._rpc.call("eth_getLogs", [wanted]), "the logs")
        named = self._named.setdefault(reader, {})
        for log in logs:
            named.setdefault(_owner(log, topics))


def _owner(log: Any, topics: list[str]) -> Address:
    """Whose list *log* names. Raises BadReply for a log that was not asked for."""
    told = wire.items(wire.fields(log, "a log").get("topics"), "topics")
    texts = [topic.lower() for topic in told if isinstance(topic, str)]
    if len(texts) != _TOPICS or texts[:2] != topics or len(texts[2]) != _TOPIC_LENGTH:
        raise BadReply("a log that was not asked for")
    return wire.address("0x" + texts[2][-40:], "an account")
