"""Whether a plan fits the machine beside the other plans, said before it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sonm_desktop.api.schema.worker import PlanOnSale, SellPlan
from sonm_desktop.core.allotment import Portion, Shortage, line_of, shortage
from sonm_desktop.ui.words import cores, plural, size, words

_SOFTWARE = "software"
_MBIT = 1_000_000


def clash(name: str, plan: SellPlan, others: Sequence[PlanOnSale], hardware: dict[str, Any]) -> str:
    """What is in the way of *plan* under *name*; empty when it fits.

    Fixed plans are promises: together they never exceed the machine, and neither do spot plans;
    a spot plan may lie on the hardware of fixed ones.
    """
    fixed = plan.duration > 0
    beside = [
        portion_of(one.plan)
        for one in others
        if one.name != name and (one.plan.duration > 0) is fixed
    ]
    filled = sum(one.plan.storage_bytes for one in others if one.deal)
    machine = whole(hardware)
    machine = replace(machine, storage_bytes=machine.storage_bytes + filled)
    short = shortage(portion_of(plan), beside, machine)
    if short is None:
        return ""
    others_of = words("the other fixed plans") if fixed else words("the other spot plans")
    return _sentence(short, others_of)


def whole(hardware: dict[str, Any]) -> Portion:
    """The machine as its worker tells it."""
    processor = hardware.get("processor")
    count = processor.get("cores") if isinstance(processor, dict) else 0
    line = _line(hardware.get("interfaces"))
    return Portion(
        cpu_percent=_count(count) * 100,
        ram_bytes=_count(hardware.get("ram_bytes")),
        storage_bytes=_count(hardware.get("storage_bytes")),
        gpus=frozenset(gpu for gpu, _ in sellable_gpus(hardware)),
        ingress_bps=line,
        egress_bps=line,
    )


def sellable_gpus(hardware: dict[str, Any]) -> list[tuple[str, str]]:
    """Id and name of each GPU that can be sold."""
    told = hardware.get("gpus")
    found = (
        [gpu for gpu in told if isinstance(gpu, dict)] if isinstance(told, (list, tuple)) else []
    )
    return [
        (str(gpu["id"]), str(gpu.get("name", ""))[:80])
        for gpu in found
        if gpu.get("id") and gpu.get("kind") != _SOFTWARE
    ]


def portion_of(plan: SellPlan) -> Portion:
    return Portion(
        cpu_percent=plan.cpu_percent,
        ram_bytes=plan.ram_bytes,
        storage_bytes=plan.storage_bytes,
        gpus=frozenset(plan.gpus),
        ingress_bps=plan.ingress_bps,
        egress_bps=plan.egress_bps,
    )


def _sentence(short: Shortage, others: str) -> str:
    return words(
        "Too much: this plan wants {wanted}; beside {others} {left} are left.",
        wanted=_amount(short.part, short.wanted),
        others=others,
        left=_amount(short.part, short.left),
    )


def _amount(part: str, count: int) -> str:
    if part == "cpu_percent":
        return words("{count} cores", count=cores(count))
    if part == "gpus":
        return plural("{count} of these GPUs", "{count} of these GPUs", count)
    if part in ("ingress_bps", "egress_bps"):
        way = words("{speed} in") if part == "ingress_bps" else words("{speed} out")
        return way.format(speed=words("{count} Mbit/s", count=f"{count / _MBIT:g}"))
    what = words("{size} of RAM") if part == "ram_bytes" else words("{size} of storage")
    return what.format(size=size(count))


def _line(told: object) -> int | None:
    """What the links of a machine carry together."""
    links = told if isinstance(told, (list, tuple)) else ()
    speeds = [
        _count(one.get("speed_bps"))
        for one in links
        if isinstance(one, dict) and one.get("addresses")
    ]
    return line_of(speeds)


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
