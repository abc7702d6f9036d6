"""Reads the market's state by raw JSON-RPC; light enough for a worker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from sonm_desktop.chain import wire
from sonm_desktop.chain.calldata import encode_call
from sonm_desktop.chain.contract_code import require_built_code
from sonm_desktop.chain.feed import FeedAnswer, FeedReader
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.node import NodeError
from sonm_desktop.chain.records import Binding, Block, DealState, OperatorGrant
from sonm_desktop.chain.rpc import NotThisNetwork, Rpc
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import ZERO_ADDRESS, Address, ChainTime, DealId

NO_CODE = "0x"


class OneNode(Protocol):
    """A node that is asked several things which must fit together."""

    async def call(self, method: str, params: Sequence[Any] = ()) -> Any: ...

    async def batch(self, calls: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]: ...


class ChainReader:
    """Views of *network*. Every reply is checked; raises RemoteError or BadReply."""

    def __init__(self, rpc: Rpc, network: Network) -> None:
        self._rpc = rpc
        self._network = network
        self._feed = FeedReader(rpc, network)

    @property
    def rpc(self) -> Rpc:
        """The nodes that it asks."""
        return self._rpc

    async def check_network(self) -> None:
        """Raises NotThisNetwork unless the node serves this very network, with contracts that
        this program was built for."""
        await self._rpc.using(lambda node: require_network(node, self._network))

    async def head(self) -> Block:
        return parse_block(await self._rpc.call("eth_getBlockByNumber", ["latest", False]))

    async def pending_time(self) -> ChainTime:
        """The chain's time now; under automine the head's time stands still."""
        block = await self._rpc.call("eth_getBlockByNumber", ["pending", False])
        if block is None:
            return (await self.head()).time
        return wire.chain_time(wire.fields(block, "a block").get("timestamp"))

    async def head_and_time(self) -> tuple[Block, ChainTime]:
        """The head and the chain's time now, both of one node by one question."""
        blocks = [(tag, False) for tag in ("latest", "pending")]
        newest, pending = await self._rpc.batch([("eth_getBlockByNumber", at) for at in blocks])
        head = parse_block(newest)
        if pending is None:
            return head, head.time
        return head, wire.chain_time(wire.fields(pending, "a block").get("timestamp"))

    async def deal(self, deal: DealId, block: str = "latest") -> DealState | None:
        """None when it was never opened. *block*: a tag, or a number as hex text."""
        raw = await self._view("deals(bytes32)", _bytes32(deal), block=block)
        return _deal_state(raw)

    async def confirmed_deal(self, deal: DealId, confirmations: int) -> DealState | None:
        """The deal as it was *confirmations* blocks below the head; None until that deep."""
        if confirmations == 0:
            return await self.deal(deal)
        number = (await self.head()).number - confirmations
        if number < self._network.deployed_block:
            return None
        return await self.deal(deal, hex(number))

    async def owed(self, deal: DealId) -> Wei:
        """What a claim would pay now."""
        raw = await self._view("owed(bytes32)", _bytes32(deal), block="pending")
        return Wei(wire.words(raw, 1, "what is owed")[0])

    async def binding(self, worker: Address) -> Binding | None:
        """None when it was never bound."""
        raw = await self._view("bindings(address)", worker)
        master, longest, expiry, nonce = wire.words(raw, 4, "a binding")
        binding = Binding(
            master=wire.address_word(master, "a master"),
            max_duration=wire.below(longest, 32, "a duration"),
            expiry=wire.below(expiry, 40, "an expiry"),
            nonce=wire.below(nonce, 24, "a nonce"),
        )
        return binding if binding.nonce or binding.master != ZERO_ADDRESS else None

    async def operator(self, account: Address, operator: Address) -> OperatorGrant:
        """What *operator* may do for *account*; expiry 0 means nothing."""
        raw = await self._view("operators(address,address)", account, operator)
        expiry, limit, spent, day = wire.words(raw, 4, "an operator's grant")
        return OperatorGrant(
            expiry=wire.below(expiry, 40, "an expiry"),
            daily_limit=Wei(wire.below(limit, 96, "a limit")),
            spent=Wei(wire.below(spent, 96, "an amount")),
            day=wire.below(day, 24, "a day"),
        )

    async def operator_nonce(self, account: Address) -> int:
        """The nonce of the next signed `Operator` of *account*."""
        return await self._number("nonces(address)", account)

    async def vault(self, account: Address) -> Wei:
        return Wei(await self._number("vaultOf(address)", account))

    async def token_balance(self, account: Address) -> Wei:
        return Wei(await self._token("balanceOf(address)", account))

    async def allowance(self, owner: Address) -> Wei:
        """How much SNM the market may take from *owner*."""
        return await self.allowance_of(owner, self._network.market)

    async def allowance_of(self, owner: Address, spender: Address) -> Wei:
        """How much SNM *spender* may take from *owner*."""
        return Wei(await self._token("allowance(address,address)", owner, spender))

    async def permit_nonce(self, owner: Address) -> int:
        """The nonce of the next ERC-2612 permit of *owner*."""
        return await self._token("nonces(address)", owner)

    async def usd_feed(self) -> FeedAnswer | None:
        """What the market's price feed says now; None when the market has none."""
        return await self._feed.read()

    async def coin_balance(self, account: Address) -> Wei:
        reply = await self._rpc.call("eth_getBalance", [account, "latest"])
        return Wei(wire.quantity(reply, "a balance"))

    async def _number(self, signature: str, *arguments: Any) -> int:
        return wire.words(await self._view(signature, *arguments), 1, signature)[0]

    async def _token(self, signature: str, *arguments: Any) -> int:
        call = {"to": self._network.token, "data": "0x" + encode_call(signature, *arguments).hex()}
        reply = await self._rpc.call("eth_call", [call, "latest"])
        return wire.words(wire.octets(reply, signature), 1, signature)[0]

    async def _view(self, signature: str, *arguments: Any, block: str = "latest") -> bytes:
        call = {"to": self._network.market, "data": "0x" + encode_call(signature, *arguments).hex()}
        reply = await self._rpc.call("eth_call", [call, block])
        return wire.octets(reply, signature)


async def check_network(node: OneNode, network: Network) -> None:
    """Raises NotThisNetwork("chain.wrong_network") unless *node* serves *network*."""
    try:
        chain, code, block = await node.batch(
            [
                ("eth_chainId", []),
                ("eth_getCode", [network.market, "latest"]),
                ("eth_getBlockByNumber", [hex(network.deployed_block), False]),
            ]
        )
    except NodeError as error:
        raise BadReply("no answer about the network") from error
    same_chain = wire.quantity(chain, "a chain id") == network.chain_id
    same_deployment = block is not None and parse_block(block).hash == network.deployment_hash
    if not same_chain or code == NO_CODE or not same_deployment:
        raise NotThisNetwork("chain.wrong_network", network=network.name)


async def require_network(node: OneNode, network: Network) -> None:
    """The same, and that its contracts are ours. Raises NotThisNetwork."""
    await check_network(node, network)
    await require_built_code(node, network)


def network_rpc(network: Network, *, timeout_s: float = 15.0) -> Rpc:
    """The nodes of *network*: each is looked at before it is asked anything."""
    return Rpc(
        network.rpc_urls,
        chain_id=network.chain_id,
        check=lambda node: require_network(node, network),
        timeout_s=timeout_s,
    )


def parse_block(value: Any) -> Block:
    """A block's header as eth_getBlockBy... gives it. Raises BadReply."""
    block = wire.fields(value, "a block")
    return Block(
        number=wire.block_number(block.get("number")),
        hash=wire.block_hash(block.get("hash")),
        parent=wire.block_hash(block.get("parentHash")),
        time=wire.chain_time(block.get("timestamp")),
    )


def _deal_state(raw: bytes) -> DealState | None:
    (consumer, rate, seq, payee, paid, escrow, last, end, until, floor, notice, window) = (
        wire.words(raw, 12, "a deal")
    )
    if consumer == 0:
        return None
    return DealState(
        consumer=wire.address_word(consumer, "a consumer"),
        payee=wire.address_word(payee, "a payee"),
        rate=WeiPerSecond(wire.below(rate, 80, "a rate")),
        seq=wire.below(seq, 16, "a sequence number"),
        paid=Wei(wire.below(paid, 96, "an amount")),
        escrow=Wei(wire.below(escrow, 96, "an amount")),
        last=wire.below(last, 32, "a time"),
        end=wire.below(end, 32, "a time"),
        until=wire.below(until, 32, "a time"),
        floor=wire.below(floor, 32, "a time"),
        notice=wire.below(notice, 24, "a notice"),
        window=wire.below(window, 8, "a window"),
    )


def _bytes32(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))
