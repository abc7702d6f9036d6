"""Plans about deals, in the schema and out of it."""

from __future__ import annotations

from sonm_desktop.agent.shapes.market import requirement_of
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.plans import AmendDeal, BuyOffer, CloseReason, Committed, Plan
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Digest
from sonm_desktop.market.metered import Traffic
from sonm_desktop.rental.amend_plan import Wish
from sonm_desktop.rental.plans import Committed as RentalCommitted
from sonm_desktop.rental.plans import Plan as RentalPlan
from sonm_desktop.rental.plans import PlanKind
from sonm_desktop.rental.wishes import PurchaseWish
from sonm_desktop.wallet.addresses import parse_address

_SUCCESS = {PlanKind.BUY: "rental.bought", PlanKind.TOP_UP: "rental.topped_up"}


def closing_code(reason: CloseReason | None) -> str:
    """The code of the catalogue under which a deal is closed for *reason*."""
    return f"rental.closed_{reason or 'by_you'}"


def purchase_wish(request: BuyOffer) -> PurchaseWish:
    """Raises UserError for an account that is none."""
    return PurchaseWish(
        account=parse_address(request.account),
        offer=Digest(request.offer.lower()),
        duration=request.duration,
        max_total=None if request.max_total is None else Wei(request.max_total),
        lease=request.lease,
        requirement=None if request.filter is None else requirement_of(request.filter),
        renew=request.renew,
        dead_after_s=request.dead_after_s,
        traffic=Traffic(request.receive_bytes, request.send_bytes),
        slippage=request.slippage,
    )


def amend_wish(request: AmendDeal) -> Wish:
    return Wish(
        rate=request.rate,
        end=request.end,
        longer_s=request.longer_s,
        notice=request.notice,
        offer=request.offer,
        max_total=None if request.max_total is None else Wei(request.max_total),
    )


def plan_shape(plan: RentalPlan) -> Plan:
    return Plan(
        id=plan.id,
        kind=plan.kind.value,
        account=plan.account,
        deal=plan.deal,
        effects=tuple(Worded.of(effect.code, effect.params) for effect in plan.effects),
        total=plan.total,
        fee=plan.fee,
        expires=plan.expires,
    )


def committed_shape(committed: RentalCommitted) -> Committed:
    """Raises UserError when the plan has failed for good, each time that it is asked for."""
    if committed.code != _SUCCESS.get(committed.kind, committed.code):
        raise UserError(committed.code, **committed.params)
    return Committed(
        plan=committed.plan,
        kind=committed.kind.value,
        done=True,
        outcome=Worded.of(committed.code, committed.params),
        deal=committed.deal,
    )
