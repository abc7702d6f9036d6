"""Reasons of a worker that could sell: what keeps customers from finding it, or that they do."""

from __future__ import annotations

from sonm_desktop.agent.condition.facts import Facts
from sonm_desktop.agent.condition.reason import MACHINE, WALLET, Reason, because
from sonm_desktop.api.schema.condition import Mood
from sonm_desktop.api.schema.worker import WorkerStatus

_SPEEDS = (0, 1)
_UNFUNDED = frozenset({"chain.no_gas_money", "market.operator_no_gas"})
_USUAL = frozenset(
    {
        "agent.worker_on_sale",
        "agent.worker_idle",
        "market.nothing_on_sale",
        "market.rented_out",
        "market.cannot_work",
    }
)


def unsold(facts: Facts, status: WorkerStatus) -> Reason | None:
    """Why no customer finds an offer."""
    measured = status.benchmarking
    if measured is not None and measured.running:
        params = {"percent": round(100 * measured.progress)}
        return Reason("measuring", Mood.BUSY, MACHINE, params=params)
    return _planless(status) or _unlisted(facts)


def _unlisted(facts: Facts) -> Reason | None:
    worker = facts.worker
    if worker is None:
        return None
    if not worker.bound:
        return Reason("not_bound", Mood.TROUBLE, WALLET)
    code = worker.state.code
    if code in _UNFUNDED:
        return Reason("announcement_unfunded", Mood.TROUBLE, WALLET)
    if code not in _USUAL:
        return Reason("announcement_refused", Mood.TROUBLE, params=because(worker.state))
    return None if worker.announced else Reason("announcement_pending", Mood.BUSY)


def _planless(status: WorkerStatus) -> Reason | None:
    plans = {plan.state.code for plan in status.plans}
    if not plans and status.plan is None:
        code = "no_plan" if _measured(status) else "not_measured"
        return Reason(code, Mood.UNLISTED, MACHINE)
    if not plans or plans & {"worker.plan_listed", "worker.plan_rented", "worker.plan_covered"}:
        return None
    if "worker.plan_promised" in plans:
        return Reason("plan_waits", Mood.READY)
    short = "worker.plan_short" in plans
    return Reason("plan_short" if short else "plan_paused", Mood.UNLISTED, MACHINE)


def on_sale(facts: Facts, status: WorkerStatus) -> Reason:
    if facts.lan_only:
        return Reason("lan_only", Mood.READY, MACHINE)
    if facts.unpriced is not None:
        return Reason("usd_unusable", Mood.READY, params=because(facts.unpriced))
    if facts.loses:
        return Reason("price_below_floor", Mood.READY, MACHINE)
    code = "listed" if _measured(status) else "listed_unmeasured"
    return Reason(code, Mood.READY, MACHINE)


def _measured(status: WorkerStatus) -> bool:
    """Whether its speed is known, beside what is only counted."""
    return any(status.benchmarks.get(number) for number in _SPEEDS)
