"""From a machine that is on to money that has come: the first link that does not hold. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sonm_desktop.api.schema.condition import Condition, Mood
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.why import Link, Step, Why
from sonm_desktop.api.schema.worker import JobCounts, QuoteCounts
from sonm_desktop.core.amounts import hourly, snm

MATCH_DAYS = 7
_DEARER_PERCENT = 110
"""A price up to a tenth above what is paid keeps nobody away."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What the market knows of machines like this one, without those of the owner.

    rate: of this one; floor: below which it loses money; market: of the like, None where too few
    are; all in wei per second for the whole slice. cheaper: how many of the *offers* ask less for
    a core. deals: of the last week.
    """

    rate: int
    floor: int
    market: int | None
    offers: int
    cheaper: int
    deals: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """demand: None where nothing is on sale. indexed: customers see the offer. identity: the
    least level of any plan. open_deals: now. earned: wei in 24 h; owed: earned, not claimed.
    gas: somebody can pay for a claim."""

    worker: str
    condition: Condition
    indexed: bool
    identity: int
    demand: Demand | None
    quotes: QuoteCounts
    jobs: JobCounts
    open_deals: int
    earned: int
    owed: int
    gas: bool


@dataclass(frozen=True, slots=True)
class _Finding:
    """place: where a broken link is mended; None for one that holds."""

    said: Worded
    place: str | None = None


def why(evidence: Evidence) -> Why:
    """The chain of *evidence*, with the cause of its first break."""
    links: list[Link] = []
    broken: tuple[Step, _Finding] | None = None
    for step, look in _LOOKS.items():
        if broken is not None:
            links.append(Link(step=step, holds=None, said=Worded.of("why.later")))
            continue
        found = look(evidence)
        links.append(Link(step=step, holds=found.place is None, said=found.said))
        if found.place is not None:
            broken = step, found
    return Why(
        worker=evidence.worker,
        links=tuple(links),
        broken=broken[0] if broken else None,
        cause=broken[1].said if broken else None,
        place=broken[1].place or "" if broken else "",
        earned=evidence.earned,
    )


def _online(evidence: Evidence) -> _Finding:
    said = evidence.condition
    if said.code.removeprefix("state.") in _OFF or said.mood is Mood.LOST:
        return _Finding(_worded(said), said.place)
    return _Finding(Worded.of("why.online"))


def _listed(evidence: Evidence) -> _Finding:
    said = evidence.condition
    if evidence.open_deals:
        return _Finding(Worded.of("why.listed"))
    if said.mood is not Mood.READY or said.code in ("state.lan_only", "state.plan_waits"):
        return _Finding(_worded(said), said.place)
    if not evidence.indexed:
        return _Finding(Worded.of("why.not_in_index"), "settings")
    return _Finding(Worded.of("why.listed"))


def _matched(evidence: Evidence) -> _Finding:
    if evidence.open_deals:
        return _Finding(Worded.of("why.matched_by_deal"))
    if evidence.condition.code == "state.listed_unmeasured":
        return _Finding(_worded(evidence.condition), "machine")
    demand = evidence.demand
    days = {"days": MATCH_DAYS}
    if evidence.identity > 1:
        return _Finding(Worded.of("why.identity", {"level": evidence.identity}), "machine")
    if demand is None or not demand.deals:
        return _Finding(Worded.of("why.no_demand", days), "machine")
    return _Finding(Worded.of("why.matched", {**days, "deals": demand.deals}))


def _priced(evidence: Evidence) -> _Finding:
    demand = evidence.demand
    if demand is None or demand.market is None:
        return _Finding(Worded.of("why.priced_alone"))
    if evidence.open_deals or demand.rate * 100 <= demand.market * _DEARER_PERCENT:
        return _Finding(Worded.of("why.priced"))
    shown = {
        "rate": hourly(demand.rate),
        "market": hourly(demand.market),
        "cheaper": demand.cheaper,
        "offers": demand.offers,
    }
    if demand.floor > demand.market:
        shown = {"floor": hourly(demand.floor), "market": hourly(demand.market)}
        return _Finding(Worded.of("why.costs_above_market", shown), "machine")
    return _Finding(Worded.of("why.too_dear", shown), "machine")


def _quoted(evidence: Evidence) -> _Finding:
    quotes = evidence.quotes
    counted = {"asked": quotes.asked, "given": quotes.given}
    if evidence.open_deals or quotes.given:
        return _Finding(Worded.of("why.quoted", counted))
    if not quotes.asked:
        offers = evidence.demand.offers if evidence.demand else 0
        return _Finding(Worded.of("why.nobody_asked", {"offers": offers}), "machine")
    code = max(quotes.refused, key=lambda code: quotes.refused[code], default="")
    return _Finding(Worded.of("why.refused", {**counted, **_because(code)}), "machine")


def _running(evidence: Evidence) -> _Finding:
    jobs, said = evidence.jobs, evidence.condition
    if evidence.open_deals and said.mood is Mood.RESTING:
        return _Finding(_worded(said), said.place)
    if jobs.ended and jobs.failed == jobs.ended:
        shown = {"failed": jobs.failed, **_because(jobs.reason)}
        return _Finding(Worded.of("why.jobs_failed", shown), "machine")
    if jobs.ended:
        return _Finding(Worded.of("why.ran", {"ended": jobs.ended, "failed": jobs.failed}))
    if evidence.open_deals or evidence.earned:
        return _Finding(Worded.of("why.rented"))
    return _Finding(Worded.of("why.not_taken", {"given": evidence.quotes.given}), "machine")


def _paid(evidence: Evidence) -> _Finding:
    said = evidence.condition
    if said.code in _UNPAID:
        return _Finding(_worded(said), said.place)
    if evidence.owed and not evidence.gas:
        return _Finding(Worded.of("why.claim_unfunded", {"owed": snm(evidence.owed)}), "wallet")
    if evidence.owed and not evidence.earned and not evidence.open_deals:
        return _Finding(Worded.of("why.claim_waits", {"owed": snm(evidence.owed)}), "machine")
    return _Finding(Worded.of("why.paid"))


def _because(code: str) -> dict[str, str]:
    """The owner's words for *code*; what only makes sense with its parameters is not said."""
    said = Worded.of(f"why.because_{_OWNERS[code]}") if code in _OWNERS else Worded.of(code)
    if "{" in said.text + said.action:
        said = Worded.of("why.because_other")
    return {"reason": said.text, "remedy": said.action, "code": code}


def _worded(said: Condition) -> Worded:
    return Worded(code=said.code, params=said.params, text=said.text, action=said.action)


_OWNERS = {
    "market.too_expensive": "dear",
    "market.duration_too_long": "short",
    "market.duration_too_short": "short",
    "market.identity_too_low": "unknown",
    "market.customer_not_served": "blocked",
    "worker.too_little_snm": "poor",
    "worker.slice_taken": "busy",
    "worker.slice_covered": "busy",
    "worker.slice_promised": "busy",
}
"""The catalogue speaks to the customer who was refused; its owner reads other words."""

_UNPAID = frozenset({"state.lease_unpaid", "state.money_used_up", "state.traffic_unpaid"})
_OFF = frozenset(
    {
        "no_network",
        "network_starting",
        "network_refused",
        "node_unreachable",
        "not_enrolled",
        "starting",
        "enrolling",
        "restarting",
        "gave_up",
        "cannot_start",
        "unreachable",
        "engine_missing",
        "engine_stopped",
        "engine_not_permitted",
        "engine_unfit",
        "disk_full",
        "clock_wrong",
        "stopping",
    }
)
_LOOKS: dict[Step, Callable[[Evidence], _Finding]] = {
    Step.ONLINE: _online,
    Step.LISTED: _listed,
    Step.MATCHED: _matched,
    Step.PRICED: _priced,
    Step.QUOTED: _quoted,
    Step.RUNNING: _running,
    Step.PAID: _paid,
}
