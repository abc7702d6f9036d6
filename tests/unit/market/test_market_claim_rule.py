"""When claims are worth their gas."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonm_desktop.core.amounts import Wei
from sonm_desktop.market.supplier.claim_rule import DAY_S, ONE_SNM, Claimable, ClaimPolicy, judged

NOW = 1_800_000_000
GWEI = 10**9


def claimable(snm: float, *, fee_gwei: int = 0, waits_s: int = DAY_S) -> Claimable:
    return Claimable(Wei(int(snm * ONE_SNM)), Wei(fee_gwei * GWEI), 3, NOW - waits_s, NOW + 60)


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (0, "market.claim_nothing"),
        (0.99, "market.claim_waits_for_more"),
        (1, "market.claim_due"),
    ],
)
def test_where_a_coin_has_no_known_worth_one_snm_decides(amount: float, code: str) -> None:
    found = judged(claimable(amount, fee_gwei=10**6), ClaimPolicy(), NOW)
    assert (found.code, found.due, found.permille) == (code, code == "market.claim_due", None)


def test_a_fee_of_an_eighth_waits_and_says_how_much_it_is() -> None:
    policy = ClaimPolicy(snm_per_coin=100_000, fee_percent=5)
    dear = judged(claimable(0.8, fee_gwei=960), policy, NOW)
    assert (dear.code, dear.fee_snm, dear.permille) == (
        "market.claim_waits_for_fee",
        96 * 10**15,
        120,
    )
    cheap = judged(claimable(0.8, fee_gwei=390), policy, NOW)
    assert (cheap.code, cheap.permille) == ("market.claim_due", 49)


def test_a_cheap_claim_happens_once_a_day() -> None:
    policy = ClaimPolicy(snm_per_coin=1)
    early = judged(claimable(100, waits_s=DAY_S - 1), policy, NOW)
    assert (early.due, early.code) == (False, "market.claim_waits_for_day")
    assert judged(claimable(100), policy, NOW).due


@given(
    amount=st.integers(1, 10**30),
    fee=st.integers(0, 10**20),
    worth=st.integers(1, 10**9),
    percent=st.integers(1, 100),
)
def test_nothing_is_claimed_whose_fee_reaches_the_bound_and_more_money_never_waits_longer(
    amount: int, fee: int, worth: int, percent: int
) -> None:
    policy = ClaimPolicy(snm_per_coin=worth, fee_percent=percent)
    one = Claimable(Wei(amount), Wei(fee), 1, 0, None)
    verdict = judged(one, policy, NOW)
    if verdict.due:
        assert fee * worth * 100 < amount * percent
        assert judged(replace(one, amount=Wei(amount * 2)), policy, NOW).due


@pytest.mark.parametrize("window", [24, 48, 168])
def test_who_waits_for_a_settlement_has_most_of_the_claim_window_left(window: int) -> None:
    """A machine that is on for a few hours a day must find time to claim."""
    policy = ClaimPolicy()
    assert policy.grace(window, credit=False) == policy.grace_s
    waits_s = policy.grace(window, credit=True)
    assert policy.grace_s < waits_s <= min(policy.credit_s, window * 3600 // 4)
