"""A market of a million offers behind the real API: the agent's half of bench/market_window.py.

``python -m bench.million_offers HOME`` listens at the socket of the profile “bench” in HOME and
says “ready”. The columns are filled at once; an offer is made when its row is asked for.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import uvicorn
from fastapi import FastAPI

from sonm_desktop.agent.answers.market import MarketAnswers
from sonm_desktop.api.schema.tokens import Scope
from sonm_desktop.api.server import errors
from sonm_desktop.api.server.access import Gate
from sonm_desktop.api.server.guard import Guard
from sonm_desktop.api.server.ports import Caller
from sonm_desktop.api.server.routes.market import market_routes
from sonm_desktop.chain.index.records import IndexChanged
from sonm_desktop.core.amounts import WeiPerSecond
from sonm_desktop.core.clock import SystemClock
from sonm_desktop.core.ids import Address, BlockNumber, ChainTime, Digest
from sonm_desktop.core.offer_order import SortKey
from sonm_desktop.core.paths import HOME_VARIABLE, Profile, private_folder, write_private
from sonm_desktop.core.secret import Secret
from sonm_desktop.market.offers.columns import Columns
from sonm_desktop.market.offers.offer import SignedAsk
from sonm_desktop.market.offers.requirement import Requirement, Terms
from sonm_desktop.market.service import MarketService
from tests.market_asks import DOMAIN, NOW, make_ask

COUNT = 1_000_000
PROFILE = "bench"
BENCHMARKS = 16


class MadeOffers(Sequence[SignedAsk]):
    """An ask for each row, made from the columns when it is looked at."""

    def __init__(self, columns: Columns, count: int) -> None:
        self._columns, self._count = columns, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, row: Any) -> Any:
        columns = self._columns
        names = ("cpu_percent", "ram_bytes", "storage_bytes", "gpus", "max_duration", "expiry")
        ask = make_ask(
            worker=Address(f"0x{int(row):040x}"),
            rate=columns.rate(row),
            benchmarks=tuple(int(columns.benchmark(n)[row]) for n in range(BENCHMARKS)),
            **{name: int(columns[name][row]) for name in names},
        )
        return SignedAsk(Digest(f"0x{int(row):064x}"), ask, b"")


def fill(columns: Columns, count: int = COUNT) -> None:
    """*count* rows of figures as a market might have them."""
    dice = np.random.default_rng(7)
    columns.append(SignedAsk(Digest("0x0"), make_ask(benchmarks=(1,) * BENCHMARKS), b""))
    arrays = columns._arrays
    for name, array in arrays.items():
        arrays[name] = np.repeat(array[:1], count)
    cores = dice.choice([1, 2, 4, 8, 16, 32, 64], count).astype(np.uint64)
    arrays["cpu_percent"] = (cores * 100).astype(np.uint32)
    arrays["ram_bytes"] = cores << np.uint64(31)
    arrays["storage_bytes"] = dice.integers(1 << 30, 1 << 42, count, dtype=np.uint64)
    arrays["gpus"] = dice.integers(0, 3, count).astype(np.uint16)
    arrays["max_duration"] = dice.choice([0, 86_400, 604_800], count).astype(np.uint32)
    arrays["expiry"] = NOW + dice.integers(60, 86_400, count).astype(np.uint64)
    arrays["rate_low"] = dice.integers(10**12, 10**15, count, dtype=np.uint64)
    arrays["price"] = arrays["rate_low"].copy()
    arrays["worker"] = np.arange(count, dtype=np.uint32)
    arrays["address"] = dice.permutation(count).astype(np.uint64)
    columns._workers.numbers = {Address(f"0x{row:040x}"): row for row in range(count)}
    for number in range(BENCHMARKS):
        arrays[f"benchmark {number}"] = dice.integers(1, 10**6, count, dtype=np.uint64)
    columns.offers = MadeOffers(columns, count)  # type: ignore[assignment]


def wishes(count: int, seed: int = 3) -> Iterator[tuple[Requirement, SortKey, bool]]:
    """What people ask for: any mix of filters, sorted by anything."""
    dice = random.Random(seed)
    for _ in range(count):
        wanted = Requirement(duration=dice.choice([3600, 86_400, 604_800]))
        parts = {
            "cpu_percent": dice.choice([100, 400, 1600]),
            "ram_bytes": dice.choice([1, 4, 16, 64]) << 30,
            "storage_bytes": dice.choice([10, 100, 1000]) << 30,
            "gpus": dice.choice([1, 2]),
            "max_rate": WeiPerSecond(dice.randrange(10**12, 10**15)),
            "terms": dice.choice([Terms.SPOT, Terms.FIXED]),
            "benchmarks": tuple(
                (number, dice.randrange(10**6)) for number in dice.sample(range(BENCHMARKS), 3)
            ),
        }
        chosen = dice.sample(sorted(parts), dice.randrange(len(parts) + 1))
        wanted = replace(wanted, **{name: parts[name] for name in chosen})
        yield wanted, dice.choice(list(SortKey)), dice.random() < 0.5


def full_market() -> MarketService:
    """The real service over a full book and a chain that stands still."""

    async def pending_time() -> ChainTime:
        return ChainTime(NOW)

    async def usd_feed() -> None:
        """Offers and wishes are in SNM."""

    market = MarketService(
        index=SimpleNamespace(),
        chain=SimpleNamespace(pending_time=pending_time, usd_feed=usd_feed),
        contacts=SimpleNamespace(),
        domain=DOMAIN,
        clock=SystemClock(),
    )
    fill(market._book._columns)
    market._read_to = 0
    return market


class _Tokens:
    async def caller(self, _token: Secret[str]) -> Caller:
        return Caller("bench", Scope.ADMIN)


class _Indexer:
    async def refresh(self) -> IndexChanged:
        return IndexChanged(0, BlockNumber(0))

    async def deals(self, _account: Address) -> list[Any]:
        return []


class _Acquaintance:
    async def follow(self, _change: IndexChanged) -> None:
        """Nobody publishes a list or a rating."""


def application(market: MarketService) -> Guard:
    """The routes of the market, guarded as in the agent."""
    session = SimpleNamespace(
        market=market,
        indexer=_Indexer(),
        acquaintance=_Acquaintance(),
        standing=SimpleNamespace(master_of=lambda _worker, _now: None),
    )
    networking = SimpleNamespace(session=lambda: session, seeded=frozenset)
    answers = MarketAnswers(networking, SimpleNamespace(accounts=lambda: []))
    app = FastAPI()
    errors.install(app)
    app.include_router(market_routes(SimpleNamespace(market=answers), Gate(_Tokens())))
    return Guard(app)


async def serve(profile: Profile) -> None:
    """Until it is ended."""
    private_folder(profile.socket.parent)
    private_folder(profile.token_file.parent)
    write_private(profile.token_file, b"bench")
    config = uvicorn.Config(
        application(full_market()), uds=str(profile.socket), lifespan="off", log_config=None
    )
    await _Announced(config).serve()


class _Announced(uvicorn.Server):
    """Says when it listens."""

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        print("ready", flush=True)


if __name__ == "__main__":
    os.environ[HOME_VARIABLE] = sys.argv[1]
    asyncio.run(serve(Profile.named(PROFILE)))
