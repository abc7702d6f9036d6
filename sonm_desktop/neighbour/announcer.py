"""Says on the chain where the neighbours answer, when that changes or runs out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from sonm_desktop.chain import wire
from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.practice.deploy import send_unlocked
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.core.errors import BadReply, RemoteError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.offers.offer import SignedAsk
from sonm_desktop.market.supplier.announcing import announcement_due
from sonm_desktop.neighbour.stall import Stall
from sonm_desktop.wallet.messages import Ask

logger = logging.getLogger(__name__)

EVERY_S = 300.0
SOON_S = 15.0
_ANNOUNCED = "announced"
_PAYER = 1
"""Which of the node's own accounts pays; the first one is the bank."""


class Announcer:
    """One transaction for all that is due."""

    def __init__(self, stalls: Sequence[Stall], network: Network, chain: ChainReader) -> None:
        self._stalls = stalls
        self._calls = MarketCalls(network)
        self._chain = chain

    async def run(self) -> None:
        """For ever, for a supervisor; sooner again while something is not on sale."""
        while True:
            complete = await self.announce()
            await asyncio.sleep(EVERY_S if complete else SOON_S)

    async def announce(self) -> bool:
        """Whether everything is on sale now."""
        offers = [(stall, await stall.offer()) for stall in self._stalls]
        now = await self._chain.pending_time()
        due = [
            (stall, offer)
            for stall, offer in offers
            if offer is not None and announcement_due(await _announced(stall), offer.ask, now)
        ]
        if due:
            await self._submit([offer for _, offer in due])
            for stall, offer in due:
                await stall.facts.put(_ANNOUNCED, offer.ask.to_wire())
            logger.info("announced %d offers", len(due))
        return all(offer is not None for _, offer in offers)

    async def _submit(self, offers: Sequence[SignedAsk]) -> None:
        call = self._calls.multicall(
            [self._calls.announce(offer.ask, offer.signature) for offer in offers]
        )
        fields = {"from": await self._payer(), "to": call.to, "data": "0x" + call.data.hex()}
        await send_unlocked(self._chain.rpc, fields)

    async def _payer(self) -> Address:
        accounts = wire.items(await self._chain.rpc.call("eth_accounts"), "the node's accounts")
        if len(accounts) <= _PAYER:
            raise BadReply("the node has no account to spare")
        return wire.address(accounts[_PAYER], "an account")


async def _announced(stall: Stall) -> Ask | None:
    known = await stall.facts.get(_ANNOUNCED)
    return None if known is None else Ask.from_wire(known)


async def node_is_gone(chain: ChainReader) -> bool:
    """Whether nobody answers for the network."""
    try:
        await chain.pending_time()
    except RemoteError:
        return True
    return False
