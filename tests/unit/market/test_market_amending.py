"""Which other terms a deal can have, by whose word, and what a supplier agrees to by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market import accrual
from sonm_desktop.market.supplier.amending import asked, owed_now, require_fair_word
from sonm_desktop.market.terms.outcome import outcome
from sonm_desktop.market.terms.rule import Shelf, Verdict, judged
from sonm_desktop.market.terms.terms import (
    WORD_LIFE_S,
    Terms,
    alone,
    amendment_id,
    terms_of,
    unfit,
    word_for,
)
from sonm_desktop.store.amendments import AmendmentRow, AmendmentState
from sonm_desktop.wallet.messages import Voucher

NOW, HOUR, RATE = 1_800_000_000, 3600, 1000
ID = DealId("0x" + "3f" * 32)
DEAL = DealState(
    consumer=Address("0x" + "11" * 20),
    payee=Address("0x" + "22" * 20),
    rate=WeiPerSecond(RATE),
    seq=0,
    paid=Wei(0),
    escrow=Wei(RATE * HOUR),
    last=NOW,
    end=NOW + HOUR,
    until=NOW + HOUR,
    floor=0,
    notice=600,
    window=48,
)
SPOT = replace(DEAL, end=NO_END)
FREE = Shelf(rate=RATE)
CROWDED = Shelf("worker.amend_others_wait", RATE)


def other(**changes: int) -> Terms:
    return replace(terms_of(DEAL), **changes)


@pytest.mark.parametrize(
    ("deal", "terms", "code"),
    [
        (DEAL, terms_of(DEAL), "market.amend_same"),
        (DEAL, other(end=NO_END), "market.amend_other_kind"),
        (SPOT, replace(terms_of(SPOT), end=NOW + HOUR), "market.amend_other_kind"),
        (DEAL, other(end=NOW + 30), "market.amend_too_soon"),
        (DEAL, other(rate=2**80), "market.amend_impossible"),
        (DEAL, other(notice=-1), "market.amend_impossible"),
        (replace(DEAL, end=NOW), other(rate=1), "market.amend_too_late"),
        (replace(DEAL, until=0), other(rate=1), "market.amend_too_late"),
        (DEAL, other(end=NOW + 2 * HOUR), ""),
        (SPOT, replace(terms_of(SPOT), rate=1), ""),
    ],
)
def test_what_no_deal_can_be_is_named(deal: DealState, terms: Terms, code: str) -> None:
    assert unfit(deal, terms, NOW) == code


@pytest.mark.parametrize(
    ("terms", "side"),
    [
        (other(rate=RATE - 1), "payee"),
        (other(notice=0), "payee"),
        (other(rate=RATE - 1, notice=0), "payee"),
        (other(notice=700), "consumer"),
        (other(rate=RATE + 1), None),
        (other(end=NOW + 2 * HOUR), None),
        (other(end=NOW + HOUR // 2), None),
        (other(rate=RATE - 1, notice=700), None),
    ],
)
def test_what_only_favours_the_other_needs_one_word(terms: Terms, side: str | None) -> None:
    assert alone(DEAL, terms, NOW) == side


@pytest.mark.parametrize(
    ("terms", "shelf", "code"),
    [
        (other(end=NOW + 2 * HOUR), FREE, ""),
        (other(rate=2 * RATE), Shelf("worker.amend_paused", None), ""),
        (other(notice=700), FREE, ""),
        (other(end=NOW + 700), FREE, ""),
        (other(end=NOW + 500), FREE, "market.amend_sooner"),
        (other(rate=RATE - 1), FREE, "market.amend_cheaper"),
        (other(rate=RATE - 1, end=NOW + 2 * HOUR), FREE, "market.amend_cheaper"),
        (other(notice=0), FREE, "market.amend_less_notice"),
        (
            other(end=NOW + 2 * HOUR),
            Shelf("worker.amend_others_wait", RATE),
            "worker.amend_others_wait",
        ),
        (other(end=NOW + 2 * HOUR), Shelf(rate=RATE + 1), "market.amend_below_plan"),
        (other(end=NOW + 2 * HOUR), Shelf(rate=None), "market.amend_below_plan"),
    ],
)
def test_a_supplier_agrees_to_what_costs_him_nothing(terms: Terms, shelf: Shelf, code: str) -> None:
    found = judged(DEAL, terms, NOW, shelf, automatic=True)
    assert found.code == code
    assert (found.verdict is Verdict.AGREE) is not bool(code)


def test_who_wants_to_be_asked_about_longer_rentals_is() -> None:
    longer = other(end=NOW + 2 * HOUR)
    found = judged(DEAL, longer, NOW, FREE, automatic=False)
    assert found.code == "market.amend_by_hand"
    assert judged(DEAL, other(rate=2 * RATE), NOW, FREE, automatic=False).verdict is Verdict.AGREE


def test_a_word_that_pays_less_than_was_earned_is_not_signed() -> None:
    voucher = Voucher(ID, total=500 * RATE, at=NOW + 400, until=NOW + HOUR)
    now = NOW + 1000
    owed = owed_now(DEAL, [voucher], now)
    assert owed == 1100 * RATE
    terms = other(rate=2 * RATE)
    word = word_for(ID, 0, terms, total=owed, now=now)
    require_fair_word(word, DEAL, [voucher], now + 15)
    with pytest.raises(UserError) as caught:
        require_fair_word(word, DEAL, [voucher], now + 16)
    assert caught.value.code == "market.amend_too_low"
    with pytest.raises(UserError) as stale:
        require_fair_word(replace(word, expiry=now + 600), DEAL, [voucher], now)
    assert stale.value.code == "market.amend_stale"


def test_what_both_sign_loses_nobody_a_wei() -> None:
    """The earlier vouchers bill nothing twice, and nothing of before at the new price."""
    voucher = Voucher(ID, total=500 * RATE, at=NOW + 400, until=NOW + HOUR)
    now = NOW + 1000
    owed = owed_now(DEAL, [voucher], now)
    claimed = accrual.claim_voucher(DEAL, voucher, now).deal
    word = word_for(ID, 0, other(rate=2 * RATE), total=owed, now=now)
    after = accrual.amend(claimed, word, now).deal
    assert after.paid == owed
    assert accrual.claim_voucher(after, voucher, now + 10).deal.paid == owed + 20 * RATE
    assert accrual.claim(after, now + 10).deal.paid == owed + 20 * RATE


def _row(state: AmendmentState = AmendmentState.ASKED) -> AmendmentRow:
    terms = other(rate=RATE - 1)
    row = asked(ID, DEAL, terms, NOW, asker="consumer", account=DEAL.consumer, worker=DEAL.payee)
    return replace(row, state=state)


def test_the_chain_says_what_became_of_a_request() -> None:
    done = replace(DEAL, rate=WeiPerSecond(RATE - 1), seq=1)
    agreed, applied = _row(AmendmentState.AGREED), _row(AmendmentState.APPLIED)
    assert outcome(_row(), DEAL, NOW) is None
    assert outcome(agreed, done, NOW) == (AmendmentState.APPLIED, "")
    assert outcome(applied, done, NOW) is None
    assert outcome(applied, DEAL, NOW) == (AmendmentState.AGREED, ""), "blocks were replaced"
    overtaken = outcome(agreed, replace(DEAL, rate=WeiPerSecond(7), seq=1), NOW)
    assert overtaken == (AmendmentState.LOST, "market.amend_overtaken")
    assert outcome(_row(), replace(DEAL, until=0), NOW) == (
        AmendmentState.LOST,
        "market.amend_too_late",
    )
    longer = replace(_row(), rate=RATE, end=NOW + 3 * HOUR)
    other_end = replace(DEAL, end=NOW + 2 * HOUR, seq=1)
    assert outcome(longer, other_end, NOW) == (AmendmentState.LOST, "market.amend_overtaken")
    left = replace(DEAL, end=NOW + 500, seq=1)
    assert outcome(longer, left, NOW) == (AmendmentState.APPLIED, ""), "and then ended early"
    late = replace(_row(), good_until=NOW + 10)
    assert outcome(late, DEAL, NOW + 10) == (AmendmentState.EXPIRED, "market.amend_expired")


def test_the_same_wish_has_the_same_name_on_both_sides() -> None:
    one, two = other(rate=1), other(rate=2)
    assert amendment_id(ID, 0, one) == amendment_id(ID, 0, replace(one))
    names = {amendment_id(ID, seq, terms) for seq in (0, 1) for terms in (one, two)}
    assert len(names) == 4


def test_who_takes_a_wish_back_is_told_how_long_his_word_is_good() -> None:
    assert WORD_LIFE_S == 180
    assert "three minutes" in str(UserError("market.amend_taken_back"))
