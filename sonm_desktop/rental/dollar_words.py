"""What a person is told before a price in USD becomes one in SNM for good."""

from __future__ import annotations

from sonm_desktop.core.amounts import Wei, format_amount, per_hour, snm
from sonm_desktop.core.dollars import near, usd, usd_hourly
from sonm_desktop.rental.plans import Effect
from sonm_desktop.rental.quoting import InDollars

_PERCENT = 2
"""Decimals of a percent in a slippage."""

_DIGITS = 6


def dollar_effects(usd_rate: int, dollars: InDollars, slippage: int) -> list[Effect]:
    """What *usd_rate* comes to now, by which price, and the most that it may come to."""
    now = {
        "usd": usd_hourly(usd_rate),
        "snm": snm(near(per_hour(dollars.rate))),
        "price": usd(dollars.price.one_snm),
        "age": dollars.age,
    }
    most = snm(near(per_hour(dollars.most)))
    bound = {"most": most, "percent": format_amount(slippage, _PERCENT)}
    return [Effect("rental.effect_usd", now), Effect("rental.effect_usd_most", bound)]


def dearer_effect(usd_rate: int, now: int, rate: int) -> Effect:
    """The price in USD comes to *now*, above the *rate* at which a deal is to go on."""
    price = shortened(now)
    params = {"usd": usd_hourly(usd_rate), "now": snm(price), "rate": snm(near(per_hour(rate)))}
    return Effect("rental.effect_amend_dearer_usd", params)


def shortened(rate: int) -> Wei:
    """*rate* per hour with the digits that count, and never less: who types it offers enough."""
    exact = per_hour(rate)
    step: int = 10 ** max(0, len(str(exact)) - _DIGITS)
    return Wei(-(-exact // step) * step)
