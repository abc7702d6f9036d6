"""When a customer's program promises more time, and what other terms stake."""

from __future__ import annotations

from dataclasses import replace

from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market import accrual
from sonm_desktop.market.terms.terms import terms_of
from sonm_desktop.rental.amend_plan import stake
from sonm_desktop.rental.watch import due
from sonm_desktop.store.rental_deals import RentalDealRow
from sonm_desktop.wallet.messages import Voucher

CUSTOMER = Address("0x" + "01" * 20)
SUPPLIER = Address("0x" + "02" * 20)
DEAL = DealId("0x" + "ab" * 32)
START, LEASE, RATE = 1_000_000, 600, 7
STATE = DealState(
    consumer=CUSTOMER,
    payee=SUPPLIER,
    rate=WeiPerSecond(RATE),
    seq=0,
    paid=Wei(0),
    escrow=Wei(10**6),
    last=START,
    end=NO_END,
    until=START + LEASE,
    floor=0,
    notice=0,
    window=48,
)
ROW = RentalDealRow(
    deal=DEAL,
    account=CUSTOMER,
    worker=SUPPLIER,
    endpoint="",
    addresses=(),
    relay="",
    quote={},
    quote_signature=b"",
    ask={},
    max_total=Wei(10**6),
    lease=LEASE,
    renew=True,
    dead_after=60,
    created=0.0,
)


def test_a_top_up_after_a_promise_that_is_over_is_followed_by_a_voucher_at_once() -> None:
    """Its line lies below what is owed, so that no honest worker works for it."""
    voucher = Voucher(DEAL, RATE * LEASE, START + LEASE, START + 2 * LEASE)
    assert not due(ROW, STATE, [voucher], START + LEASE)
    now = START + 3 * LEASE
    topped = accrual.top_up(STATE, Wei(RATE), now + LEASE, now).deal
    assert due(ROW, topped, [voucher], now)
    assert not due(ROW, topped, [Voucher(DEAL, RATE * LEASE * 2, now, now + LEASE)], now)
    assert not due(ROW, accrual.top_up(STATE, Wei(RATE), now + LEASE, now).deal, [], now)


def test_after_a_top_up_the_next_voucher_comes_before_the_one_that_runs_is_over() -> None:
    voucher = Voucher(DEAL, RATE * LEASE, START + LEASE, START + 2 * LEASE)
    now = START + LEASE + LEASE // 2
    topped = accrual.top_up(STATE, Wei(RATE), now + LEASE, now).deal
    assert not due(ROW, topped, [voucher], now - 1)
    assert due(ROW, topped, [voucher], now)


def test_more_time_counts_against_a_limit_though_its_money_was_paid_in_before() -> None:
    """Escrow beyond the agreed end would have come back."""
    deal = replace(STATE, end=START + LEASE)
    terms = terms_of(deal)
    assert stake(deal, terms, Wei(0)) == 0
    assert stake(deal, replace(terms, end=deal.end + 60), Wei(0)) == 60 * RATE
    assert stake(deal, replace(terms, end=deal.end + 60), Wei(90 * RATE)) == 90 * RATE
    assert stake(deal, replace(terms, end=deal.end + 10**6), Wei(5)) == deal.escrow + 5
    assert stake(deal, replace(terms, rate=RATE + 1), Wei(5)) == deal.escrow + 5
