"""A limit in USD in a filter: reckoned in SNM for the book, and told in USD again."""

from __future__ import annotations

from sonm_desktop.api.schema.market import Elimination, OfferFilter
from sonm_desktop.api.schema.plans import BuyOffer
from sonm_desktop.core.dollars import HIGHEST_USD_RATE, UsdPrice
from sonm_desktop.market.prices.dollars import Dollars


async def in_snm(wanted: OfferFilter, dollars: Dollars) -> OfferFilter:
    """*wanted* with its limit in USD as one in SNM, at the price of now.

    Raises UserError with the reason why there is no price, RemoteError.
    """
    if wanted.max_usd_rate is None:
        return wanted
    limit = (await dollars.require()).wei_of(wanted.max_usd_rate)
    stricter = limit if wanted.max_rate is None else min(limit, wanted.max_rate)
    return wanted.model_copy(update={"max_rate": stricter, "max_usd_rate": None})


async def bought_in_snm(request: BuyOffer, dollars: Dollars) -> BuyOffer:
    """*request* with the limit of its filter in SNM, see `in_snm`."""
    if request.filter is None:
        return request
    return request.model_copy(update={"filter": await in_snm(request.filter, dollars)})


def told_in_usd(
    found: list[Elimination], wanted: OfferFilter, reckoned: OfferFilter, price: UsdPrice | None
) -> list[Elimination]:
    """What would help, with the limit in the currency of *wanted*, from which *reckoned* came."""
    if wanted.max_usd_rate is None or price is None:
        return found
    return [
        one
        if one.relaxed is None
        else one.model_copy(update={"relaxed": _in_usd(one.relaxed, wanted, reckoned, price)})
        for one in found
    ]


def _in_usd(
    relaxed: OfferFilter, wanted: OfferFilter, reckoned: OfferFilter, price: UsdPrice
) -> OfferFilter:
    rate, in_usd, in_snm_ = relaxed.max_rate, wanted.max_usd_rate, wanted.max_rate
    if rate is None:
        in_usd = in_snm_ = None
    elif rate != reckoned.max_rate:
        in_usd = min(HIGHEST_USD_RATE, max(in_usd or 0, price.usd_rate_for(rate)))
        in_snm_ = None if in_snm_ is None else max(in_snm_, rate)
    return relaxed.model_copy(update={"max_rate": in_snm_, "max_usd_rate": in_usd})
