"""Puts all contracts on a practice chain, from an unlocked account."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from sonm_desktop.chain import wire
from sonm_desktop.chain.artifacts import creation_code
from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.amounts import SNM_DECIMALS
from sonm_desktop.core.errors import BadReply, RemoteError
from sonm_desktop.core.ids import Address, BlockHash, BlockNumber, ChainId

PRACTICE_NAME = "practice"
DAILY_DRIP = 10_000 * 10**SNM_DECIMALS
FAUCET_STOCK = 100_000_000 * 10**SNM_DECIMALS
PRACTICE_PRICE = 5_000_000
"""0.05 USD for one SNM, in the eight decimals of the feed."""

PRACTICE_PRICE_AGE_S = 3600

_RECEIPT_LIMIT_S = 30.0
_POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class Deployed:
    """A contract and the block that it came with."""

    address: Address
    block: BlockNumber
    block_hash: BlockHash


async def deploy(rpc: Rpc, *, rpc_urls: tuple[str, ...]) -> Network:
    """Deploy all contracts; the practice network that they make.

    The node's own account is registrar of the profiles and keeper of the price.
    """
    chain_id = ChainId(wire.quantity(await rpc.call("eth_chainId"), "a chain id"))
    deployer = await unlocked_account(rpc)
    token = await _deploy_contract(rpc, deployer, "SNM")
    faucet = await _deploy_contract(rpc, deployer, "Faucet", token.address, DAILY_DRIP)
    stock = encode_call("transfer(address,uint256)", faucet.address, FAUCET_STOCK)
    await send_unlocked(rpc, {"from": deployer, "to": token.address, "data": "0x" + stock.hex()})
    feed = await _deploy_contract(rpc, deployer, "PracticeFeed", PRACTICE_PRICE)
    market = await _deploy_contract(
        rpc, deployer, "Market", token.address, feed.address, PRACTICE_PRICE_AGE_S
    )
    profiles = await _deploy_contract(rpc, deployer, "Profiles", deployer)
    blacklists = await _deploy_contract(rpc, deployer, "Blacklists")
    reputation = await _deploy_contract(rpc, deployer, "Reputation", market.address)
    campaigns = await _deploy_contract(
        rpc, deployer, "Campaigns", token.address, feed.address, PRACTICE_PRICE_AGE_S
    )
    return Network(
        name=PRACTICE_NAME,
        chain_id=chain_id,
        rpc_urls=rpc_urls,
        market=market.address,
        token=token.address,
        faucet=faucet.address,
        deployed_block=market.block,
        deployment_hash=market.block_hash,
        confirmations=0,
        relays=(),
        practice=True,
        profiles=profiles.address,
        blacklists=blacklists.address,
        reputation=reputation.address,
        feed=feed.address,
        campaigns=campaigns.address,
    )


async def unlocked_account(rpc: Rpc) -> Address:
    """The account that the node itself signs for. Raises BadReply when there is none."""
    accounts = wire.items(await rpc.call("eth_accounts"), "the node's accounts")
    if not accounts:
        raise BadReply("the node has no account of its own")
    return wire.address(accounts[0], "an account")


async def send_unlocked(rpc: Rpc, transaction: dict[str, Any]) -> dict[str, Any]:
    """The receipt of *transaction*, which the node signs. Raises RemoteError when it fails."""
    tx = wire.hash_text(await rpc.call("eth_sendTransaction", [transaction]), "a transaction")
    checked = wire.fields(await _receipt(rpc, tx), "a receipt")
    if wire.quantity(checked.get("status"), "a status") != 1:
        raise RemoteError("chain.practice_failed")
    return checked


async def _receipt(rpc: Rpc, tx: str) -> Any:
    deadline = time.monotonic() + _RECEIPT_LIMIT_S
    while time.monotonic() < deadline:
        receipt = await rpc.call("eth_getTransactionReceipt", [tx])
        if receipt is not None:
            return receipt
        await asyncio.sleep(_POLL_S)
    raise RemoteError("core.timeout", what="eth_getTransactionReceipt", limit_s=_RECEIPT_LIMIT_S)


async def _deploy_contract(rpc: Rpc, deployer: Address, name: str, *arguments: Any) -> Deployed:
    code = creation_code(name, *arguments)
    receipt = await send_unlocked(rpc, {"from": deployer, "data": "0x" + code.hex()})
    return Deployed(
        address=wire.address(receipt.get("contractAddress"), "a contract"),
        block=wire.block_number(receipt.get("blockNumber")),
        block_hash=wire.block_hash(receipt.get("blockHash")),
    )
