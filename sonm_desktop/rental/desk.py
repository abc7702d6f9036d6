"""What every part of a customer's side works with, put together once."""

from __future__ import annotations

from dataclasses import dataclass, field

from sonm_desktop.chain.market_calls import MarketCalls, TokenCalls
from sonm_desktop.market.desk import MarketDesk
from sonm_desktop.store.amendments import Amendments
from sonm_desktop.store.rental_deals import RentalDeals
from sonm_desktop.store.rental_meters import RentalMeters
from sonm_desktop.store.rental_plans import RentalPlans
from sonm_desktop.store.rental_tasks import RentalTasks
from sonm_desktop.store.vouchers import Promises


@dataclass(frozen=True)
class Desk(MarketDesk):
    """Collaborators and records."""

    plans: RentalPlans = field(init=False)
    deals: RentalDeals = field(init=False)
    tasks: RentalTasks = field(init=False)
    promises: Promises = field(init=False)
    meters: RentalMeters = field(init=False)
    amendments: Amendments = field(init=False)
    calls: MarketCalls = field(init=False)
    token_calls: TokenCalls = field(init=False)

    def __post_init__(self) -> None:
        self._put(
            plans=RentalPlans(self.database, self.network.identity),
            deals=RentalDeals(self.database, self.network.identity),
            tasks=RentalTasks(self.database, self.network.identity),
            promises=Promises(self.database, self.network.identity, "rental"),
            meters=RentalMeters(self.database, self.network.identity),
            amendments=Amendments(self.database, self.network.identity, "rental"),
            calls=MarketCalls(self.network),
            token_calls=TokenCalls(self.network),
        )
