"""Lines of income sum to the change of the balances, whatever happened and whatever is asked."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from sonm_desktop.agent.ledger.filters import totals
from sonm_desktop.agent.ledger.income import by_day, by_deal, days_of, today_of, total_of
from sonm_desktop.api.client.income_csv import income_csv
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.api.schema.history import HistoryRow, RowKind
from sonm_desktop.api.schema.income import Income
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.market.supplier.records import SuppliedDeal

START = 1_790_000_000
MINE = Address("0x" + "12" * 20)
_SIGNS = {
    RowKind.RECEIVED: (1, 0, 0),
    RowKind.SENT: (-1, 0, 0),
    RowKind.DEPOSITED: (-1, 1, 0),
    RowKind.WITHDRAWN: (1, -1, 0),
    RowKind.ESCROWED: (-1, 0, 0),
    RowKind.TOPPED_UP: (0, -1, 0),
    RowKind.REFUNDED: (0, 1, 0),
    RowKind.EARNED: (0, 1, 0),
    RowKind.TIP_GIVEN: (0, -1, 0),
    RowKind.TIP_EARNED: (1, 0, 0),
    RowKind.FEE: (0, 0, -1),
    RowKind.COIN_SENT: (0, 0, -1),
}


def _row(kind: RowKind, wei: int, at: int, deal: int) -> HistoryRow:
    wallet, vault, coin = (sign * wei for sign in _SIGNS[kind])
    return HistoryRow(
        id=f"{at}:{kind}",
        account=MINE,
        time=at,
        block=1,
        kind=kind,
        direction="inside",
        wallet=wallet,
        vault=vault,
        coin=coin,
        what=Worded.of(f"ledger.{kind}"),
        deal=f"0x{deal:064x}" if deal else "",
    )


ROWS = some.lists(
    some.builds(
        _row,
        some.sampled_from(list(_SIGNS)),
        some.integers(1, 10**24),
        some.integers(START, START + 40 * 86_400),
        some.integers(0, 4),
    ),
    max_size=40,
)
WEI = some.integers(0, 10**20)


def _deal(owed: int, rate: int, until: int) -> SuppliedDeal:
    return SuppliedDeal(
        deal=DealId("0x" + "3f" * 32),
        worker=MINE,
        consumer=MINE,
        payee=MINE,
        rate=WeiPerSecond(rate),
        earned=Wei(owed + 5),
        paid=Wei(5),
        until=until,
        end=2**40,
        open=True,
    )


@given(ROWS, some.integers(START, START + 10**6), some.integers(1, 50 * 86_400))
def test_lines_of_any_period_sum_to_the_change_of_the_balances(
    rows: list[HistoryRow], since: int, length: int
) -> None:
    chosen = [row for row in rows if since <= row.time < since + length]
    change = totals(chosen)
    for lines in (by_day(chosen, [], since, since + length, START), by_deal(chosen, [])):
        assert sum(line.net for line in lines) == change.wallet + change.vault
        assert total_of(lines).fees == change.fees


@given(WEI, some.integers(1, 10**16), some.integers(START, START + 9 * 86_400))
def test_what_a_deal_owes_is_laid_over_the_days_and_sums_to_what_it_owes(
    owed: int, rate: int, until: int
) -> None:
    deal = _deal(owed, rate, until)
    long_ago = until - owed // rate - 1
    end = START + 10 * 86_400
    spans = [] if end - long_ago > 3700 * 86_400 else by_day([], [deal], long_ago, end, end)
    if spans:
        assert sum(line.accrued for line in spans) == owed
        assert min(line.accrued for line in spans) >= 0


@given(some.integers(START, START + 10**7), some.integers(1, 10**7))
def test_days_leave_no_gap_and_no_overlap(since: int, length: int) -> None:
    days = days_of(since, since + length)
    assert days[0].start == since
    assert days[-1].end == since + length
    assert all(one.end == after.start for one, after in pairwise(days))
    for day in days:
        assert datetime.fromtimestamp(day.start).date().isoformat() == day.key
        assert datetime.fromtimestamp(day.end - 1).date().isoformat() == day.key


def test_only_deals_make_todays_money() -> None:
    rows = [
        _row(RowKind.SENT, 7, START, 0),
        _row(RowKind.RECEIVED, 1000, START, 0),
        _row(RowKind.ESCROWED, 3, START, 1),
        _row(RowKind.EARNED, 10, START, 1),
        _row(RowKind.FEE, 2, START, 0),
    ]
    today = today_of(rows, since=START, accrued=4)
    assert (today.came, today.went, today.net, today.fees) == (10, 3, 7, 2)


def test_a_file_of_lines_has_every_digit() -> None:
    lines = by_deal([_row(RowKind.EARNED, 10**18 + 1, START, 1)], [])
    made = Income(
        account=MINE,
        by="deal",
        since=START,
        until=START + 1,
        lines=tuple(lines),
        total=total_of(lines),
    )
    first, second, *rest = income_csv(made).splitlines()
    assert first.startswith("deal,accrued_snm,claimed_snm")
    assert ",1.000000000000000001," in second
    assert rest == []
