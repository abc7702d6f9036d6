"""Every reason of a worker's state is set by its cause, and goes with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest

from sonm_desktop.agent.condition.facts import THIS_PC, Facts, facts_in
from sonm_desktop.agent.condition.floors import Floors
from sonm_desktop.agent.condition.keeper import Conditions
from sonm_desktop.agent.condition.reasons import condition
from sonm_desktop.agent.state import EventLog, StateBoard
from sonm_desktop.api.schema.condition import Condition, Mood
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.kinds import Reply
from sonm_desktop.api.schema.pricing import FloorParts, Pricing
from sonm_desktop.api.schema.state import State, Topic
from sonm_desktop.core.catalogue import codes
from tests.fakes.agent import FakeAgent
from tests.fakes.agent_pricing import FakePricing
from tests.fakes.sample_state import DEAL, NOW, WORKER, sample_state

Change = Callable[[dict[str, Any]], None]

_HOUR_S = 3600


def _worded(code: str, **params: Any) -> dict[str, Any]:
    return Worded.of(code, params).model_dump(mode="json")


def _listed() -> dict[str, Any]:
    """This PC is on sale, announced and measured, on a public network; nobody rents it."""
    whole = sample_state().model_dump(mode="json")
    whole["network"] |= {"practice": False, "time": NOW}
    whole["workers"][WORKER] |= {"addresses": ["20.30.40.50:4000"]}
    whole["worker_status"][WORKER] |= {"deals": 0, "running": 0}
    whole["supplied"] = {}
    return whole


def _state(change: Change | None = None) -> State:
    whole = _listed()
    if change is not None:
        change(whole)
    return State.model_validate(whole)


def _said(change: Change | None = None) -> Condition:
    return condition(facts_in(_state(change), now=NOW))


def _network(**changes: Any) -> Change:
    return lambda whole: whole["network"].update(changes)


def _local(code: str, **params: Any) -> Change:
    said = _worded(code, **params)
    return lambda whole: whole["local_worker"].update({"ready": False, "state": said})


def _worker(**changes: Any) -> Change:
    return lambda whole: whole["workers"][WORKER].update(changes)


def _status(**changes: Any) -> Change:
    return lambda whole: whole["worker_status"][WORKER].update(changes)


def _engine(code: str, **params: Any) -> Change:
    return _status(engine_ready=False, engine=_worded(code, **params))


def _hold(code: str, until: int | None = None, **params: Any) -> Change:
    return _status(holds=[{"code": code, "params": params, "until": until}])


def _plans(*states: str) -> Change:
    plan = _listed()["worker_status"][WORKER]["plan"]
    return _status(
        plan=None,
        plans=[
            {"name": f"p{at}", "slice": "s", "plan": plan, "paused": False, "state": _worded(state)}
            for at, state in enumerate(states)
        ],
    )


def _pause(until: int | None, **changes: Any) -> Change:
    plan = _listed()["worker_status"][WORKER]["plan"]
    return _status(paused={"until": until, "finish": False, "plan": plan}, **changes)


def _rented(until: int) -> Change:
    def change(whole: dict[str, Any]) -> None:
        whole["supplied"] = {
            DEAL: sample_state().supplied[DEAL].model_dump(mode="json") | {"until": until}
        }
        whole["worker_status"][WORKER] |= {"deals": 1}

    return change


def _standing(*codes: str, deals: int | None = None, running: int = 0) -> Change:
    """A machine with *deals* deals, of which one stands still for each of *codes*."""
    held = [{"deal": f"0x{at}", "state": _worded(code)} for at, code in enumerate(codes)]
    return _both(_rented(SOON), _status(deals=deals or len(codes), running=running, held=held))


def _both(*changes: Change) -> Change:
    def change(whole: dict[str, Any]) -> None:
        for one in changes:
            one(whole)

    return change


@dataclass(frozen=True, slots=True)
class Case:
    """place: where a person ends it; empty where it ends by itself."""

    code: str
    cause: Change
    mood: Mood
    place: str = ""
    until: int | None = None


SOON = NOW + _HOUR_S


def _in_usd(whole: dict[str, Any]) -> None:
    """A plan in USD, and a feed that has said nothing new for hours."""
    _plans("worker.plan_listed")(whole)
    for plan in whole["worker_status"][WORKER]["plans"]:
        plan["plan"] |= {"rate": "0", "usd_rate": "5000000000000"}
    whole["usd"] = {"state": _worded("chain.feed_stale", age=7200, most=3600)}


CASES = [
    Case("no_network", _network(configured=False, ready=False), Mood.UNLISTED, "settings"),
    Case(
        "network_starting",
        _network(ready=False, state=_worded("agent.network_starting")),
        Mood.BUSY,
    ),
    Case(
        "node_unreachable",
        _network(ready=False, state=_worded("chain.unreachable", host="node")),
        Mood.LOST,
        "settings",
    ),
    Case(
        "network_refused",
        _network(ready=False, state=_worded("chain.foreign_code", contract="market", network="n")),
        Mood.TROUBLE,
        "settings",
    ),
    Case("not_enrolled", _local("agent.worker_none"), Mood.UNLISTED, "machine"),
    Case("starting", _local("agent.worker_starting"), Mood.BUSY),
    Case("enrolling", _local("agent.worker_enrolling"), Mood.BUSY),
    Case("restarting", _local("agent.worker_restarting", times=2), Mood.TROUBLE),
    Case("gave_up", _local("agent.worker_gave_up", times=5), Mood.LOST, "machine"),
    Case("cannot_start", _local("wallet.locked"), Mood.TROUBLE, "machine"),
    Case("stopping", _local("agent.worker_finishing"), Mood.DRAINING),
    Case("stopping", _status(closing=True), Mood.DRAINING, "machine"),
    Case("engine_missing", _engine("worker.engine_absent"), Mood.TROUBLE, "machine"),
    Case("engine_stopped", _engine("worker.engine_stopped"), Mood.TROUBLE, "machine"),
    Case("engine_not_permitted", _engine("worker.engine_no_permission"), Mood.TROUBLE, "machine"),
    Case("engine_unfit", _engine("worker.engine_not_linux"), Mood.TROUBLE, "machine"),
    Case("disk_full", _status(disk_free=1 << 20), Mood.TROUBLE, "machine"),
    Case("clock_wrong", _status(skew_s=-600), Mood.TROUBLE),
    Case("clock_wrong", _network(time=NOW + 900), Mood.TROUBLE),
    Case("paused", _pause(None, plan=None), Mood.PAUSED, "machine"),
    Case("paused_until", _pause(SOON, plan=None), Mood.PAUSED, "machine", SOON),
    Case("draining", _pause(None, deals=1), Mood.DRAINING, "machine"),
    Case("draining_until", _pause(SOON, deals=1), Mood.DRAINING, "machine", SOON),
    Case("heat", _hold("heat"), Mood.RESTING),
    Case("sensor_lost", _hold("sensor_lost"), Mood.RESTING, "machine"),
    Case("battery", _hold("battery"), Mood.RESTING),
    Case("fullscreen", _hold("fullscreen"), Mood.RESTING),
    Case("program", _hold("program", name="blender"), Mood.RESTING),
    Case("user_active", _hold("worker.user_active"), Mood.RESTING),
    Case("metered_network", _hold("metered_network"), Mood.RESTING),
    Case("maintenance_until", _hold("maintenance", SOON), Mood.RESTING, "", SOON),
    Case("schedule", _hold("schedule"), Mood.RESTING),
    Case("schedule_until", _hold("schedule", SOON), Mood.RESTING, "", SOON),
    Case("drain", _hold("drain"), Mood.RESTING, "machine"),
    Case("draining_by_itself", _both(_rented(SOON), _hold("drain")), Mood.DRAINING, "machine"),
    Case("rest_unknown", _hold("moon_phase"), Mood.RESTING),
    Case("lease_unpaid", _rented(NOW), Mood.TROUBLE, "machine"),
    Case("lease_unpaid", _standing("worker.waits_for_promise"), Mood.TROUBLE, "machine"),
    Case("money_used_up", _standing("worker.waits_for_money"), Mood.TROUBLE, "machine"),
    Case("traffic_unpaid", _standing("worker.waits_for_units"), Mood.TROUBLE, "machine"),
    Case("held_by_owner", _standing("worker.still_for_owner"), Mood.RESTING),
    Case("held_by_owner", _standing("worker.still_for_owner_fixed"), Mood.RESTING),
    Case("jobs_stand_still", _standing("worker.waits"), Mood.RESTING),
    Case("rented", _rented(SOON), Mood.EARNING),
    Case("rented", _standing("worker.waits_for_units", deals=2), Mood.EARNING),
    Case("running", _standing("worker.still_for_owner", deals=2, running=1), Mood.EARNING),
    Case("running", _both(_rented(SOON), _status(running=1)), Mood.EARNING),
    Case(
        "measuring",
        _status(benchmarking={"running": True, "progress": 0.42, "test": "cpu"}),
        Mood.BUSY,
        "machine",
    ),
    Case("not_measured", _status(plan=None, plans=[], benchmarks={}), Mood.UNLISTED, "machine"),
    Case("no_plan", _status(plan=None, plans=[]), Mood.UNLISTED, "machine"),
    Case("plan_paused", _plans("worker.plan_paused"), Mood.UNLISTED, "machine"),
    Case("plan_short", _plans("worker.plan_paused", "worker.plan_short"), Mood.UNLISTED, "machine"),
    Case("plan_waits", _plans("worker.plan_promised"), Mood.READY),
    Case("not_bound", _worker(bound=False), Mood.TROUBLE, "wallet"),
    Case(
        "announcement_unfunded",
        _worker(announced="", state=_worded("market.operator_no_gas", operator="0x1")),
        Mood.TROUBLE,
        "wallet",
    ),
    Case(
        "announcement_refused",
        _worker(announced="", state=_worded("market.operator_missing")),
        Mood.TROUBLE,
    ),
    Case("announcement_pending", _worker(announced=""), Mood.BUSY),
    Case("lan_only", _worker(addresses=["192.168.1.7:4000"]), Mood.READY, "machine"),
    Case("usd_unusable", _in_usd, Mood.READY),
    Case("listed_unmeasured", _status(benchmarks={2: 8}), Mood.READY, "machine"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_cause_is_said_and_gone_with_it(case: Case) -> None:
    said = _said(case.cause)
    assert (said.code, said.mood) == (f"state.{case.code}", case.mood)
    assert (said.place, said.until) == (case.place, case.until)
    assert "{" not in said.text + said.action
    assert said.action or said.mood is Mood.EARNING, "it says what ends it"
    assert _said().code == "state.listed"


def test_every_sentence_has_a_cause_that_leads_to_it() -> None:
    reached = {f"state.{case.code}" for case in CASES}
    elsewhere = {
        "state.maintenance",
        "state.unreachable",
        "state.price_below_floor",
        "state.some_stand_still",
        "state.fixed_stands_still",
    }
    told = {code for code in codes() if code.startswith("state.")}
    assert told == reached | elsewhere | {"state.listed"}
    assert len(reached) >= 20


def test_the_worst_counts_and_the_others_are_told_beside_it() -> None:
    said = _said(_both(_hold("battery"), _pause(None, plan=None), _status(disk_free=0)))
    assert said.code == "state.disk_full"
    assert [one.code for one in said.also] == ["state.paused", "state.battery"]


def test_of_several_deals_that_stand_still_each_reason_is_told_who_does_not_pay_first() -> None:
    said = _said(_standing("worker.still_for_owner", "worker.waits_for_money"))
    assert said.code == "state.money_used_up"
    assert [one.code for one in said.also] == ["state.held_by_owner"]


def test_a_machine_that_earns_says_that_some_of_its_deals_do_not() -> None:
    said = _said(_standing("worker.waits_for_promise", deals=3, running=2))
    assert (said.code, said.mood) == ("state.running", Mood.EARNING)
    assert [one.text for one in said.also] == ["1 of 3 deals stand still and earn nothing."]


def test_a_rest_tells_what_it_costs_where_a_fixed_time_was_sold() -> None:
    def fixed(whole: dict[str, Any]) -> None:
        whole["supplied"][DEAL]["end"] = SOON

    resting = _both(_standing("worker.still_for_owner_fixed"), _hold("user_active"))
    assert [one.code for one in _said(_both(resting, fixed)).also] == ["state.fixed_stands_still"]
    assert not _said(resting).also, "a deal without an end may be ended at any time"


def test_a_rest_does_not_hide_that_nobody_pays() -> None:
    said = _said(_both(_standing("worker.waits_for_promise"), _pause(None)))
    assert [said.code, *(one.code for one in said.also)] == ["state.draining", "state.lease_unpaid"]


def test_jobs_that_go_on_while_the_machine_rests_are_finished_first() -> None:
    guest = {"rules": {}, "frozen": False}
    kept = _said(_both(_rented(SOON), _hold("battery"), _status(guest=guest)))
    assert kept.mood is Mood.DRAINING
    assert kept.text == "Paused: the machine runs on battery. What runs is finished first."
    held = _said(_both(_rented(SOON), _hold("battery"), _status(guest={**guest, "frozen": True})))
    assert held.code == "state.battery"


def test_a_time_names_its_day_when_that_is_not_today() -> None:
    tomorrow = NOW + 30 * _HOUR_S
    day = datetime.fromtimestamp(tomorrow).strftime("%d %b %H:%M")
    assert _said(_pause(tomorrow, plan=None)).text == f"Paused by you until {day}."


def test_a_practice_network_keeps_a_time_of_its_own() -> None:
    ahead = _network(practice=True, time=NOW + 30 * 24 * _HOUR_S)
    assert _said(ahead).code == "state.listed"


class _Clock:
    def now(self) -> float:
        return float(NOW)

    def monotonic(self) -> float:
        return 0.0


def _board(state: State) -> StateBoard:
    board = StateBoard(EventLog("run"))
    conditions = Conditions(board, _Clock())
    board.put(Topic.NETWORK, state.network)
    board.put(Topic.LOCAL_WORKER, state.local_worker)
    shelves: dict[Topic, dict[str, Reply]] = {
        Topic.WORKERS: dict(state.workers),
        Topic.WORKER_STATUS: dict(state.worker_status),
    }
    for topic, values in shelves.items():
        board.put_all(topic, values)
    conditions.did_not_answer("nobody")
    return board


def _codes(board: StateBoard) -> dict[str, str]:
    return {
        key: said.code
        for key, said in board.shelf(Topic.CONDITIONS).items()
        if isinstance(said, Condition)
    }


def test_the_board_moves_with_every_cause_and_the_log_says_the_sentence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    board = _board(_state())
    assert _codes(board) == {THIS_PC: "state.listed", WORKER: "state.listed"}
    hot = _state(_hold("heat"))
    board.put(Topic.WORKER_STATUS, hot.worker_status[WORKER], WORKER)
    assert _codes(board)[THIS_PC] == "state.heat"
    assert "Paused: too hot. (state.heat)" in caplog.text


async def _costs_unknown(worker: str) -> Pricing:
    """Said in USD, which nobody can convert now."""
    lost = FloorParts(electricity=0, fees=0, minimum=0, total=0, known=False)
    agent = FakeAgent()
    shown = await FakePricing(agent).show(WORKER)
    plans = tuple(one.model_copy(update={"floor": lost}) for one in shown.plans)
    return shown.model_copy(update={"worker": worker, "plans": plans})


async def test_a_price_below_its_costs_is_said_as_soon_as_either_moves() -> None:
    board = StateBoard(EventLog("run"))
    conditions = Conditions(board, _Clock())
    state = _state(_plans("worker.plan_listed"))
    board.put(Topic.NETWORK, state.network)
    board.put(Topic.LOCAL_WORKER, state.local_worker)
    board.put_all(Topic.WORKERS, dict(state.workers))
    board.put_all(Topic.WORKER_STATUS, dict(state.worker_status))
    (plan,) = state.worker_status[WORKER].plans
    conditions.cost(WORKER, {plan.name: plan.plan.rate + 1})
    assert _codes(board)[THIS_PC] == "state.price_below_floor"
    await Floors(board, conditions, _costs_unknown).look()
    assert _codes(board)[THIS_PC] == "state.price_below_floor", "a lost feed makes nothing free"
    dearer = plan.model_copy(
        update={"plan": plan.plan.model_copy(update={"rate": plan.plan.rate + 1})}
    )
    status = state.worker_status[WORKER].model_copy(update={"plans": (dearer,)})
    board.put(Topic.WORKER_STATUS, status, WORKER)
    assert _codes(board)[THIS_PC] == "state.listed"


def test_a_worker_that_does_not_answer_is_unreachable_until_it_does() -> None:
    state = _state()
    facts = facts_in(state, WORKER, now=NOW)
    silent = Facts(
        network=facts.network,
        local=None,
        worker=facts.worker,
        status=facts.status,
        deals=(),
        silent=True,
        now=NOW,
    )
    said = condition(silent)
    assert (said.code, said.mood) == ("state.unreachable", Mood.LOST)
    assert condition(facts).code == "state.listed"


def test_a_plan_in_usd_is_compared_with_its_costs_at_the_price_of_now() -> None:
    def facts(answer: int) -> Facts:
        def in_usd(whole: dict[str, Any]) -> None:
            _in_usd(whole)
            whole["usd"] = {
                "state": _worded("agent.usd_price", price="0.05 USD"),
                "usable": True,
                "answer": str(answer),
                "decimals": 8,
            }

        found = facts_in(_state(in_usd), WORKER, now=NOW)
        assert found.status is not None
        floors = {one.name: 100 * 10**12 for one in found.status.plans}
        return replace(found, floors=floors)

    assert not facts(5_000_000).loses
    assert facts(5_000_001).loses
    assert facts(5_000_000).unpriced is None
