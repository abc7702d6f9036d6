"""The customer's deals: planned, bought, watched, topped up, closed."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from functools import partial

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import CodedError, UserError
from sonm_desktop.core.ids import Address, DealId, PlanId
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.rental.adoption import adopted
from sonm_desktop.rental.amending import ASKED_EVERY_S, Amendments, Wish
from sonm_desktop.rental.closing import CLOSED_BY_YOU, Closings
from sonm_desktop.rental.desk import Desk
from sonm_desktop.rental.overview import Overview
from sonm_desktop.rental.plans import Committed, Plan, PlanKind, committed_of, plan_of
from sonm_desktop.rental.purchase import Purchases
from sonm_desktop.rental.records import RentedDeal
from sonm_desktop.rental.top_up import TopUps
from sonm_desktop.rental.vouchers import Promising
from sonm_desktop.rental.watch import LOOK_S, DealWatch
from sonm_desktop.rental.wishes import PurchaseWish
from sonm_desktop.store.amendments import AmendmentRow
from sonm_desktop.store.rental_deals import RentalDealRow
from sonm_desktop.store.rental_plans import PlanRow, PlanState

__all__ = ["PurchaseWish", "RentalService"]

logger = logging.getLogger(__name__)

RESUME_S = 10.0


class RentalService:
    """Every step is recorded before it is acted on; `run` converges after any stop."""

    def __init__(self, desk: Desk, *, look_s: float = LOOK_S) -> None:
        self._desk = desk
        self._look_s = look_s
        self._promising = Promising(desk)
        self._purchases = Purchases(desk)
        self._top_ups = TopUps(desk, self._promising)
        self._closings = Closings(desk, self._promising)
        self._amendments = Amendments(desk, self._promising, every_s=min(ASKED_EVERY_S, 3 * look_s))
        self._overview = Overview(desk, self._promising)
        self._watches: dict[DealId, DealWatch] = {}
        self._turns: defaultdict[DealId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._listeners: list[Callable[[DealId], None]] = []

    async def plan_purchase(self, wish: PurchaseWish) -> Plan:
        """Dial the worker, get a fresh quote, check it, and say what buying it does.

        Raises UserError with the reason why it cannot be bought, RemoteError.
        """
        return await self._purchases.plan(wish)

    async def plan_top_up(self, deal: DealId, amount: Wei, *, max_total: Wei | None = None) -> Plan:
        """More escrow for a deal. max_total: raises the deal's own limit to it."""
        return await self._top_ups.plan(await self._row(deal), amount, max_total)

    async def plan_close(self, deal: DealId, code: str = CLOSED_BY_YOU) -> Plan:
        """End a deal: at once with the supplier's signature, alone after the notice.

        code: why, for the deal's outcome.
        """
        return await self._closings.plan(await self._row(deal), code)

    async def plan_amend(self, deal: DealId, wish: Wish) -> Plan:
        """Give a running deal other terms, by the supplier's consent where they burden him."""
        return await self._amendments.plan(await self._row(deal), wish)

    async def amendments(self) -> list[AmendmentRow]:
        """Other terms that were asked for or offered, the newest first."""
        return await self._amendments.all()

    async def drop_amendment(self, id_: str) -> AmendmentRow:
        """Want it no longer, or not have what was offered. Raises UserError."""
        row = await self._amendments.drop(id_)
        self._changed(row.deal)
        return row

    async def plan(self, plan: PlanId) -> Plan:
        """A plan made before. Raises UserError("rental.no_plan")."""
        return plan_of(await self._plan_row(plan))

    async def under_way(self, plan: PlanId) -> bool:
        """Whether something was or may still be sent for it. Raises UserError as `plan` does."""
        return (await self._plan_row(plan)).state in (PlanState.BEGUN, PlanState.DONE)

    async def commit(self, plan: PlanId) -> Committed:
        """Do it, or go on with it; a plan that is done answers what came of it.

        Raises UserError (refused; may be tried again unless the plan has expired), RemoteError
        (not known yet what came of it; it goes on by itself).
        """
        row = await self._plan_row(plan)
        async with self._turns[row.deal]:
            row = await self._plan_row(plan)
            if row.state is PlanState.DONE:
                return committed_of(row)
            if row.state is PlanState.FAILED:
                raise UserError(row.code, **(row.params or {}))
            committed = await self._carry_out(row)
        self._changed(row.deal)
        if row.deal in self._watches:
            self._watches[row.deal].nudge()
        return committed

    async def deals(self, account: Address) -> list[RentedDeal]:
        """Deals that *account* pays, newest first."""
        return await self._overview.deals(account)

    async def deal(self, deal: DealId) -> RentedDeal:
        """Raises UserError("rental.no_deal")."""
        return await self._overview.deal(deal)

    async def standing_limit(self, account: Address) -> Wei | None:
        """The most that one purchase may cost without a maximum of its own; None: not set."""
        return await self._desk.deals.limit(account)

    async def set_standing_limit(self, account: Address, limit: Wei | None) -> None:
        """None: every purchase must name its maximum."""
        await self._desk.deals.set_limit(account, limit)

    def subscribe(self, listener: Callable[[DealId], None]) -> None:
        """Call *listener* with each deal that changed."""
        self._listeners.append(listener)

    async def run(self) -> None:
        """Finish what was begun and watch the open deals for ever, for a supervisor."""
        supervisor = Supervisor()
        try:
            while True:
                await self._resume()
                await self._revive()
                await self._watch_new(supervisor)
                await asyncio.sleep(min(RESUME_S, self._look_s))
        finally:
            await supervisor.close()
            self._watches.clear()

    async def _carry_out(self, row: PlanRow) -> Committed:
        if row.kind == PlanKind.BUY:
            return await self._purchases.commit(row)
        if row.kind == PlanKind.TOP_UP:
            return await self._top_ups.commit(row)
        if row.kind == PlanKind.AMEND:
            return await self._amendments.commit(row)
        return await self._closings.commit(row)

    async def _resume(self) -> None:
        """What a person has committed is done, whatever was killed in between.

        A closing is recorded with its deal, and goes on with the deal's watch.
        """
        for row in await self._desk.plans.begun():
            if row.kind == PlanKind.CLOSE or self._turns[row.deal].locked():
                continue
            try:
                await self.commit(row.plan)
            except CodedError as error:
                logger.warning("plan %s goes on later: %s", row.plan, error)

    async def _revive(self) -> None:
        """A deal that was given up may be on the chain after all: a node that lagged, a
        reorganisation. Then it is looked after like any other."""
        for row in await self._desk.deals.given_up():
            indexed = await self._desk.index.deal(row.deal)
            if indexed is not None and indexed.open and indexed.consumer == row.account:
                logger.warning("deal %s is open, though it was given up", row.deal)
                await self._desk.deals.opened(row.deal)

    async def _watch_new(self, supervisor: Supervisor) -> None:
        for row in await self._desk.deals.unfinished():
            if row.deal not in self._watches:
                supervisor.keep(f"deal {row.deal[:10]}", partial(self._watch, row.deal))

    async def _watch(self, deal: DealId) -> None:
        watch = DealWatch(
            deal,
            self._desk,
            self._closings,
            self._promising,
            self._changed,
            amendments=self._amendments,
            turn=self._turns[deal],
            look_s=self._look_s,
        )
        self._watches[deal] = watch
        try:
            await watch.run()
        finally:
            del self._watches[deal]
        self._changed(deal)

    async def _row(self, deal: DealId) -> RentalDealRow:
        """Our record of *deal*; one is made for a deal of ours that was bought elsewhere."""
        row = await self._desk.deals.get(deal)
        return row if row is not None else await adopted(self._desk, deal)

    async def _plan_row(self, plan: PlanId) -> PlanRow:
        row = await self._desk.plans.get(plan)
        if row is None:
            raise UserError("rental.no_plan")
        return row

    def _changed(self, deal: DealId) -> None:
        for listener in self._listeners:
            listener(deal)
