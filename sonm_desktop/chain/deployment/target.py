"""Whether a chain can run the contracts at all."""

from __future__ import annotations

from sonm_desktop.chain.node import NodeError
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address

_WRITES_TRANSIENT = "0x5f5f5d00"
"""PUSH0, PUSH0, TSTORE, STOP: needs Cancun, as the market's guard against re-entering does."""


async def require_cancun(rpc: Rpc, account: Address) -> None:
    """Raises UserError("chain.old_chain")."""
    try:
        await rpc.call("eth_call", [{"from": account, "data": _WRITES_TRANSIENT}, "latest"])
    except NodeError as error:
        raise UserError("chain.old_chain") from error
