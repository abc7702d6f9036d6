"""How much may go into a deal in all: the person's own limit, raised only by the person."""

from __future__ import annotations

from sonm_desktop.chain.records import DealState
from sonm_desktop.core.amounts import Wei, snm_apart
from sonm_desktop.core.errors import UserError
from sonm_desktop.market.prices.totals import LARGEST_ESCROW
from sonm_desktop.rental.desk import Desk
from sonm_desktop.store.rental_deals import RentalDealRow


async def limit_after(
    desk: Desk, row: RentalDealRow, state: DealState, amount: Wei, max_total: Wei | None
) -> Wei:
    """The limit from now on, when *amount* more goes in; at least what then has gone in.

    max_total: raises it. Raises UserError rental.above_limit, rental.bad_top_up.
    """
    if amount <= 0:
        raise UserError("rental.bad_top_up")
    total = state.paid + state.escrow + amount
    if total > LARGEST_ESCROW:
        raise UserError("rental.bad_top_up")
    limit = row.max_total if max_total is None else max_total
    if total <= limit:
        return limit
    standing = await desk.deals.limit(row.account)
    if max_total is not None or standing is None or amount > standing:
        shown_total, shown_limit = snm_apart(total, limit)
        raise UserError("rental.above_limit", total=shown_total, limit=shown_limit)
    return Wei(total)
