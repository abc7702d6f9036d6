"""Pairs of ask and requirement in which most reasons to refuse are a hair's breadth away: each
number of the requirement is what the ask has, one more, one less, nothing, or anything."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sonm_desktop.core.amounts import Wei, WeiPerSecond
from sonm_desktop.core.dollars import UsdPrice
from sonm_desktop.core.ids import Address
from sonm_desktop.market.offers.matching import LEAST, rate_now
from sonm_desktop.market.offers.requirement import Requirement, Terms
from sonm_desktop.wallet.messages import Ask
from tests.market_asks import NOW, make_ask

WORKERS = [Address(f"0x{index:040x}") for index in range(1, 9)]
PRICES = [None, UsdPrice(5_000_000, 8), UsdPrice(1, 0), UsdPrice(3, 18), UsdPrice(2**90, 2)]
BENCHMARKS = 6

_BITS = {"cpu_percent": 32, "gpus": 16}


@dataclass(frozen=True, slots=True)
class Pair:
    ask: Ask
    requirement: Requirement


def pairs(seed: int, count: int) -> Iterator[Pair]:
    """*count* pairs, the same ones for the same *seed*."""
    dice = random.Random(seed)
    for _ in range(count):
        ask = _ask(dice)
        yield Pair(ask, _requirement(dice, ask))


def _ask(dice: random.Random) -> Ask:
    spot = dice.random() < 0.4
    in_usd = dice.random() < 0.3
    shortest = dice.choice([0, 60, 3600])
    return make_ask(
        worker=dice.choice(WORKERS),
        **{name: _some(dice, _BITS.get(name, 64)) for _, name in LEAST},
        architecture=dice.choice(["amd64", "arm64"]),
        benchmarks=tuple(_some(dice, 64) for _ in range(dice.randrange(BENCHMARKS))),
        netflags=dice.randrange(8),
        rate=0 if in_usd else _some(dice, 80),
        usd_rate=max(1, _some(dice, 96)) if in_usd else 0,
        min_duration=shortest,
        max_duration=0 if spot else shortest + dice.choice([1, 60, 86_400]),
        identity=dice.randrange(5),
        sandbox=dice.randrange(2),
        expiry=NOW + dice.choice([-1, 0, 1, 3600, 3600, 3600]),
    )


def _requirement(dice: random.Random, ask: Ask) -> Requirement:
    usd = dice.choice(PRICES)
    rate = rate_now(ask, usd)
    duration = _near(dice, dice.choice([ask.min_duration, ask.max_duration, 3600]), 32)
    numbers: dict[str, Any] = {
        name: _wish(dice, getattr(ask, name), _BITS.get(name, 64)) for _, name in LEAST
    }
    return Requirement(
        **numbers,
        duration=duration,
        terms=dice.choice([Terms.ANY, Terms.ANY, Terms.SPOT, Terms.FIXED]),
        architecture=dice.choice(["", "", ask.architecture, "arm64", "riscv64"]),
        benchmarks=_benchmarks(dice, ask),
        netflags=dice.choice([0, 0, ask.netflags, ask.netflags | 1, 3]),
        strict=dice.random() < 0.3,
        identity=max(1, _near(dice, ask.identity, 2)),
        max_rate=_limit(dice, rate),
        max_total=_total(dice, rate, duration),
        excluded=_workers(dice, ask),
        blocked=_workers(dice, ask),
        unwilling=_workers(dice, ask),
        supplier_identity=dice.choice([0, 0, 0, 1, 2, 4]),
        vouched=_workers(dice, ask),
        usd=usd,
    )


def _benchmarks(dice: random.Random, ask: Ask) -> tuple[tuple[int, int], ...]:
    chosen = dice.sample(range(BENCHMARKS + 2), dice.choice([0, 0, 1, 2]))
    has = [ask.benchmarks[at] if at < len(ask.benchmarks) else 0 for at in chosen]
    return tuple((at, _near(dice, value, 64)) for at, value in zip(chosen, has, strict=True))


def _limit(dice: random.Random, rate: int | None) -> WeiPerSecond | None:
    if dice.random() < 0.5:
        return None
    return WeiPerSecond(_some(dice, 80) if rate is None else _near(dice, rate, 80))


def _total(dice: random.Random, rate: int | None, duration: int) -> Wei | None:
    if dice.random() < 0.7:
        return None
    return Wei(_some(dice, 96) if rate is None else _near(dice, rate * max(1, duration), 112))


def _workers(dice: random.Random, ask: Ask) -> frozenset[Address]:
    if dice.random() < 0.6:
        return frozenset()
    others = dice.sample(WORKERS, dice.randrange(3))
    return frozenset([ask.worker, *others] if dice.random() < 0.3 else others)


def _wish(dice: random.Random, has: int, bits: int) -> int:
    """Mostly nothing, so that not every pair fails at everything."""
    return 0 if dice.random() < 0.6 else _near(dice, has, bits)


def _near(dice: random.Random, value: int, bits: int) -> int:
    step = dice.choice([0, 0, 1, -1])
    near = value + step if dice.random() < 0.85 else _some(dice, bits)
    return min(max(near, 0), 2**bits - 1)


def _some(dice: random.Random, bits: int) -> int:
    return dice.choice([0, 1, 2, 2**bits - 1, dice.getrandbits(bits), dice.getrandbits(bits // 2)])
