"""A request for a quote, and every reason to refuse it: pure, in one place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from eth_utils.address import is_address, to_checksum_address

from sonm_desktop.chain.records import Binding
from sonm_desktop.core.amounts import WeiPerSecond, snm
from sonm_desktop.core.dollars import UsdPrice
from sonm_desktop.core.errors import BadReply, UserError
from sonm_desktop.core.ids import ZERO_ADDRESS, Address, parse_hash
from sonm_desktop.market.offers.matching import mismatches, rate_now
from sonm_desktop.market.offers.requirement import Requirement
from sonm_desktop.market.offers.wants import wants_from_wire
from sonm_desktop.wallet.messages import Ask

SPOT_FUNDS_S = 600
"""Seconds that a customer of a spot deal must be able to pay for."""

_LONGEST = 2**32 - 1
_HIGHEST_RATE = 2**80 - 1


@dataclass(frozen=True, slots=True)
class QuoteRequest:
    """What a customer asks for. duration: s; of a spot offer only a wish. wants: what the offer
    must have; a customer need not say it."""

    slice: str
    consumer: Address
    duration: int
    max_rate: int
    wants: Requirement | None = None


def quote_request(wire: dict[str, Any]) -> QuoteRequest:
    """The request in *wire*. Raises UserError worker.bad_quote_request."""
    try:
        slice_id = parse_hash(str(wire["slice"]))
        consumer, duration, max_rate = wire["consumer"], wire["duration"], wire["max_rate"]
    except (KeyError, ValueError) as error:
        raise UserError("worker.bad_quote_request") from error
    if not isinstance(consumer, str) or not is_address(consumer):
        raise UserError("worker.bad_quote_request")
    if type(duration) is not int or not 0 <= duration <= _LONGEST:
        raise UserError("worker.bad_quote_request")
    if type(max_rate) is not int or not 0 <= max_rate <= _HIGHEST_RATE:
        raise UserError("worker.bad_quote_request")
    account = Address(to_checksum_address(consumer))
    return QuoteRequest(slice_id, account, duration, max_rate, _wants(wire))


def _wants(wire: dict[str, Any]) -> Requirement | None:
    if "wants" not in wire:
        return None
    try:
        return wants_from_wire(wire["wants"])
    except BadReply as error:
        raise UserError("worker.bad_quote_request") from error


@dataclass(frozen=True, slots=True)
class Customer:
    """What the chain says of who asks. level: of his identity, 1 is anonymous. refused: by the
    lists of this worker's master. funds: SNM that he could pay with. usd: see `Requirement`."""

    level: int
    refused: bool
    funds: int
    usd: UsdPrice | None = None


def refusal(
    ask: Ask,
    request: QuoteRequest,
    customer: Customer,
    *,
    binding: Binding | None,
    master: Address,
    now: int,
) -> UserError | None:
    """Why *request* for *ask* gets no quote; None when it gets one. By the one matcher that the
    customer's side uses, and with its codes; binding and funds come on top."""
    return (
        _wrong_request(ask, request)
        or _unbound(request, binding, master, now)
        or _mismatch(ask, request, customer, now)
        or _beyond_binding(ask, request, binding)
        or _too_poor(ask, request, customer)
    )


def quote_requirement(ask: Ask, request: QuoteRequest, customer: Customer) -> Requirement:
    """What *request* needs of *ask*, with what the chain says of *customer* instead of what he
    says himself. A fixed deal is judged by the time that the quote will hold; a spot deal by
    the time that he wants, if he says one."""
    unsaid = Requirement(duration=max(request.duration, ask.min_duration))
    wants = request.wants or unsaid
    return replace(
        wants,
        duration=request.duration if ask.max_duration else wants.duration,
        max_rate=WeiPerSecond(request.max_rate),
        max_total=None,
        identity=customer.level,
        unwilling=frozenset({ask.worker} if customer.refused else ()),
        usd=customer.usd,
    )


def price(ask: Ask, request: QuoteRequest, usd: UsdPrice | None = None) -> int:
    """What the customer must hold: the whole duration, or of a spot deal ten minutes and what is
    paid at least, wei."""
    rate = rate_now(ask, usd) or 0
    spot = max(SPOT_FUNDS_S, ask.min_duration)
    return rate * (request.duration if ask.max_duration else spot)


def _wrong_request(ask: Ask, request: QuoteRequest) -> UserError | None:
    if request.slice != ask.slice:
        return UserError("worker.unknown_slice")
    if request.consumer == ZERO_ADDRESS:
        return UserError("worker.bad_quote_request")
    return None


def _mismatch(ask: Ask, request: QuoteRequest, customer: Customer, now: int) -> UserError | None:
    for reason in mismatches(quote_requirement(ask, request, customer), ask, now):
        return UserError(reason.code, **reason.params)
    return None


def _unbound(
    request: QuoteRequest, binding: Binding | None, master: Address, now: int
) -> UserError | None:
    if binding is None or binding.master != master or binding.expiry <= now:
        return UserError("worker.not_bound")
    if master == request.consumer:
        return UserError("worker.own_customer")
    return None


def _beyond_binding(ask: Ask, request: QuoteRequest, binding: Binding | None) -> UserError | None:
    if binding and ask.max_duration and request.duration > binding.max_duration:
        most = min(ask.max_duration, binding.max_duration)
        return UserError("market.duration_too_long", wanted=request.duration, most=most)
    return None


def _too_poor(ask: Ask, request: QuoteRequest, customer: Customer) -> UserError | None:
    needed = price(ask, request, customer.usd)
    if customer.funds < needed:
        return UserError("worker.too_little_snm", needed=snm(needed), there=snm(customer.funds))
    return None
