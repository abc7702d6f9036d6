"""A deal as the runway shows it."""

from __future__ import annotations

from sonm_desktop.api.schema.deals import Deal
from sonm_desktop.ui.widgets.pill import PillKind
from sonm_desktop.ui.widgets.runway import RunwaySpan
from sonm_desktop.ui.words import amount, moment, words

KINDS = {
    "opening": PillKind.WAITING,
    "running": PillKind.WORKING,
    "paused": PillKind.WAITING,
    "ending": PillKind.WAITING,
    "closed": PillKind.OFF,
    "failed": PillKind.TROUBLE,
}
_FOREVER = 2**32 - 1
_LEAST_SPAN_S = 60


def is_open(deal: Deal) -> bool:
    """Whether it still holds money."""
    return deal.phase not in ("closed", "failed")


def deal_span(deal: Deal) -> RunwaySpan | None:
    """The runway of an open deal: used, paid until, and what comes then."""
    if not is_open(deal):
        return None
    held = deal.held.seconds if deal.held else 0
    used = deal.spent // deal.rate + held if deal.rate else 0
    ends = [moment for moment in (deal.end, deal.funded_until) if moment and moment < _FOREVER]
    limit = max(min(ends, default=deal.paid_until), deal.paid_until, deal.now + _LEAST_SPAN_S)
    return RunwaySpan(
        start=deal.now - used,
        now=deal.now,
        paid_until=deal.paid_until,
        limit=limit,
        notice=deal.notice,
        used=words("{amount} SNM used", amount=amount(deal.spent)),
        paid=words("paid until {time}", time=moment(deal.paid_until, deal.now)),
        then=deal.then.text if deal.then else "",
    )
