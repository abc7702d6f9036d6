"""Both sides of a deal over real parts: node, peers, a worker process, two journals."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sonm_desktop.chain.index.indexer import Indexer
from sonm_desktop.chain.market_calls import MarketCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.chain.sending.transactions import Transactions
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.core.secret import Secret
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.market.authority import ActingKeys
from sonm_desktop.market.contacts import PeerContacts
from sonm_desktop.market.service import MarketService
from sonm_desktop.market.supplier.claim_rule import ClaimPolicy
from sonm_desktop.market.supplier.desk import SupplierDesk
from sonm_desktop.market.supplier.supply import SupplierService
from sonm_desktop.p2p.node import PeerNode
from sonm_desktop.rental.desk import Desk
from sonm_desktop.rental.service import RentalService
from sonm_desktop.rental.tasks import TaskService
from sonm_desktop.store.database import Database
from sonm_desktop.wallet.signer import KeySigner
from tests.chain_fixtures import SNM, give, submit

DAY = 86_400


@dataclass(slots=True)
class KeyRing:
    """Account keys and their operators, as the wallet and its keychain hold them."""

    keys: dict[Address, KeySigner]
    operators: dict[Address, KeySigner] = field(default_factory=dict)
    locked: bool = False

    def signer(self, address: Address) -> KeySigner:
        if self.locked:
            raise UserError("wallet.locked")
        return self.keys[address]

    def holds(self, address: Address) -> bool:
        return address in self.keys


@dataclass(slots=True)
class OperatorRing:
    ring: KeyRing

    async def signer(self, account: Address) -> KeySigner:
        return self.ring.operators.setdefault(
            account, KeySigner(Secret(secrets.token_bytes(31) + b"\1"))
        )


@dataclass(slots=True)
class Agent:
    """What an agent is made of, over one journal; `begin` starts its loops."""

    network: Network
    rpc: Rpc
    folder: Path
    ring: KeyRing
    chain: ChainReader
    journal: Database
    index: Indexer
    market: MarketService
    rental: RentalService
    tasks: TaskService
    supplier: SupplierService
    desk: Desk
    supplier_desk: SupplierDesk
    loops: Supervisor = field(default_factory=Supervisor)
    blocked: set[Address] = field(default_factory=set)

    def begin(self, *, supplier: bool = False, customer: bool = False) -> None:
        self.loops.keep("index", self.index.run)
        self.loops.keep("market", self.market.run)
        if supplier:
            self.loops.keep("supplier", self.supplier.run)
        if customer:
            self.loops.keep("rental", self.rental.run)
            self.loops.keep("tasks", self.tasks.run)


@asynccontextmanager
async def agent(
    folder: Path, network: Network, account: KeySigner, *, look_s: float = 0.2
) -> AsyncIterator[Agent]:
    """An agent of *account* whose journal lies in *folder*; killed without farewell at the end."""
    clock = SystemClock()
    ring = KeyRing({account.address: account})
    rpc = Rpc(network.rpc_urls)
    chain = ChainReader(rpc, network)
    journal = Database(folder / "agent.sqlite", "agent")
    index_file = Database(folder / "index.sqlite", "index")
    await journal.open()
    await index_file.open()
    index = Indexer(chain, index_file, network)
    keys = ActingKeys(accounts=ring, operators=OperatorRing(ring), chain=chain)
    nodes: dict[tuple[str, Address], PeerNode] = {}

    async def node_of(role: str, speaker: Address) -> PeerNode:
        if (role, speaker) not in nodes:
            signer = ring.keys[speaker] if role == "master" else await keys.voice(speaker)
            node = PeerNode(
                endpoint_key=Secret(secrets.token_bytes(32)),
                role=role,
                signer=signer,
                domain=network.domain,
                clock=clock,
            )
            await node.start()
            nodes[role, speaker] = node
        return nodes[role, speaker]

    contacts = PeerContacts(node_of, places=tuple)
    market = MarketService(
        index=index, chain=chain, contacts=contacts, domain=network.domain, clock=clock
    )
    sender = Transactions(rpc, journal, network, clock)
    parts = {
        "network": network,
        "chain": chain,
        "index": index,
        "sender": sender,
        "contacts": contacts,
        "keys": keys,
        "market": market,
        "clock": clock,
        "database": journal,
    }
    desk = Desk(**parts)
    supplier_desk = SupplierDesk(**parts)
    blocked: set[Address] = set()
    one = Agent(
        network=network,
        rpc=rpc,
        folder=folder,
        ring=ring,
        chain=chain,
        journal=journal,
        index=index,
        market=market,
        rental=RentalService(desk, look_s=look_s),
        tasks=TaskService(desk, folder / "logs", look_s=look_s),
        supplier_desk=supplier_desk,
        supplier=SupplierService(
            supplier_desk,
            policy=ClaimPolicy(grace_s=60),
            look_s=look_s,
            claim_look_s=look_s,
            blocked=lambda: frozenset(blocked),
        ),
        desk=desk,
        blocked=blocked,
    )
    try:
        yield one
    finally:
        await one.loops.close()
        await one.tasks.close()
        await contacts.close()
        for node in nodes.values():
            await node.close()
        await journal.close()
        await index_file.close()
        await rpc.close()


async def allow_operator(one: Agent, account: Address, *, limit: int = 100 * SNM) -> Address:
    """The operator of *account* may act for it, and has coin for gas."""
    operator = await OperatorRing(one.ring).signer(account)
    expiry = await one.chain.pending_time() + 30 * DAY
    call = MarketCalls(one.network).set_operator(
        operator.address, daily_limit=Wei(limit), expiry=expiry
    )
    await submit(one.rpc, account, call)
    await give(one.rpc, one.network, operator.address, coin=Wei(10**18), snm=Wei(0))
    return operator.address
