"""What vouchers entitle to, beside the reference model of the contract."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market import accrual
from sonm_desktop.market.entitlement import (
    best_voucher,
    entitled,
    funded_until,
    next_voucher,
    promised_until,
    settlement_total,
    stops_at,
)
from sonm_desktop.market.supplier.settling import GRACE_S, require_fair
from sonm_desktop.wallet.messages import Settle, Voucher

START = 1_000_000
ID = DealId("0x" + "ab" * 32)
DEAL = DealState(
    consumer=Address("0x" + "01" * 20),
    payee=Address("0x" + "02" * 20),
    rate=WeiPerSecond(10),
    seq=0,
    paid=Wei(0),
    escrow=Wei(36_000),
    last=START,
    end=NO_END,
    until=START + 600,
    floor=0,
    notice=0,
    window=48,
)

deals = st.builds(
    lambda rate, escrow, lease, notice, fixed: replace(
        DEAL,
        rate=WeiPerSecond(rate),
        escrow=Wei(escrow),
        until=START + lease,
        notice=notice,
        end=START + 5000 if fixed else NO_END,
    ),
    rate=st.integers(0, 1000),
    escrow=st.integers(0, 10**6),
    lease=st.integers(1, 4000),
    notice=st.integers(0, 600),
    fixed=st.booleans(),
)
waits = st.lists(st.integers(0, 1500), min_size=1, max_size=6)


def promised(deal: DealState, pauses: list[int], lease: int) -> tuple[list[Voucher], int]:
    """The vouchers that a customer signs after each of *pauses*, and the time then."""
    vouchers: list[Voucher] = []
    now = START
    for pause in pauses:
        now += pause
        vouchers.append(next_voucher(ID, deal, vouchers, now, now + lease))
    return vouchers, now


@given(deal=deals, pauses=waits, lease=st.integers(1, 2000))
def test_a_voucher_never_sinks_and_never_promises_more_than_the_escrow(
    deal: DealState, pauses: list[int], lease: int
) -> None:
    vouchers, _ = promised(deal, pauses, lease)
    for before, after in itertools.pairwise(vouchers):
        assert after.total >= before.total
        assert after.until >= before.until
    assert all(voucher.total <= deal.escrow for voucher in vouchers)


@given(deal=deals, pauses=waits, lease=st.integers(1, 2000))
def test_signing_a_voucher_bills_nothing_that_was_not_owed_before(
    deal: DealState, pauses: list[int], lease: int
) -> None:
    vouchers: list[Voucher] = []
    now = START
    for pause in pauses:
        now += pause
        before = entitled(deal, vouchers, now)
        vouchers.append(next_voucher(ID, deal, vouchers, now, now + lease))
        assert entitled(deal, vouchers, now) == before


@given(deal=deals, pauses=waits, lease=st.integers(1, 2000), later=st.integers(0, 5000))
def test_the_last_voucher_alone_is_worth_all_of_them(
    deal: DealState, pauses: list[int], lease: int, later: int
) -> None:
    vouchers, now = promised(deal, pauses, lease)
    assert entitled(deal, vouchers[-1:], now + later) == entitled(deal, vouchers, now + later)


@given(deal=deals, pauses=waits, lease=st.integers(1, 2000), later=st.integers(0, 5000))
def test_a_settlement_pays_what_leaving_alone_pays(
    deal: DealState, pauses: list[int], lease: int, later: int
) -> None:
    vouchers, now = promised(deal, pauses, lease)
    now += later
    alone = accrual.request_close(deal, now).deal
    after = alone.end + 1 if alone.end != NO_END else now + deal.notice
    best = best_voucher(alone, vouchers, after)
    claimed = accrual.claim_voucher(alone, best, after) if best else accrual.claim(alone, after)
    finished = accrual.finish(claimed.deal, after)
    assert settlement_total(deal, vouchers, now) == finished.deal.paid


@given(deal=deals, pauses=waits, lease=st.integers(1, 2000), later=st.integers(0, 9000))
def test_nothing_accrues_after_the_stop(
    deal: DealState, pauses: list[int], lease: int, later: int
) -> None:
    vouchers, _ = promised(deal, pauses, lease)
    stop = max(stops_at(deal, vouchers), vouchers[-1].at)
    assert entitled(deal, vouchers, stop + later) == entitled(deal, vouchers, stop)


def test_a_gap_in_which_nothing_was_promised_is_not_billed() -> None:
    voucher = next_voucher(ID, DEAL, [], START + 1600, START + 2600)
    assert voucher == Voucher(deal=ID, total=6_000, at=START + 1600, until=START + 2600)
    assert entitled(DEAL, [voucher], START + 1700) == 7_000


def test_the_end_bounds_a_promise() -> None:
    fixed = replace(DEAL, end=START + 1000)
    voucher = next_voucher(ID, fixed, [], START + 500, START + 4100)
    assert voucher.until == START + 1000
    assert promised_until(fixed, [voucher]) == START + 1000
    assert funded_until(fixed, [voucher]) == START + 3600


def test_a_fair_settlement_is_signed_and_a_lower_one_is_not() -> None:
    now = START + 100
    require_fair(Settle(ID, 1000), DEAL, [], now)
    require_fair(Settle(ID, 1000 - 10 * GRACE_S), DEAL, [], now)
    with pytest.raises(UserError, match="less than is owed"):
        require_fair(Settle(ID, 999 - 10 * GRACE_S), DEAL, [], now)


def test_a_settlement_above_the_escrow_is_not_signed() -> None:
    with pytest.raises(UserError):
        require_fair(Settle(ID, 36_001), DEAL, [], START + 100)


def test_a_settlement_that_forgets_the_notice_is_not_signed() -> None:
    noticed = replace(DEAL, notice=300)
    with pytest.raises(UserError):
        require_fair(Settle(ID, 1000), noticed, [], START + 100)
    require_fair(Settle(ID, 4000), noticed, [], START + 100)


def test_a_deal_that_its_supplier_cut_short_owes_no_notice() -> None:
    noticed = replace(DEAL, notice=300)
    assert settlement_total(noticed, [], START + 100, cut_short=True) == 1000
    require_fair(Settle(ID, 1000), noticed, [], START + 100, cut_short=True)
    with pytest.raises(UserError, match="less than is owed"):
        require_fair(Settle(ID, 999 - 10 * GRACE_S), noticed, [], START + 100, cut_short=True)
