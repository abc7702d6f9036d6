"""The reference model by itself: what holds for any deal (tests/contract has it on the chain)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market import accrual
from sonm_desktop.wallet.messages import Voucher
from tests.market_asks import make_quote

CONSUMER = Address("0x" + "c0" * 20)
PAYEE = Address("0x" + "aa" * 20)
WORKER = Address("0x" + "bb" * 20)
DEAL = DealId("0x" + "dd" * 32)
START = 1_000


def opened(*, rate: int = 10, escrow: int = 100_000, lease: int = 3600, **terms: int) -> DealState:
    quote = make_quote(
        worker=WORKER,
        consumer=CONSUMER,
        nonce=1,
        rate=rate,
        expiry=START,
        **terms,
    )
    step = accrual.take(
        quote, payee=PAYEE, rate=WeiPerSecond(rate), escrow=Wei(escrow), lease=lease, now=START
    )
    return step.deal


def voucher(*, total: int, at: int, until: int) -> Voucher:
    return Voucher(DEAL, total, at, until)


@st.composite
def deals(draw: st.DrawFn) -> DealState:
    """Any open deal, in small numbers that meet each other, or in large ones."""
    money = st.integers(0, draw(st.sampled_from([500, 20_000, 2**96 - 1])))
    time = st.integers(0, draw(st.sampled_from([50, 1000, NO_END])))
    rate = draw(st.integers(0, draw(st.sampled_from([3, 50, 2**80 - 1]))))
    return DealState(
        consumer=CONSUMER,
        payee=PAYEE,
        rate=WeiPerSecond(rate),
        seq=0,
        paid=Wei(draw(money)),
        escrow=Wei(draw(money)),
        last=draw(time),
        end=draw(time),
        until=max(1, draw(time)),
        floor=0,
        notice=draw(st.integers(0, 600)),
        window=48,
    )


times = st.lists(st.integers(0, 1200) | st.integers(0, NO_END), min_size=3, max_size=3).map(sorted)


def test_time_counts_up_to_the_earliest_limit() -> None:
    deal = opened(duration=1800, lease=600)
    assert accrual.stop_time(deal, START + 5) == START + 5
    assert accrual.stop_time(deal, START + 700) == START + 600
    assert accrual.stop_time(replace(deal, end=START + 9), START + 700) == START + 9


def test_the_minimum_is_paid_at_once_and_used_up_first() -> None:
    deal = opened(minimum=60)
    assert deal.paid == 600
    assert accrual.owed(deal, START + 60) == 0
    assert accrual.owed(deal, START + 61) == 10
    assert accrual.line(deal, START + 12) == 120


def test_an_escrow_below_the_minimum_opens_nothing() -> None:
    with pytest.raises(ValueError, match="minimum"):
        opened(minimum=60, escrow=599)


def test_the_last_wei_says_when_the_money_ends() -> None:
    deal = opened(rate=7, escrow=50)
    end = accrual.funded_until(deal)
    assert accrual.owed(deal, end - 1) < 50
    assert accrual.owed(deal, end) == 50
    assert accrual.funded_until(opened(rate=0)) == NO_END


def test_a_voucher_of_metered_units_brings_the_end_of_the_money_nearer() -> None:
    deal = opened(rate=7, escrow=500)
    metered = voucher(total=430, at=START, until=START + 100)
    assert accrual.funded_until(deal, metered) == START + 10
    assert accrual.funded_until(deal) == START + 72


def test_a_time_between_promises_uses_no_money_up() -> None:
    deal = opened(rate=10, escrow=10_000, lease=100)
    renewed = voucher(total=1000, at=START + 5000, until=START + 9000)
    assert accrual.funded_until(deal, renewed) == START + 5900


def test_a_settlement_outside_of_the_escrow_is_refused() -> None:
    deal = accrual.claim(opened(), START + 10).deal
    for total in (99, 100_001):
        with pytest.raises(ValueError, match="outside"):
            accrual.settle(deal, Wei(total))
    assert accrual.settle(deal, Wei(100)).to_consumer == 99_900


def test_a_closed_deal_keeps_parties_and_bill() -> None:
    closed = accrual.finish(opened(), START + 10).deal
    assert not closed.open
    assert (closed.consumer, closed.payee, closed.paid) == (CONSUMER, PAYEE, 100)


@given(deal=deals(), moments=times)
def test_claiming_more_often_changes_nothing(deal: DealState, moments: list[int]) -> None:
    first, _, second = moments
    between = accrual.claim(deal, first)
    late = accrual.claim(between.deal, second)
    assert between.to_payee + late.to_payee == accrual.claim(deal, second).to_payee


@given(deal=deals(), moments=times, total=st.integers(0, 2**96 - 1), until=st.integers(0, 2**40))
def test_no_voucher_takes_anything_away(
    deal: DealState, moments: list[int], total: int, until: int
) -> None:
    at, first, second = moments
    word = voucher(total=total, at=at, until=until)
    between = accrual.claim_voucher(deal, word, first)
    late = accrual.claim(between.deal, second)
    assert between.to_payee + late.to_payee >= accrual.claim(deal, second).to_payee


@given(deal=deals(), moments=times, extra=st.integers(0, 10**6), longer=st.integers(0, 2**32))
def test_an_honest_voucher_is_paid_exactly_whenever_it_is_claimed(
    deal: DealState, moments: list[int], extra: int, longer: int
) -> None:
    at, first, second = moments
    total = min(accrual.line(deal, at) + extra, 2**96 - 1)
    word = voucher(total=total, at=at, until=min(deal.until + longer, NO_END))
    between = accrual.claim_voucher(deal, word, first)
    late = accrual.claim_voucher(between.deal, word, second)
    once = accrual.claim_voucher(deal, word, second)
    assert between.to_payee + late.to_payee == once.to_payee


@given(deal=deals(), moments=times, amount=st.integers(0, 10**6))
def test_a_top_up_never_bills_the_time_before_it(
    deal: DealState, moments: list[int], amount: int
) -> None:
    _, now, later = moments
    accrued = accrual.claim(deal, now).to_payee
    topped = accrual.top_up(deal, Wei(amount), later, now)
    assert topped.to_payee == accrued
    assert accrual.owed(topped.deal, later) <= deal.rate * (later - now)


@given(deal=deals(), moments=times)
def test_closing_gives_every_wei_to_one_of_the_two(deal: DealState, moments: list[int]) -> None:
    step = accrual.finish(deal, moments[0])
    assert step.to_payee + step.to_consumer == deal.escrow
    assert step.deal.paid == deal.paid + step.to_payee
