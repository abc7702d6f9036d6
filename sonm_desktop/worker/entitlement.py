"""For how long a customer is entitled to the machine: pure, in chain time."""

from __future__ import annotations

from sonm_desktop.chain.records import DealState
from sonm_desktop.market import accrual
from sonm_desktop.wallet.messages import Voucher


def ended_because(deal: DealState, voucher: Voucher | None, now: int) -> str:
    """The code of why *deal* is over at *now*; empty while work for it is paid.

    *voucher*: the best that the customer has handed in; it may promise more than the chain
    knows yet.
    """
    if not deal.open:
        return "worker.deal_closed"
    if now >= deal.end:
        return "worker.deal_over"
    if now >= authorised_until(deal, voucher):
        return "worker.lease_lapsed"
    if now >= accrual.funded_until(deal, voucher):
        return "worker.escrow_exhausted"
    return ""


def authorised_until(deal: DealState, voucher: Voucher | None) -> int:
    """Up to when the customer has promised to pay."""
    return max(deal.until, voucher.until if voucher else 0)
