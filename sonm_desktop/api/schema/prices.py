"""What was paid on this market: deals summed up by time."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sonm_desktop.api.schema.kinds import Reply, Request, WeiText

Moment = Annotated[int, Field(ge=0, lt=2**40)]
"""Chain time, s."""

MOST_BUCKETS = 400


class PricesQuery(Request):
    """Deals that were opened from *since* to *until*, in *buckets* equal parts.

    since 0: thirty days before the end. until 0: now.
    """

    since: Moment = 0
    until: Moment = 0
    buckets: Annotated[int, Field(ge=1, le=MOST_BUCKETS)] = 30


class PriceSpread(Reply):
    """Of several prices, each in wei for an hour."""

    low: WeiText
    median: WeiText
    high: WeiText


class PriceBucket(Reply):
    """The deals that were opened from *start* until before *end*, chain time, s.

    hour: price of an hour of a deal. core_hour: of one core for an hour, over the deals whose
    machine is known; None when none is. seconds: rented in all, so far. volume: wei paid so far.
    seeded: how many of the deals the practice network came with.
    """

    start: int
    end: int
    deals: int
    seeded: int
    hour: PriceSpread
    core_hour: PriceSpread | None
    seconds: int
    volume: WeiText


class Prices(Reply):
    """*buckets*: those with a deal, the oldest first. deals, seeded: in all of them.

    complete: False where there were more deals than are summed up; the newest are.
    """

    since: int
    until: int
    deals: int
    seeded: int
    complete: bool
    buckets: tuple[PriceBucket, ...]
