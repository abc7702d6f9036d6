"""Time in which a supplier's machine held a job for its owner's reasons: nobody pays for it. Pure.

The worker counts it, by chain time, and tells; its customer takes it off what he promises and
settles, its supplier signs for that, and both reckon by the functions here. A deal that is promised
runs on by itself, and what the payee is entitled to never falls: so what is taken off is a voucher
whose line lies lower, and the deal stands still, once older promises are over, until that line has
caught up; what is still open at the end comes off the settlement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sonm_desktop.chain.records import DealState
from sonm_desktop.core.amounts import Wei
from sonm_desktop.market import accrual
from sonm_desktop.market.entitlement import entitled
from sonm_desktop.wallet.messages import Voucher

NOTHING = Wei(0)


@dataclass(frozen=True, slots=True)
class Held:
    """Chain time, s, that was billed while the owner held the job, and what it costs."""

    seconds: int = 0
    cost: Wei = NOTHING

    def at_least(self, other: Held) -> Held:
        """The larger count, which does not fall."""
        return Held(max(self.seconds, other.seconds), Wei(max(self.cost, other.cost)))


NEVER_HELD = Held()


def believed(told: Held, before: Held, most_s: int) -> Held:
    """What a customer takes off at most: it never falls, nor exceeds the deal's age *most_s*.

    A supplier who counts too much pays for that himself.
    """
    return before.at_least(told) if told.seconds <= most_s else before


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The newest voucher, as one side reckons it. units: wei of its total for metered units;
    credit: wei that are taken off for held time. rate: of the deal when it was signed."""

    voucher: Voucher
    units: int = 0
    credit: int = 0
    rate: int = 0


def billable(state: DealState, voucher: Voucher | None, begin: int, now: int) -> int:
    """Seconds from *begin* to *now* that the deal bills: promised, in escrow, before its end."""
    promised = max(state.until, voucher.until if voucher else 0)
    stop = min(now, state.end, promised, accrual.funded_until(state, voucher))
    return max(0, stop - begin)


def line(state: DealState, newest: Reckoned | None, now: int) -> Wei:
    """What is owed at *now*, if no more units come and nothing more is taken off.

    The deal's own line lies above a voucher from which held time was taken off, for as long as it
    was promised before: by so much, that is owed to nobody.
    """
    own = accrual.line(state, now)
    funded = state.paid + state.escrow
    if newest is None:
        return Wei(min(own, funded))
    along = accrual.worth(state, newest.voucher, now)
    return Wei(min(max(along, own - _above(state, newest)), funded))


def given(state: DealState, newest: Reckoned | None) -> Wei:
    """What has been taken off for held time, by the voucher that counts.

    New terms by both sides, and money after an empty escrow, begin a line of their own: what is
    paid by it above the voucher's line is not taken off any more, and open again.
    """
    if newest is None:
        return Wei(0)
    voucher = newest.voucher
    if voucher.at >= state.floor:
        return Wei(newest.credit)
    level = state.paid + state.rate * (state.floor - state.last)
    through = voucher.total + newest.rate * (min(state.floor, voucher.until) - voucher.at)
    return Wei(newest.credit - _within(level - through, newest.credit))


def open_credit(state: DealState, newest: Reckoned | None, held: Held) -> Wei:
    """What is to be taken off for *held* and has not been."""
    return Wei(max(0, held.cost - given(state, newest)))


def less_held(
    state: DealState, newest: Reckoned | None, plain: Voucher, due: int
) -> tuple[Voucher, Reckoned]:
    """The next voucher, and how it is reckoned. plain: for time alone. due: what is owed for units
    beyond the newest voucher, less what is open for held time; either may be larger.

    A total never sinks below the newest voucher's: what finds no room stays open.
    """
    base = line(state, newest, plain.at)
    least = newest.voucher.total if newest else 0
    total = max(least, min(base + due, state.paid + state.escrow), 0)
    voucher = replace(plain, total=total)
    return voucher, reckon(state, newest, voucher, plain.at)


def reckon(state: DealState, newest: Reckoned | None, voucher: Voucher, now: int) -> Reckoned:
    """How much *voucher*, which follows *newest*, has for units and takes off for held time.

    Only the difference of the two counts anywhere, so that the smallest of both are taken. now:
    when it is taken; time between, for which it does not run on, is paid out of its total.
    """
    beyond = min(
        voucher.total - line(state, newest, voucher.at),
        accrual.worth(state, voucher, now) - line(state, newest, now),
    )
    units = newest.units if newest else 0
    return Reckoned(
        voucher,
        units=units + max(0, beyond),
        credit=given(state, newest) + max(0, -beyond),
        rate=state.rate,
    )


def unbilled(
    state: DealState,
    vouchers: Sequence[Voucher],
    newest: Reckoned | None,
    held: Held,
    now: int,
    *,
    unpaid: int = 0,
) -> Wei:
    """How much of what the payee is entitled to at *now*, and has not been paid, is for *held*.

    So much a settlement of *now* may be lower; never more than *held* cost in all. unpaid: wei
    for units that no voucher pays for, which the customer sets off against it.
    """
    if not held.cost:
        return Wei(0)
    most = entitled(state, vouchers, now)
    open_ = open_credit(state, newest, held) - unpaid
    beyond = most - line(state, newest, now) + open_
    return Wei(_within(beyond, min(held.cost, most - state.paid)))


def _above(state: DealState, newest: Reckoned) -> int:
    """By how much the deal's own line lies above the voucher's, as far as it took something off.

    Both rise alike, unless the terms have changed since.
    """
    voucher = newest.voucher
    if voucher.at < state.floor or newest.rate != state.rate:
        return 0
    apart = state.paid - voucher.total + state.rate * (voucher.at - state.last)
    return _within(apart, newest.credit)


def _within(amount: int, most: int) -> int:
    return max(0, min(amount, most))
