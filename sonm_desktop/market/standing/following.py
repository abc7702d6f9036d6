"""The registry in step with the index, read for one person: with whose word counts for him."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Protocol

from sonm_desktop.chain.events import PlacedEvent
from sonm_desktop.chain.index.records import IndexChanged
from sonm_desktop.core.ids import Address
from sonm_desktop.market.standing.identity import Trust, Vouched
from sonm_desktop.market.standing.rating import Rating, Standing
from sonm_desktop.market.standing.registry import Profile, Registry

_AT_ONCE = 2000


class WordIndex(Protocol):
    """The events that say something of accounts; `chain.index.indexer.Indexer` is one."""

    async def words(self, after: int = 0, *, limit: int = 1000) -> list[PlacedEvent]: ...
    def subscribe(self) -> AsyncIterator[IndexChanged]: ...


class StandingBook:
    """What the registries say of accounts. *trust* is asked each time: settings change."""

    def __init__(self, index: WordIndex, trust: Callable[[], Trust]) -> None:
        self._index = index
        self._trust = trust
        self._registry = Registry()
        self._read_to = 0
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Follow the index for ever, for a supervisor."""
        changes = self._index.subscribe()
        await self.begin_again()
        async for change in changes:
            await self.follow(change)

    async def follow(self, change: IndexChanged) -> None:
        """Be where the index is after *change*."""
        if change.rolled_back_to is not None:
            await self.begin_again()
        elif change.seq > self._read_to:
            await self.refresh()

    async def begin_again(self) -> None:
        """Read everything anew: the chain has taken something back."""
        async with self._turn:
            registry, read_to = await self._read(Registry(), 0)
            self._registry, self._read_to = registry, read_to

    async def refresh(self) -> None:
        """Read what is new."""
        async with self._turn:
            self._registry, self._read_to = await self._read(self._registry, self._read_to)

    @property
    def registry(self) -> Registry:
        """As it is now."""
        return self._registry

    @property
    def trust(self) -> Trust:
        """Whose word counts."""
        return self._trust()

    def level_of(self, account: Address, now: int) -> int:
        """0 to 4, by the validators whom the person trusts."""
        return self._registry.level(account, self._trust(), now)

    def vouched(self, account: Address, now: int) -> list[Vouched]:
        return self._registry.vouched(account, self._trust(), now)

    def master_of(self, worker: Address, now: int) -> Address | None:
        return self._registry.master(worker, now)

    def profile(self, account: Address) -> Profile | None:
        return self._registry.profiles.get(account)

    def supplier(self, account: Address, now: int) -> Standing:
        """What customers say of *account*."""
        return self._registry.standing(account, self._trust(), now, as_supplier=True)

    def customer(self, account: Address, now: int) -> Standing:
        """What suppliers say of *account*."""
        return self._registry.standing(account, self._trust(), now, as_supplier=False)

    def counts(self, rating: Rating, now: int) -> bool:
        return self._registry.counts(rating, self._trust(), now)

    def levels_of_workers(self, workers: Iterable[Address], now: int) -> dict[Address, int]:
        """The level of the account that each of *workers* serves; those of 0 left out."""
        return self._by_master(workers, now, lambda master: self.level_of(master, now))

    def workers_of(self, level: int, now: int) -> frozenset[Address]:
        """Every worker whose master is of *level* at least."""
        known = self.levels_of_workers(self._registry.workers(), now)
        return frozenset(worker for worker, its in known.items() if its >= level)

    def sureness_of_workers(self, workers: Iterable[Address], now: int) -> dict[Address, int]:
        """How well the masters of *workers* are surely rated, 1 to 255; unrated left out."""
        return self._by_master(
            workers, now, lambda master: self.supplier(master, now).counted.sureness
        )

    def _by_master(
        self, workers: Iterable[Address], now: int, value: Callable[[Address], int]
    ) -> dict[Address, int]:
        known: dict[Address, int] = {}
        found: dict[Address, int] = {}
        for worker in workers:
            master = self.master_of(worker, now)
            if master is None:
                continue
            if master not in known:
                known[master] = value(master)
            if known[master]:
                found[worker] = known[master]
        return found

    async def _read(self, registry: Registry, read_to: int) -> tuple[Registry, int]:
        while True:
            events: Sequence[PlacedEvent] = await self._index.words(read_to, limit=_AT_ONCE)
            for placed in events:
                registry.read(placed)
                read_to = placed.seq
            if len(events) < _AT_ONCE:
                return registry, read_to
