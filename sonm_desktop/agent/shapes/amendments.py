"""Other terms of deals in the schema."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sonm_desktop.api.schema.amendments import Amendment, AmendmentSide, DealTerms
from sonm_desktop.api.schema.errors import Worded
from sonm_desktop.chain.events import Amended, DealOpened, PlacedEvent
from sonm_desktop.chain.records import NO_END
from sonm_desktop.store.amendments import AmendmentRow, AmendmentState

_OVER = {
    AmendmentState.AGREED: "market.amend_agreed",
    AmendmentState.APPLIED: "market.amend_applied",
}


def amendment_shape(row: AmendmentRow, side: AmendmentSide, now: int) -> Amendment:
    mine = row.asker == ("consumer" if side == "renting" else "payee")
    code = _state(row, side, mine=mine)
    reason = row.code if row.code and row.code != code else ""
    return Amendment(
        id=row.id,
        side=side,
        deal=row.deal,
        worker=row.worker,
        account=row.account,
        asker="me" if mine else "them",
        phase=row.state.value,
        waits_for_me=row.state is AmendmentState.ASKED and not mine,
        state=Worded.of(code, row.params),
        reason=Worded.of(reason, row.params) if reason else None,
        before=terms_shape(row.before_rate, row.before_end, row.before_notice),
        after=terms_shape(row.rate, row.end, row.notice),
        top_up=row.money.get("top_up", 0),
        now=now,
        good_until=row.good_until,
        created=int(row.created),
    )


def terms_shape(rate: int, end: int, notice: int) -> DealTerms:
    return DealTerms(rate=rate, end=None if end == NO_END else end, notice=notice)


def told_by_chain(
    events: Sequence[PlacedEvent], known: Collection[int], side: AmendmentSide, account: str
) -> list[Amendment]:
    """Amendments of a deal that no record tells of: made by another profile.

    known: the sequence numbers, after them, of those that a record has.
    """
    found: list[Amendment] = []
    worker, before = "", terms_shape(0, NO_END, 0)
    for placed in events:
        event = placed.event
        if isinstance(event, DealOpened):
            worker, before = event.worker, terms_shape(event.rate, event.end, event.notice)
        if not isinstance(event, Amended):
            continue
        after = terms_shape(event.rate, event.end, event.notice)
        if event.seq not in known:
            found.append(_of_chain(placed, event, side, account, worker, before, after))
        before = after
    return found


def _of_chain(  # noqa: PLR0917 (one caller, above)
    placed: PlacedEvent,
    event: Amended,
    side: AmendmentSide,
    account: str,
    worker: str,
    before: DealTerms,
    after: DealTerms,
) -> Amendment:
    return Amendment(
        id=f"{placed.tx[2:34]}",
        side=side,
        deal=event.deal,
        worker=worker,
        account=account,
        asker="them",
        phase="applied",
        waits_for_me=False,
        state=Worded.of("market.amend_applied"),
        before=before,
        after=after,
        created=placed.time or 0,
    )


def _state(row: AmendmentRow, side: AmendmentSide, *, mine: bool) -> str:
    if row.state in _OVER:
        return _OVER[row.state]
    if row.state is not AmendmentState.ASKED:
        return row.code or "market.amend_expired"
    if side == "renting":
        return "market.amend_asked" if mine else "market.amend_offered"
    return "market.amend_offers" if mine else row.code or "market.amend_by_hand"
