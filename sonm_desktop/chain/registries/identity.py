"""Reads from the chain itself how sure one can be who an account is; light enough for a worker."""

from __future__ import annotations

from collections.abc import Sequence

from sonm_desktop.chain import wire
from sonm_desktop.chain.finality import FINAL_DEPTH
from sonm_desktop.chain.logs import decode_event, parse_events
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.node import NodeError
from sonm_desktop.chain.registries.calls import ProfileCalls
from sonm_desktop.chain.registries.events import ValidatorSet
from sonm_desktop.chain.registries.logs import VALIDATOR_SET, registries
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.ids import Address

MOST_AT_ONCE = 16
"""Validators that the contract looks at in one call."""


class IdentityReader:
    """Levels on the word of the validators whom the registrar admits, or of some of them.

    Every reply is checked; raises RemoteError or BadReply, and UserError("standing.no_profiles")
    where the network has no such registry.
    """

    def __init__(self, rpc: Rpc, network: Network) -> None:
        self._rpc = rpc
        self._network = network
        self._read_to = 0
        self._validators: dict[Address, int] = {}

    async def level_of(self, account: Address, validators: Sequence[Address] | None = None) -> int:
        """0 to 4, now. *validators*: whose word counts; None is everybody's who is admitted."""
        calls = ProfileCalls(self._network)
        asked = await self.validators() if validators is None else list(validators)
        best = 0
        for start in range(0, len(asked), MOST_AT_ONCE):
            call = calls.level_of(account, asked[start : start + MOST_AT_ONCE])
            fields = {"to": call.to, "data": "0x" + call.data.hex()}
            raw = wire.octets(await self._rpc.call("eth_call", [fields, "pending"]), "a level")
            best = max(best, wire.below(wire.words(raw, 1, "a level")[0], 3, "a level"))
        return best

    async def validators(self) -> list[Address]:
        """Whom the registrar admits, whatever the level; only what is new is read, and what may
        have been replaced."""
        last = wire.quantity(await self._rpc.call("eth_blockNumber"), "a block number")
        first = max(self._network.deployed_block, self._read_to - FINAL_DEPTH)
        span = max(1, last - first + 1)
        while first <= last:
            end = min(last, first + span - 1)
            try:
                await self._read(first, end)
            except NodeError:
                if span == 1:
                    raise
                span //= 2
                continue
            self._read_to, first = end, end + 1
        return sorted(who for who, level in self._validators.items() if level)

    async def _read(self, first: int, last: int) -> None:
        wanted = {
            "address": self._network.profiles,
            "fromBlock": hex(first),
            "toBlock": hex(last),
            "topics": ["0x" + VALIDATOR_SET.hex()],
        }
        reply = await self._rpc.call("eth_getLogs", [wanted])
        for log in parse_events(reply, self._network.market, registries(self._network)):
            event = decode_event(log)
            if isinstance(event, ValidatorSet):
                self._validators[event.validator] = event.level
