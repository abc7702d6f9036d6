"""The history of prices in the schema."""

from __future__ import annotations

from sonm_desktop.api.schema.prices import PriceBucket, PriceSpread
from sonm_desktop.market.prices.history import PricesOf, Spread


def bucket_shape(prices: PricesOf) -> PriceBucket:
    return PriceBucket(
        start=prices.start,
        end=prices.end,
        deals=prices.deals,
        seeded=prices.seeded,
        hour=_spread(prices.hour),
        core_hour=None if prices.core_hour is None else _spread(prices.core_hour),
        seconds=prices.seconds,
        volume=prices.volume,
    )


def _spread(spread: Spread) -> PriceSpread:
    return PriceSpread(low=spread.low, median=spread.median, high=spread.high)
