"""A plan's price in SNM as it comes to now, and a new price in the plan's own currency."""

from __future__ import annotations

from sonm_desktop.api.schema.worker import SellPlan
from sonm_desktop.core.amounts import WeiPerSecond
from sonm_desktop.core.dollars import HIGHEST_USD_RATE, UsdPerSecond, UsdPrice
from sonm_desktop.market.supplier.records import NewPrice


def rate_of(plan: SellPlan, usd: UsdPrice | None) -> int | None:
    """Wei per second; None for a price in USD that cannot be converted now."""
    if not plan.usd_rate:
        return plan.rate
    return None if usd is None else usd.rate_of(plan.usd_rate)


def new_price(plan: SellPlan, rate: int, usd: UsdPrice | None) -> NewPrice:
    """*rate* in the currency of *plan*, never less than it."""
    if not plan.usd_rate or usd is None:
        return NewPrice(WeiPerSecond(rate))
    in_usd = UsdPerSecond(min(usd.usd_rate_for(rate), HIGHEST_USD_RATE))
    return NewPrice(WeiPerSecond(0), in_usd)
