"""The matcher's constraints over columns: which rows pass each one.

Says the same as `matching.mismatches`, row by row and code by code; a property test holds
both together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import numpy as np

from sonm_desktop.core.dollars import HIGHEST_RATE, UsdPrice
from sonm_desktop.core.ids import Address
from sonm_desktop.market.offers.columns import DEAREST, LOW_BITS, LOW_MASK, Column, Mask
from sonm_desktop.market.offers.matching import LEAST, Reason
from sonm_desktop.market.offers.requirement import Requirement, Terms
from sonm_desktop.market.standing.identity import ANYBODY
from sonm_desktop.wallet.messages import SandboxMode


class Figures(Protocol):
    """Rows as columns: the whole book, or what is left of it."""

    def __len__(self) -> int: ...
    def __getitem__(self, name: str) -> Column: ...
    def benchmark(self, number: int) -> Column | None: ...
    def by_worker(self, values: Mapping[Any, int]) -> Column: ...
    def named(self, workers: frozenset[Address]) -> Mask: ...
    def architecture_number(self, name: str) -> int | None: ...


def constraints(
    requirement: Requirement, columns: Figures, now: int
) -> Iterator[tuple[Reason, Mask]]:
    """Each constraint that can fail, with the rows that pass it; cheap and selective first.

    *columns* may hold fewer rows each time that the next constraint is asked for.
    """
    yield Reason("market.ask_expired"), above(columns["expiry"], now)
    yield from _least(requirement, columns)
    yield from _price(requirement, columns)
    yield from _durations(requirement, columns)
    yield from _benchmarks(requirement, columns)
    yield from _properties(requirement, columns)
    for code, workers in (
        ("market.worker_excluded", requirement.excluded),
        ("market.supplier_blocked", requirement.blocked),
        ("market.customer_not_served", requirement.unwilling),
    ):
        if workers:
            yield Reason(code), ~columns.named(workers)
    if requirement.supplier_identity > ANYBODY:
        yield Reason("market.supplier_unknown"), columns.named(requirement.vouched)


def at_least(column: Column, value: int) -> Mask:
    """column >= value, for any integer."""
    if value <= 0:
        return np.ones(len(column), dtype=np.bool_)
    if value > np.iinfo(column.dtype).max:
        return np.zeros(len(column), dtype=np.bool_)
    return _mask(column >= value)


def above(column: Column, value: int) -> Mask:
    """column > value, for any integer."""
    return at_least(column, value + 1)


def at_most(column: Column, value: int) -> Mask:
    """column <= value, for any integer."""
    return ~above(column, value)


def _all_bits(column: Column, bits: int) -> Mask:
    if bits > np.iinfo(column.dtype).max:
        return np.zeros(len(column), dtype=np.bool_)
    return _mask((column & bits) == bits)


def _mask(result: Any) -> Mask:
    return np.asarray(result, dtype=np.bool_)


def _least(requirement: Requirement, columns: Figures) -> Iterator[tuple[Reason, Mask]]:
    for code, name in LEAST:
        wanted = getattr(requirement, name)
        if wanted > 0:
            yield Reason(code), at_least(columns[name], wanted)


def _price(requirement: Requirement, columns: Figures) -> Iterator[tuple[Reason, Mask]]:
    limit, usd = requirement.rate_limit(), requirement.usd
    if limit is None:
        return
    if columns["in_usd"].any():
        yield Reason("market.price_in_usd"), ~_mask(columns["in_usd"]) | _converted(columns, usd)
    yield Reason("market.too_expensive"), _affordable(columns, limit, usd)


def _affordable(columns: Figures, limit: int, usd: UsdPrice | None) -> Mask:
    """Rates in SNM up to *limit*, and those in USD that come to no more, or to nothing known."""
    in_usd = _mask(columns["in_usd"])
    cheap = _rate_at_most(columns, limit)
    if not in_usd.any():
        return cheap
    if usd is None:
        return in_usd | cheap
    cheap_in_usd = _exact_at_most(columns, _highest_in_usd(limit, usd))
    return np.where(in_usd, cheap_in_usd | ~_converted(columns, usd), cheap)


def _converted(columns: Figures, usd: UsdPrice | None) -> Mask:
    """Of rows in USD: those whose rate the market would convert, see `UsdPrice.rate_of`."""
    if usd is None:
        return np.zeros(len(columns), dtype=np.bool_)
    most = _exact_at_most(columns, _highest_in_usd(HIGHEST_RATE, usd))
    return most & ~_exact_at_most(columns, _highest_in_usd(0, usd))


def _highest_in_usd(rate: int, usd: UsdPrice) -> int:
    """The highest rate in USD that comes to *rate* or less."""
    return int(((rate + 1) * usd.answer - 1) // 10**usd.decimals)


def _rate_at_most(columns: Figures, limit: int) -> Mask:
    """Of rows in SNM: quickly by one number, but for rates that are too large for it."""
    if 0 <= limit < DEAREST:
        return _mask(columns["price"] <= limit)
    return _exact_at_most(columns, limit)


def _exact_at_most(columns: Figures, limit: int) -> Mask:
    if limit < 0:
        return np.zeros(len(columns), dtype=np.bool_)
    high, low = columns["rate_high"], columns["rate_low"]
    limit_high, limit_low = limit >> LOW_BITS, limit & LOW_MASK
    if limit_high > LOW_MASK:
        return np.ones(len(columns), dtype=np.bool_)
    return _mask((high < limit_high) | ((high == limit_high) & (low <= limit_low)))


def _durations(requirement: Requirement, columns: Figures) -> Iterator[tuple[Reason, Mask]]:
    wanted = requirement.duration
    if requirement.terms is Terms.SPOT:
        yield Reason("market.not_spot"), _is_spot(columns)
    if requirement.terms is Terms.FIXED:
        yield Reason("market.not_fixed"), ~_is_spot(columns)
    yield Reason("market.duration_too_short"), at_most(columns["min_duration"], wanted)
    long_enough = at_most(columns["min_duration"], wanted)
    too_long = ~_is_spot(columns) & ~at_least(columns["max_duration"], wanted)
    yield Reason("market.duration_too_long"), ~(long_enough & too_long)


def _is_spot(columns: Figures) -> Mask:
    return _mask(columns["max_duration"] == 0)


def _benchmarks(requirement: Requirement, columns: Figures) -> Iterator[tuple[Reason, Mask]]:
    for number, least in requirement.benchmarks:
        if least <= 0:
            continue
        column = columns.benchmark(number)
        passing = (
            np.zeros(len(columns), dtype=np.bool_) if column is None else at_least(column, least)
        )
        yield Reason("market.benchmark_too_low", number), passing


def _properties(requirement: Requirement, columns: Figures) -> Iterator[tuple[Reason, Mask]]:
    if requirement.architecture:
        number = columns.architecture_number(requirement.architecture)
        same = columns["architecture"] == (-1 if number is None else number)
        yield Reason("market.other_architecture"), _mask(same)
    if requirement.netflags:
        yield Reason("market.network_missing"), _all_bits(columns["netflags"], requirement.netflags)
    if requirement.strict:
        strict = columns["sandbox"] == SandboxMode.STRICT
        yield Reason("market.sandbox_not_strict"), _mask(strict)
    yield Reason("market.identity_too_low"), at_most(columns["identity"], requirement.identity)
