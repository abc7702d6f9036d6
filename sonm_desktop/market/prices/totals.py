"""What an offer costs: totals and escrows, in whole wei."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.market.metered import NO_TRAFFIC, Traffic, metered
from sonm_desktop.wallet.messages import Quote

DEFAULT_LEASE_S = 3600
LARGEST_ESCROW = 2**96 - 1
NOTHING = Wei(0)


@dataclass(frozen=True, slots=True)
class Price:
    """What a deal of a quote needs. escrow: leaves the vault; at_once: paid whatever happens.

    rate: the highest that it may come to, which all amounts are reckoned with. units: the part
    of the escrow that is there for traffic; what is not used comes back. after_notice: what
    still runs when the customer closes alone at once.
    lease: seconds authorised by `take` itself.
    """

    rate: WeiPerSecond
    escrow: Wei
    at_once: Wei
    after_notice: Wei
    lease: int
    units: Wei = NOTHING


def total(rate: int, duration: int) -> Wei:
    """The price of *duration* seconds."""
    return Wei(rate * duration)


def price_of(
    quote: Quote,
    duration: int,
    lease: int = DEFAULT_LEASE_S,
    *,
    traffic: Traffic = NO_TRAFFIC,
    most: int | None = None,
) -> Price:
    """The price of running *duration* seconds by *quote* with so much *traffic*, in SNM.

    The escrow covers all of that, and never less than what is paid at once. The lease is
    never longer than the duration. *most*: the highest rate that a price in USD may come to.
    """
    rate = quote.rate if most is None else most
    at_once = rate * quote.minimum
    units = metered(quote, traffic)
    return Price(
        rate=WeiPerSecond(rate),
        escrow=Wei(max(rate * duration, at_once) + units),
        at_once=Wei(at_once),
        after_notice=Wei(rate * quote.notice),
        lease=min(lease, duration),
        units=units,
    )


def seconds_for(amount: int, rate: int) -> int | None:
    """How long *amount* lasts; None is for ever."""
    return amount // rate if rate else None
