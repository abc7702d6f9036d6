"""What a file of plans holds: the plans, how their prices are made, and what the machine costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sonm_desktop.api.schema.pricing import PriceRule, PriceSetup
from sonm_desktop.api.schema.worker import NamedPlan


@dataclass(frozen=True, slots=True)
class PlanFile:
    """rules: by plan; what a plan does not say of its rule stays as it is. costs: None where the
    file says nothing of them."""

    plans: tuple[NamedPlan, ...]
    rules: Mapping[str, PriceRule] = field(default_factory=dict)
    costs: PriceSetup | None = None
