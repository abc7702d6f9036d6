"""Slices on a machine: fixed ones never exceed it, spot ones make room, the latest first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.allotment import (
    Claim,
    Portion,
    Shortage,
    conflicts,
    envelope,
    line_of,
    shortage,
    victims,
)

DOWN, UP = 1000, 400
LINE = Portion(800, 32, 100, frozenset(), DOWN, UP)
MACHINE = Portion(800, 32, 100, frozenset({"g0", "g1", "g2"}), None, None)

portions = st.builds(
    Portion,
    cpu_percent=st.integers(1, 800),
    ram_bytes=st.integers(1, 32),
    storage_bytes=st.integers(1, 100),
    gpus=st.frozensets(st.sampled_from(["g0", "g1", "g2"]), max_size=2),
)
lines = st.builds(Portion, ingress_bps=st.integers(0, 1000), egress_bps=st.integers(0, 500))
claims = st.lists(st.tuples(portions, st.booleans()), max_size=8).map(
    lambda found: [Claim(at, portion, fixed) for at, (portion, fixed) in enumerate(found)]
)


def test_a_shortage_names_the_part_and_what_is_left() -> None:
    taken = [Portion(cpu_percent=300), Portion(cpu_percent=300, gpus=frozenset({"g0"}))]
    assert shortage(Portion(cpu_percent=300), taken, MACHINE) == Shortage("cpu_percent", 300, 200)
    both = Portion(cpu_percent=1, gpus=frozenset({"g0", "g1"}))
    assert shortage(both, taken, MACHINE) == Shortage("gpus", 2, 1)
    assert shortage(Portion(ingress_bps=10**12), [], MACHINE) is None


@given(claims)
def test_what_does_not_conflict_never_exceeds_the_machine(plans: list[Claim[int]]) -> None:
    refused = {key for key, _ in conflicts(plans, MACHINE)}
    for fixed in (True, False):
        held = [p.portion for p in plans if p.fixed is fixed]
        if refused.isdisjoint(p.key for p in plans if p.fixed is fixed):
            assert sum(p.cpu_percent for p in held) <= MACHINE.cpu_percent
            assert sum(p.ram_bytes for p in held) <= MACHINE.ram_bytes
            assert sum(p.storage_bytes for p in held) <= MACHINE.storage_bytes
            assert sum(len(p.gpus) for p in held) == len(frozenset().union(*(p.gpus for p in held)))


@given(st.lists(st.tuples(lines, st.booleans()), max_size=8))
def test_plans_of_a_kind_never_promise_more_than_the_line_carries(
    found: list[tuple[Portion, bool]],
) -> None:
    plans = [Claim(at, portion, fixed) for at, (portion, fixed) in enumerate(found)]
    refused = {key for key, _ in conflicts(plans, LINE)}
    for fixed in (True, False):
        sold = [plan for plan in plans if plan.fixed is fixed]
        received = sum(plan.portion.ingress_bps or 0 for plan in sold)
        sent = sum(plan.portion.egress_bps or 0 for plan in sold)
        fits = received <= DOWN and sent <= UP
        assert fits is refused.isdisjoint(plan.key for plan in sold)


def test_a_fixed_deal_takes_the_line_of_spot_deals_and_of_no_fixed_one() -> None:
    spot = Claim(1, Portion(ingress_bps=700, egress_bps=100), False)
    firm = Claim(2, Portion(ingress_bps=200, egress_bps=100), True)
    newcomer = Claim(3, Portion(ingress_bps=800, egress_bps=100), True)
    assert victims(newcomer, [spot, firm], LINE) == [spot]
    assert victims(newcomer, [firm, Claim(4, Portion(ingress_bps=1), True)], LINE) is None


def test_a_line_is_known_where_each_of_its_links_tells_its_speed() -> None:
    assert line_of([10**9, 10**8]) == 11 * 10**8
    assert line_of([10**9, 0]) is None
    assert line_of([]) is None


@given(claims, portions, st.booleans())
def test_room_is_made_by_spot_deals_alone_and_by_no_more_than_needed(
    running: list[Claim[int]], portion: Portion, fixed: bool
) -> None:
    newcomer = Claim(99, portion, fixed)
    pushed = victims(newcomer, running, MACHINE)
    firm = [claim.portion for claim in running if claim.fixed]
    if pushed is None:
        assert shortage(portion, firm, MACHINE) is not None
        return
    assert not any(claim.fixed for claim in pushed)
    staying = [claim for claim in running if claim not in pushed]
    assert shortage(portion, [claim.portion for claim in staying], MACHINE) is None
    for claim in pushed:
        back = [*(one.portion for one in staying), claim.portion]
        assert shortage(portion, back, MACHINE) is not None


def test_the_latest_spot_deal_goes_first_and_one_that_is_not_in_the_way_stays() -> None:
    first, second = (Claim(at, Portion(cpu_percent=200), False) for at in (1, 2))
    other = Claim(3, Portion(gpus=frozenset({"g0"})), False)
    firm = Claim(4, Portion(cpu_percent=300), True)
    newcomer = Claim(5, Portion(cpu_percent=250), True)
    assert victims(newcomer, [first, second, firm, other], MACHINE) == [second]
    assert victims(Claim(6, Portion(cpu_percent=600), True), [firm], MACHINE) is None


@given(st.lists(portions, max_size=4))
def test_an_envelope_holds_each_one(found: list[Portion]) -> None:
    whole = envelope(found)
    for one in found:
        assert one.cpu_percent <= whole.cpu_percent
        assert one.gpus <= whole.gpus
