"""What a payee is entitled to by a deal and every voucher for it, and the vouchers to sign next.

Pure. `now` is chain time in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import DealId
from sonm_desktop.market import accrual
from sonm_desktop.wallet.messages import Voucher


def entitled(deal: DealState, vouchers: Iterable[Voucher], now: int) -> Wei:
    """All that the payee can have been paid by *now*, by claiming with the best voucher."""
    totals = [accrual.claim(deal, now).deal.paid]
    totals += [
        accrual.claim_voucher(deal, voucher, now).deal.paid
        for voucher in vouchers
        if voucher.at <= now
    ]
    return max(totals)


def settlement_total(
    deal: DealState, vouchers: Iterable[Voucher], now: int, *, cut_short: bool = False
) -> Wei:
    """What both should sign when the customer wants to leave *now*.

    Exactly what the payee gets when the customer closes alone and promises nothing more: up to
    now and through the notice, as far as the end, the promises and the escrow reach. A deal that
    the supplier has *cut_short* owes no notice, as by the `Stop` that its worker signs.
    """
    return entitled(deal, vouchers, now if cut_short else now + deal.notice)


def best_voucher(deal: DealState, vouchers: Sequence[Voucher], now: int) -> Voucher | None:
    """The voucher that pays most now and lasts longest; None where none adds anything."""
    usable = [voucher for voucher in vouchers if voucher.at <= now]
    if not usable:
        return None

    def merit(voucher: Voucher) -> tuple[int, int]:
        return accrual.claim_voucher(deal, voucher, now).to_payee, voucher.until

    best = max(usable, key=merit)
    adds = merit(best)[0] > accrual.owed(deal, now) or best.until > deal.until
    return best if adds else None


def promised_until(deal: DealState, vouchers: Iterable[Voucher]) -> int:
    """Up to when time is authorised, by the deal or by the longest voucher; within its end."""
    longest = max((voucher.until for voucher in vouchers), default=0)
    return min(max(deal.until, longest), deal.end)


def funded_until(deal: DealState, vouchers: Iterable[Voucher]) -> int:
    """When the escrow's last wei is used up, if promises go on until then; NO_END is never.

    A line that uses it up within its own promise counts; else the line that is promised
    longest is thought to go on. A time between promises uses nothing up.
    """
    if not deal.rate:
        return NO_END
    lines = [(deal.last + _ceiling(deal.escrow, deal.rate), deal.until)]
    for voucher in vouchers:
        left = max(0, deal.paid + deal.escrow - voucher.total)
        used_up = max(voucher.at, deal.floor) + _ceiling(left, deal.rate)
        lines.append((used_up, voucher.until))
    within = [used_up for used_up, until in lines if used_up <= until]
    longest = max(lines, key=lambda line: line[1])
    return min([*within, NO_END] if within else [longest[0], NO_END])


def stops_at(deal: DealState, vouchers: Sequence[Voucher]) -> int:
    """When nothing accrues any more, unless somebody promises or pays more."""
    return min(promised_until(deal, vouchers), funded_until(deal, vouchers))


def next_voucher(
    id_: DealId, deal: DealState, vouchers: Sequence[Voucher], now: int, until: int
) -> Voucher:
    """The honest voucher at *now*: what is owed by every line, streaming on up to *until*.

    Never below an earlier one in total or in until; a time that nobody promised is not owed.
    """
    lines = [accrual.line(deal, now)]
    lines += [accrual.worth(deal, voucher, now) for voucher in vouchers]
    total = min(max(lines), deal.paid + deal.escrow)
    total = max(total, *(voucher.total for voucher in vouchers), 0)
    longest = max([deal.until, *(voucher.until for voucher in vouchers)])
    return Voucher(
        deal=id_, total=Wei(total), at=now, until=min(max(until, longest), deal.end, NO_END)
    )


def _ceiling(amount: int, rate: int) -> int:
    return -(-amount // rate)
