"""What an account made, by day or by deal, out of the rows of its history.

Every row that changes the account's SNM is in exactly one line, so that the lines of any period
sum to the change of its balances in that period.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sonm_desktop.api.schema.history import HistoryRow, RowKind
from sonm_desktop.api.schema.income import IncomeLine, Today
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.supplier.records import SuppliedDeal

_MADE = frozenset({RowKind.EARNED, RowKind.TIP_EARNED})
_SPENT = frozenset({RowKind.ESCROWED, RowKind.TOPPED_UP, RowKind.REFUNDED, RowKind.TIP_GIVEN})
_BY_DEALS = _MADE | _SPENT
_SUMS = ("accrued", "claimed", "spent", "moved", "withdrawn", "fees", "net")


@dataclass(frozen=True, slots=True)
class Span:
    """A day by the clock of this machine, as far as it lies in the period. s."""

    key: str
    start: int
    end: int


def days_of(since: int, until: int) -> list[Span]:
    """The days from *since* to *until*, the first and the last cut."""
    found = []
    start = since
    while start < until:
        morning = datetime.fromtimestamp(start).replace(hour=0, minute=0, second=0, microsecond=0)
        end = min(until, int((morning + timedelta(days=1)).timestamp()))
        found.append(Span(morning.date().isoformat(), start, end))
        start = end
    return found


def by_day(
    rows: Sequence[HistoryRow], deals: Sequence[SuppliedDeal], since: int, until: int, now: int
) -> list[IncomeLine]:
    """A line for every day, without gaps. *rows*: of the period."""
    spans = days_of(since, until)
    shelves: dict[str, list[HistoryRow]] = {span.key: [] for span in spans}
    for row in rows:
        key = datetime.fromtimestamp(row.time).date().isoformat()
        shelves[key if key in shelves else spans[-1].key].append(row)
    return [
        line_of(
            shelves[span.key],
            key=span.key,
            start=span.start,
            end=span.end,
            accrued=sum(_accrued_in(deal, span.start, span.end, now) for deal in deals),
        )
        for span in spans
    ]


def by_deal(rows: Sequence[HistoryRow], deals: Sequence[SuppliedDeal]) -> list[IncomeLine]:
    """A line for every deal that moved something or has, and one for what no deal moved."""
    owed = {deal.deal: deal.earned - deal.paid for deal in deals if deal.open}
    shelves: dict[str, list[HistoryRow]] = {deal: [] for deal, wei in owed.items() if wei}
    for row in rows:
        shelves.setdefault(row.deal, []).append(row)
    lines = [
        line_of(some, key=deal, accrued=owed.get(DealId(deal), 0)) for deal, some in shelves.items()
    ]
    return sorted(lines, key=lambda line: (not line.key, -line.claimed - line.accrued, line.key))


def line_of(
    rows: Iterable[HistoryRow], *, key: str = "", start: int = 0, end: int = 0, accrued: int = 0
) -> IncomeLine:
    """The sums of *rows*."""
    claimed = spent = moved = withdrawn = fees = 0
    for row in rows:
        change = 0 if row.by_operator else row.wallet + row.vault
        if row.kind in _MADE:
            claimed += change
        elif row.kind in _SPENT:
            spent -= change
        else:
            moved += change
        withdrawn += row.wallet if row.kind is RowKind.WITHDRAWN else 0
        fees -= row.coin if row.kind is RowKind.FEE else 0
    return IncomeLine(
        key=key,
        start=start,
        end=end,
        accrued=accrued,
        claimed=claimed,
        spent=spent,
        moved=moved,
        withdrawn=withdrawn,
        fees=fees,
        net=claimed - spent + moved,
    )


def total_of(lines: Sequence[IncomeLine]) -> IncomeLine:
    """All of *lines*."""
    return IncomeLine(
        key="", **{name: sum(getattr(line, name) for line in lines) for name in _SUMS}
    )


def today_of(rows: Iterable[HistoryRow], *, since: int, accrued: int) -> Today:
    """*rows*: of all own accounts since *since*. What was sent or received is no income."""
    came = went = fees = 0
    for row in rows:
        fees -= row.coin if row.kind is RowKind.FEE else 0
        if row.by_operator or row.kind not in _BY_DEALS:
            continue
        change = row.wallet + row.vault
        came += max(0, change)
        went += max(0, -change)
    return Today(since=since, came=came, went=went, net=came - went, fees=fees, accrued=accrued)


def _accrued_in(deal: SuppliedDeal, start: int, end: int, now: int) -> int:
    """What *deal* owes, laid back from its last paid second at its rate; sums to what it owes."""
    owed = deal.earned - deal.paid if deal.open else 0
    if owed <= 0 or not deal.rate:
        return 0
    last = min(now, deal.until, deal.end)
    return _laid(owed, deal.rate, last - start) - _laid(owed, deal.rate, last - end)


def _laid(owed: int, rate: int, seconds: int) -> int:
    """How much of *owed* lies in the last *seconds*."""
    return min(owed, max(0, seconds) * rate)
