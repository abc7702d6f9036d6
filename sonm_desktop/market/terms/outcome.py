"""What the chain says of other terms that were asked for, and which of them still count. Pure."""

from __future__ import annotations

from sonm_desktop.chain.records import DealState
from sonm_desktop.market.terms.terms import Terms
from sonm_desktop.store.amendments import UNDER_WAY, AmendmentRow, AmendmentState

MOST_WISHES = 20
"""Of one deal between two amendments: nobody fills the other's list, whatever he asks or offers."""

UNDONE_WITHIN_S = 3600
"""Blocks are replaced within minutes."""


def wishes(rows: list[AmendmentRow], state: DealState) -> int:
    """How many of *rows* want other terms than the deal has now."""
    return sum(row.seq == state.seq for row in rows)


def wanted(row: AmendmentRow) -> Terms:
    """The terms that *row* asks for."""
    return Terms(row.rate, row.end, row.notice)


def outcome(row: AmendmentRow, state: DealState, now: int) -> tuple[AmendmentState, str] | None:
    """What the chain says of *row*; None while nothing has changed.

    One that was applied and is not any more, because blocks were replaced, is agreed again.
    """
    if row.state is AmendmentState.APPLIED:
        undone = state.open and state.seq <= row.seq
        return (AmendmentState.AGREED, "") if undone else None
    if state.seq > row.seq:
        next_ = state.seq == row.seq + 1
        same = (state.rate, state.notice) == (row.rate, row.notice) and _ends_so(row, state, now)
        if same if next_ else row.state is AmendmentState.AGREED:
            return AmendmentState.APPLIED, ""
        return AmendmentState.LOST, "market.amend_overtaken"
    if not state.open or state.end <= now:
        return AmendmentState.LOST, "market.amend_too_late"
    if now >= row.good_until:
        return AmendmentState.EXPIRED, "market.amend_expired"
    return None


def _ends_so(row: AmendmentRow, state: DealState, now: int) -> bool:
    """Whether the deal has the end of *row*, or was asked to stop before it."""
    return state.end == row.end or (state.end < row.end and state.end <= now + state.notice)


def times_undone(row: AmendmentRow) -> int:
    """How often replaced blocks have taken it away: each time it is another transaction."""
    return int(row.params.get("undone", 0))


def undone(row: AmendmentRow, now: AmendmentState) -> int:
    """`times_undone` once *row* is as it is *now*."""
    again = row.state is AmendmentState.APPLIED and now is AmendmentState.AGREED
    return times_undone(row) + again


def worth_a_look(row: AmendmentRow, now: int, *, thoroughly: bool) -> bool:
    """Whether the chain may say something new of *row*."""
    if row.state is AmendmentState.APPLIED:
        return thoroughly and now < row.good_until + UNDONE_WITHIN_S
    return row.state in UNDER_WAY
