"""The deals of this worker, from the chain alone: found, confirmed, served, ended.

Nothing a customer says opens or prolongs a deal. What is seen is recorded before it is acted
on; every round looks at all that is unfinished, so a round after a crash goes on by itself.
"""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace

from sonm_desktop.chain.records import NO_END, DealState
from sonm_desktop.core.clock import Clock
from sonm_desktop.core.errors import BadReply, RemoteError, UserError
from sonm_desktop.core.ids import DealId
from sonm_desktop.core.supervise import Supervisor
from sonm_desktop.core.wake import Wake
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeal, WorkerDeals
from sonm_desktop.store.worker_supply import PromisedQuote, WorkerSupply
from sonm_desktop.wallet.messages import Quote
from sonm_desktop.worker.deals.entitlement import over_because
from sonm_desktop.worker.deals.eviction import Room
from sonm_desktop.worker.deals.held import HeldTime
from sonm_desktop.worker.deals.payments import Payments
from sonm_desktop.worker.deals.vouchers import VoucherBook
from sonm_desktop.worker.ports import ChainView
from sonm_desktop.worker.tasks.tasks import TaskRunner

logger = logging.getLogger(__name__)

LATE_S = 120
"""A take may reach a block, or come to our eyes, this long after its quote expired."""

BLIND_GRACE_S = 300
"""With all nodes away, deals are thought to be paid for so much longer than is known."""

_SHORTEST_PAUSE_S = 0.1


class DealKeeper:
    """Watches the chain while anything can happen on it; sleeps otherwise.

    every_s: pause between two looks at the chain.
    """

    def __init__(
        self,
        *,
        chain: ChainView,
        confirmations: int,
        every_s: float,
        deals: WorkerDeals,
        promises: WorkerSupply,
        vouchers: VoucherBook,
        tasks: TaskRunner,
        room: Room,
        payments: Payments,
        held: HeldTime,
        clock: Clock,
        supervisor: Supervisor,
    ) -> None:
        self._chain = chain
        self._confirmations = confirmations
        self._every_s = every_s
        self._deals = deals
        self._promises = promises
        self._vouchers = vouchers
        self._tasks = tasks
        self._room = room
        self._payments = payments
        self._held = held
        self._clock = clock
        self._supervisor = supervisor
        self._wake = Wake()
        self._ending: set[DealId] = set()
        self._known: dict[DealId, DealState] = {}
        self._chain_clock: tuple[int, float] | None = None

    async def run(self) -> None:
        """For ever, for a supervisor."""
        while True:
            watching = await self._round()
            await asyncio.sleep(_SHORTEST_PAUSE_S)
            await self._wake.within(self._every_s if watching else None)

    def look(self) -> None:
        """Something may have happened on the chain: look now."""
        self._wake.ring()

    async def get(self, deal: DealId) -> WorkerDeal:
        """Raises UserError worker.unknown_deal."""
        found = await self._deals.get(deal)
        if found is None:
            raise UserError("worker.unknown_deal")
        return found

    async def end(self, deal: WorkerDeal, reason: str) -> None:
        """No more work for *deal*; its tasks end, what they left is kept."""
        await self._held.finish(deal.deal)
        await self._deals.end(deal.deal, reason=reason, ended=self._clock.now())
        self._known.pop(deal.deal, None)
        logger.info("deal %s has ended: %s", deal.deal, reason)
        self._clear(replace(deal, reason=reason))

    async def _round(self) -> bool:
        """Look at everything once; whether there is anything to look at again."""
        for deal in await self._deals.unfinished():
            if deal.state is DealPhase.ENDED:
                self._clear(deal)
        open_deals = [d for d in await self._deals.unfinished() if d.state is not DealPhase.ENDED]
        promised = await self._promised()
        if not open_deals and not promised:
            return False
        try:
            now = await self._chain.pending_time()
            self._chain_clock = (now, self._clock.monotonic())
            still_promised = [await self._discover(quotes, now) for quotes in promised]
            for deal in open_deals:
                await self._look_at(deal, now)
        except RemoteError as error:
            logger.warning("the chain cannot be read: %s", error.text)
            await self._judge_blind(open_deals)
            return True
        return bool(open_deals) or any(still_promised)

    async def _promised(self) -> list[list[PromisedQuote]]:
        """The quotes of each nonce that no deal has used."""
        free = await self._promises.free_nonces()
        quotes = [await self._promises.quotes(one.deal) for one in free]
        return [some for some in quotes if some]

    async def _discover(self, promised: list[PromisedQuote], now: int) -> bool:
        """Find the deal that was taken, however long ago; whether one may still be taken."""
        state = await self._chain.deal(promised[0].deal)
        if state is None:
            return any(quote.expiry + LATE_S > now for quote in promised)
        try:
            taken = self._deal_of(_taken(promised, state))
        except BadReply:
            # Its quote is forgotten: another number, or nothing could be sold any more.
            logger.warning("deal %s was opened by a quote that is forgotten", promised[0].deal)
            await self._promises.use_up(promised[0].deal)
            return False
        await self._deals.open(taken)
        logger.info("deal %s was opened by %s", taken.deal, taken.consumer)
        await self._look_at(taken, now)
        return True

    async def _look_at(self, deal: WorkerDeal, now: int) -> None:
        state = await self._chain.deal(deal.deal)
        if state is None:
            await self._missing(deal, now)
            return
        if state.consumer != deal.consumer:
            await self._retaken(deal, state)
            return
        if deal.state is DealPhase.AWAITING and not await self._begun(deal, state, now):
            return
        self._known[deal.deal] = state
        voucher = await self._vouchers.counting(deal.deal, state.consumer, now)
        await self._held.look(deal.deal, state, voucher, now)
        reason = over_because(state, now) or await self._payments.judge(deal, state, voucher, now)
        if reason:
            await self.end(deal, reason)
            return
        await self._prepare(deal)

    async def _begun(self, deal: WorkerDeal, state: DealState, now: int) -> bool:
        """Whether its hardware is its own, and the chain is sure of it."""
        room = await self._room.made_for(deal, now, self.end)
        return room and await self._confirmed(deal, state)

    async def _confirmed(self, deal: WorkerDeal, state: DealState) -> bool:
        deep = await self._chain.confirmed_deal(deal.deal, self._confirmations)
        if deep is None or deep.consumer != state.consumer:
            return False
        await self._deals.set_state(deal.deal, DealPhase.ACTIVE)
        logger.info("deal %s is confirmed", deal.deal)
        return True

    async def _prepare(self, deal: WorkerDeal) -> None:
        try:
            await self._tasks.prepare(deal)
        except RemoteError as error:
            logger.warning("deal %s: the sandbox is not ready: %s", deal.deal, error.text)

    async def _missing(self, deal: WorkerDeal, now: int) -> None:
        """A reorganisation or a node's crash took the deal; it may come again for a while."""
        if deal.state is DealPhase.ACTIVE:
            logger.warning("deal %s is gone from the chain", deal.deal)
            await self._deals.set_state(deal.deal, DealPhase.AWAITING)
        if now > Quote.from_wire(json.loads(deal.quote)).expiry + LATE_S:
            await self.end(deal, "worker.deal_vanished")

    async def _retaken(self, deal: WorkerDeal, state: DealState) -> None:
        """A reorganisation gave the slice to another customer: end the first one's tasks."""
        logger.warning("deal %s now belongs to %s", deal.deal, state.consumer)
        for task in await self._tasks.of_deal(deal.deal):
            await self._tasks.stop(deal.deal, task.task, "worker.deal_vanished")
        taken = _taken(await self._promises.quotes(deal.deal), state)
        await self._deals.retake(self._deal_of(taken))
        await self._deals.set_state(deal.deal, DealPhase.AWAITING)

    async def _judge_blind(self, open_deals: list[WorkerDeal]) -> None:
        if self._chain_clock is None:
            return
        then, at = self._chain_clock
        now = then + int(self._clock.monotonic() - at) - BLIND_GRACE_S
        for deal in open_deals:
            state = self._known.get(deal.deal)
            if state is None:
                continue
            voucher = await self._vouchers.best(deal.deal)
            reason = over_because(state, now) or await self._payments.judge(
                deal, state, voucher, now
            )
            if reason:
                await self.end(deal, reason)

    def _clear(self, deal: WorkerDeal) -> None:
        """Have its tasks ended and the engine cleaned, once, however long that takes."""
        if deal.deal in self._ending:
            return
        self._ending.add(deal.deal)
        self._supervisor.keep(
            f"end deal {deal.deal[:10]}", lambda: self._tasks.end_deal(deal, deal.reason)
        )

    def _deal_of(self, quote: PromisedQuote) -> WorkerDeal:
        signed = Quote.from_wire(json.loads(quote.quote))
        return WorkerDeal(
            deal=quote.deal,
            nonce=signed.nonce,
            consumer=quote.consumer,
            quote=quote.quote,
            cpu_percent=quote.cpu_percent,
            ram_bytes=quote.ram_bytes,
            storage_bytes=quote.storage_bytes,
            state=DealPhase.AWAITING,
            reason="",
            volume="",
            seen=self._clock.now(),
            ended=None,
            cleaned=False,
            network=quote.network,
            ingress_bps=quote.ingress_bps,
            egress_bps=quote.egress_bps,
            sandbox=quote.sandbox,
            gpus=quote.gpus,
        )


def _taken(quotes: list[PromisedQuote], state: DealState) -> PromisedQuote:
    """Which of *quotes* (newest first) the deal on the chain was opened with.

    Of a deal that was amended since, the chain tells no more what it was opened by: then the
    quote of its customer that is most like it, or the newest of those.
    """
    same = [one for one in quotes if _fits(_signed(one), state)]
    if not same:
        raise BadReply("a deal that this worker never offered")
    return max(same, key=lambda one: _likeness(_signed(one), state))


def _fits(quote: Quote, state: DealState) -> bool:
    if quote.consumer != state.consumer:
        return False
    if state.seq:
        return True
    # In USD the chain alone knows the rate: it was converted when the quote was taken.
    priced = bool(quote.usd_rate) or quote.rate == state.rate
    return priced and (quote.duration == 0 or state.end != NO_END)


def _likeness(quote: Quote, state: DealState) -> int:
    fixed = bool(quote.duration) is (state.end != NO_END)
    return (quote.rate == state.rate) + (quote.notice == state.notice) + 3 * fixed


def _signed(promised: PromisedQuote) -> Quote:
    return Quote.from_wire(json.loads(promised.quote))
