"""What a plan says about traffic that costs extra."""

from __future__ import annotations

from sonm_desktop.core.amounts import snm
from sonm_desktop.market.metered import GIB, cost, most_traffic
from sonm_desktop.market.prices.totals import Price
from sonm_desktop.rental.plans import Effect
from sonm_desktop.rental.quoting import FreshQuote
from sonm_desktop.rental.wishes import PurchaseWish


def traffic_effect(fresh: FreshQuote, price: Price, wish: PurchaseWish) -> Effect:
    """Prices per GiB, the room in the escrow, and the most that the line could ever carry."""
    quote, ask = fresh.quote, fresh.offer.ask
    most = most_traffic(
        ingress_bps=ask.ingress_bps, egress_bps=ask.egress_bps, elapsed_s=wish.duration
    )
    return Effect(
        "rental.effect_traffic",
        {
            "ingress": snm(quote.ingress),
            "egress": snm(quote.egress),
            "amount": snm(price.units),
            "received": _gib(wish.traffic.received),
            "sent": _gib(wish.traffic.sent),
            "most": snm(cost(most, ingress=quote.ingress, egress=quote.egress)),
        },
    )


def _gib(size: int) -> str:
    """With one digit after the point where that says more."""
    tenths = size * 10 // GIB
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
