"""Random lives of deals, step by step: what to send to the contract, and what the model says.

A trace is made by a seed. Each step picks an action and a moment, often one of the moments at
which something changes (an end, a lease, a window, the last wei), applies the reference model
and gives the transaction that must have the same effect.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from market_bed import DAY, HOUR, PURSE, Bed

from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.ids import DealId
from sonm_desktop.market import accrual
from sonm_desktop.wallet.messages import Amend, Quote, Settle, Stop, Tip, Voucher
from sonm_desktop.wallet.signer import KeySigner

START = 1_800_000_000
LIMIT = PURSE // 4
RATES = (0, 1, 7, 10**9, 10**15, 3 * 10**17 + 1, 2**80 - 1)
DISTANT = 2**40 - 1


@dataclass(frozen=True, slots=True)
class Action:
    """A transaction: *function* of the market at *time*, from *sender*."""

    time: int
    function: str
    arguments: tuple[Any, ...]
    sender: str


@dataclass(slots=True)
class World:
    """What the model believes: deals by id, vaults by account, the operator's spending."""

    deals: dict[DealId, DealState]
    vaults: dict[str, int]
    spent: int = 0
    day: int = 0
    nonces: dict[DealId, int] = field(default_factory=dict)
    vouchers: list[tuple[Voucher, bytes]] = field(default_factory=list)


class Trace:
    """The actions of one seed, and the world after each."""

    def __init__(self, bed: Bed, seed: int) -> None:
        self._bed = bed
        self._random = random.Random(seed)
        self._now = START
        everybody = (bed.consumer, bed.master, bed.stranger)
        self.world = World({}, {who.address: 0 for who in everybody})
        self.world.vaults[bed.consumer.address] = PURSE

    def actions(self, count: int) -> Iterator[Action]:
        """After each is taken, `world` says what must be true."""
        yield self._take()
        steps: list[Callable[[], Action | None]] = [
            *[self._take] * 2,
            *[self._claim] * 3,
            *[self._voucher] * 6,
            self._old_voucher,
            self._many,
            self._many_vouchers,
            self._tipped,
            *[self._top_up] * 4,
            *[self._amend] * 3,
            self._request_close,
            self._close_by_payee,
            self._finish,
            self._stop,
            self._settle,
        ]
        while count:
            self._wait()
            action = self._random.choice(steps)()
            if action is not None:
                count -= 1
                yield action

    def _take(self) -> Action:
        pick = self._random
        rate = pick.choice(RATES)
        quote = self._bed.quote(
            nonce=len(self.world.deals),
            rate=rate,
            duration=pick.choice([0, 0, 1, HOUR, 30 * DAY]),
            notice=pick.choice([0, 1, 600, 2**24 - 1]),
            window=pick.choice([24, 48, 168]),
            expiry=self._now + 60,
        )
        quote = replace(quote, minimum=min(pick.choice([0, 1, 900]), quote.duration or 900))
        upfront = quote.minimum * rate
        if upfront > LIMIT:
            quote, upfront = replace(quote, minimum=0), 0
        sender, most = self._spender()
        wanted = upfront + pick.choice([0, 1, rate, rate * 100 + 1, rate * 3600, rate * DAY])
        escrow = min(wanted, max(most, 0))
        if escrow < upfront:
            quote, sender, escrow = replace(quote, minimum=0), self._bed.consumer, 0
        lease = pick.choice([0, 1, 600, HOUR, DAY, 2**32 - 1])
        step = accrual.take(
            quote,
            payee=self._bed.master.address,
            rate=WeiPerSecond(rate),
            escrow=Wei(escrow),
            lease=lease,
            now=self._now,
        )
        self.world.nonces[quote.deal_id] = quote.nonce
        self._spend(sender, escrow)
        self._apply(quote.deal_id, step)
        return self._act("take", *self._take_arguments(quote, escrow, lease), sender=sender)

    def _take_arguments(self, quote: Quote, escrow: int, lease: int) -> tuple[Any, ...]:
        return self._bed.take_arguments(quote, escrow=escrow, lease=lease)

    def _claim(self) -> Action | None:
        deal = self._open_deal()
        if deal is None:
            return None
        self._apply(deal, accrual.claim(self.world.deals[deal], self._now))
        return self._act("claim", _raw(deal))

    def _many(self) -> Action:
        deals = [self._random.choice(list(self.world.deals)) for _ in range(4)]
        for deal in deals:
            if self.world.deals[deal].open:
                self._apply(deal, accrual.claim(self.world.deals[deal], self._now))
        return self._act("claimMany", [_raw(deal) for deal in deals])

    def _voucher(self) -> Action | None:
        deal = self._open_deal()
        if deal is None:
            return None
        voucher, word = self._signed_voucher(deal)
        self._claim_voucher(voucher)
        return self._act("claimVoucher", voucher.abi_tuple(), word)

    def _old_voucher(self) -> Action | None:
        known = [pair for pair in self.world.vouchers if self.world.deals[pair[0].deal].open]
        if not known:
            return None
        voucher, word = self._random.choice(known)
        self._claim_voucher(voucher)
        return self._act("claimVoucher", voucher.abi_tuple(), word)

    def _many_vouchers(self) -> Action | None:
        vouchers, words = [], []
        for deal in list(self.world.deals):
            voucher, word = self._signed_voucher(deal)
            if self._random.random() < 0.3:
                word = b""
            vouchers.append(voucher.abi_tuple())
            words.append(word)
            state = self.world.deals[deal]
            if state.open and word:
                self._claim_voucher(voucher)
            elif state.open:
                self._apply(deal, accrual.claim(state, self._now))
        return self._act("claimManyVouchers", vouchers, words)

    def _tipped(self) -> Action | None:
        deal = self._open_deal()
        if deal is None:
            return None
        voucher, word = self._signed_voucher(deal)
        pays = accrual.owed_with(self.world.deals[deal], voucher, self._now)
        tip = Tip(voucher.deal, pays // 3, pays, self._now)
        self._claim_voucher(voucher)
        self.world.vaults[self._bed.master.address] -= tip.amount
        self.world.vaults[self._bed.stranger.address] += tip.amount
        offer = self._bed.sign(self._bed.master, tip)
        return self._act("claimWithTip", voucher.abi_tuple(), word, tip.abi_tuple(), offer)

    def _top_up(self) -> Action | None:
        deal = self._open_deal()
        if deal is None:
            return None
        state = self.world.deals[deal]
        sender, most = self._spender()
        amount = max(0, min(self._random.choice([0, 1, state.rate * 77, state.rate * HOUR]), most))
        until = self._moment(state)
        self._spend(sender, amount)
        self._apply(deal, accrual.top_up(state, Wei(amount), until, self._now))
        return self._act("topUp", _raw(deal), amount, until, sender=sender)

    def _amend(self) -> Action | None:
        deal = self._open_deal()
        if deal is None or self.world.deals[deal].end <= self._now:
            return None
        state, pick = self.world.deals[deal], self._random
        line, funded = accrual.standing(state, self._now), state.paid + state.escrow
        word = Amend(
            deal,
            rate=pick.choice([state.rate, state.rate, state.rate // 2, *RATES]),
            end=max(self._now, pick.choice([state.end, state.end, self._moment(state), NO_END])),
            notice=pick.choice([state.notice, 0, 1, 600, 2**24 - 1]),
            total=min(pick.choice([0, line, line + state.rate * 5 + 1, state.paid]), funded),
            seq=state.seq,
            expiry=self._now,
        )
        by_consumer, by_payee = accrual.consents(state, word, self._now)
        words = (
            self._bed.sign(self._consumer_or_operator(), word) if by_consumer else b"",
            self._bed.sign(self._bed.master, word) if by_payee else b"",
        )
        self._apply(deal, accrual.amend(state, word, self._now))
        return self._act("amend", word.abi_tuple(), *words)

    def _request_close(self) -> Action | None:
        deal = self._open_deal()
        if deal is None:
            return None
        state = self.world.deals[deal]
        if state.end <= self._now + state.notice:
            return None
        self._apply(deal, accrual.request_close(state, self._now))
        return self._act("requestClose", _raw(deal), sender=self._bed.consumer)

    def _close_by_payee(self) -> Action | None:
        deal = self._open_deal()
        if deal is None or self._random.random() < 0.5:
            return None
        self._apply(deal, accrual.finish(self.world.deals[deal], self._now))
        return self._act("requestClose", _raw(deal), sender=self._bed.master)

    def _finish(self) -> Action | None:
        deal = self._open_deal()
        if deal is None:
            return None
        state = self.world.deals[deal]
        last = accrual.finishable_after(state)
        if last > self._now + 60 * DAY:
            return None
        self._now = max(self._now, last + 1)
        self._apply(deal, accrual.finish(state, self._now))
        return self._act("finish", _raw(deal))

    def _stop(self) -> Action | None:
        deal = self._open_deal()
        if deal is None or self.world.deals[deal].end <= self._now:
            return None
        self._apply(deal, accrual.stop(self.world.deals[deal], self._now))
        word = self._bed.sign(self._bed.worker, Stop(deal))
        return self._act("stop", self._bed.worker.address, self.world.nonces[deal], word)

    def _settle(self) -> Action | None:
        deal = self._open_deal()
        if deal is None or self._random.random() < 0.5:
            return None
        state = self.world.deals[deal]
        total = self._random.choice([0, 1, state.escrow // 2, state.escrow])
        word = Settle(deal, state.paid + min(total, state.escrow))
        self._apply(deal, accrual.settle(state, Wei(word.total)))
        consumer = self._bed.sign(self._consumer_or_operator(), word)
        return self._act(
            "settle", word.abi_tuple(), consumer, self._bed.sign(self._bed.master, word)
        )

    def _signed_voucher(self, deal: DealId) -> tuple[Voucher, bytes]:
        state = self.world.deals[deal]
        pick = self._random
        at = max(0, self._now - pick.choice([0, 0, 0, 1, 500, HOUR, DAY]))
        honest = accrual.line(state, at)
        totals = [honest, honest + state.rate * 50 + 3, honest // 2, 0, 2**96 - 1]
        totals += [state.paid, state.paid + 1, state.paid + state.escrow + 5]
        total = pick.choice(totals)
        until = pick.choice([state.until, self._moment(state), self._now, at, DISTANT])
        voucher = Voucher(deal, min(total, 2**96 - 1), at, until)
        pair = voucher, self._bed.sign(self._consumer_or_operator(), voucher)
        self.world.vouchers.append(pair)
        return pair

    def _claim_voucher(self, voucher: Voucher) -> None:
        state = self.world.deals[voucher.deal]
        self._apply(voucher.deal, accrual.claim_voucher(state, voucher, self._now))

    def _apply(self, deal: DealId, step: accrual.Step) -> None:
        self.world.deals[deal] = step.deal
        self.world.vaults[self._bed.master.address] += step.to_payee
        self.world.vaults[self._bed.consumer.address] += step.to_consumer

    def _spender(self) -> tuple[KeySigner, int]:
        """Who pays from the consumer's vault, and how much at most."""
        vault = self.world.vaults[self._bed.consumer.address]
        if self._random.random() < 0.7:
            return self._bed.consumer, vault
        spent = self.world.spent if self.world.day == self._now // DAY else 0
        return self._bed.operator, min(vault, LIMIT - spent)

    def _spend(self, sender: KeySigner, amount: int) -> None:
        self.world.vaults[self._bed.consumer.address] -= amount
        if sender is self._bed.operator:
            today = self._now // DAY
            self.world.spent = amount + (self.world.spent if self.world.day == today else 0)
            self.world.day = today

    def _consumer_or_operator(self) -> KeySigner:
        return self._random.choice([self._bed.consumer, self._bed.operator])

    def _open_deal(self) -> DealId | None:
        found = [deal for deal, state in self.world.deals.items() if state.open]
        return self._random.choice(found) if found else None

    def _wait(self) -> None:
        pick = self._random
        earliest = self._now + pick.choice([0, 1, 1, 59, 600, HOUR, DAY])
        deal = self._open_deal()
        if deal is not None and pick.random() < 0.4:
            moment = self._moment(self.world.deals[deal])
            if earliest < moment < self._now + 40 * DAY:
                earliest = moment
        self._now = earliest

    def _moment(self, state: DealState) -> int:
        """A time at which *state* changes, or one second beside it."""
        moments = [state.end, state.until, state.last, accrual.funded_until(state)]
        moments += [self._now, self._now + HOUR, state.end + state.window * HOUR]
        return min(max(0, self._random.choice(moments) + self._random.choice([-1, 0, 1])), NO_END)

    def _act(self, function: str, *arguments: Any, sender: KeySigner | None = None) -> Action:
        by = sender or self._bed.stranger
        return Action(self._now, function, arguments, by.address)


def _raw(deal: DealId) -> bytes:
    return bytes.fromhex(deal[2:])
