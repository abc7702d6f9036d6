"""Whether an offer meets a requirement, and if not, every reason why.

The one matcher: the book filters by the same constraints over columns, a purchase and the
worker's quote ask it about one pair, and all three give the same reasons. Each constraint stands
here once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sonm_desktop.core.amounts import WeiPerSecond, hourly
from sonm_desktop.core.dollars import UsdPrice
from sonm_desktop.market.offers.requirement import Requirement, Terms
from sonm_desktop.market.standing.identity import ANYBODY
from sonm_desktop.wallet.messages import Ask, SandboxMode


@dataclass(frozen=True, slots=True)
class Reason:
    """Which constraint: its code and, where there are many of a kind, the benchmark's id."""

    code: str
    benchmark: int | None = None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One reason, worded in the catalogue."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> Reason:
        """The constraint that failed."""
        return Reason(self.code, self.params.get("benchmark"))


LEAST: tuple[tuple[str, str], ...] = (
    ("market.too_little_cpu", "cpu_percent"),
    ("market.too_little_ram", "ram_bytes"),
    ("market.too_little_storage", "storage_bytes"),
    ("market.too_few_gpus", "gpus"),
    ("market.too_little_download", "ingress_bps"),
    ("market.too_little_upload", "egress_bps"),
)
"""Code and field of the constraints “the offer has at least so much”."""


def mismatches(requirement: Requirement, ask: Ask, now: int) -> list[Mismatch]:
    """Why *ask* does not do for *requirement* at chain time *now*; empty when it does."""
    return [reason for check in _CHECKS for reason in check(requirement, ask, now)]


def benchmark(ask: Ask, number: int) -> int:
    """The claimed result; absent is 0."""
    return ask.benchmarks[number] if 0 <= number < len(ask.benchmarks) else 0


def rate_now(ask: Ask, usd: UsdPrice | None) -> WeiPerSecond | None:
    """What a second of *ask* costs in wei by now; None for a price in USD that cannot be
    converted."""
    if not ask.usd_rate:
        return WeiPerSecond(ask.rate)
    return None if usd is None else usd.rate_of(ask.usd_rate)


def _alive(_requirement: Requirement, ask: Ask, now: int) -> list[Mismatch]:
    if ask.expiry > now:
        return []
    return [Mismatch("market.ask_expired", {"expiry": ask.expiry})]


def _excluded(requirement: Requirement, ask: Ask, _now: int) -> list[Mismatch]:
    if ask.worker not in requirement.excluded:
        return []
    return [Mismatch("market.worker_excluded", {"worker": ask.worker})]


def _lists(requirement: Requirement, ask: Ask, _now: int) -> list[Mismatch]:
    """Of both sides. Who is refused by the other learns no more than that."""
    found = []
    if ask.worker in requirement.blocked:
        found.append(Mismatch("market.supplier_blocked", {"worker": ask.worker}))
    if ask.worker in requirement.unwilling:
        found.append(Mismatch("market.customer_not_served"))
    return found


def _supplier(requirement: Requirement, ask: Ask, _now: int) -> list[Mismatch]:
    """The level of whom the worker serves, on the word of validators that the customer trusts."""
    wanted = requirement.supplier_identity
    if wanted <= ANYBODY or ask.worker in requirement.vouched:
        return []
    return [Mismatch("market.supplier_unknown", {"wanted": wanted})]


def _least(requirement: Requirement, ask: Ask, _now: int) -> list[Mismatch]:
    return [
        Mismatch(code, {"wanted": getattr(requirement, name), "offered": getattr(ask, name)})
        for code, name in LEAST
        if getattr(ask, name) < getattr(requirement, name)
    ]


def _benchmarks(requirement: Requirement, ask: Ask, _now: int) -> list[Mismatch]:
    return [
        Mismatch(
            "market.benchmark_too_low",
            {"benchmark": number, "wanted": least, "offered": benchmark(ask, number)},
        )
        for number, least in requirement.benchmarks
        if benchmark(ask, number) < least
    ]


def _architecture(requirement: Requirement, ask: Ask, _now: int) -> list[Mismatch]:
    if requirement.architecture in ("", ask.architecture):
        return []
    return [Mismatch("market.other_architecture", {"wanted": requirement.architecture})]


def _network(requirement: Requirement, ask: Ask, _now: int) -> list[Mismatch]:
    missing = requirement.netflags & ~ask.netflags
    return [Mismatch("market.network_missing", {"missing": missing})] if missing else []


def _sandbox(requirement: Requirement, ask: Ask, _now: int) -> list[Mismatch]:
    if not requirement.strict or ask.sandbox == SandboxMode.STRICT:
        return []
    return [Mismatch("market.sandbox_not_strict")]


def _identity(requirement: Requirement, ask: Ask, _now: int) -> list[Mismatch]:
    if requirement.identity >= ask.identity:
        return []
    params = {"wanted": ask.identity, "yours": requirement.identity}
    return [Mismatch("market.identity_too_low", params)]


def _terms(requirement: Requirement, ask: Ask, _now: int) -> list[Mismatch]:
    if requirement.terms is Terms.SPOT and ask.max_duration:
        return [Mismatch("market.not_spot")]
    if requirement.terms is Terms.FIXED and not ask.max_duration:
        return [Mismatch("market.not_fixed")]
    return []


def _duration(requirement: Requirement, ask: Ask, _now: int) -> list[Mismatch]:
    """A spot offer has no longest duration: it runs as long as both want."""
    wanted = requirement.duration
    if wanted < ask.min_duration:
        return [
            Mismatch("market.duration_too_short", {"wanted": wanted, "least": ask.min_duration})
        ]
    if ask.max_duration and wanted > ask.max_duration:
        return [Mismatch("market.duration_too_long", {"wanted": wanted, "most": ask.max_duration})]
    return []


def _price(requirement: Requirement, ask: Ask, _now: int) -> list[Mismatch]:
    """A price in USD is compared by what it comes to now; without a rate it cannot be."""
    limit = requirement.rate_limit()
    if limit is None:
        return []
    rate = rate_now(ask, requirement.usd)
    if rate is None:
        return [Mismatch("market.price_in_usd")]
    if rate > limit:
        shown = {"price": hourly(rate), "most": hourly(limit)}
        return [Mismatch("market.too_expensive", shown)]
    return []


_Check = Callable[[Requirement, Ask, int], list[Mismatch]]
_CHECKS: tuple[_Check, ...] = (
    _alive,
    _excluded,
    _lists,
    _supplier,
    _least,
    _benchmarks,
    _architecture,
    _network,
    _sandbox,
    _identity,
    _terms,
    _duration,
    _price,
)
