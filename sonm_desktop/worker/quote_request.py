"""A request for a quote, and every reason to refuse it: pure, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eth_utils.address import is_address, to_checksum_address

from sonm_desktop.chain.records import Binding
from sonm_desktop.core.amounts import hourly, snm
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.ids import ZERO_ADDRESS, Address, parse_hash
from sonm_desktop.worker.plan import SHORTEST_S, AskPlan

SPOT_FUNDS_S = 600
"""Seconds that a customer of a spot deal must be able to pay for."""

_LONGEST = 2**32 - 1
_HIGHEST_RATE = 2**80 - 1


@dataclass(frozen=True, slots=True)
class QuoteRequest:
    """What a customer asks for. duration: s; of a spot offer only a wish."""

    slice: str
    consumer: Address
    duration: int
    max_rate: int


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
    return QuoteRequest(slice_id, Address(to_checksum_address(consumer)), duration, max_rate)


def refusal(
    plan: AskPlan,
    request: QuoteRequest,
    *,
    slice_id: str,
    funds: int,
    binding: Binding | None,
    master: Address,
    now: int,
) -> UserError | None:
    """Why *request* gets no quote; None when it gets one."""
    return (
        _wrong_terms(plan, request, slice_id)
        or _unbound(plan, request, binding, master, now)
        or _too_poor(plan, request, funds)
    )


def price(plan: AskPlan, request: QuoteRequest) -> int:
    """What the customer must hold: the whole duration, or ten minutes of a spot deal, wei."""
    return plan.rate * (request.duration if plan.duration else SPOT_FUNDS_S)


def _wrong_terms(plan: AskPlan, request: QuoteRequest, slice_id: str) -> UserError | None:
    if request.slice != slice_id:
        return UserError("worker.unknown_slice")
    if request.consumer == ZERO_ADDRESS:
        return UserError("worker.bad_quote_request")
    if plan.rate > request.max_rate:
        shown = {"rate": hourly(plan.rate), "limit": hourly(request.max_rate)}
        return UserError("worker.price_above_limit", **shown)
    if not plan.duration:
        return None
    if not SHORTEST_S <= request.duration <= plan.duration:
        return UserError(
            "worker.duration_not_offered",
            wanted=request.duration,
            least=SHORTEST_S,
            most=plan.duration,
        )
    return None


def _unbound(
    plan: AskPlan, request: QuoteRequest, binding: Binding | None, master: Address, now: int
) -> UserError | None:
    if binding is None or binding.master != master or binding.expiry <= now:
        return UserError("worker.not_bound")
    if master == request.consumer:
        return UserError("worker.own_customer")
    if plan.duration and request.duration > binding.max_duration:
        return UserError(
            "worker.duration_not_offered",
            wanted=request.duration,
            least=SHORTEST_S,
            most=min(plan.duration, binding.max_duration),
        )
    return None


def _too_poor(plan: AskPlan, request: QuoteRequest, funds: int) -> UserError | None:
    needed = price(plan, request)
    if funds < needed:
        return UserError("worker.too_little_snm", needed=snm(needed), there=snm(funds))
    return None
