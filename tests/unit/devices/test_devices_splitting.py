"""The split rules of the list, over any values and any slices."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.worker.benchmarks.ids import COUNT, Benchmark
from sonm_desktop.worker.benchmarks.splitting import (
    RULES,
    Device,
    Measured,
    Slice,
    Split,
    part_of,
    share,
    split,
)

HOST = [number for number, rule in RULES.items() if rule.device is not Device.GPU]
GPU = [number for number, rule in RULES.items() if rule.device is Device.GPU]

values = st.integers(0, 2**63 - 1)
hosts = st.dictionaries(st.sampled_from(HOST), values)
cards = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]), st.dictionaries(st.sampled_from(GPU), values)
)


def proportional(part: Fraction) -> Slice:
    return Slice(cpu=part, ram=part, storage=part, network_in=part, network_out=part)


@given(hosts, st.lists(st.integers(1, 10_000), min_size=1, max_size=8))
def test_slices_of_a_whole_add_up_to_it_and_less_than_one_unit_more_each(
    host: dict[int, int], parts: list[int]
) -> None:
    slices = [split(Measured(host), proportional(part_of(one, sum(parts)))) for one in parts]
    for number in HOST:
        whole, total = host.get(number, 0), sum(each[number] for each in slices)
        if RULES[number].split is Split.PROPORTIONAL:
            assert whole <= total < whole + len(parts)
        else:
            assert {each[number] for each in slices} == {whole}


@given(values, st.fractions(0, 1))
def test_a_proportional_share_is_the_exact_one_rounded_up(value: int, part: Fraction) -> None:
    shared = share(Split.PROPORTIONAL, value, part)
    assert value * part <= shared < value * part + 1


@given(values, st.fractions(0, 1), st.fractions(0, 1))
def test_a_larger_slice_never_claims_less(value: int, one: Fraction, two: Fraction) -> None:
    less, more = sorted((one, two))
    assert share(Split.PROPORTIONAL, value, less) <= share(Split.PROPORTIONAL, value, more)


@given(hosts, cards)
def test_the_whole_machine_claims_what_was_measured(
    host: dict[int, int], gpus: dict[str, dict[int, int]]
) -> None:
    whole = Measured(host, gpus).whole
    assert all(whole[number] == host.get(number, 0) for number in HOST)
    assert len(whole) == COUNT


@given(cards, cards)
def test_gpus_add_up_or_give_their_least(
    one: dict[str, dict[int, int]], two: dict[str, dict[int, int]]
) -> None:
    gpus = one | two
    claimed = split(Measured({}, gpus), Slice(gpus=tuple(gpus)))
    for number in GPU:
        each = [gpu.get(number, 0) for gpu in gpus.values()]
        if RULES[number].split is Split.MIN:
            assert claimed[number] == min(each, default=0)
        else:
            assert claimed[number] == sum(each)


@given(cards)
def test_a_slice_without_gpus_claims_none(gpus: dict[str, dict[int, int]]) -> None:
    assert not any(split(Measured({}, gpus), Slice()))


@given(hosts)
def test_what_is_not_sold_is_not_claimed(host: dict[int, int]) -> None:
    claimed = split(Measured(host), Slice(network_in=Fraction(0), network_out=Fraction(0)))
    network = (Benchmark.NET_DOWNLOAD, Benchmark.NET_UPLOAD, Benchmark.NET_LATENCY)
    assert all(claimed[number] == 0 for number in network)


@given(st.integers(-5, 2**63), st.integers(-5, 2**63))
def test_a_part_is_between_nothing_and_all(sold: int, whole: int) -> None:
    assert 0 <= part_of(sold, whole) <= 1


@given(st.integers(1, 2**63 - 1), st.data())
def test_bytes_on_sale_are_claimed_to_the_byte(whole: int, data: st.DataObject) -> None:
    sold = data.draw(st.integers(0, whole))
    assert share(Split.PROPORTIONAL, whole, part_of(sold, whole)) == sold


@pytest.mark.parametrize("number", [9, 10, 11, 12, 15])
def test_the_dead_numbers_of_the_original_are_never_claimed(number: int) -> None:
    everything = dict.fromkeys(range(COUNT), 1000)
    assert Measured(everything, {"a": everything}).whole[number] == 0


def test_the_rules_are_those_of_the_original_list() -> None:
    original = {0: 1, 1: 0, 2: 0, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 2, 13: 2, 14: 2}
    devices = {0: 1, 1: 1, 2: 1, 3: 3, 4: 4, 5: 5, 6: 6, 7: 2, 8: 2, 13: 2, 14: 2}
    assert {n: int(RULES[n].split) for n in original} == original
    assert {n: int(RULES[n].device) for n in devices} == devices
