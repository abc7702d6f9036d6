"""Deploys a network's contracts one after the other, and goes on where it was cut short.

Each contract is an intent of its own, recorded before it is signed and signed before it is sent;
one nonce serves one intent. So a contract is never made twice, whatever was killed in between,
and where it lies follows from the account and that nonce alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sonm_desktop.chain import wire
from sonm_desktop.chain.artifacts import built_code
from sonm_desktop.chain.contract_code import code_hash, masked, parts_of, require_built_code
from sonm_desktop.chain.deployment.wish import (
    STOCK,
    DeploymentWish,
    call_of,
    created_address,
    given,
    predicted,
    step,
    steps_of,
)
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import parse_block
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.chain.sending.fees import Fee, Speed, gas_price
from sonm_desktop.chain.sending.simulation import estimate_fee
from sonm_desktop.chain.sending.transactions import Transactions
from sonm_desktop.chain.sending.watch import TransactionSigner
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import BadReply, RemoteError, UserError
from sonm_desktop.core.ids import ZERO_ADDRESS, Address, BlockHash, BlockNumber, ChainId, TxHash
from sonm_desktop.store.transactions import TxState

GAS_OF_STOCK = 70_000
GAS_OF_FEED = 40_000
"""Of reading a price feed that is not there yet while the market is estimated."""

_MOST_TRIES = 20
_NO_HASH = BlockHash("0x" + "00" * 32)


@dataclass(slots=True)
class Progress:
    """made: where what is in a block lies. sent: the transactions, by part. paid: for their gas."""

    made: dict[str, Address] = field(default_factory=dict)
    sent: dict[str, TxHash] = field(default_factory=dict)
    paid: int = 0


def place_of(wish: DeploymentWish, chain: ChainId, url: str) -> Network:
    """A stand-in for the network that is not there yet: transactions are recorded under it."""
    return Network(
        name=wish.name,
        chain_id=chain,
        rpc_urls=(url,),
        market=ZERO_ADDRESS,
        token=ZERO_ADDRESS,
        faucet=None,
        deployed_block=BlockNumber(0),
        deployment_hash=_NO_HASH,
        confirmations=wish.confirmations,
        relays=wish.relays,
        practice=False,
    )


async def estimate(rpc: Rpc, wish: DeploymentWish) -> tuple[Fee, dict[str, Address]]:
    """What all of it costs in gas, and where the parts come to lie. Raises UserError."""
    reply = await rpc.call("eth_getTransactionCount", [wish.account, "pending"])
    where = predicted(wish, wire.small_quantity(reply, "a nonce"))
    there = where if wish.feed else {**where, "feed": ZERO_ADDRESS}
    gas = 0
    for part in steps_of(wish):
        if part == STOCK:
            gas += GAS_OF_STOCK
            continue
        call = call_of(step(part, wish, there), there)
        gas += (await estimate_fee(rpc, wish.account, call, Speed.NORMAL)).gas
        gas += GAS_OF_FEED if part in ("market", "campaigns") and wish.practice_price else 0
    return Fee(gas, await gas_price(rpc, Speed.NORMAL)), where


class Deployer:
    """*transactions* are those of the deployment's `place_of`."""

    def __init__(self, rpc: Rpc, transactions: Transactions, place: Network) -> None:
        self._rpc = rpc
        self._transactions = transactions
        self._place = place

    async def run(
        self, deployment: str, wish: DeploymentWish, signer: TransactionSigner, *, most: Wei
    ) -> Network:
        """The network, with everything in blocks under its confirmations, for *most* in all.

        Raises as `Transactions.send`; running it again goes on.
        """
        made = given(wish)
        left = most
        for part in steps_of(wish):
            one = step(part, wish, made)
            intent = await self._intent(deployment, part)
            await self._transactions.send(intent, signer, call_of(one, made), most=left)
            left = Wei(max(0, left - await self._paid(intent)))
            if one.build is not None:
                made[part] = await self._where(intent, wish.account, one.build)
        for part in steps_of(wish):
            await self._transactions.confirmed(await self._intent(deployment, part))
        return await self._network(deployment, wish, made)

    async def progress(self, deployment: str, wish: DeploymentWish) -> Progress:
        """How far it has come, from its records alone."""
        found = Progress(given(wish))
        for part in steps_of(wish):
            intent = await self._intent(deployment, part)
            if not await self._transactions.was_signed(intent):
                continue
            record = await self._transactions.find(intent)
            if record.hash is not None:
                found.sent[part] = record.hash
            found.paid += record.fee or 0
            if record.state in (TxState.MINED, TxState.FINAL) and record.nonce is not None:
                found.made[part] = created_address(wish.account, record.nonce)
        return found

    async def _intent(self, deployment: str, part: str) -> str:
        """The newest try of *part*, or a new one if that failed in its block or was lost."""
        for number in range(_MOST_TRIES):
            intent = f"deploy:{deployment}:{part}:{number}"
            try:
                record = await self._transactions.find(intent)
            except UserError:
                return intent
            if record.state is not TxState.LOST and not record.code:
                return intent
        raise UserError("chain.deployment_failed", part=part)

    async def _paid(self, intent: str) -> int:
        return (await self._transactions.find(intent)).fee or 0

    async def _where(self, intent: str, account: Address, build: str) -> Address:
        nonce = (await self._transactions.find(intent)).nonce
        if nonce is None:
            raise RemoteError("chain.tx_waiting")
        address = created_address(account, nonce)
        code = wire.octets(await self._rpc.call("eth_getCode", [address, "latest"]), "code")
        built = built_code(build)
        if masked(code, built) != built.runtime:
            raise BadReply("a contract that was just made")
        return address

    async def _network(
        self, deployment: str, wish: DeploymentWish, made: Mapping[str, Address]
    ) -> Network:
        market = await self._intent(deployment, "market")
        receipt = await self._transactions.confirmed(market)
        reply = await self._rpc.call("eth_getBlockByNumber", [hex(receipt.block), False])
        block = parse_block(reply)
        network = Network(
            name=wish.name,
            chain_id=self._place.chain_id,
            rpc_urls=self._place.rpc_urls,
            market=made["market"],
            token=made["token"],
            faucet=made.get("faucet"),
            deployed_block=block.number,
            deployment_hash=block.hash,
            confirmations=wish.confirmations,
            relays=wish.relays,
            practice=False,
            profiles=made["profiles"],
            blacklists=made["blacklists"],
            reputation=made["reputation"],
            feed=made.get("feed"),
            campaigns=made["campaigns"],
        )
        return await self._with_codes(network)

    async def _with_codes(self, network: Network) -> Network:
        codes = {}
        for part in parts_of(network):
            reply = await self._rpc.call("eth_getCode", [part.address, "latest"])
            codes[part.name] = code_hash(wire.octets(reply, "a contract's code"))
        complete = replace(network, codes=codes)
        await require_built_code(self._rpc, complete)
        return complete
