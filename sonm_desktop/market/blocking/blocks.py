"""The lists in step with the index, read for one person: those of all his accounts, the lists
that they follow, and what he keeps to himself on this PC."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import replace
from typing import Protocol

from sonm_desktop.chain.events import PlacedEvent
from sonm_desktop.chain.index.records import IndexChanged
from sonm_desktop.core.ids import Address
from sonm_desktop.market.blocking.lists import Because, Lists
from sonm_desktop.market.offers.requirement import Requirement
from sonm_desktop.store.private_blocks import PrivateBlockRow

_AT_ONCE = 2000


class WordIndex(Protocol):
    """The events that say something of accounts; `chain.index.indexer.Indexer` is one."""

    async def words(self, after: int = 0, *, limit: int = 1000) -> list[PlacedEvent]: ...
    def subscribe(self) -> AsyncIterator[IndexChanged]: ...


class PrivateList(Protocol):
    """What stays on this PC; `store.private_blocks.PrivateBlocks` is one."""

    async def all(self) -> list[PrivateBlockRow]: ...
    async def add(self, block: PrivateBlockRow) -> None: ...
    async def remove(self, account: Address) -> None: ...


class Blocks:
    """*accounts*: of this person. Whom one of them refuses, all of them refuse: it is the same
    person who decides."""

    def __init__(
        self, index: WordIndex, private: PrivateList, accounts: Callable[[], Sequence[Address]]
    ) -> None:
        self._index = index
        self._private = private
        self._accounts = accounts
        self._lists = Lists()
        self._read_to = 0
        self._kept: dict[Address, PrivateBlockRow] = {}
        self._begun = False
        self._turn = asyncio.Lock()
        self._blocked: tuple[object, frozenset[Address]] | None = None
        self.changes = 0
        """Counts what was added to the private list or taken off it."""

    async def run(self) -> None:
        """Follow the index for ever, for a supervisor."""
        changes = self._index.subscribe()
        await self.begin_again()
        async for change in changes:
            await self.follow(change)

    async def follow(self, change: IndexChanged) -> None:
        """Bring the lists to what the index has after *change*."""
        if change.rolled_back_to is not None or not self._begun:
            await self.begin_again()
        elif change.seq > self._read_to:
            await self._refresh()

    async def begin_again(self) -> None:
        """Read everything anew: the chain has taken something back."""
        async with self._turn:
            self._kept = {one.account: one for one in await self._private.all()}
            lists, self._read_to = await self._read(Lists(), 0)
            self._lists, self._blocked, self._begun = lists, None, True

    @property
    def lists(self) -> Lists:
        """Everybody's, as they are now."""
        return self._lists

    @property
    def private(self) -> list[PrivateBlockRow]:
        """What stays on this PC, the newest first."""
        return sorted(self._kept.values(), key=lambda one: -one.since)

    async def keep(self, block: PrivateBlockRow) -> None:
        """Refuse an account from now on, and tell nobody."""
        await self._private.add(block)
        self._kept[block.account] = block
        self._moved()

    async def forget(self, account: Address) -> bool:
        """Take it off the private list; whether it was there."""
        await self._private.remove(account)
        there = self._kept.pop(account, None) is not None
        self._moved()
        return there

    def because(self, account: Address) -> list[Because]:
        """Every list on the chain by which one of the person's accounts refuses *account*."""
        return [one for reader in self._accounts() for one in self._lists.because(reader, account)]

    def kept(self, account: Address) -> PrivateBlockRow | None:
        """The entry of the private list."""
        return self._kept.get(account)

    def kept_accounts(self) -> frozenset[Address] | None:
        """Whom the private list names; None before it was read."""
        return frozenset(self._kept) if self._begun else None

    def refuses(self, account: Address) -> bool:
        return account in self._kept or bool(self.because(account))

    def refusing(self, customers: Collection[Address]) -> set[Address]:
        """Who refuses every one of *customers*."""
        refusing = [self._lists.refusing(customer) for customer in customers]
        return set.intersection(*refusing) if refusing else set()

    def informed(self, requirement: Requirement, customer: Address | None = None) -> Requirement:
        """*requirement* with what lists say now. *customer*: who would buy; None: any account."""
        customers = self._accounts() if customer is None else [customer]
        unwilling = self.refusing(customers)
        return replace(
            requirement,
            blocked=self._blocked_workers(),
            unwilling=frozenset(self._lists.workers(unwilling)),
        )

    def _blocked_workers(self) -> frozenset[Address]:
        """Machines of refused accounts, and those that are refused themselves."""
        accounts = tuple(self._accounts())
        state = (accounts, self._lists.read_events, self.changes)
        if self._blocked is None or self._blocked[0] != state:
            refused = set(self._kept)
            for reader in accounts:
                refused.update(self._lists.refused(reader))
            workers = frozenset(self._lists.workers(refused))
            self._blocked = state, workers | refused
        return self._blocked[1]

    def _moved(self) -> None:
        self.changes += 1

    async def _refresh(self) -> None:
        async with self._turn:
            self._lists, self._read_to = await self._read(self._lists, self._read_to)

    async def _read(self, lists: Lists, read_to: int) -> tuple[Lists, int]:
        while True:
            events = await self._index.words(read_to, limit=_AT_ONCE)
            for placed in events:
                lists.read(placed)
                read_to = placed.seq
            if len(events) < _AT_ONCE:
                return lists, read_to
