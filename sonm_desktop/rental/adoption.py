"""Deals of our accounts that another profile bought: rebuilt from the chain's log."""

from __future__ import annotations

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.market.prices.totals import DEFAULT_LEASE_S
from sonm_desktop.rental.desk import Desk
from sonm_desktop.rental.wishes import DEFAULT_DEAD_AFTER_S
from sonm_desktop.store.rental_deals import RentalDealRow


async def adopted(desk: Desk, deal: DealId) -> RentalDealRow:
    """Begin to look after *deal*: it is not renewed, and can be topped up and closed.

    Where its worker listens is taken from its newest offer; without one it is closed alone.
    Raises UserError("rental.no_deal").
    """
    indexed = await desk.index.deal(deal)
    if indexed is None:
        raise UserError("rental.no_deal", deal=deal)
    offer = desk.market.offer_of(indexed.worker)
    row = RentalDealRow(
        deal=deal,
        account=indexed.consumer,
        worker=indexed.worker,
        endpoint=offer.ask.endpoint if offer else "",
        addresses=offer.ask.addresses if offer else (),
        relay=offer.ask.relay if offer else "",
        quote={"expiry": 0, "rate": indexed.rate, "notice": indexed.notice},
        quote_signature=b"",
        ask={},
        max_total=indexed.deposited,
        lease=DEFAULT_LEASE_S,
        renew=False,
        dead_after=DEFAULT_DEAD_AFTER_S,
        created=desk.clock.now(),
    )
    await desk.deals.adopt(row)
    return row
