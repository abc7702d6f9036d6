"""Everything that belongs to one network: opened when it is chosen, closed when it is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sonm_desktop.agent.acting import KnownKeys
from sonm_desktop.agent.neighbourhood import stranger_places
from sonm_desktop.agent.nodes import Nodes
from sonm_desktop.chain.index.block_times import BlockTimes
from sonm_desktop.chain.index.indexer import Indexer
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader, network_rpc
from sonm_desktop.chain.sending.transactions import Transactions
from sonm_desktop.chain.sending.turns import Turns
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.ids import Address, BlockNumber
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.core.wake import Wake
from sonm_desktop.market.acquaintance import Acquaintance
from sonm_desktop.market.authority import ActingKeys
from sonm_desktop.market.blocking.blocks import Blocks
from sonm_desktop.market.contacts import PeerContacts
from sonm_desktop.market.service import MarketService
from sonm_desktop.market.standing.following import StandingBook
from sonm_desktop.market.standing.identity import Trust
from sonm_desktop.market.supplier.claim_rule import ClaimPolicy
from sonm_desktop.market.supplier.desk import SupplierDesk
from sonm_desktop.market.supplier.supply import SupplierService
from sonm_desktop.market.supplier.winding_up import WindingUp
from sonm_desktop.rental.desk import Desk
from sonm_desktop.rental.service import RentalService
from sonm_desktop.rental.tasks import TaskService
from sonm_desktop.store.account_plans import AccountPlans
from sonm_desktop.store.database import Database
from sonm_desktop.store.private_blocks import PrivateBlocks
from sonm_desktop.wallet.wallet import Wallet


class Session:
    """Needs no node to be opened; while there is none, everything that asks it raises."""

    def __init__(
        self,
        network: Network,
        *,
        profile: Profile,
        journal: Database,
        wallet: Wallet,
        keys: KnownKeys,
        clock: Clock,
        rpc_timeout_s: float,
        claims: ClaimPolicy | None = None,
        extends: bool = True,
        trust: Callable[[], Trust] = Trust,
        turns: Turns | None = None,
    ) -> None:
        self.network = network
        self._wallet = wallet
        self.keys = keys
        self.rpc = network_rpc(network, timeout_s=rpc_timeout_s)
        self.reader = ChainReader(self.rpc, network)
        self._index = Database(profile.network_database(network.identity), "index")
        self.indexer = Indexer(
            self.reader,
            self._index,
            network,
            self._accounts,
        )
        self.standing = StandingBook(self.indexer, trust)
        self.blocks = Blocks(self.indexer, PrivateBlocks(journal, network.identity), self._accounts)
        self.acquaintance = Acquaintance(
            index=self.indexer,
            blocks=self.blocks,
            standing=self.standing,
            accounts=self._accounts,
        )
        self.transactions = Transactions(self.rpc, journal, network, clock, turns=turns)
        self.acting = ActingKeys(accounts=wallet, operators=keys, chain=self.reader)
        self._nodes = Nodes(network=network, keys=self.acting, wallet=wallet, clock=clock)
        self._contacts = PeerContacts(self._nodes.node_of, places=stranger_places(network))
        self.plans = AccountPlans(journal, network.identity)
        self.market = MarketService(
            index=self.indexer,
            chain=self.reader,
            contacts=self._contacts,
            domain=network.domain,
            clock=clock,
            acquaintance=self.acquaintance,
            suppliers=self.standing,
        )
        shared: dict[str, Any] = {
            "network": network,
            "chain": self.reader,
            "index": self.indexer,
            "sender": self.transactions,
            "contacts": self._contacts,
            "keys": self.acting,
            "market": self.market,
            "clock": clock,
            "database": journal,
        }
        desk = Desk(**shared)
        self.rental = RentalService(desk)
        self.tasks = TaskService(desk, profile.folder / "logs" / network.identity)
        supplier_desk = SupplierDesk(**shared)
        self.supplier = SupplierService(
            supplier_desk,
            policy=claims,
            extends=extends,
            blocked=self.blocks.kept_accounts,
            accounts=self._accounts,
        )
        self._winding_up = WindingUp(supplier_desk, claims or ClaimPolicy())
        self.block_times = BlockTimes(self.rpc)
        self.indexed: BlockNumber | None = None
        self.moved = Wake()
        """Rung when the index has come further."""
        self._loops = Supervisor()

    async def open(self) -> None:
        """Open the index; the background work waits for `begin_again`."""
        await self._index.open()
        await self.keys.preload()

    async def begin_again(self) -> None:
        """Begin all background work, or let it try at once instead of at the end of a pause."""
        await self._loops.close()
        self._loops = Supervisor()
        self._begin()

    async def wind_up(self) -> None:
        """Instead of `begin_again`: bring home what is owed here, once, and begin nothing new.

        Raises CodedError with the first reason why something could not be done.
        """
        await self.reader.check_network()
        await self.indexer.refresh()
        await self._winding_up.once(self._accounts())

    async def close(self) -> None:
        """End the background work and let go of node, peers and index."""
        await self._loops.close()
        await self._contacts.close()
        await self._nodes.close()
        await self.rpc.close()
        await self._index.close()

    def _begin(self) -> None:
        loops = {
            "lines": self._contacts.run,
            "index": self.indexer.run,
            "index's head": self._follow_index,
            "transactions": lambda: self.transactions.run(self.keys.of_address),
            "standing": self.standing.run,
            "blocks": self.blocks.run,
            "market": self.market.run,
            "rental": self.rental.run,
            "tasks": self.tasks.run,
            "supply": self.supplier.run,
        }
        for name, run in loops.items():
            self._loops.keep(name, run)

    def _accounts(self) -> list[Address]:
        return [account.address for account in self._wallet.accounts()]

    async def _follow_index(self) -> None:
        async for change in self.indexer.subscribe():
            self.indexed = change.head
            self.moved.ring()
