"""For how long a customer is entitled to the machine: pure, in chain time and wei."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.chain.records import DealState
from sonm_desktop.core.amounts import Wei
from sonm_desktop.market import accrual
from sonm_desktop.wallet.messages import Quote, Voucher
from sonm_desktop.worker.deals.owed import Owed

LEASE_S = 3600
"""Metered units are lent up to what this much time costs; as long as the usual lease."""

UNPROMISED = "worker.waits_for_promise"
UNFUNDED = "worker.waits_for_money"
UNITS = "worker.waits_for_units"

UNPAID = frozenset({UNPROMISED, UNFUNDED, UNITS})
"""Reasons of the customer's why a deal stands still; all others are its supplier's."""

_NOTHING = Wei(0)


@dataclass(frozen=True, slots=True)
class Missing:
    """A payment that is missing. code: why the deal's tasks stand still. ends: why it ends when
    nobody pays. since: chain time, None where that cannot be told from the deal alone.
    amount: what must be signed or paid; 0 where only time must be promised.
    """

    code: str
    ends: str
    since: int | None
    amount: Wei = _NOTHING


def over_because(deal: DealState, now: int) -> str:
    """The code of why *deal* is over at *now*, whoever pays; empty while it is not."""
    if not deal.open:
        return "worker.deal_closed"
    return "worker.deal_over" if now >= deal.end else ""


def missing_payment(
    deal: DealState, quote: Quote, voucher: Voucher | None, due: Owed, now: int
) -> Missing | None:
    """What is not paid for at *now*; None while work for *deal* is paid.

    *voucher*: the best that the customer has handed in; it may promise more than the chain
    knows yet. *due*: what is owed with units.
    """
    promised = authorised_until(deal, voucher)
    if now >= promised:
        return Missing(UNPROMISED, "worker.lease_lapsed", promised)
    if accrual.lags(deal, voucher, now):
        return Missing(UNPROMISED, "worker.lease_lapsed", None)
    funded = accrual.funded_until(deal, voucher)
    if now >= funded:
        return Missing(UNFUNDED, "worker.escrow_exhausted", funded)
    if due.uncoverable:
        lacks = Wei(due.unpaid - due.escrow)
        return Missing(UNFUNDED, "worker.escrow_exhausted", None, lacks)
    if due.unpaid and due.unpaid >= most_lent(deal, quote):
        return Missing(UNITS, "worker.units_unpaid", None, due.unpaid)
    return None


def most_lent(deal: DealState, quote: Quote) -> Wei:
    """So much may metered units cost before a voucher pays for them: a lease, or one GiB."""
    return Wei(max(deal.rate * LEASE_S, quote.ingress, quote.egress))


def authorised_until(deal: DealState, voucher: Voucher | None) -> int:
    """Up to when the customer has promised to pay."""
    return max(deal.until, voucher.until if voucher else 0)
