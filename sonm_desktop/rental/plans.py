"""A plan: what an action will do, shown to a person before it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address, ChainTime, DealId, PlanId


class PlanKind(StrEnum):
    """What a plan does."""

    BUY = "buy"
    TOP_UP = "top_up"
    CLOSE = "close"


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
