"""Whether the network of a deal can be guarded here: the programs that the guard is made of."""

from __future__ import annotations

from sonm_desktop.worker.doctor.findings import Finding, good, poor
from sonm_desktop.worker.runtime.own_images import PLACES, absent_tools


def check_guard(places: str = PLACES) -> Finding:
    """*places*: folders where the programs may lie, joined by colons."""
    missing = absent_tools(places)
    if missing:
        return poor("guard", "doctor.guard_missing", missing=", ".join(missing))
    return good("guard", "doctor.guard_ready")
