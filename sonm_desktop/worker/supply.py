"""What this worker sells: one signed ask, and quotes that share the nonce of its slice.

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
from typing import Any

from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import Address, Digest
from sonm_desktop.store.worker_deals import DealPhase, WorkerDeals
from sonm_desktop.store.worker_facts import WorkerFacts
from sonm_desktop.store.worker_supply import FreeNonce, PromisedQuote, WorkerSupply
from sonm_desktop.wallet.messages import Ask, Domain, Quote, deal_id
from sonm_desktop.worker.access import Consumers
from sonm_desktop.worker.benchmarks.suite import Benchmarks
from sonm_desktop.worker.machine import Machine
from sonm_desktop.worker.offer import ask_for
from sonm_desktop.worker.plan import AskPlan, plan_from_wire, require_confinement, require_fit
from sonm_desktop.worker.ports import ChainView, Contact, WorkerKey
from sonm_desktop.worker.quote_request import QuoteRequest, refusal

logger = logging.getLogger(__name__)

ASK_LIFE_S = 1800
ASK_FRESH_S = 300
_AHEAD_S = 60
"""Changes of the plan within one second push the ask's date ahead, by so much at most."""
QUOTE_LIFE_S = 540
KEPT_AFTER_EXPIRY_S = 86_400

_NONCE_BITS = 128
_PLAN, _SLICE = "plan", "slice"


@dataclass(frozen=True, slots=True)
class SignedAsk:
    """An ask as it is given to anybody."""

    ask: Ask
    signature: bytes
    digest: Digest


class Supply:
    """The plan, and what is signed because of it."""

    def __init__(
        self,
        *,
        key: WorkerKey,
        domain: Domain,
        master: Address,
        chain: ChainView,
        facts: WorkerFacts,
        promises: WorkerSupply,
        deals: WorkerDeals,
        consumers: Consumers,
        machine: Machine,
        benchmarks: Benchmarks,
        contact: Callable[[], Contact],
        ask_life_s: int = ASK_LIFE_S,
    ) -> None:
        self._key = key
        self._domain = domain
        self._master = master
        self._chain = chain
        self._facts = facts
        self._promises = promises
        self._deals = deals
        self._consumers = consumers
        self._machine = machine
        self._benchmarks = benchmarks
        self._contact = contact
        self._ask_life_s = ask_life_s
        self._signing = asyncio.Lock()
        self._signed: SignedAsk | None = None
        self.closing = False
        """Set when the worker takes no more deals."""

    async def plan(self) -> AskPlan | None:
        """What is on sale; None when nothing is."""
        wire = await self._facts.get(_PLAN)
        return None if wire is None else plan_from_wire(wire)

    async def set_plan(self, wire: Any) -> None:
        """Put *wire* on sale, or with None nothing. Raises UserError."""
        if wire is not None:
            plan = plan_from_wire(wire)
            require_fit(plan, await self._machine.hardware())
            require_confinement(plan, await self._machine.engine())
        await self._facts.put(_PLAN, wire)

    async def busy(self) -> bool:
        """Whether a deal holds the slice."""
        return any(deal.state is not DealPhase.ENDED for deal in await self._deals.unfinished())

    async def accepting(self) -> bool:
        """Whether a quote would be given to somebody who can pay."""
        if self.closing or await self.plan() is None or await self.busy():
            return False
        return (await self._machine.engine()).ok

    async def current(self) -> SignedAsk | None:
        """The ask on sale now, signed at most five minutes ago; None when there is none."""
        plan = await self.plan()
        if plan is None or not await self.accepting():
            return None
        async with self._signing:
            now = await self._chain.pending_time()
            fresh = await self._ask(plan, now)
            kept = self._signed
            if kept is None or not _still_good(kept.ask, fresh, now):
                fresh = _after(kept, fresh)
                digest = fresh.digest(self._domain)
                kept = SignedAsk(fresh, self._key.sign(fresh, self._domain), digest)
                self._signed = kept
            return kept

    async def quote(self, caller: Address, request: QuoteRequest) -> tuple[Quote, bytes]:
        """A quote for *request*. Raises UserError with the reason why there is none."""
        await self._consumers.require_speaks_for(caller, request.consumer)
        plan, ask = await self.plan(), await self.current()
        if plan is None or ask is None:
            raise UserError(await self._why_not())
        now = await self._chain.pending_time()
        reason = refusal(
            plan,
            request,
            slice_id=ask.ask.slice,
            funds=await self._funds(request.consumer),
            binding=await self._chain.binding(self._key.address),
            master=self._master,
            now=now,
        )
        if reason is not None:
            raise reason
        async with self._signing:
            free = await self._free_nonce()
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
                ),
                forget_before=now - KEPT_AFTER_EXPIRY_S,
            )
        logger.info("quoted %s to %s", quote.deal_id, quote.consumer)
        return quote, self._key.sign(quote, self._domain)

    async def _why_not(self) -> str:
        if self.closing:
            return "worker.closing"
        if await self.plan() is None:
            return "worker.nothing_on_sale"
        if await self.busy():
            return "worker.slice_taken"
        return "worker.cannot_run_now"

    async def _funds(self, consumer: Address) -> int:
        """The vault, and the wallet that a purchase can deposit from in the same step."""
        return await self._chain.vault(consumer) + await self._chain.token_balance(consumer)

    async def _free_nonce(self) -> FreeNonce:
        free = await self._promises.free_nonce()
        if free is None:
            nonce = secrets.randbits(_NONCE_BITS)
            free = FreeNonce(deal_id(self._key.address, nonce), nonce)
            await self._promises.add_nonce(free)
        return free

    async def _ask(self, plan: AskPlan, now: int) -> Ask:
        hardware = await self._machine.hardware()
        engine = await self._machine.engine()
        return ask_for(
            plan,
            worker=self._key.address,
            slice_id=await self._slice(),
            hardware=hardware,
            architecture=engine.architecture or hardware.architecture,
            measured=await self._benchmarks.values(hardware),
            contact=self._contact(),
            issued=now,
            expiry=now + self._ask_life_s,
        )

    async def _slice(self) -> str:
        known = await self._facts.get(_SLICE)
        if known is None:
            known = "0x" + secrets.token_hex(32)
            await self._facts.put(_SLICE, known)
        return str(known)


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
        usd_rate=0,
        duration=request.duration if plan.duration else 0,
        notice=plan.notice,
        minimum=0,
        window=plan.window,
        ingress=0,
        egress=0,
        item=0,
        expiry=now + QUOTE_LIFE_S,
    )
