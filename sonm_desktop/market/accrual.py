"""What a deal owes: the reference model of the market contract's accrual, to the wei.

Pure functions over DealState; contracts/src/Accrual.sol does the same, and tests/contract
runs both beside each other. `now` is chain time in seconds, everywhere.

A deal carries one *line*: `paid` at the time `last`, rising by the rate for each second up to
the stop time. Each voucher is another line, complete in itself. What the payee is entitled to
is the highest of the lines, and never more than was put into escrow; it never falls.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import Address
from sonm_desktop.wallet.messages import Amend, Quote, Voucher

WINDOW_UNIT_S = 3600
"""`DealState.window` counts hours."""


NOTHING = Wei(0)

LAG_S = 15
"""So far may a deal's own line lie below a voucher that is over: more is time for nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """A deal after a transaction, and what moved: to the payee's and the consumer's vault."""

    deal: DealState
    to_payee: Wei = NOTHING
    to_consumer: Wei = NOTHING


def stop_time(deal: DealState, now: int) -> int:
    """Up to when time counts: the earliest of now, the end and what is authorised."""
    return min(now, deal.end, deal.until)


def owed(deal: DealState, now: int) -> Wei:
    """What a plain claim pays to the payee now."""
    return Wei(min(_streamed(deal, now), deal.escrow))


def worth(deal: DealState, voucher: Voucher, now: int) -> Wei:
    """The whole entitlement by *voucher*, in its own right; `paid` is a part of it."""
    stop = min(now, deal.end, voucher.until)
    return Wei(voucher.total + deal.rate * max(0, stop - max(voucher.at, deal.floor)))


def owed_with(deal: DealState, voucher: Voucher, now: int) -> Wei:
    """What a claim with *voucher* pays to the payee now."""
    return claim_voucher(deal, voucher, now).to_payee


def line(deal: DealState, now: int) -> Wei:
    """The total that an honest voucher without metered units states at *now*.

    Below `paid` while the minimum is being used up; never below 0.
    """
    return Wei(max(0, deal.paid + deal.rate * (stop_time(deal, now) - deal.last)))


def funded_until(deal: DealState, voucher: Voucher | None = None) -> int:
    """When the escrow's last wei is accrued, if promises go on until then; NO_END is never.

    With *voucher*: a line that uses the escrow up within its own promise counts, else the one
    that is promised longest is thought to go on. A time between promises uses nothing up.
    """
    if not deal.rate:
        return NO_END
    lines = [(deal.last + _ceiling(deal.escrow, deal.rate), deal.until)]
    if voucher is not None:
        left = max(0, deal.paid + deal.escrow - voucher.total)
        used_up = max(voucher.at, deal.floor) + _ceiling(left, deal.rate)
        lines.append((used_up, voucher.until))
    within = [used_up for used_up, until in lines if used_up <= until]
    longest, _ = max(lines, key=lambda line: line[1])
    return min([*within, NO_END] if within else [longest, NO_END])


def lags(deal: DealState, voucher: Voucher | None, now: int) -> bool:
    """Whether only the deal's own promise runs at *now*, below what *voucher* has come to.

    So it is after a top-up that promises time, while the voucher before it is not claimed: until
    the deal's line has caught up, nobody pays for that time.
    """
    if voucher is None or not voucher.until <= now < deal.until:
        return False
    reached = min(worth(deal, voucher, now), deal.paid + deal.escrow)
    return reached - line(deal, now) > LAG_S * deal.rate


def finishable_after(deal: DealState) -> int:
    """The last second in which claims are safe; afterwards anybody may finish the deal."""
    return deal.end + deal.window * WINDOW_UNIT_S


def take(
    quote: Quote,
    *,
    payee: Address,
    rate: WeiPerSecond,
    escrow: Wei,
    lease: int,
    now: int,
) -> Step:
    """The deal that taking *quote* opens; *rate* is the quote's, converted when it is in USD.

    Raises ValueError when the escrow does not cover the minimum.
    """
    end = min(now + quote.duration, NO_END) if quote.duration else NO_END
    upfront = rate * quote.minimum
    if upfront > escrow:
        raise ValueError("the escrow does not cover the minimum")
    deal = DealState(
        consumer=quote.consumer,
        payee=payee,
        rate=rate,
        seq=0,
        paid=Wei(upfront),
        escrow=Wei(escrow - upfront),
        last=min(now + quote.minimum, NO_END),
        end=end,
        until=min(end, now + lease),
        floor=0,
        notice=quote.notice,
        window=quote.window,
    )
    return Step(deal, to_payee=Wei(upfront))


def claim(deal: DealState, now: int) -> Step:
    """Pay what has accrued."""
    pay = owed(deal, now)
    accrued = replace(
        deal,
        paid=Wei(deal.paid + pay),
        escrow=Wei(deal.escrow - pay),
        last=max(deal.last, stop_time(deal, now)),
    )
    return Step(accrued, to_payee=pay)


def claim_voucher(deal: DealState, voucher: Voucher, now: int) -> Step:
    """Pay up to the higher of the deal's line and the voucher's.

    The deal goes on along the voucher's line when that reaches further, unless its own is higher
    and still rising: no voucher takes anything away. Where the line that goes on lies below what
    is now paid, `last` moves forward by the seconds in which it catches up, so that nothing is
    paid twice: rounded up for the voucher's line, which can be claimed again, else down.
    """
    stop = stop_time(deal, now)
    streamed = _streamed(deal, now)
    promised = worth(deal, voucher, now)
    pay = min(max(streamed, promised - deal.paid), deal.escrow)
    higher = promised + deal.rate * max(0, deal.last - stop) >= deal.paid + streamed
    if voucher.until > deal.until and (higher or now >= deal.until):
        until = min(voucher.until, NO_END)
        ahead = max(0, deal.paid + pay - promised)
        last = min(now, deal.end, until) + (_ceiling(ahead, deal.rate) if deal.rate else 0)
    else:
        until = deal.until
        ahead = max(0, pay - streamed)
        last = max(deal.last, stop) + (ahead // deal.rate if deal.rate else 0)
    claimed = replace(
        deal,
        paid=Wei(deal.paid + pay),
        escrow=Wei(deal.escrow - pay),
        last=min(last, NO_END),
        until=until,
    )
    return Step(claimed, to_payee=Wei(pay))


def top_up(deal: DealState, amount: Wei, until: int, now: int) -> Step:
    """Accrue, then add *amount*; a time without authority or without escrow is never billed."""
    accrued = claim(deal, now)
    emptied = accrued.deal.escrow == 0
    topped = replace(
        accrued.deal,
        escrow=Wei(accrued.deal.escrow + amount),
        last=max(accrued.deal.last, min(now, NO_END)),
        until=max(deal.until, min(until, NO_END)),
        floor=min(now, NO_END) if emptied else deal.floor,
    )
    return Step(topped, to_payee=accrued.to_payee)


def amend(deal: DealState, word: Amend, now: int) -> Step:
    """Accrue, at least up to *word*'s total, and go on from there by its terms.

    What was paid ahead keeps its value at the new price. Where both sides had to sign, no voucher
    from before bills by the new price the time before it.
    """
    level = max(word.total, standing(deal, now))
    pay = min(max(_streamed(deal, now), word.total - deal.paid), deal.escrow)
    ahead = max(0, deal.paid + pay - level)
    last = min(max(deal.last, stop_time(deal, now)), now)
    last += _ceiling(ahead, word.rate) if word.rate else 0
    amended = replace(
        deal,
        rate=WeiPerSecond(word.rate),
        seq=deal.seq + 1,
        paid=Wei(deal.paid + pay),
        escrow=Wei(deal.escrow - pay),
        last=min(last, NO_END),
        end=word.end,
        notice=word.notice,
        floor=now if consents(deal, word, now) == (True, True) else deal.floor,
    )
    return Step(amended, to_payee=Wei(pay))


def standing(deal: DealState, now: int) -> Wei:
    """What the deal's own line says: less than `paid` while something is paid ahead of *now*."""
    return Wei(max(0, deal.paid + _streamed(deal, now) - deal.rate * max(0, deal.last - now)))


def consents(deal: DealState, word: Amend, now: int) -> tuple[bool, bool]:
    """Whether the consumer and whether the payee must have signed *word*."""
    same = (word.rate, word.notice) == (deal.rate, deal.notice)
    both = word.rate > deal.rate or word.end != deal.end or word.total > standing(deal, now) or same
    return both or word.notice > deal.notice, (
        both or word.rate < deal.rate or word.notice < deal.notice
    )


def request_close(deal: DealState, now: int) -> Step:
    """By the consumer: the deal ends after its notice, if it does not end earlier."""
    return Step(replace(deal, end=min(deal.end, now + deal.notice)))


def stop(deal: DealState, now: int) -> Step:
    """By the worker: the deal ends now, if it has not ended yet."""
    return Step(replace(deal, end=min(deal.end, now)))


def finish(deal: DealState, now: int) -> Step:
    """Pay what has accrued and give the rest back: by the payee, or after the claim window."""
    pay = owed(deal, now)
    return _close(deal, pay)


def settle(deal: DealState, total: Wei) -> Step:
    """By both: *total* in all and the rest back.

    Raises ValueError when less than *total* is left, or more has been paid already.
    """
    if not deal.paid <= total <= deal.paid + deal.escrow:
        raise ValueError("the total lies outside of what this deal can pay")
    return _close(deal, Wei(total - deal.paid))


def _close(deal: DealState, pay: Wei) -> Step:
    tombstone = replace(
        deal,
        paid=Wei(deal.paid + pay),
        escrow=NOTHING,
        last=0,
        end=0,
        until=0,
        floor=0,
        notice=0,
        window=0,
    )
    return Step(tombstone, to_payee=pay, to_consumer=Wei(deal.escrow - pay))


def _streamed(deal: DealState, now: int) -> int:
    return deal.rate * max(0, stop_time(deal, now) - deal.last)


def _ceiling(amount: int, rate: int) -> int:
    return -(-amount // rate)
