"""What every part of a customer's side works with, put together once."""

from __future__ import annotations

from dataclasses import dataclass, field

from sonm_desktop.chain.market_calls import MarketCalls, TokenCalls
from sonm_desktop.chain.network import Network
from sonm_desktop.core.clock import Clock
from sonm_desktop.market.authority import ActingKeys
from sonm_desktop.market.ports import ChainView, Contacts, DealIndex, Sender
from sonm_desktop.market.service import MarketService
from sonm_desktop.store.amendments import Amendments
from sonm_desktop.store.database import Database
from sonm_desktop.store.rental_deals import RentalDeals
from sonm_desktop.store.rental_meters import RentalMeters
from sonm_desktop.store.rental_plans import RentalPlans
from sonm_desktop.store.rental_tasks import RentalTasks
from sonm_desktop.store.vouchers import Promises
from sonm_desktop.wallet.messages import Domain


@dataclass(frozen=True)
class Desk:
    """Collaborators and records. database: of the schema ``agent``."""

    network: Network
    chain: ChainView
    index: DealIndex
    sender: Sender
    contacts: Contacts
    keys: ActingKeys
    market: MarketService
    clock: Clock
    database: Database
    plans: RentalPlans = field(init=False)
    deals: RentalDeals = field(init=False)
    tasks: RentalTasks = field(init=False)
    promises: Promises = field(init=False)
    meters: RentalMeters = field(init=False)
    amendments: Amendments = field(init=False)
    calls: MarketCalls = field(init=False)
    token_calls: TokenCalls = field(init=False)

    def __post_init__(self) -> None:
        parts = {
            "plans": RentalPlans(self.database, self.network.identity),
            "deals": RentalDeals(self.database, self.network.identity),
            "tasks": RentalTasks(self.database, self.network.identity),
            "promises": Promises(self.database, self.network.identity, "rental"),
            "meters": RentalMeters(self.database, self.network.identity),
            "amendments": Amendments(self.database, self.network.identity, "rental"),
            "calls": MarketCalls(self.network),
            "token_calls": TokenCalls(self.network),
        }
        for name, part in parts.items():
            object.__setattr__(self, name, part)

    @property
    def domain(self) -> Domain:
        return self.network.domain
