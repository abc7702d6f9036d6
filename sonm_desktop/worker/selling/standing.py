"""How each plan stands now: on sale, rented, or why neither. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sonm_desktop.core.allotment import Claim, Portion, Standing, shortage
from sonm_desktop.core.ids import DealId
from sonm_desktop.worker.selling.plan import AskPlan


@dataclass(frozen=True, slots=True)
class ShelfPlan:
    """A plan with its name and the slice that customers ask for."""

    name: str
    slice: str
    plan: AskPlan
    paused: bool


@dataclass(frozen=True, slots=True)
class Rented:
    """A deal that has not ended, and the slice that it came from."""

    deal: DealId
    slice: str
    claim: Claim[DealId]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a plan stands. deal: that rents it."""

    shelf: ShelfPlan
    standing: Standing
    deal: DealId | None = None


def places(
    plans: Sequence[ShelfPlan],
    rented: Sequence[Rented],
    promised: Mapping[str, Portion],
    machine: Portion,
    *,
    resting: bool = False,
) -> list[Place]:
    """Every plan's place. promised: by slice, what quotes of fixed plans may still become."""
    deal_of = {one.slice: one.deal for one in rented}
    fixed = [one.claim.portion for one in rented if one.claim.fixed]
    running = [one.claim.portion for one in rented]
    listed: list[ShelfPlan] = []
    found = []
    for one in plans:
        deal = deal_of.get(one.slice)
        if deal is not None:
            found.append(Place(one, Standing.RENTED, deal))
            continue
        if resting or one.paused:
            found.append(Place(one, Standing.RESTING if resting else Standing.PAUSED))
            continue
        taken = fixed if one.plan.fixed else running
        standing = _standing(one, listed, taken, promised, machine)
        if standing is Standing.LISTED:
            listed.append(one)
        found.append(Place(one, standing))
    return found


def _standing(
    one: ShelfPlan,
    listed: Sequence[ShelfPlan],
    taken: Sequence[Portion],
    promised: Mapping[str, Portion],
    machine: Portion,
) -> Standing:
    """*taken*: by deals that this plan cannot push out; spot plans wait for any deal's end."""
    wanted = one.plan.portion
    rivals = [other for other in listed if other.plan.fixed is one.plan.fixed]
    beside = [other.plan.portion for other in rivals]
    if shortage(wanted, [*beside, *taken], machine):
        alone = one.plan.fixed or shortage(wanted, beside, machine)
        return Standing.SHORT if alone else Standing.COVERED
    if not one.plan.fixed:
        return Standing.LISTED
    quoted = [portion for slice_, portion in promised.items() if slice_ != one.slice]
    unquoted = [other.plan.portion for other in rivals if other.slice not in promised]
    if shortage(wanted, [*quoted, *unquoted, *taken], machine):
        return Standing.PROMISED
    return Standing.LISTED
