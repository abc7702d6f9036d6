"""Which rows of a history are wanted, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence

from sonm_desktop.api.schema.history import HistoryFilter, HistoryRow, HistoryTotals, RowKind


def wanted_rows(rows: Sequence[HistoryRow], wanted: HistoryFilter) -> list[HistoryRow]:
    """Those of *rows* that meet all of *wanted*, in their order."""
    text = wanted.text.strip().lower()
    return [row for row in rows if _in_period(row, wanted) and _meets(row, wanted, text)]


def totals(rows: Sequence[HistoryRow]) -> HistoryTotals:
    """Sums of *rows*; what an operator paid by itself is no change of the account's coin."""
    own = [row for row in rows if not row.by_operator]
    changes = [row.wallet + row.vault for row in own]
    fees = [row for row in rows if row.kind is RowKind.FEE]
    return HistoryTotals(
        wallet=sum(row.wallet for row in own),
        vault=sum(row.vault for row in own),
        coin=sum(row.coin for row in own),
        came=sum(change for change in changes if change > 0),
        went=-sum(change for change in changes if change < 0),
        fees=-sum(row.coin for row in fees if not row.by_operator),
        operator_fees=-sum(row.coin for row in fees if row.by_operator),
    )


def _in_period(row: HistoryRow, wanted: HistoryFilter) -> bool:
    if wanted.since is not None and row.time < wanted.since:
        return False
    return wanted.until is None or row.time < wanted.until


def _meets(row: HistoryRow, wanted: HistoryFilter, text: str) -> bool:
    if wanted.kinds and row.kind not in wanted.kinds:
        return False
    if wanted.direction is not None and row.direction != wanted.direction:
        return False
    return not text or any(text in part for part in _words(row))


def _words(row: HistoryRow) -> tuple[str, ...]:
    return tuple(part.lower() for part in (row.what.text, row.other, row.deal, row.tx))
