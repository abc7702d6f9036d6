"""Watches one open deal: renews promises, notices a dead worker, ends what is over."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.errors import CodedError
from sonm_desktop.core.ids import DealId
from sonm_desktop.core.wake import Wake
from sonm_desktop.market import accrual
from sonm_desktop.market.entitlement import funded_until, promised_until
from sonm_desktop.market.metered import SETTLE_UP_S
from sonm_desktop.market.ports import Peer
from sonm_desktop.rental.amending import Amendments
from sonm_desktop.rental.closing import Closings
from sonm_desktop.rental.desk import Desk
from sonm_desktop.rental.heartbeat import SilenceTimer, WorkerWord, deal_word
from sonm_desktop.rental.meters import DealMeters
from sonm_desktop.rental.records import Who
from sonm_desktop.rental.vouchers import Promising
from sonm_desktop.store.rental_deals import DealRowState, RentalDealRow
from sonm_desktop.wallet.messages import Voucher

logger = logging.getLogger(__name__)

LOOK_S = 5.0
HEARTBEAT_S = 15.0
LAST_WORD_S = 5.0
INDEX_LATE_S = 60
TOO_LOW = "worker.voucher_lower"
STOPPED = "worker.supplier_stopped"
"""Why a deal has ended that was stopped, where its worker does not say."""

LOOKS_BETWEEN_CLOSINGS = 6
UNITS_EVERY_S = 15
"""Chain time between two vouchers that pay for metered units only."""

UNSERVED_S = 900
"""A worker that answers but has still not seen the deal on the chain is of no more use."""

TOP_UP_S = 540
"""So long an empty deal can be topped up, for nothing; less than its supplier waits."""

LOST_AFTER_S = 900
"""A `take` that a reorganisation undid cannot come back later than its quote's expiry."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Why a deal is to be ended."""

    who: Who
    code: str
    params: dict[str, Any] = field(default_factory=dict)


class DealWatch:
    """One deal of ours, until it is over. All that it knows it reads from records and chain."""

    def __init__(
        self,
        deal: DealId,
        desk: Desk,
        closings: Closings,
        promising: Promising,
        changed: Callable[[DealId], None],
        *,
        amendments: Amendments,
        turn: asyncio.Lock,
        look_s: float = LOOK_S,
    ) -> None:
        self._deal = deal
        self._desk = desk
        self._closings = closings
        self._promising = promising
        self._amendments = amendments
        self._meters = DealMeters(desk)
        self._changed = changed
        self._turn = turn
        self._look_s = look_s
        self._silence = SilenceTimer(desk.clock)
        self._unserved = SilenceTimer(desk.clock)
        self._unindexed = SilenceTimer(desk.clock)
        self._wake = Wake()
        self._last: DealRowState | None = None
        self._tried: float | None = None
        self._too_low = False

    def nudge(self) -> None:
        """Look at once: something has happened."""
        self._tried = None
        self._wake.ring()

    async def run(self) -> None:
        """Look every few seconds until the deal is over."""
        while not await self._look_safely():
            await self._wake.within(self._look_s)

    async def _look_safely(self) -> bool:
        try:
            async with self._turn:
                return await self.look()
        except CodedError as error:
            logger.warning("deal %s: %s", self._deal, error)
            return False

    async def look(self) -> bool:
        """One round; whether the deal is over. Raises RemoteError when the chain is away, and
        then nothing has been done."""
        row = await self._desk.deals.get(self._deal)
        if row is None or row.state in (DealRowState.CLOSED, DealRowState.FAILED):
            return True
        self._announce(row)
        state = await self._desk.chain.deal(self._deal)
        if state is None:
            return await self._missing(row)
        await self._desk.deals.opened(self._deal)
        if not state.open or row.state is DealRowState.CLOSING:
            return await self._close(row)
        decision = await self._care(row, state)
        if decision is None:
            return False
        logger.info("deal %s will be closed: %s", self._deal, decision.code)
        await self._desk.deals.close_for(self._deal, decision.who, decision.code, decision.params)
        self._changed(self._deal)
        return await self._close(row)

    async def _missing(self, row: RentalDealRow) -> bool:
        """Not on the chain: not yet, or undone by a reorganisation and to be sent again."""
        now = await self._desk.chain.pending_time()
        if row.state is DealRowState.OPENING or now < row.quote["expiry"] + LOST_AFTER_S:
            return False
        await self._desk.deals.failed(self._deal, "rental.deal_lost", {})
        self._changed(self._deal)
        return True

    async def _close(self, row: RentalDealRow) -> bool:
        """Not at every look: each attempt may wait for a dead worker."""
        now = self._desk.clock.monotonic()
        if self._tried is not None and now - self._tried < LOOKS_BETWEEN_CLOSINGS * self._look_s:
            return False
        await self._amendments.end(self._deal)
        step = await self._closings.advance(row)
        self._tried = self._desk.clock.monotonic()
        self._changed(self._deal)
        return step.over

    async def _care(self, row: RentalDealRow, state: DealState) -> Decision | None:
        """Promise what is due; why the deal should end, if it should."""
        now = await self._desk.chain.pending_time()
        vouchers = await self._promising.vouchers(self._deal)
        over = over_by_itself(row, state, vouchers, now)
        if over is not None:
            return await self._who_ended(row, state, over)
        try:
            async with asyncio.timeout(HEARTBEAT_S):
                peer = await self._desk.contacts.reach("consumer", row.account, row, rented=True)
                word = await deal_word(peer, self._deal)
        except (CodedError, TimeoutError) as error:
            return await self._silent(row, error)
        self._silence.heard()
        await self._desk.deals.seen(self._deal, self._desk.clock.now())
        if await self._promising.hear(row, word.told, now):
            self._changed(self._deal)
        if word.state == "ended":
            return Decision(Who.SUPPLIER, "rental.supplier_ended", {"reason": word.reason})
        if word.state == "awaiting":
            return self._waited(row)
        self._unserved.heard()
        await self._meters.heard(row, word.meter)
        await self._promise(row, state, vouchers, now)
        await self._deliver(peer)
        await self._amend(row, state, word)
        return None

    async def _who_ended(
        self, row: RentalDealRow, state: DealState, over: Decision
    ) -> Decision | None:
        """*over*, unless its supplier made an end of it: then he, and what his worker says if it
        is still there. None for a moment while the index does not know the end yet."""
        if over.code != "rental.term_over":
            return over
        indexed = await self._desk.index.deal(self._deal)
        if indexed is None or indexed.end != state.end:
            return None if self._unindexed.missed() < INDEX_LATE_S else over
        if not indexed.stopped:
            return over
        reason = STOPPED
        try:
            async with asyncio.timeout(LAST_WORD_S):
                peer = await self._desk.contacts.reach("consumer", row.account, row, rented=True)
                word = await deal_word(peer, self._deal)
            reason = word.reason if word.state == "ended" and word.reason else STOPPED
        except (CodedError, TimeoutError) as error:
            logger.info("deal %s: its worker does not say why it ended: %s", self._deal, error)
        return Decision(Who.SUPPLIER, "rental.supplier_ended", {"reason": reason})

    async def _amend(self, row: RentalDealRow, state: DealState, word: WorkerWord) -> None:
        """Go on with other terms that somebody wants for it."""
        offered = await self._amendments.offered(row, word.offers)
        if await self._amendments.look(row, state) or offered:
            self._changed(self._deal)

    def _waited(self, row: RentalDealRow) -> Decision | None:
        """It does not work for us yet, so that nothing more is promised."""
        for_s = self._unserved.missed()
        if for_s < max(row.dead_after, UNSERVED_S):
            return None
        return Decision(Who.APP, "rental.worker_dead", {"silent_s": int(for_s)})

    async def _silent(self, row: RentalDealRow, error: Exception) -> Decision | None:
        for_s = self._silence.missed()
        logger.info("deal %s: its worker is silent for %d s: %s", self._deal, for_s, error)
        await self._follow_move(row)
        if for_s < row.dead_after:
            return None
        return Decision(Who.APP, "rental.worker_dead", {"silent_s": int(for_s)})

    async def _follow_move(self, row: RentalDealRow) -> None:
        """Its newest offer may say that the machine listens elsewhere now."""
        offer = self._desk.market.offer_of(row.worker)
        if offer is None or offer.ask.endpoint != row.endpoint:
            return
        if (offer.ask.addresses, offer.ask.relay) != (row.addresses, row.relay):
            await self._desk.deals.moved(self._deal, offer.ask.addresses, offer.ask.relay)

    async def _promise(
        self, row: RentalDealRow, state: DealState, vouchers: list[Voucher], now: int
    ) -> None:
        if row.renew and due(row, state, vouchers, now):
            await self._promising.extend(row, state, now)
            self._changed(self._deal)
        elif self._too_low or units_due(
            await self._promising.unpaid_units(row, state), state, vouchers, now
        ):
            await self._promising.settle_up(row, state, now)
            self._changed(self._deal)
        self._too_low = False

    async def _deliver(self, peer: Peer) -> None:
        """One that is called too low is reckoned anew by the next look: what is owed may have
        moved since, and who shows it again and again is a bad payer."""
        try:
            await self._promising.deliver(self._deal, peer)
        except CodedError as error:
            self._too_low = error.code == TOO_LOW
            logger.warning("deal %s: its voucher was not taken: %s", self._deal, error)

    def _announce(self, row: RentalDealRow) -> None:
        if self._last is not row.state:
            self._last = row.state
            self._changed(self._deal)


def over_by_itself(
    row: RentalDealRow, state: DealState, vouchers: list[Voucher], now: int
) -> Decision | None:
    """Why nothing will accrue any more; None while something can."""
    if now >= state.end:
        return Decision(Who.APP, "rental.term_over")
    if state.end != NO_END and state.end <= now + state.notice:
        return None
    if now >= funded_until(state, vouchers) + TOP_UP_S:
        return Decision(Who.APP, "rental.escrow_used_up")
    if not row.renew and now >= promised_until(state, vouchers):
        return Decision(Who.APP, "rental.lease_over")
    return None


def units_due(unpaid: int, state: DealState, vouchers: list[Voucher], now: int) -> bool:
    """Whether metered units are worth a voucher before the next one for time."""
    if unpaid <= state.rate * SETTLE_UP_S:
        return False
    return not vouchers or now - vouchers[-1].at >= UNITS_EVERY_S


def due(row: RentalDealRow, state: DealState, vouchers: list[Voucher], now: int) -> bool:
    """Whether half of the lease is over and a longer promise would mean anything.

    What was promised before new terms lies far below their line, and promises nothing by it; nor
    does a top-up whose line lies below the last voucher's.
    """
    newest, soon = vouchers[-1] if vouchers else None, now + row.lease // 2
    if accrual.lags(state, newest, now) or accrual.lags(state, newest, soon):
        return True
    promised = promised_until(state, [one for one in vouchers if one.at >= state.floor])
    reaches = min(state.end, funded_until(state, vouchers))
    return promised < reaches and promised <= soon
