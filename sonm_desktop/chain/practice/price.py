"""Moves the practice network's USD price of SNM, for trying what that does."""

from __future__ import annotations

from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.practice.deploy import send_unlocked, unlocked_account
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.errors import UserError

DECIMALS = 8
"""Of the practice feed's price."""


async def set_practice_price(rpc: Rpc, network: Network, answer: int) -> None:
    """One SNM costs *answer* / 10^8 USD from the next block on.

    Raises UserError("agent.not_practice"), or chain.no_price_feed where the network is older than
    its feed.
    """
    if not network.practice:
        raise UserError("agent.not_practice")
    if network.feed is None:
        raise UserError("chain.no_price_feed")
    call = encode_call("set(int256)", answer)
    keeper = await unlocked_account(rpc)
    await send_unlocked(rpc, {"from": keeper, "to": network.feed, "data": "0x" + call.hex()})
