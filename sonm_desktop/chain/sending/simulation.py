"""What a call would do now, and what its gas would cost; nothing is sent."""

from __future__ import annotations

from typing import Any

from sonm_desktop.chain import wire
from sonm_desktop.chain.market_calls import NEW_CONTRACT, Call
from sonm_desktop.chain.node import NodeError
from sonm_desktop.chain.reverts import refusal
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.chain.sending.fees import Fee, Speed, gas_price
from sonm_desktop.core.ids import Address

GAS_MARGIN_PERCENT = 20
"""Accrual between the estimate and the block may touch storage that was empty."""


async def simulate(rpc: Rpc, sender: Address, call: Call, block: str = "pending") -> bytes:
    """What *call* returns at *block*. Raises UserError with the contract's reason."""
    try:
        reply = await rpc.call("eth_call", [as_transaction(sender, call), block])
    except NodeError as error:
        if error.revert is None:
            raise
        raise refusal(error.revert) from error
    return wire.octets(reply, "a call's result")


async def estimate_fee(rpc: Rpc, sender: Address, call: Call, speed: Speed) -> Fee:
    """Gas with a margin, and its price now. Raises UserError with the contract's reason."""
    try:
        reply = await rpc.call("eth_estimateGas", [as_transaction(sender, call), "pending"])
    except NodeError as error:
        if error.revert is None:
            raise
        raise refusal(error.revert) from error
    gas = wire.small_quantity(reply, "the gas")
    return Fee(gas=gas + gas * GAS_MARGIN_PERCENT // 100, price=await gas_price(rpc, speed))


def as_transaction(sender: Address, call: Call) -> dict[str, Any]:
    """*call* as eth_call wants it."""
    receiver = {} if call.to == NEW_CONTRACT else {"to": call.to}
    return {
        "from": sender,
        **receiver,
        "data": "0x" + call.data.hex(),
        "value": hex(call.value),
    }
