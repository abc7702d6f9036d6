"""Reasons of a rented worker: it earns only while one of its deals does not stand still."""

from __future__ import annotations

from collections.abc import Iterator

from sonm_desktop.agent.condition.facts import Facts
from sonm_desktop.agent.condition.reason import MACHINE, Reason
from sonm_desktop.api.schema.condition import Mood
from sonm_desktop.api.schema.worker import WorkerStatus

_UNPAID = {
    "worker.waits_for_promise": "lease_unpaid",
    "worker.waits_for_money": "money_used_up",
    "worker.waits_for_units": "traffic_unpaid",
}
_FOR_OWNER = frozenset({"worker.still_for_owner", "worker.still_for_owner_fixed"})


def at_work(facts: Facts, status: WorkerStatus) -> Iterator[Reason]:
    """Nothing for a worker that nobody rents."""
    if not status.deals:
        return
    still = _still(status)
    if len(still) >= status.deals:
        yield from _all_still(still)
        return
    if facts.unpaid:
        yield Reason("lease_unpaid", Mood.TROUBLE, MACHINE)
        return
    yield Reason("running" if status.running else "rented", Mood.EARNING)
    if still:
        params = {"still": len(still), "deals": status.deals}
        yield Reason("some_stand_still", Mood.TROUBLE, MACHINE, params=params)


def beside_rest(facts: Facts, status: WorkerStatus) -> Iterator[Reason]:
    """What is so of its deals, beside a reason why the whole machine does not work."""
    codes = _still(status)
    yield from (_unpaid(name) for code, name in _UNPAID.items() if code in codes)
    if any(code in _FOR_OWNER for code in codes) and facts.fixed:
        yield Reason("fixed_stands_still", Mood.RESTING, MACHINE)


def _all_still(codes: list[str]) -> Iterator[Reason]:
    """Who does not pay comes first: there a person may have to act."""
    yield from (_unpaid(name) for code, name in _UNPAID.items() if code in codes)
    if any(code in _FOR_OWNER for code in codes):
        yield Reason("held_by_owner", Mood.RESTING)
    if any(code not in _UNPAID and code not in _FOR_OWNER for code in codes):
        yield Reason("jobs_stand_still", Mood.RESTING)


def _unpaid(name: str) -> Reason:
    return Reason(name, Mood.TROUBLE, MACHINE)


def _still(status: WorkerStatus) -> list[str]:
    """The code of each deal that stands still."""
    return [one.state.code for one in status.held if one.state is not None]
