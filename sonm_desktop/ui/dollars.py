"""USD beside SNM, by the market's own feed: to be read, never to be reckoned with."""

from __future__ import annotations

from sonm_desktop.api.schema.dollars import UsdFeed
from sonm_desktop.api.schema.state import State
from sonm_desktop.core.amounts import format_amount
from sonm_desktop.core.dollars import UsdPrice, near, usd
from sonm_desktop.ui.widgets.identicon import short_address
from sonm_desktop.ui.words import amount, exact, moment, span, words

_DOLLAR, _CENT = 10**18, 10**16
_DIGITS = 3


def price_in(state: State | None) -> UsdPrice | None:
    """What one SNM costs; None while no price can be used."""
    return state.usd.price if state is not None and state.usd is not None else None


def dollars(value: int) -> str:
    """*value* of 10^-18 USD: to the cent, and below a dollar the digits that count."""
    if abs(value) < _DOLLAR:
        return format_amount(near(value, _DIGITS))
    return amount((value + _CENT // 2) // _CENT * _CENT, 2)


def beside(wei: int, state: State | None) -> str:
    """``≈ 1.25 USD``; empty while no price can be used."""
    price = price_in(state)
    return "" if price is None else words("≈ {amount} USD", amount=dollars(price.usd_of(wei)))


def with_worth(wei: int, state: State | None) -> str:
    """``0.36 SNM (≈ 0.02 USD)``, every digit of the SNM."""
    worth = beside(wei, state)
    return f"{exact(wei)} ({worth})" if worth else exact(wei)


def told(wei: int, state: State | None) -> str:
    """Every digit in SNM, what that is in USD, and by which price: for a tooltip."""
    worth = beside(wei, state)
    if state is None or state.usd is None or not worth:
        return exact(wei)
    by = source(state.usd, practice=state.network.practice)
    return "\n".join((exact(wei), worth, by))


def source(feed: UsdFeed, *, practice: bool = False) -> str:
    """Where the price comes from and how old it is."""
    price = feed.price
    if price is None or feed.feed is None:
        return feed.state.text
    said = words(
        "1 SNM = {price}, by the market's feed {feed}, as of {time} ({age} old)",
        price=usd(price.one_snm),
        feed=short_address(feed.feed),
        time=moment(feed.updated, feed.time),
        age=span(feed.age),
    )
    return f"{said}. {words('A practice price: these coins have no value.')}" if practice else said
