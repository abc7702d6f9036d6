"""The customer's deals: planned, bought, watched, topped up, closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, DealId, Digest, PlanId
from sonm_desktop.market.requirement import Requirement
from sonm_desktop.rental.plans import Committed, Plan
from sonm_desktop.rental.records import RentedDeal

DEFAULT_LEASE_S = 3600
DEFAULT_DEAD_AFTER_S = 300


@dataclass(frozen=True, slots=True)
class PurchaseWish:
    """What to buy. offer: the ask's digest. duration: seconds. lease: seconds promised at once.

    max_total: the most SNM that may ever go into the deal; None: the standing limit.
    requirement: what the offer must meet besides; None: what it says is taken as it is.
    renew: go on promising while the worker is alive. dead_after_s: without an answer for so
    long the deal is closed.
    """

    account: Address
    offer: Digest
    duration: int
    max_total: Wei | None = None
    lease: int = DEFAULT_LEASE_S
    requirement: Requirement | None = None
    renew: bool = True
    dead_after_s: int = DEFAULT_DEAD_AFTER_S


class RentalService:
    """Every step is recorded before it is acted on; `run` converges after any stop."""

    async def plan_purchase(self, wish: PurchaseWish) -> Plan:
        """Dial the worker, get a fresh quote, check it, and say what buying it does.

        Raises UserError with the reason why it cannot be bought, RemoteError.
        """
        raise NotImplementedError

    async def plan_top_up(self, deal: DealId, amount: Wei, *, max_total: Wei | None = None) -> Plan:
        """More escrow for a deal. max_total: raises the deal's own limit to it."""
        raise NotImplementedError

    async def plan_close(self, deal: DealId) -> Plan:
        """End a deal: at once with the supplier's signature, alone after the notice."""
        raise NotImplementedError

    async def plan(self, plan: PlanId) -> Plan:
        """A plan made before. Raises UserError("rental.no_plan")."""
        raise NotImplementedError

    async def commit(self, plan: PlanId) -> Committed:
        """Do it, or go on with it; a plan that is done answers what came of it.

        Raises UserError (refused; may be tried again unless the plan has expired), RemoteError.
        """
        raise NotImplementedError

    async def deals(self, account: Address) -> list[RentedDeal]:
        """Deals that *account* pays, newest first."""
        raise NotImplementedError

    async def deal(self, deal: DealId) -> RentedDeal:
        """Raises UserError("rental.no_deal")."""
        raise NotImplementedError

    async def standing_limit(self, account: Address) -> Wei | None:
        """The most that one purchase may cost without a maximum of its own; None: not set."""
        raise NotImplementedError

    async def set_standing_limit(self, account: Address, limit: Wei | None) -> None:
        """None: every purchase must name its maximum."""
        raise NotImplementedError

    def subscribe(self, listener: Callable[[DealId], None]) -> None:
        """Call *listener* with each deal that changed."""
        raise NotImplementedError

    async def run(self) -> None:
        """Finish what was begun and watch the open deals for ever, for a supervisor."""
        raise NotImplementedError
