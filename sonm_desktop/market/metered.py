"""Metered units of a deal: how much went in and out, what it costs, what can be true. Pure.

Supplier and customer count and reckon by the same functions. A count of the other side is a
claim: it never falls, and it never exceeds what the shaped line can have carried.
"""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.core.amounts import Wei
from sonm_desktop.wallet.messages import Quote

GIB = 1 << 30
"""Of which `Quote.ingress` and `Quote.egress` are prices."""

SETTLE_UP_S = 60
"""Seconds of a deal's rate that metered units may be worth before a voucher pays for them."""

_BITS = 8
_OVER_RATE = 21, 20
"""A line shaped to a rate lets through a little more: bursts, and rounding of the kernel."""
_BURST_S = 2
_BURST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Traffic:
    """Bytes into the deal's tasks, and out of them, since the deal began."""

    received: int = 0
    sent: int = 0

    def at_least(self, other: Traffic) -> Traffic:
        """Each way the larger count."""
        return Traffic(max(self.received, other.received), max(self.sent, other.sent))

    def at_most(self, other: Traffic) -> Traffic:
        """Each way the smaller count."""
        return Traffic(min(self.received, other.received), min(self.sent, other.sent))


NO_TRAFFIC = Traffic()


def cost(traffic: Traffic, *, ingress: int, egress: int) -> Wei:
    """What *traffic* costs at prices in wei per GiB; the fraction of a wei is nobody's."""
    return Wei((traffic.received * ingress + traffic.sent * egress) // GIB)


def metered(quote: Quote, traffic: Traffic) -> Wei:
    """What *traffic* costs by *quote*."""
    return cost(traffic, ingress=quote.ingress, egress=quote.egress)


def most_traffic(*, ingress_bps: int, egress_bps: int, elapsed_s: float) -> Traffic:
    """What lines of these rates can have carried in *elapsed_s*; none without a network."""
    return Traffic(_most(ingress_bps, elapsed_s), _most(egress_bps, elapsed_s))


@dataclass(frozen=True, slots=True)
class Believed:
    """Of what the other side counted, the part that can be true. doubt: code, or empty."""

    traffic: Traffic
    doubt: str = ""


def believed(told: Traffic, before: Traffic, most: Traffic) -> Believed:
    """*told*, within what was believed *before* and what the line can have carried at *most*."""
    if told.at_most(most) != told:
        return Believed(before.at_least(told.at_most(most)), "rental.meter_impossible")
    if told.at_least(before) != told:
        return Believed(before.at_least(told), "rental.meter_backwards")
    return Believed(told)


def _most(bps: int, elapsed_s: float) -> int:
    if not bps:
        return 0
    over, under = _OVER_RATE
    return bps * (int(elapsed_s) + _BURST_S) * over // under // _BITS + _BURST_BYTES
