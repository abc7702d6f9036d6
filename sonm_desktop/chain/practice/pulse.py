"""Whether the practice network that was found still lives, asked on one connection."""

from __future__ import annotations

from typing import Any

from sonm_desktop.chain import wire
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import parse_block
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.errors import BadReply, RemoteError


class Pulse:
    """Of *network*, whose contracts were looked at before: as long as its chain id and the block
    that it began with are the same, they are too.

    head: the hash of the newest block that was seen.
    """

    def __init__(self, network: Network, *, timeout_s: float) -> None:
        self.head = ""
        self._network = network
        self._rpc = Rpc(network.rpc_urls[:1], timeout_s=timeout_s)
        self._questions: list[tuple[str, list[Any]]] = [
            ("eth_chainId", []),
            ("eth_getBlockByNumber", [hex(network.deployed_block), False]),
            ("eth_getBlockByNumber", ["latest", False]),
        ]

    async def beats(self) -> bool:
        """Whether the node answers, and for this network."""
        try:
            chain, first, newest = await self._rpc.batch(self._questions)
            if wire.quantity(chain, "a chain id") != self._network.chain_id or first is None:
                return False
            if parse_block(first).hash != self._network.deployment_hash:
                return False
            self.head = parse_block(newest).hash
        except (RemoteError, BadReply):
            return False
        return True

    async def close(self) -> None:
        await self._rpc.close()
