"""Why nothing matches: what each constraint removes, and the smallest change that would help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.dollars import UsdPrice
from sonm_desktop.market.offers.columns import Columns, Rows
from sonm_desktop.market.offers.matching import LEAST, Reason
from sonm_desktop.market.offers.requirement import Liveness, Requirement, Terms

_LEAST_FIELDS = dict(LEAST)


def relaxed(
    requirement: Requirement, reason: Reason, columns: Columns, rows: Rows
) -> Requirement | None:
    """*requirement* changed in *reason* only, as little as lets one of *rows* pass.

    *rows* fail *reason* and nothing else. None where a wish cannot change it.
    """
    if reason.code in _LEAST_FIELDS:
        name = _LEAST_FIELDS[reason.code]
        return _with_least(requirement, name, int(columns[name][rows].max()))
    relax = _BY_CODE.get(reason.code)
    return relax(requirement, reason, columns, rows) if relax else None


def _with_least(requirement: Requirement, name: str, value: int) -> Requirement:
    fields = {name: value}
    return replace(requirement, **fields)  # type: ignore[arg-type]  # a field of whole numbers


def _benchmark(
    requirement: Requirement, reason: Reason, columns: Columns, rows: Rows
) -> Requirement:
    column = columns.benchmark(reason.benchmark or 0)
    best = 0 if column is None else int(column[rows].max())
    lower = (
        (number, best if number == reason.benchmark else least)
        for number, least in requirement.benchmarks
    )
    return replace(requirement, benchmarks=tuple(pair for pair in lower if pair[1]))


def _price(requirement: Requirement, _: Reason, columns: Columns, rows: Rows) -> Requirement | None:
    cheapest = _cheapest(columns, rows, requirement.usd)
    if cheapest is None:
        return None
    total = cheapest * max(1, requirement.duration)
    rate_limit, total_limit = requirement.max_rate, requirement.max_total
    return replace(
        requirement,
        max_rate=None if rate_limit is None else WeiPerSecond(max(rate_limit, cheapest)),
        max_total=None if total_limit is None else Wei(max(total_limit, total)),
    )


def _cheapest(columns: Columns, rows: Rows, usd: UsdPrice | None) -> int | None:
    """The lowest rate of *rows* in SNM; None where all are in USD that nobody can convert."""
    in_usd = columns["in_usd"][rows]
    found: list[int | None] = [_lowest(columns, rows[~in_usd])]
    dollars = _lowest(columns, rows[in_usd])
    if dollars is not None and usd is not None:
        found.append(usd.rate_of(dollars))
    return min((rate for rate in found if rate is not None), default=None)


def _lowest(columns: Columns, rows: Rows) -> int | None:
    prices = columns["price"][rows]
    if not len(rows):
        return None
    return min(columns.rate(int(row)) for row in rows[prices == prices.min()])


def _any_price(requirement: Requirement, _: Reason, __: Columns, ___: Rows) -> Requirement:
    return replace(requirement, max_rate=None, max_total=None)


def _any_terms(requirement: Requirement, _: Reason, __: Columns, ___: Rows) -> Requirement:
    return replace(requirement, terms=Terms.ANY)


def _longer(requirement: Requirement, _: Reason, columns: Columns, rows: Rows) -> Requirement:
    return replace(requirement, duration=int(columns["min_duration"][rows].min()))


def _shorter(requirement: Requirement, _: Reason, columns: Columns, rows: Rows) -> Requirement:
    return replace(requirement, duration=int(columns["max_duration"][rows].max()))


def _any_processor(requirement: Requirement, _: Reason, __: Columns, ___: Rows) -> Requirement:
    return replace(requirement, architecture="")


def _less_network(requirement: Requirement, _: Reason, columns: Columns, rows: Rows) -> Requirement:
    allowed = np.unique(columns["netflags"][rows])
    most = max((int(flags) & requirement.netflags for flags in allowed), key=int.bit_count)
    return replace(requirement, netflags=most)


def _any_sandbox(requirement: Requirement, _: Reason, __: Columns, ___: Rows) -> Requirement:
    return replace(requirement, strict=False)


def _any_liveness(requirement: Requirement, _: Reason, __: Columns, ___: Rows) -> Requirement:
    return replace(requirement, liveness=Liveness.ANY)


def _any_supplier(requirement: Requirement, _: Reason, __: Columns, ___: Rows) -> Requirement:
    return replace(requirement, supplier_identity=0)


_BY_CODE: dict[str, Callable[[Requirement, Reason, Columns, Rows], Requirement | None]] = {
    "market.benchmark_too_low": _benchmark,
    "market.too_expensive": _price,
    "market.price_in_usd": _any_price,
    "market.supplier_unknown": _any_supplier,
    "market.not_spot": _any_terms,
    "market.not_fixed": _any_terms,
    "market.duration_too_short": _longer,
    "market.duration_too_long": _shorter,
    "market.other_architecture": _any_processor,
    "market.network_missing": _less_network,
    "market.sandbox_not_strict": _any_sandbox,
    "market.not_answering": _any_liveness,
}
