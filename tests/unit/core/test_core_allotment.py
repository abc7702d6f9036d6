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
    shortage,
    victims,
)

MACHINE = Portion(800, 32, 100, frozenset({"g0", "g1", "g2"}), None, None)

portions = st.builds(
    Portion,
    cpu_percent=st.integers(1, 800),
    ram_bytes=st.integers(1, 32),
    storage_bytes=st.integers(1, 100),
    gpus=st.frozensets(st.sampled_from(["g0", "g1", "g2"]), max_size=2),
)
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
