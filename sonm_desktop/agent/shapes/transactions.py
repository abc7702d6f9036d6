"""Own transactions in the schema: what each does, by its call, and the gas that it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.wallet import TransactionRecord
from sonm_desktop.campaign.calls import TERMS
from sonm_desktop.campaign.messages import Coupon, Place
from sonm_desktop.chain.calldata import selector
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.chain.sending.receipts import parse_receipt
from sonm_desktop.core.ids import Address, TxHash
from sonm_desktop.store.transactions import SentTransaction, TxState
from sonm_desktop.wallet.messages import Bind, Operator, Quote, Settle, Tip, Voucher

_NAMES = {
    "approve(address,uint256)": "approve",
    "transfer(address,uint256)": "transfer",
    "deposit(uint96)": "deposit",
    "depositPermit(uint96,uint256,uint8,bytes32,bytes32)": "deposit",
    "withdraw(uint96)": "withdraw",
    f"take({Quote.abi_type()},bytes,uint96,uint32,uint80)": "take",
    "claim(bytes32)": "claim",
    "claimMany(bytes32[])": "claim",
    f"claimVoucher({Voucher.abi_type()},bytes)": "claim",
    f"claimManyVouchers({Voucher.abi_type()}[],bytes[])": "claim",
    f"claimWithTip({Voucher.abi_type()},bytes,{Tip.abi_type()},bytes)": "claim",
    "topUp(bytes32,uint96,uint40)": "top_up",
    "requestClose(bytes32)": "close",
    "finish(bytes32)": "finish",
    f"settle({Settle.abi_type()},bytes,bytes)": "settle",
    "stop(address,uint256,bytes)": "stop",
    f"bind({Bind.abi_type()},bytes,bytes)": "bind",
    "unbind(address)": "unbind",
    "setOperator(address,uint96,uint40)": "operator",
    f"setOperatorFor({Operator.abi_type()},bytes)": "operator",
    "announce(address,bytes,bytes)": "announce",
    "drip(uint256)": "faucet",
    "write(string,string)": "profile",
    "attest(address,uint8,uint40)": "attest",
    "revoke(address,address)": "revoke",
    "rate(bytes32,uint8,uint8)": "rate",
    f"open({TERMS},uint96)": "campaign_open",
    "fund(bytes32,uint96)": "campaign_fund",
    "setSigner(bytes32,address)": "campaign_key",
    "close(bytes32)": "campaign_close",
    f"join({Place.abi_type()},bytes)": "campaign_join",
    f"redeem({Coupon.abi_type()},bytes)": "campaign_redeem",
    "giveBack(bytes32)": "campaign_return",
    "multicall(bytes[])": "several",
}
_CODES = {selector(signature): f"agent.tx_{name}" for signature, name in _NAMES.items()}
_COIN_TRANSFER = "agent.tx_coin"
_UNKNOWN = "agent.tx_other"

_IN_A_BLOCK = frozenset({TxState.MINED, TxState.FINAL})

Gas = Mapping[TxHash, int]


def record_of(sent: SentTransaction, gas: Gas) -> TransactionRecord:
    """*sent* as faces show it."""
    return TransactionRecord(
        intent=sent.intent,
        account=sent.account,
        what=Worded.of(what_of(sent.data)),
        state=sent.state.value,
        hash=sent.hash,
        block=sent.block,
        gas_used=gas.get(sent.hash) if sent.hash else None,
        fee=sent.fee,
        created=int(sent.created),
        reason=Worded.of(sent.code, sent.params) if sent.code else None,
        most=sent.most,
    )


def what_of(data: bytes) -> str:
    """The code of what a call does."""
    return _CODES.get(data[:4], _UNKNOWN) if data else _COIN_TRANSFER


async def gas_of(rpc: Rpc, market: Address, sent: Sequence[SentTransaction]) -> Gas:
    """The gas of those that are in a block; a node that forgot one leaves it out."""
    hashes = [entry.hash for entry in sent if entry.hash and entry.state in _IN_A_BLOCK]
    replies = await rpc.batch([("eth_getTransactionReceipt", [tx]) for tx in hashes])
    gas: dict[TxHash, int] = {}
    for tx, reply in zip(hashes, replies, strict=True):
        if reply is None:
            continue
        gas[tx] = parse_receipt(reply, tx, market).gas_used
    return gas
