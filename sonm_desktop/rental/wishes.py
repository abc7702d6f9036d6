"""What a person asks for, before anything is planned."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.dollars import USUAL_SLIPPAGE
from sonm_desktop.core.ids import Address, Digest
from sonm_desktop.market.metered import GIB, Traffic
from sonm_desktop.market.offers.requirement import Requirement
from sonm_desktop.market.prices.totals import DEFAULT_LEASE_S

DEFAULT_DEAD_AFTER_S = 300
USUAL_TRAFFIC = Traffic(received=GIB, sent=GIB)


@dataclass(frozen=True, slots=True)
class PurchaseWish:
    """What to buy. offer: the ask's digest. duration: seconds. lease: seconds promised at once.

    max_total: the most SNM that may ever go into the deal; None: the standing limit.
    requirement: what the offer must meet besides; None: what it says is taken as it is.
    traffic: bytes that the escrow has room for, where the supplier takes a price for them.
    renew: go on promising while the worker is alive. dead_after_s: without an answer for so
    long the deal is closed. slippage: how far a price in USD may move until the deal is taken, in
    parts of ten thousand.
    """

    account: Address
    offer: Digest
    duration: int
    max_total: Wei | None = None
    lease: int = DEFAULT_LEASE_S
    requirement: Requirement | None = None
    traffic: Traffic = USUAL_TRAFFIC
    renew: bool = True
    dead_after_s: int = DEFAULT_DEAD_AFTER_S
    slippage: int = USUAL_SLIPPAGE
