"""Calls of the market and its token, encoded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode

from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.network import Network
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.wallet.messages import (
    Amend,
    Ask,
    Bind,
    Operator,
    Quote,
    Settle,
    Tip,
    Voucher,
)

NO_COIN = Wei(0)

NEW_CONTRACT = Address("")
"""In place of whom a call is for: the transaction makes a contract of its data."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a transaction does. value: wei of the coin that goes with it."""

    to: Address
    data: bytes
    value: Wei = NO_COIN


def encode_ask(ask: Ask) -> bytes:
    """abi.encode(Ask), as `announce` writes it."""
    return encode([Ask.abi_type()], [ask.abi_tuple()])


class TokenCalls:
    """The ERC-20 calls of the network's SNM."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def approve(self, spender: Address, amount: Wei) -> Call:
        return self._call("approve(address,uint256)", spender, amount)

    def approve_market(self, amount: Wei) -> Call:
        """Let the market take *amount* for a deposit."""
        return self.approve(self._network.market, amount)

    def transfer(self, receiver: Address, amount: Wei) -> Call:
        return self._call("transfer(address,uint256)", receiver, amount)

    def _call(self, signature: str, *arguments: Any) -> Call:
        return Call(self._network.token, encode_call(signature, *arguments))


class MarketCalls:
    """The calls of the network's market (docs/protocol.md, Functions)."""

    def __init__(self, network: Network) -> None:
        self._market = network.market

    def deposit(self, amount: Wei) -> Call:
        return self._call("deposit(uint96)", amount)

    def deposit_permit(self, amount: Wei, deadline: int, signature: bytes) -> Call:
        """*signature*: the owner's ERC-2612 permit, 65 bytes."""
        r, s, v = signature[:32], signature[32:64], signature[64]
        return self._call(
            "depositPermit(uint96,uint256,uint8,bytes32,bytes32)", amount, deadline, v, r, s
        )

    def withdraw(self, amount: Wei) -> Call:
        return self._call("withdraw(uint96)", amount)

    def take(
        self,
        quote: Quote,
        worker_signature: bytes,
        *,
        escrow: Wei,
        lease: int,
        max_rate: WeiPerSecond,
    ) -> Call:
        """*lease*: seconds until the first voucher is needed."""
        return self._call(
            f"take({Quote.abi_type()},bytes,uint96,uint32,uint80)",
            quote.abi_tuple(),
            worker_signature,
            escrow,
            lease,
            max_rate,
        )

    def claim(self, deal: DealId) -> Call:
        return self._call("claim(bytes32)", _bytes32(deal))

    def claim_many(self, deals: Sequence[DealId]) -> Call:
        return self._call("claimMany(bytes32[])", [_bytes32(deal) for deal in deals])

    def claim_voucher(self, voucher: Voucher, signature: bytes) -> Call:
        return self._call(
            f"claimVoucher({Voucher.abi_type()},bytes)", voucher.abi_tuple(), signature
        )

    def claim_many_vouchers(self, vouchers: Sequence[Voucher], signatures: Sequence[bytes]) -> Call:
        return self._call(
            f"claimManyVouchers({Voucher.abi_type()}[],bytes[])",
            [voucher.abi_tuple() for voucher in vouchers],
            list(signatures),
        )

    def claim_with_tip(
        self, voucher: Voucher, signature: bytes, tip: Tip, tip_signature: bytes
    ) -> Call:
        return self._call(
            f"claimWithTip({Voucher.abi_type()},bytes,{Tip.abi_type()},bytes)",
            voucher.abi_tuple(),
            signature,
            tip.abi_tuple(),
            tip_signature,
        )

    def top_up(self, deal: DealId, amount: Wei, until: int) -> Call:
        return self._call("topUp(bytes32,uint96,uint40)", _bytes32(deal), amount, until)

    def request_close(self, deal: DealId) -> Call:
        return self._call("requestClose(bytes32)", _bytes32(deal))

    def finish(self, deal: DealId) -> Call:
        return self._call("finish(bytes32)", _bytes32(deal))

    def settle(self, settle: Settle, consumer_signature: bytes, payee_signature: bytes) -> Call:
        return self._call(
            f"settle({Settle.abi_type()},bytes,bytes)",
            settle.abi_tuple(),
            consumer_signature,
            payee_signature,
        )

    def amend(self, word: Amend, consumer_signature: bytes, payee_signature: bytes) -> Call:
        """A side that *word* does not burden may give an empty signature."""
        return self._call(
            f"amend({Amend.abi_type()},bytes,bytes)",
            word.abi_tuple(),
            consumer_signature,
            payee_signature,
        )

    def stop(self, worker: Address, nonce: int, worker_signature: bytes) -> Call:
        """*worker_signature* signs `Stop` of the deal with this nonce."""
        return self._call("stop(address,uint256,bytes)", worker, nonce, worker_signature)

    def bind(self, bind: Bind, worker_signature: bytes, master_signature: bytes) -> Call:
        return self._call(
            f"bind({Bind.abi_type()},bytes,bytes)",
            bind.abi_tuple(),
            worker_signature,
            master_signature,
        )

    def unbind(self, worker: Address) -> Call:
        return self._call("unbind(address)", worker)

    def set_operator(self, operator: Address, *, daily_limit: Wei, expiry: int) -> Call:
        """*expiry* 0 revokes."""
        return self._call("setOperator(address,uint96,uint40)", operator, daily_limit, expiry)

    def set_operator_for(self, grant: Operator, signature: bytes) -> Call:
        return self._call(
            f"setOperatorFor({Operator.abi_type()},bytes)", grant.abi_tuple(), signature
        )

    def announce(self, ask: Ask, signature: bytes) -> Call:
        return self._call("announce(address,bytes,bytes)", ask.worker, encode_ask(ask), signature)

    def multicall(self, calls: Sequence[Call]) -> Call:
        """*calls* of this market in one transaction, all or none."""
        if any(call.to != self._market or call.value for call in calls):
            raise ValueError("only calls of the market without coin can be joined")
        return self._call("multicall(bytes[])", [call.data for call in calls])

    def _call(self, signature: str, *arguments: Any) -> Call:
        return Call(self._market, encode_call(signature, *arguments))


def _bytes32(deal: DealId) -> bytes:
    return bytes.fromhex(deal.removeprefix("0x"))
