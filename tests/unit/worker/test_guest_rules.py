"""Rules from afar are checked as a whole; reasons follow from rules and senses alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sonm_desktop.core.allotment import Portion
from sonm_desktop.core.errors import UserError
from sonm_desktop.worker.guest.feeling import SEARCH_S, Feeling
from sonm_desktop.worker.guest.heat import Warmth
from sonm_desktop.worker.guest.judge import Felt, ceiling, freezes, reasons, seconds_left
from sonm_desktop.worker.guest.rules import Ceiling, Rules, rules_from_wire
from sonm_desktop.worker.guest.throttle import at_most
from tests.fakes.senses import SetSenses

NOW = 1_790_000_000.0
WIRE: dict[str, Any] = {
    "preset": "quiet",
    "running": "hold",
    "user_active": True,
    "idle_after_s": 300,
    "programs": ["Steam"],
    "stop_c": 90,
    "throttle_c": 80,
    "windows": [{"days": [0, 4], "begin": 0, "end": 60}],
    "zone": "Europe/Berlin",
    "maintenance_once": [{"begin": 5, "end": 6}],
    "in_use": {
        "cpu_percent": 25,
        "ram_percent": 50,
        "io_weight": 10,
        "ingress_bps": 0,
        "egress_bps": 8000,
    },
    "cores": 2,
}


class HandClock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> float:
        return NOW + self.passed

    def monotonic(self) -> float:
        return self.passed


def codes(rules: Rules, felt: Felt) -> list[str]:
    return [reason.code for reason in reasons(rules, felt, NOW)]


def test_rules_come_back_from_the_wire_as_they_went() -> None:
    rules = rules_from_wire(WIRE)
    assert rules_from_wire(json.loads(json.dumps(rules.to_wire()))) == rules
    assert rules.in_use == Ceiling(cpu_percent=25, ram_percent=50, egress_bps=8000)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("preset", "loud"),
        ("running", 1),
        ("user_active", 1),
        ("idle_after_s", True),
        ("programs", ["a"] * 65),
        ("programs", ["a\n"]),
        ("windows", [{"days": [], "begin": 0, "end": 1}]),
        ("windows", [{"days": [7], "begin": 0, "end": 1}]),
        ("windows", [{"days": [1], "begin": 0, "end": 1440}]),
        ("maintenance_once", [{"begin": 6, "end": 6}]),
        ("zone", "../../etc/passwd"),
        ("zone", "Nowhere/At_All"),
        ("in_use", {"cpu_percent": 0}),
        ("throttle_c", 95),
        ("unknown", 1),
    ],
)
def test_rules_that_are_none_are_refused_as_a_whole(part: str, value: object) -> None:
    with pytest.raises(UserError) as refused:
        rules_from_wire({**WIRE, part: value})
    assert refused.value.code == "worker.bad_rules"


def test_each_reason_stands_exactly_while_its_cause_does() -> None:
    rules = Rules(
        user_active=True,
        idle_after_s=300,
        fullscreen=True,
        programs=("Steam",),
        battery=True,
        metered=True,
    )
    assert codes(rules, Felt(touched=NOW - 300)) == []
    assert codes(rules, Felt(touched=NOW - 299)) == ["user_active"]
    assert codes(rules, Felt(fullscreen=True)) == ["fullscreen"]
    assert codes(rules, Felt(programs=frozenset({"steam"}))) == ["program"]
    assert codes(rules, Felt(battery=True, metered=True)) == ["battery", "metered_network"]
    assert codes(Rules(), Felt(touched=NOW, fullscreen=True, battery=True, metered=True)) == []
    (active,) = reasons(rules, Felt(touched=NOW - 100), NOW)
    assert active.until == int(NOW) + 200


def test_jobs_stand_still_by_choice_and_always_when_it_is_too_hot() -> None:
    keep, hold = Rules(battery=True), Rules(battery=True, running="hold")
    on_battery = Felt(battery=True)
    assert not freezes(keep, reasons(keep, on_battery, NOW))
    assert freezes(hold, reasons(hold, on_battery, NOW))
    assert freezes(keep, reasons(keep, Felt(warmth=Warmth.STOP), NOW))
    assert not freezes(hold, reasons(hold, Felt(warmth=Warmth.THROTTLE), NOW))


def test_a_warming_machine_works_less_then_stops_and_resumes_ten_degrees_lower() -> None:
    senses, clock = SetSenses(), HandClock()
    rules = Rules(throttle_c=80, stop_c=90, in_use=Ceiling(cpu_percent=25))
    feeling = Feeling(senses.find, clock)
    seen = []
    for celsius in (79, 80, 89, 90, 85, 81, 80, 75, 71, 70):
        senses.heat.value = float(celsius)
        seen.append(int(feeling.look(rules).warmth))
    assert seen == [0, 1, 1, 2, 2, 2, 1, 1, 1, 0]
    assert ceiling(rules, Felt(warmth=Warmth.THROTTLE), NOW) == rules.in_use


def test_a_lost_thermometer_stops_selling_and_is_looked_for_again() -> None:
    senses, clock = SetSenses(), HandClock()
    rules = Rules(stop_c=90, user_active=True)
    feeling = Feeling(senses.find, clock)
    senses.heat.value = 95.0
    feeling.look(rules)
    senses.heat.value = senses.idle.value = None
    felt = feeling.look(rules)
    told = {(one.code, one.stops, one.params.get("sense")) for one in reasons(rules, felt, NOW)}
    assert told == {
        ("heat", True, None),
        ("sensor_lost", True, "heat"),
        ("sensor_lost", False, "idle"),
    }
    senses.heat, senses.idle = SetSenses().heat, SetSenses().idle
    assert feeling.look(rules).lost == {"heat", "idle"}
    clock.passed = SEARCH_S
    assert codes(rules, feeling.look(rules)) == []


def test_no_deal_may_outlast_the_hours_or_reach_into_maintenance() -> None:
    midnight = int(NOW) // 86_400 * 86_400
    wire = {"zone": "UTC", "windows": [{"days": [*range(7)], "begin": 0, "end": 1439}]}
    rules = rules_from_wire(wire)
    now = midnight + 3600
    assert seconds_left(rules, now) == 1439 * 60 - 3600
    soon = {"maintenance_once": [{"begin": now + 500, "end": now + 900}]}
    assert seconds_left(rules_from_wire({**wire, **soon}), now) == 500
    assert seconds_left(Rules(), now) is None


def test_what_is_on_sale_follows_the_ceiling_and_what_is_never_sold() -> None:
    machine = Portion(800, 32 << 30, 1 << 40, frozenset({"gpu-a", "gpu-b"}), None, None)
    rules = Rules(cores=6, devices_off=("gpu-b",))
    found = at_most(machine, rules, Ceiling(cpu_percent=50, ram_percent=25, egress_bps=10**6))
    assert (found.cpu_percent, found.ram_bytes) == (400, 8 << 30)
    assert (found.gpus, found.ingress_bps, found.egress_bps) == ({"gpu-a"}, None, 10**6)
    assert at_most(machine, rules, Ceiling()).cpu_percent == 600
