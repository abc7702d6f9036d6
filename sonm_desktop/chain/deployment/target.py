"""Whether a chain can run the contracts, and whether what is there already is what it seems."""

from __future__ import annotations

from sonm_desktop.chain import wire
from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.node import NodeError
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.dollars import MOST_DECIMALS
from sonm_desktop.core.errors import BadReply, UserError
from sonm_desktop.core.ids import Address

_WRITES_TRANSIENT = "0x5f5f5d00"
"""PUSH0, PUSH0, TSTORE, STOP: needs Cancun, as the market's guard against re-entering does."""

_ROUND_WORDS, _ANSWER, _SIGN = 5, 1, 255


async def require_cancun(rpc: Rpc, account: Address) -> None:
    """Raises UserError("chain.old_chain")."""
    try:
        await rpc.call("eth_call", [{"from": account, "data": _WRITES_TRANSIENT}, "latest"])
    except NodeError as error:
        raise UserError("chain.old_chain") from error


async def require_feed(rpc: Rpc, feed: Address) -> None:
    """Raises UserError("chain.no_feed_there") unless *feed* names a price now."""
    try:
        decimals = await _words(rpc, feed, "decimals()", 1)
        answer = await _words(rpc, feed, "latestRoundData()", _ROUND_WORDS)
    except (NodeError, BadReply) as error:
        raise UserError("chain.no_feed_there", feed=feed) from error
    if decimals[0] > MOST_DECIMALS or not 0 < answer[_ANSWER] < 1 << _SIGN:
        raise UserError("chain.no_feed_there", feed=feed)


async def _words(rpc: Rpc, to: Address, function: str, count: int) -> list[int]:
    call = {"to": to, "data": "0x" + encode_call(function).hex()}
    reply = await rpc.call("eth_call", [call, "latest"])
    return wire.words(wire.octets(reply, function), count, function)
