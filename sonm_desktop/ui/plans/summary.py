"""What a plan does, costs and promises, as rows that a person reads before agreeing."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.api.schema.plans import Plan
from sonm_desktop.core.amounts import format_amount
from sonm_desktop.core.errors import CodedError
from sonm_desktop.ui.words import exact, span, words

_FEE_EFFECT = "effect_fee"
_CLAIM = "agent.effect_claim"
_LEASE, _SPOT = "rental.effect_lease", "rental.effect_spot"
_SPOT_FREE = "rental.effect_spot_free"
_PAYING_IN = ("amend", "top_up")
_AT_ONCE = "rental.effect_at_once"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One fact of a plan; the strong one is the whole price."""

    name: str
    value: str
    strong: bool = False


def plan_effects(plan: Plan) -> list[str]:
    """What happens, one sentence each, without the fee, which is a row."""
    return [effect.text for effect in plan.effects if not effect.code.endswith(_FEE_EFFECT)]


def plan_rows(plan: Plan) -> list[PlanRow]:
    """Total, lease, notice and fee, as far as the plan has them."""
    found = []
    if plan.total or plan.kind == "buy":
        name = words("Paid in now") if plan.kind in _PAYING_IN else words("Total")
        found.append(PlanRow(name, exact(plan.total), strong=True))
    brings = _text(plan, _CLAIM, "amount")
    if brings:
        found.append(PlanRow(words("You get"), brings, strong=True))
    least = _text(plan, _AT_ONCE, "amount")
    if least:
        found.append(PlanRow(words("You pay at least"), least))
    lease = _seconds(plan, _LEASE, "lease")
    if lease is not None:
        found.append(PlanRow(words("Promised at a time"), span(lease)))
    notice = _seconds(plan, _SPOT, "notice")
    free = any(effect.code == _SPOT_FREE for effect in plan.effects)
    if notice or free:
        found.append(PlanRow(words("Notice"), span(notice) if notice else words("none")))
    fee = words("{fee} of the coin at most", fee=format_amount(plan.fee))
    found.append(PlanRow(words("Network fee"), fee))
    return found


def is_expiry(refusal: CodedError) -> bool:
    """Whether *refusal* says that the plan has run out."""
    return refusal.code.endswith(".plan_expired")


def _text(plan: Plan, code: str, name: str) -> str:
    value = next((effect.params.get(name) for effect in plan.effects if effect.code == code), None)
    return value if isinstance(value, str) else ""


def _seconds(plan: Plan, code: str, name: str) -> int | None:
    value = next((effect.params.get(name) for effect in plan.effects if effect.code == code), None)
    return value if isinstance(value, int) else None
