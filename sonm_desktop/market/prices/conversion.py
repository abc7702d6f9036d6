"""Many prices in USD as rates in wei at once, each exactly as `UsdPrice.rate_of` has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sonm_desktop.core.dollars import UsdPrice
from sonm_desktop.market.offers.columns import DEAREST, LOW_BITS

Numbers = NDArray[np.uint64]

UNPRICED = 1 << 63
"""After every rate: a price in USD that cannot be converted now."""

_WORD = 1 << 64


def converted(high: Numbers, low: Numbers, usd: UsdPrice | None) -> Numbers:
    """What each of high * 2^64 + low comes to, DEAREST for that and more; else UNPRICED."""
    rates = np.full(len(low), UNPRICED, dtype=np.uint64)
    if usd is None:
        return rates
    answer, digits = _shortest(usd)
    short = np.asarray((high == 0) & (low <= _most_below(DEAREST, usd)), dtype=np.bool_)
    if 10 * answer > _WORD:
        short[:] = False
    if short.any():
        some = _divided(low[short], answer, digits)
        rates[short] = np.where(some == 0, np.uint64(UNPRICED), some)
    rates[~short] = [
        UNPRICED if rate is None else min(rate, DEAREST)
        for rate in _one_by_one(high[~short].tolist(), low[~short].tolist(), usd)
    ]
    return rates


def _one_by_one(high: list[int], low: list[int], usd: UsdPrice) -> Iterator[int | None]:
    """For prices, or answers of a feed, that leave no room in 64 bits."""
    return (usd.rate_of(upper << LOW_BITS | lower) for upper, lower in zip(high, low, strict=True))


def _shortest(usd: UsdPrice) -> tuple[int, int]:
    """The answer and its decimals without noughts at the end."""
    answer, digits = usd.answer, usd.decimals
    while digits and not answer % 10:
        answer, digits = answer // 10, digits - 1
    return answer, digits


def _most_below(rate: int, usd: UsdPrice) -> int:
    """The highest price in USD that comes to less than *rate*, as far as one number goes."""
    return int(min((rate * usd.answer - 1) // 10**usd.decimals, _WORD - 1))


def _divided(numbers: Numbers, answer: int, digits: int) -> Numbers:
    """numbers * 10^digits // answer by long division, as many digits a step as there is room."""
    by: Any = np.uint64(answer)
    whole, rest = np.divmod(numbers, by)
    while digits:
        step = 1
        while step < digits and 10 ** (step + 1) * answer <= _WORD:
            step += 1
        more, rest = np.divmod(rest * np.uint64(10**step), by)
        whole = whole * np.uint64(10**step) + more
        digits -= step
    return whole
