"""Whether a fresh quote is what its offer promised, for this customer. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.core.amounts import hourly
from sonm_desktop.core.dollars import usd_hourly
from sonm_desktop.core.ids import Address
from sonm_desktop.market.offers.matching import LEAST, Mismatch
from sonm_desktop.market.offers.offer import SignedAsk
from sonm_desktop.wallet.messages import Ask, Domain, MessageError, Quote
from sonm_desktop.wallet.signer import require_signature

LONGEST_QUOTE_S = 600
SHORTEST_LEFT_S = 5
LEAST_WINDOW_H = 24
MOST_WINDOW_H = 168


@dataclass(frozen=True, slots=True)
class Asked:
    """What the quote was asked for. duration: seconds that the customer wants. max_usd_rate: of an
    offer in USD, 10^-18 USD per second; 0 of one in SNM."""

    consumer: Address
    duration: int
    max_rate: int
    max_usd_rate: int = 0


def quote_duration(ask: Ask, wanted: int) -> int:
    """What stands in a quote for *wanted* seconds of *ask*: 0 for spot."""
    return wanted if ask.max_duration else 0


def quote_mismatches(
    quote: Quote, signature: bytes, offer: SignedAsk, asked: Asked, *, domain: Domain, now: int
) -> list[Mismatch]:
    """Why *quote* must not be taken; empty when it may. *offer* is the ask that it must name."""
    try:
        require_signature(quote, domain, signature, offer.ask.worker)
    except MessageError:
        return [Mismatch("market.quote_forged")]
    return [*_identity(quote, offer, asked), *_time(quote, now), *_terms(quote, offer.ask, asked)]


def worse_than_shown(shown: Ask, current: Ask) -> list[Mismatch]:
    """How *current* is less than *shown*, which the customer has seen; the price apart."""
    found = [
        Mismatch(code, {"wanted": getattr(shown, name), "offered": getattr(current, name)})
        for code, name in LEAST
        if getattr(current, name) < getattr(shown, name)
    ]
    if current.architecture != shown.architecture:
        found.append(Mismatch("market.other_architecture", {"wanted": shown.architecture}))
    missing = shown.netflags & ~current.netflags
    if missing:
        found.append(Mismatch("market.network_missing", {"missing": missing}))
    if current.sandbox > shown.sandbox:
        found.append(Mismatch("market.sandbox_not_strict"))
    if bool(current.max_duration) != bool(shown.max_duration):
        found.append(Mismatch("market.not_fixed" if shown.max_duration else "market.not_spot"))
    return found


def _identity(quote: Quote, offer: SignedAsk, asked: Asked) -> list[Mismatch]:
    if quote.consumer != asked.consumer:
        return [Mismatch("market.quote_for_another", {"consumer": quote.consumer})]
    if quote.worker != offer.ask.worker or quote.ask != offer.id:
        return [Mismatch("market.quote_of_another_offer")]
    return []


def _time(quote: Quote, now: int) -> list[Mismatch]:
    if quote.expiry < now + SHORTEST_LEFT_S:
        return [Mismatch("market.quote_expired", {"expiry": quote.expiry})]
    if quote.expiry > now + LONGEST_QUOTE_S:
        return [Mismatch("market.quote_too_long")]
    return []


def _terms(quote: Quote, ask: Ask, asked: Asked) -> list[Mismatch]:
    found = []
    if bool(quote.usd_rate) != bool(asked.max_usd_rate) or (quote.usd_rate and quote.rate):
        found.append(Mismatch("market.quote_other_currency"))
    elif quote.usd_rate > asked.max_usd_rate:
        shown = {"price": usd_hourly(quote.usd_rate), "most": usd_hourly(asked.max_usd_rate)}
        found.append(Mismatch("market.quote_too_expensive", shown))
    elif quote.rate > asked.max_rate:
        shown = {"price": hourly(quote.rate), "most": hourly(asked.max_rate)}
        found.append(Mismatch("market.quote_too_expensive", shown))
    if quote.item or ((quote.ingress or quote.egress) and not ask.netflags):
        found.append(Mismatch("market.quote_has_extras"))
    if quote.duration != quote_duration(ask, asked.duration):
        found.append(Mismatch("market.quote_other_duration", {"wanted": asked.duration}))
    if quote.minimum > max(ask.min_duration, 0) or quote.minimum > asked.duration:
        found.append(Mismatch("market.quote_minimum", {"minimum": quote.minimum}))
    if quote.notice > asked.duration:
        found.append(Mismatch("market.quote_notice", {"notice": quote.notice}))
    if not LEAST_WINDOW_H <= quote.window <= MOST_WINDOW_H:
        found.append(Mismatch("market.quote_window", {"window": quote.window}))
    return found
