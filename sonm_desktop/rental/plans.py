"""A plan: what an action will do, shown to a person before it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sonm_desktop.chain.sending.fees import Fee
from sonm_desktop.core.amounts import Wei, format_amount
from sonm_desktop.core.ids import Address, ChainTime, DealId, PlanId
from sonm_desktop.store.rental_plans import PlanRow


class PlanKind(StrEnum):
    """What a plan does."""

    BUY = "buy"
    TOP_UP = "top_up"
    CLOSE = "close"
    AMEND = "amend"


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that happens, worded in the catalogue."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """Committing it does exactly this, once.

    total: SNM that leaves the vault for the deal's escrow. fee: the coin that it may cost at
    most. expires: chain time; a later commit is refused unless it was begun before.
    terms: what is needed to do it, as JSON holds it; for nobody else.
    """

    id: PlanId
    kind: PlanKind
    account: Address
    deal: DealId
    effects: tuple[Effect, ...]
    total: Wei
    fee: Wei
    expires: ChainTime
    terms: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Committed:
    """What came of a plan. code: an outcome of the catalogue."""

    plan: PlanId
    kind: PlanKind
    deal: DealId
    code: str
    params: dict[str, Any] = field(default_factory=dict)


def fee_effect(fee: Fee) -> Effect:
    """What the transactions of a plan may cost at most, in the chain's coin."""
    return Effect("rental.effect_fee", {"amount": format_amount(fee.total)})


def plan_row(plan: Plan, created: float) -> PlanRow:
    return PlanRow(
        plan=plan.id,
        kind=plan.kind,
        account=plan.account,
        deal=plan.deal,
        effects=tuple((effect.code, effect.params) for effect in plan.effects),
        total=plan.total,
        fee=plan.fee,
        expires=plan.expires,
        terms=plan.terms,
        created=created,
    )


def plan_of(row: PlanRow) -> Plan:
    """The plan as it was shown."""
    return Plan(
        id=row.plan,
        kind=PlanKind(row.kind),
        account=row.account,
        deal=row.deal,
        effects=tuple(Effect(code, params) for code, params in row.effects),
        total=row.total,
        fee=row.fee,
        expires=row.expires,
        terms=row.terms,
    )


def committed_of(row: PlanRow) -> Committed:
    """What came of a plan that is done."""
    return Committed(row.plan, PlanKind(row.kind), row.deal, row.code, row.params or {})
