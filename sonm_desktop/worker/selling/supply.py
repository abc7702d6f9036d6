"""What this worker sells: a signed ask for each plan on sale, and quotes that share the nonce
of its slice.

A nonce is recorded before anything is signed with it and stays until a deal has used it, so
that all outstanding quotes of the slice exclude each other on the chain, also after a crash.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from sonm_desktop.core.allotment import Standing
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, Digest
from sonm_desktop.market.prices.dollars import price_now
from sonm_desktop.store.worker_supply import FreeNonce, PromisedQuote, WorkerSupply
from sonm_desktop.wallet.messages import Ask, Domain, Quote, deal_id
from sonm_desktop.worker.benchmarks.suite import Benchmarks
from sonm_desktop.worker.desks.access import Consumers
from sonm_desktop.worker.guest.guest import Guest
from sonm_desktop.worker.guest.remaining import rounded, still_worth, while_open
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.ports import ChainView, Contact, WorkerKey
from sonm_desktop.worker.selling.offer import ask_for
from sonm_desktop.worker.selling.plan import AskPlan
from sonm_desktop.worker.selling.quote_request import Customer, QuoteRequest, refusal
from sonm_desktop.worker.selling.shelf import Shelf
from sonm_desktop.worker.selling.standing import ShelfPlan
from sonm_desktop.worker.selling.vetting import Vetting

logger = logging.getLogger(__name__)

ASK_LIFE_S = 1800
ASK_FRESH_S = 300
_AHEAD_S = 60
"""Changes of the plan within one second push the ask's date ahead, by so much at most."""
QUOTE_LIFE_S = 540
KEPT_AFTER_EXPIRY_S = 86_400

MOST_OPEN_OF_ONE = 16
MOST_OPEN = 256
"""Quotes of a slice that may be taken at the same time: signing one costs its customer nothing."""

MOST_KEPT = 2 * MOST_OPEN
"""While this worker is awake it sees a deal within seconds, so that the oldest may go."""

_NONCE_BITS = 128
_WHY_NOT = {
    Standing.RENTED: "worker.slice_taken",
    Standing.COVERED: "worker.slice_covered",
    Standing.PROMISED: "worker.slice_promised",
    Standing.SHORT: "worker.slice_short",
    Standing.PAUSED: "worker.slice_paused",
    Standing.RESTING: "worker.slice_paused",
}


@dataclass(frozen=True, slots=True)
class SignedAsk:
    """An ask as it is given to anybody."""

    ask: Ask
    signature: bytes
    digest: Digest


class Supply:
    """The shelf's plans, and what is signed because of them."""

    def __init__(
        self,
        *,
        key: WorkerKey,
        domain: Domain,
        master: Address,
        chain: ChainView,
        shelf: Shelf,
        promises: WorkerSupply,
        consumers: Consumers,
        vetting: Vetting,
        machine: Machine,
        benchmarks: Benchmarks,
        guest: Guest,
        contact: Callable[[], Contact],
        ask_life_s: int = ASK_LIFE_S,
    ) -> None:
        self._key = key
        self._domain = domain
        self._master = master
        self._chain = chain
        self._shelf = shelf
        self._promises = promises
        self._consumers = consumers
        self._vetting = vetting
        self._machine = machine
        self._benchmarks = benchmarks
        self._guest = guest
        self._contact = contact
        self._ask_life_s = ask_life_s
        self._signing = asyncio.Lock()
        self._signed: dict[str, SignedAsk] = {}
        self.closing = False
        """Set when the worker takes no more deals."""

    async def accepting(self) -> bool:
        """Whether a quote would be given to somebody who can pay."""
        return self._guest.selling and bool(await self._on_sale())

    async def asks(self) -> list[SignedAsk]:
        """The asks on sale now, each signed at most five minutes ago."""
        plans = await self._on_sale()
        if not plans:
            return []
        now = await self._chain.pending_time()
        async with self._signing:
            return [await self._signed_ask(one, now) for one in plans]

    async def quote(self, caller: Address, request: QuoteRequest) -> tuple[Quote, bytes]:
        """A quote for *request*. Raises UserError with the reason why there is none."""
        await self._consumers.require_speaks_for(caller, request.consumer)
        shelf = await self._asked_for(request)
        plan = while_open(shelf.plan, self._guest.seconds_left())
        now = await self._chain.pending_time()
        customer = await self._customer(request.consumer, plan)
        reason = refusal(
            await self._ask(plan, shelf.slice, now),
            request,
            customer,
            binding=await self._chain.binding(self._key.address),
            master=self._master,
            now=now,
        )
        if reason is not None:
            raise reason
        async with self._signing:
            # Once more, where nobody else signs: a change of the plans may have come between.
            shelf = await self._asked_for(request)
            plan = while_open(shelf.plan, self._guest.seconds_left())
            rate = plan.rate_at(customer.usd)
            if rate is None or rate > request.max_rate:
                raise UserError("worker.nothing_on_sale")
            ask = await self._signed_ask(shelf, now)
            free = await self._free_nonce(shelf.slice)
            await self._require_few(free, request.consumer, now)
            quote = _quote(plan, request, ask, nonce=free.nonce, now=now)
            await self._promises.add_quote(
                PromisedQuote(
                    deal=free.deal,
                    consumer=quote.consumer,
                    quote=json.dumps(quote.to_wire()),
                    expiry=quote.expiry,
                    cpu_percent=plan.cpu_percent,
                    ram_bytes=plan.ram_bytes,
                    storage_bytes=plan.storage_bytes,
                    network=plan.network,
                    ingress_bps=plan.ingress_bps,
                    egress_bps=plan.egress_bps,
                    sandbox=plan.sandbox,
                    gpus=plan.gpus,
                ),
                forget_before=now - KEPT_AFTER_EXPIRY_S,
                most=MOST_KEPT,
            )
        logger.info("quoted %s to %s", quote.deal_id, quote.consumer)
        return quote, self._key.sign(quote, self._domain)

    async def _require_few(self, free: FreeNonce, consumer: Address, now: int) -> None:
        """Raises UserError while too many quotes of the slice may still be taken."""
        promised = await self._promises.open_quotes(free.deal, now)
        if len(promised) >= MOST_OPEN or promised.count(consumer) >= MOST_OPEN_OF_ONE:
            raise UserError("worker.too_many_quotes")

    async def _on_sale(self) -> list[ShelfPlan]:
        if self.closing:
            return []
        places, left = await self._shelf.places(), self._guest.seconds_left()
        listed = [p.shelf for p in places if p.standing is Standing.LISTED]
        listed = [one for one in listed if still_worth(one.plan, left)]
        return listed if listed and (await self._machine.engine()).ok else []

    async def _asked_for(self, request: QuoteRequest) -> ShelfPlan:
        """The plan of the slice that is asked for, on sale now. Raises UserError."""
        if self.closing:
            raise UserError("worker.closing")
        if not self._guest.selling:
            raise UserError("worker.owner_rests")
        places = await self._shelf.places()
        if not places:
            raise UserError("worker.nothing_on_sale")
        place = next((one for one in places if one.shelf.slice == request.slice), None)
        if place is None:
            raise UserError("worker.unknown_slice")
        if place.standing is not Standing.LISTED:
            raise UserError(_WHY_NOT[place.standing])
        if not (await self._machine.engine()).ok:
            raise UserError("worker.cannot_run_now")
        return place.shelf

    async def _customer(self, consumer: Address, plan: AskPlan) -> Customer:
        """By the chain alone. Money: the vault, and the wallet that a purchase can deposit from
        in the same step. Raises UserError where *plan* is in USD that nobody can convert now:
        rather no quote than one at a wrong price."""
        usd = (await price_now(self._chain))[1] if plan.usd_rate else None
        known = await self._vetting.of(consumer)
        vault = await self._chain.vault(consumer)
        wallet = await self._chain.token_balance(consumer)
        return Customer(level=known.level, refused=known.refused, funds=vault + wallet, usd=usd)

    async def _free_nonce(self, slice_id: str) -> FreeNonce:
        free = await self._promises.free_nonce(slice_id)
        if free is None:
            nonce = secrets.randbits(_NONCE_BITS)
            free = FreeNonce(deal_id(self._key.address, nonce), nonce, slice_id)
            await self._promises.add_nonce(free)
        return free

    async def _signed_ask(self, shelf: ShelfPlan, now: int) -> SignedAsk:
        """Under the lock: of two that sign, the second finds what the first has signed."""
        left = self._guest.seconds_left()
        plan = while_open(shelf.plan, None if left is None else rounded(left))
        fresh = await self._ask(plan, shelf.slice, now)
        kept = self._signed.get(shelf.slice)
        if kept is None or not _still_good(kept.ask, fresh, now):
            fresh = _after(kept, fresh)
            signature = self._key.sign(fresh, self._domain)
            kept = SignedAsk(fresh, signature, fresh.digest(self._domain))
            self._signed[shelf.slice] = kept
        return kept

    async def _ask(self, plan: AskPlan, slice_id: str, now: int) -> Ask:
        hardware = await self._machine.hardware()
        engine = await self._machine.engine()
        return ask_for(
            plan,
            worker=self._key.address,
            slice_id=slice_id,
            hardware=hardware,
            architecture=engine.architecture or hardware.architecture,
            measured=await self._benchmarks.measured(hardware),
            contact=self._contact(),
            issued=now,
            expiry=now + self._ask_life_s,
        )


def _after(kept: SignedAsk | None, fresh: Ask) -> Ask:
    """*fresh*, issued later than *kept*: of two asks of one second nobody knows the newer."""
    if kept is None or not 0 <= kept.ask.issued - fresh.issued <= _AHEAD_S:
        return fresh
    return replace(fresh, issued=kept.ask.issued + 1)


def _still_good(kept: Ask, fresh: Ask, now: int) -> bool:
    same = replace(kept, issued=fresh.issued, expiry=fresh.expiry) == fresh
    return same and kept.issued - _AHEAD_S <= now < kept.issued + ASK_FRESH_S


def _quote(plan: AskPlan, request: QuoteRequest, ask: SignedAsk, *, nonce: int, now: int) -> Quote:
    return Quote(
        ask=ask.digest,
        worker=ask.ask.worker,
        consumer=request.consumer,
        nonce=nonce,
        rate=plan.rate,
        usd_rate=plan.usd_rate,
        duration=request.duration if plan.duration else 0,
        notice=plan.notice,
        minimum=plan.minimum,
        window=plan.window,
        ingress=plan.ingress_price,
        egress=plan.egress_price,
        item=0,
        expiry=now + QUOTE_LIFE_S,
    )
