"""What a worker says of its jobs, checked, with the money that the chain speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sonm_desktop.agent.shapes.workers import why_held
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.jobs import Job
from sonm_desktop.core.errors import BadReply
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market.supplier.records import SuppliedDeal

_LONGEST_IMAGE = 400
_LONGEST_TASK = 64
_FINAL = frozenset({"exited", "failed", "stopped"})


def job_shapes(
    worker: Address, told: dict[str, Any], paid: Mapping[DealId, SuppliedDeal]
) -> list[Job]:
    """The jobs in *told*, the one that uses most first. Raises BadReply."""
    try:
        jobs = [_job(worker, entry, paid) for entry in told["jobs"]]
    except (ValidationError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadReply("the jobs of a worker") from error
    return sorted(jobs, key=lambda job: (-job.cpu_now, job.deal))


def _job(worker: Address, entry: dict[str, Any], paid: Mapping[DealId, SuppliedDeal]) -> Job:
    task = _running(entry["tasks"])
    meter: dict[str, Any] = entry["meter"]
    known = paid.get(DealId(str(entry["deal"])))
    held: dict[str, Any] = entry.get("held") or {}
    return Job(
        worker=worker,
        deal=str(entry["deal"]),
        customer=str(entry["consumer"]),
        state=_state(entry, task),
        image=str(task["image"])[:_LONGEST_IMAGE] if task else "",
        task=str(task["task"])[:_LONGEST_TASK] if task else "",
        started=int(task["started"]) if task and task["started"] else None,
        cpu_now=_count(entry["cpu_now"]),
        cpu_percent=_count(entry["cpu_percent"]),
        cpu_ms=_count(meter["cpu_ns"]) // 1_000_000,
        ram_now=_count(meter["ram_now"]),
        ram_peak=_count(meter["ram_peak"]),
        ram_bytes=_count(entry["ram_bytes"]),
        received=_count(meter["received"]),
        sent=_count(meter["sent"]),
        rate=known.rate if known else 0,
        earned=known.earned if known else 0,
        held_s=_count(held.get("seconds", 0)),
        held_cost=_count(held.get("cost", 0)),
        traffic_cost=_count(meter["cost"]),
        traffic_unpaid=max(0, _count(meter["cost"]) - _count(meter["covered"])),
    )


def _running(tasks: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The one that is not over; a deal runs one at a time."""
    return next((task for task in tasks if task["state"] not in _FINAL), None)


def _state(entry: dict[str, Any], task: dict[str, Any] | None) -> Worded:
    if entry["state"] == "awaiting":
        return Worded.of("agent.job_awaits")
    for hold in entry.get("holds") or ():
        return why_held(hold, fixed=bool(entry.get("fixed", False)))
    if task is None:
        return Worded.of("agent.job_none")
    return Worded.of("agent.job_runs" if task["state"] == "running" else "agent.job_prepares")


def _count(said: Any) -> int:
    if type(said) is not int or said < 0:
        raise ValueError("not a count")
    return said
