"""What a customer owes for a deal and has not promised yet: pure, in chain time and wei."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.chain.records import DealState
from sonm_desktop.core.amounts import Wei
from sonm_desktop.market import accrual
from sonm_desktop.market.metered import Traffic, metered
from sonm_desktop.wallet.messages import Quote, Voucher


@dataclass(frozen=True, slots=True)
class Owed:
    """total: what an honest voucher would state now. promised: what a claim would pay now in
    all, by the deal's own line or the voucher. unpaid: metered units that no voucher pays for;
    escrow: what is left in the deal beyond promised.
    """

    total: Wei
    promised: Wei
    unpaid: Wei
    escrow: Wei

    @property
    def uncoverable(self) -> bool:
        """Whether the units that are unpaid exceed all that is left in the deal."""
        return self.unpaid > self.escrow


def owed(
    state: DealState,
    quote: Quote,
    voucher: Voucher | None,
    *,
    traffic: Traffic,
    covered: int,
    now: int,
    credit: int = 0,
) -> Owed:
    """What is owed at *now* for time and for *traffic*.

    voucher: the best that was accepted, with *covered* wei in it for units
    (`store.worker_vouchers.KeptVoucher.metered`). credit: wei for held time that are still to be
    taken off, which pay for units as well.
    """
    funded = state.paid + state.escrow
    line = accrual.line(state, now)
    if voucher is not None:
        line = max(line, accrual.worth(state, voucher, now))
    promised = min(line, funded)
    unpaid = max(0, metered(quote, traffic) - covered - credit)
    return Owed(
        total=Wei(min(line + unpaid, funded)),
        promised=Wei(promised),
        unpaid=Wei(unpaid),
        escrow=Wei(funded - promised),
    )
