"""A fresh quote from a live worker, checked against the offer that the customer has seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.dollars import UsdPrice, highest_rate
from sonm_desktop.core.errors import BadReply, UserError
from sonm_desktop.core.ids import Address
from sonm_desktop.market.acquaintance import Acquaintance
from sonm_desktop.market.offers.liveness import ask_for_life
from sonm_desktop.market.offers.matching import Mismatch, mismatches
from sonm_desktop.market.offers.offer import SignedAsk
from sonm_desktop.market.offers.quote_check import (
    Asked,
    quote_duration,
    quote_mismatches,
    worse_than_shown,
)
from sonm_desktop.market.offers.requirement import Requirement
from sonm_desktop.market.offers.wants import wants_to_wire
from sonm_desktop.market.ports import ChainView, Contacts, Peer
from sonm_desktop.market.prices.dollars import price_now
from sonm_desktop.market.service import checked_ask
from sonm_desktop.rental.wishes import PurchaseWish
from sonm_desktop.wallet.messages import Domain, MessageError, Quote

CALL_S = 15.0


@dataclass(frozen=True, slots=True)
class FreshQuote:
    """A quote that may be taken. offer: the ask that it names. dollars: where it is in USD.

    master: whom the worker serves.
    """

    offer: SignedAsk
    quote: Quote
    signature: bytes
    dollars: InDollars | None = None
    master: Address | None = None


@dataclass(frozen=True, slots=True)
class InDollars:
    """What a price in USD comes to. rate: by now, wei per second; most: the highest that `take`
    may convert it to. age: of the feed's price, s."""

    rate: int
    most: int
    price: UsdPrice
    age: int


class Quoting:
    """Asks workers; believes nothing that is not signed."""

    def __init__(
        self,
        *,
        chain: ChainView,
        contacts: Contacts,
        domain: Domain,
        acquaintance: Acquaintance | None = None,
    ) -> None:
        self._chain = chain
        self._acquaintance = acquaintance
        self._contacts = contacts
        self._domain = domain

    async def fresh(self, wish: PurchaseWish, shown: SignedAsk, limit: Wei) -> FreshQuote:
        """Raises UserError with the first reason why *shown* cannot be bought, RemoteError."""
        seen = await self._seen(shown, wish.slippage)
        now = await self._chain.pending_time()
        known = await self._informed(wanted(wish, limit), wish.account, now)
        requirement = replace(known, usd=seen.price if seen else None)
        refuse(mismatches(requirement, shown.ask, now))
        longest = shown.ask.max_duration
        master = await self._require_binding(shown.ask.worker, wish, longest, now)
        peer = await self._contacts.reach("consumer", wish.account, shown.ask)
        await self._require_accepting(peer)
        offer = await self._current(peer, shown)
        refuse(worse_than_shown(shown.ask, offer.ask))
        refuse(mismatches(requirement, offer.ask, now))
        return replace(await self._quoted(peer, wish, shown, offer, seen), master=master)

    async def _informed(self, wanted: Requirement, account: Address, now: int) -> Requirement:
        """*wanted* with what the registries say in the newest block, for *account*."""
        if self._acquaintance is None:
            return wanted
        await self._acquaintance.refresh()
        return self._acquaintance.informed(wanted, now, account)

    async def _quoted(
        self,
        peer: Peer,
        wish: PurchaseWish,
        shown: SignedAsk,
        offer: SignedAsk,
        seen: InDollars | None,
    ) -> FreshQuote:
        most = seen.most if seen else shown.ask.rate
        reply = await peer.call(
            "quote",
            {
                "slice": offer.ask.slice,
                "consumer": wish.account,
                "duration": quote_duration(offer.ask, wish.duration),
                "max_rate": most,
                "wants": wants_to_wire(wanted_of(wish)),
            },
            deadline_s=CALL_S,
        )
        quote, signature = _read_quote(reply)
        asked = Asked(wish.account, wish.duration, most, shown.ask.usd_rate)
        now = await self._chain.pending_time()
        refuse(quote_mismatches(quote, signature, offer, asked, domain=self._domain, now=now))
        if await self._chain.deal(quote.deal_id) is not None:
            raise UserError("market.quote_used_up")
        dollars = None if seen is None else _converted(quote.usd_rate, seen, wish.slippage)
        return FreshQuote(offer, quote, signature, dollars)

    async def _seen(self, shown: SignedAsk, slippage: int) -> InDollars | None:
        """What *shown* comes to at the feed's price of this moment; None for one in SNM.

        Raises UserError with the reason why a price in USD cannot be converted now.
        """
        if not shown.ask.usd_rate:
            return None
        answer, price = await price_now(self._chain)
        seen = InDollars(0, 0, price, answer.age(answer.read))
        return _converted(shown.ask.usd_rate, seen, slippage)

    async def _require_accepting(self, peer: Peer) -> None:
        reply = await ask_for_life(peer, self._domain, deadline_s=CALL_S)
        if not reply.same_network:
            raise UserError("market.worker_on_other_network")
        if not reply.accepting:
            raise UserError("market.worker_busy")

    async def _current(self, peer: Peer, shown: SignedAsk) -> SignedAsk:
        """The ask of the same slice that the worker stands by now."""
        reply = await peer.call("asks", {}, deadline_s=CALL_S)
        for entry in _entries(reply):
            offer = self._checked(entry, shown.ask.worker)
            if offer.ask.slice == shown.ask.slice:
                return offer
        raise UserError("market.offer_withdrawn")

    def _checked(self, entry: Any, worker: Address) -> SignedAsk:
        if not isinstance(entry, dict):
            raise BadReply("an offer that is not one")
        try:
            return checked_ask(entry.get("ask"), entry.get("signature"), self._domain, worker)
        except MessageError as error:
            raise BadReply("an offer that its worker has not signed") from error

    async def _require_binding(
        self, worker: Address, wish: PurchaseWish, longest: int, now: int
    ) -> Address:
        binding = await self._chain.binding(worker)
        if binding is None or binding.expiry <= now:
            raise UserError("market.worker_not_bound")
        if binding.master == wish.account:
            raise UserError("market.own_offer")
        if self._acquaintance is not None and self._acquaintance.refuses(binding.master):
            raise UserError("market.supplier_blocked", worker=worker)
        if longest and wish.duration > binding.max_duration:
            raise UserError(
                "market.duration_too_long", wanted=wish.duration, most=binding.max_duration
            )
        return binding.master


def _converted(usd_rate: int, seen: InDollars, slippage: int) -> InDollars:
    rate = seen.price.rate_of(usd_rate)
    if rate is None:
        raise UserError("market.price_in_usd")
    return replace(seen, rate=rate, most=highest_rate(rate, slippage))


def wanted(wish: PurchaseWish, limit: Wei) -> Requirement:
    """All that the offer must meet, the duration and the limit of *wish* included."""
    requirement = wanted_of(wish)
    most = limit if requirement.max_total is None else min(limit, requirement.max_total)
    return replace(requirement, max_total=most)


def wanted_of(wish: PurchaseWish) -> Requirement:
    """What the offer must meet for the time of *wish*, whatever it may cost."""
    return replace(wish.requirement or Requirement(), duration=wish.duration)


def refuse(reasons: list[Mismatch]) -> None:
    """Raise the first reason as a UserError; return when there is none."""
    if reasons:
        raise UserError(reasons[0].code, **reasons[0].params)


def _entries(reply: dict[str, Any]) -> list[Any]:
    entries = reply.get("asks")
    if not isinstance(entries, list):
        raise BadReply("no list of offers")
    return entries


def _read_quote(reply: dict[str, Any]) -> tuple[Quote, bytes]:
    signature = reply.get("signature")
    if not isinstance(signature, bytes):
        raise BadReply("a quote without a signature")
    try:
        return Quote.from_wire(reply.get("quote")), signature
    except MessageError as error:
        raise BadReply("a quote that is not one") from error
