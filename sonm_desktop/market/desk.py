"""What either side of a deal works with."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.chain.network import Network
from sonm_desktop.core.clock import Clock
from sonm_desktop.market.authority import ActingKeys
from sonm_desktop.market.ports import ChainView, Contacts, DealIndex, Sender
from sonm_desktop.market.service import MarketService
from sonm_desktop.store.database import Database
from sonm_desktop.wallet.messages import Domain


@dataclass(frozen=True)
class MarketDesk:
    """Collaborators. database: of the schema ``agent``."""

    network: Network
    chain: ChainView
    index: DealIndex
    sender: Sender
    contacts: Contacts
    keys: ActingKeys
    market: MarketService
    clock: Clock
    database: Database

    @property
    def domain(self) -> Domain:
        return self.network.domain

    def _put(self, **records: object) -> None:
        """Records that a side makes of the collaborators, once, where it begins."""
        for name, record in records.items():
            object.__setattr__(self, name, record)
