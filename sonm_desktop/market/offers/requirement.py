"""What a customer needs and who he is to suppliers, as every check of an offer reads it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.dollars import UsdPrice
from sonm_desktop.core.ids import Address


class Terms(StrEnum):
    """spot: either side may end at its notice; fixed: the supplier sells the whole duration."""

    ANY = "any"
    SPOT = "spot"
    FIXED = "fixed"


class Liveness(StrEnum):
    """answering: the worker has answered lately; not_silent: it was not asked, or answered."""

    ANY = "any"
    NOT_SILENT = "not_silent"
    ANSWERING = "answering"


@dataclass(frozen=True, slots=True)
class Requirement:
    """The least that will do; a default asks for nothing.

    duration: seconds that are wanted. cpu_percent: 100 is one core. benchmarks: pairs of the
    benchmark's id and its least value. netflags: bits of NetFlag. architecture: empty is any.
    strict: only offers that confine jobs strictly. identity: the level that the customer has
    (1 is anonymous), compared with the one that the offer wants. max_total: for the duration.
    excluded: workers never to buy from. liveness: of the worker, which the book asks for
    where it lists offers; one ask alone cannot tell. supplier_identity: the least level of whom
    the worker serves; up to 1 is anybody.

    What the chain says now, and no wish can change: blocked: workers that the customer's lists
    refuse, or whose masters they do; unwilling: workers whose master's lists refuse the
    customer; vouched: workers whose masters are of `supplier_identity`; usd: the price at which
    offers in USD are compared, None without a usable one.
    """

    duration: int = 3600
    terms: Terms = Terms.ANY
    cpu_percent: int = 0
    ram_bytes: int = 0
    storage_bytes: int = 0
    gpus: int = 0
    ingress_bps: int = 0
    egress_bps: int = 0
    architecture: str = ""
    benchmarks: tuple[tuple[int, int], ...] = ()
    netflags: int = 0
    strict: bool = False
    identity: int = 1
    max_rate: WeiPerSecond | None = None
    max_total: Wei | None = None
    excluded: frozenset[Address] = frozenset()
    liveness: Liveness = Liveness.ANY
    supplier_identity: int = 0
    blocked: frozenset[Address] = frozenset()
    unwilling: frozenset[Address] = frozenset()
    vouched: frozenset[Address] = frozenset()
    usd: UsdPrice | None = None

    def rate_limit(self) -> int | None:
        """The highest rate that both maxima allow, exactly; None is any."""
        by_total = None if self.max_total is None else self.max_total // max(1, self.duration)
        limits = [limit for limit in (self.max_rate, by_total) if limit is not None]
        return min(limits) if limits else None
