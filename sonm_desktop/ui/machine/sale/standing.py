"""How a plan stands, in one word and one shape."""

from __future__ import annotations

from sonm_desktop.api.schema.worker import PlanOnSale
from sonm_desktop.ui.widgets.pill import PillKind
from sonm_desktop.ui.words import words

_MARKS = {
    "worker.plan_listed": PillKind.IDLE,
    "worker.plan_rented": PillKind.WORKING,
    "worker.plan_covered": PillKind.WAITING,
    "worker.plan_promised": PillKind.WAITING,
    "worker.plan_short": PillKind.TROUBLE,
}


def mark_of(plan: PlanOnSale) -> PillKind:
    return _MARKS.get(plan.state.code, PillKind.OFF)


def standing_words(plan: PlanOnSale) -> str:
    """One or two words; the whole reason is in `plan.state`."""
    return {
        "worker.plan_listed": words("Listed"),
        "worker.plan_rented": words("Rented"),
        "worker.plan_covered": words("Waits for hardware"),
        "worker.plan_promised": words("Waits for quotes"),
        "worker.plan_short": words("Does not fit"),
        "worker.plan_paused": words("Paused"),
        "worker.plan_resting": words("Resting"),
    }.get(plan.state.code, plan.state.text)
