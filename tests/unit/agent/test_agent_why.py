"""Why am I not earning: each break of the chain has one cause and one action."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from sonm_desktop.agent.why.chain import Demand, Evidence, why
from sonm_desktop.api.schema.condition import Condition, Mood
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.why import Step
from sonm_desktop.api.schema.worker import JobCounts, QuoteCounts
from sonm_desktop.core.catalogue import codes

RATE = 10**14


def _condition(code: str, mood: Mood, place: str = "", **params: Any) -> Condition:
    said = Worded.of(f"state.{code}", params)
    return Condition(**said.model_dump(), mood=mood, place=place)


EARNS = Evidence(
    worker="0x77",
    condition=_condition("listed", Mood.READY),
    indexed=True,
    identity=1,
    demand=Demand(rate=RATE, floor=0, market=RATE, offers=8, cheaper=3, deals=20),
    quotes=QuoteCounts(asked=5, given=4, refused={"market.too_expensive": 1}),
    jobs=JobCounts(ended=2),
    open_deals=0,
    earned=10**17,
    owed=0,
    gas=True,
)
NO_QUOTES = QuoteCounts()
DEAR = Demand(rate=2 * RATE, floor=0, market=RATE, offers=8, cheaper=8, deals=20)


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    step: Step
    code: str
    change: dict[str, Any]
    place: str = "machine"


CASES = [
    Case(
        "away",
        Step.ONLINE,
        "state.unreachable",
        {"condition": _condition("unreachable", Mood.LOST, "machine")},
    ),
    Case(
        "no engine",
        Step.ONLINE,
        "state.engine_stopped",
        {"condition": _condition("engine_stopped", Mood.TROUBLE, "machine")},
    ),
    Case(
        "no price",
        Step.LISTED,
        "state.no_plan",
        {"condition": _condition("no_plan", Mood.UNLISTED, "machine")},
    ),
    Case(
        "paused",
        Step.LISTED,
        "state.battery",
        {"condition": _condition("battery", Mood.RESTING)},
        "",
    ),
    Case(
        "no gas for the announcement",
        Step.LISTED,
        "state.announcement_unfunded",
        {"condition": _condition("announcement_unfunded", Mood.TROUBLE, "wallet")},
        "wallet",
    ),
    Case(
        "own network only",
        Step.LISTED,
        "state.lan_only",
        {"condition": _condition("lan_only", Mood.READY, "machine")},
    ),
    Case("not in the index", Step.LISTED, "why.not_in_index", {"indexed": False}, "settings"),
    Case(
        "not measured",
        Step.MATCHED,
        "state.listed_unmeasured",
        {"condition": _condition("listed_unmeasured", Mood.READY, "machine")},
    ),
    Case("strangers only", Step.MATCHED, "why.identity", {"identity": 3}),
    Case(
        "no demand",
        Step.MATCHED,
        "why.no_demand",
        {"demand": Demand(rate=RATE, floor=0, market=None, offers=8, cheaper=0, deals=0)},
    ),
    Case("too dear", Step.PRICED, "why.too_dear", {"demand": DEAR}),
    Case(
        "costs above the market",
        Step.PRICED,
        "why.costs_above_market",
        {"demand": replace(DEAR, floor=2 * RATE)},
    ),
    Case("nobody asks", Step.QUOTED, "why.nobody_asked", {"quotes": NO_QUOTES}),
    Case(
        "all refused",
        Step.QUOTED,
        "why.refused",
        {
            "quotes": QuoteCounts(
                asked=6,
                refused={"market.duration_too_long": 5, "market.too_expensive": 1},
            )
        },
    ),
    Case(
        "nobody takes a quote",
        Step.RUNNING,
        "why.not_taken",
        {"jobs": JobCounts(), "earned": 0},
    ),
    Case(
        "all jobs fail",
        Step.RUNNING,
        "why.jobs_failed",
        {"jobs": JobCounts(ended=3, failed=3, reason="worker.sandbox_lost")},
    ),
    Case(
        "the customer does not pay",
        Step.PAID,
        "state.lease_unpaid",
        {"condition": _condition("lease_unpaid", Mood.TROUBLE, "machine"), "open_deals": 1},
    ),
    Case(
        "the money in the deal is used up",
        Step.PAID,
        "state.money_used_up",
        {"condition": _condition("money_used_up", Mood.TROUBLE, "machine"), "open_deals": 1},
    ),
    Case(
        "traffic is not paid",
        Step.PAID,
        "state.traffic_unpaid",
        {"condition": _condition("traffic_unpaid", Mood.TROUBLE, "machine"), "open_deals": 1},
    ),
    Case(
        "rented, and every job stands still for the owner",
        Step.RUNNING,
        "state.user_active",
        {"condition": _condition("user_active", Mood.RESTING), "open_deals": 1},
        "",
    ),
    Case(
        "no gas for a claim",
        Step.PAID,
        "why.claim_unfunded",
        {"owed": 10**17, "gas": False},
        "wallet",
    ),
    Case("a claim waits", Step.PAID, "why.claim_waits", {"owed": 10**15, "earned": 0}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_break_has_one_cause_and_one_action(case: Case) -> None:
    found = why(replace(EARNS, **case.change))
    assert found.broken is case.step
    assert found.cause is not None
    assert (found.cause.code, found.place) == (case.code, case.place)
    assert found.cause.action, "it says what to do"
    assert "{" not in found.cause.text + found.cause.action
    assert [link.step for link in found.links if link.holds is False] == [case.step]
    after = [link.holds for link in found.links if list(Step).index(link.step) > _at(case.step)]
    assert set(after) <= {None}


def test_a_machine_that_earns_has_no_cause() -> None:
    found = why(EARNS)
    assert (found.broken, found.cause) == (None, None)
    assert all(link.holds for link in found.links)
    assert len(found.links) == len(Step)


def test_a_rented_machine_is_not_asked_for_its_price() -> None:
    rented = replace(
        EARNS,
        condition=_condition("running", Mood.EARNING),
        indexed=False,
        demand=DEAR,
        quotes=NO_QUOTES,
        open_deals=1,
    )
    assert why(rented).broken is None


def test_a_tenth_above_the_market_keeps_nobody_away() -> None:
    near = replace(DEAR, rate=RATE * 110 // 100)
    assert why(replace(EARNS, demand=near)).broken is None


def test_the_cause_of_a_refusal_speaks_to_the_owner() -> None:
    refused = QuoteCounts(asked=2, refused={"market.duration_too_long": 2})
    cause = why(replace(EARNS, quotes=refused)).cause
    assert cause is not None
    assert cause.text.endswith("mostly because: Customers want another duration.")
    assert cause.action == "Offer a longer one."


def test_a_reason_that_needs_its_parameters_points_to_the_log() -> None:
    failed = JobCounts(ended=1, failed=1, reason="worker.image_not_found")
    cause = why(replace(EARNS, jobs=failed)).cause
    assert cause is not None
    assert cause.action == "Look into its log."


def test_every_cause_in_the_catalogue_is_a_break_of_these() -> None:
    causes = {case.code for case in CASES if case.code.startswith("why.")}
    links = {link.said.code for case in CASES for link in why(replace(EARNS, **case.change)).links}
    links |= {
        link.said.code
        for evidence in (
            replace(EARNS, open_deals=1, jobs=JobCounts()),
            replace(EARNS, demand=replace(DEAR, market=None)),
        )
        for link in why(evidence).links
    }
    told = {code for code in codes() if code.startswith("why.") and "because" not in code}
    assert told == causes | links - {case.code for case in CASES if case.code.startswith("state.")}


def _at(step: Step) -> int:
    return list(Step).index(step)
