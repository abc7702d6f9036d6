"""How long a plan can still be sold for, before the owner wants the machine. Pure."""

from __future__ import annotations

from dataclasses import replace

from sonm_desktop.worker.selling.plan import AskPlan

_STEP_S = 900
_SMALL_STEP_S = 60


def while_open(plan: AskPlan, left: int | None) -> AskPlan:
    """*plan*, its longest duration no more than *left* seconds; a spot plan promises no time."""
    if left is None or not plan.duration or plan.duration <= left:
        return plan
    return replace(plan, duration=max(left, 1))


def still_worth(plan: AskPlan, left: int | None) -> bool:
    """Whether the shortest deal of *plan* ends in time."""
    return left is None or not plan.duration or left >= plan.shortest


def rounded(left: int) -> int:
    """Down to a quarter of an hour, or near the end a minute: an ask is not signed every second."""
    step = _STEP_S if left > 2 * _STEP_S else _SMALL_STEP_S
    return left // step * step
