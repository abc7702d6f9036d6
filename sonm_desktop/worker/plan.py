"""What the master puts on sale: one slice of the machine with its price."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from sonm_desktop.core.errors import UserError
from sonm_desktop.worker.hardware import Hardware

SHORTEST_S = 60
"""Of a deal for a fixed time."""

_MIB = 1 << 20
_LEAST_RAM = 16 * _MIB
_LEAST_STORAGE = 16 * _MIB
_ANONYMOUS = 1
_RANGES = {
    "rate": (0, 2**80 - 1),
    "duration": (0, 2**32 - 1),
    "notice": (0, 2**24 - 1),
    "window": (24, 168),
    "cpu_percent": (1, 2**32 - 1),
    "ram_bytes": (_LEAST_RAM, 2**63 - 1),
    "storage_bytes": (_LEAST_STORAGE, 2**63 - 1),
    "identity": (0, 255),
}


@dataclass(frozen=True, slots=True)
class AskPlan:
    """One slice. rate: wei per second. duration: 0 spot, else the longest that is sold, s.

    notice: s that run after a one-sided close. window: h in which claims are safe after the
    end. cpu_percent: 100 is one core. identity: the least level of a customer, 1 is anonymous.
    """

    rate: int
    duration: int
    notice: int
    window: int
    cpu_percent: int
    ram_bytes: int
    storage_bytes: int
    identity: int

    def to_wire(self) -> dict[str, Any]:
        return asdict(self)


def plan_from_wire(wire: Any) -> AskPlan:
    """The plan in *wire*. Raises UserError worker.bad_plan."""
    names = [field.name for field in fields(AskPlan)]
    if not isinstance(wire, dict) or set(wire) != set(names):
        raise UserError("worker.bad_plan", part="its fields")
    for name in names:
        low, high = _RANGES[name]
        if type(wire[name]) is not int or not low <= wire[name] <= high:
            raise UserError("worker.bad_plan", part=name)
    return AskPlan(**wire)


def require_fit(plan: AskPlan, hardware: Hardware) -> None:
    """Return only if this machine has what *plan* sells. Raises UserError.

    Levels of identity above “anonymous” wait for the registry that can show them.
    """
    for name, offered, there in (
        ("cpu_percent", plan.cpu_percent, hardware.processor.cores * 100),
        ("ram_bytes", plan.ram_bytes, hardware.ram_bytes),
        ("storage_bytes", plan.storage_bytes, hardware.storage_bytes),
    ):
        if offered > there:
            raise UserError("worker.plan_too_large", part=name, offered=offered, there=there)
    if plan.identity > _ANONYMOUS:
        raise UserError("worker.no_identities")
    if 0 < plan.duration < SHORTEST_S:
        raise UserError("worker.plan_too_short", least=SHORTEST_S)
