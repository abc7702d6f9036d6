"""What a deal's jobs have used and what that costs, as its customer sees it."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.core.amounts import Wei
from sonm_desktop.market.metered import Traffic


@dataclass(frozen=True, slots=True)
class DealUsage:
    """told: traffic as the supplier counts it; believed: the part that is paid for.

    cost: of what is believed, at ingress and egress wei per GiB. doubt: code of why the two
    differ, or empty. ram_now, ram_peak: bytes. heard: s by this machine's clock, 0.0 is never.
    """

    told: Traffic
    believed: Traffic
    cost: Wei
    ingress: Wei
    egress: Wei
    cpu_ns: int
    ram_now: int
    ram_peak: int
    doubt: str
    heard: float
