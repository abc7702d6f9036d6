"""Tells listeners that the index moved, without ever waiting for one of them."""

from __future__ import annotations

import asyncio
from weakref import WeakSet

from sonm_desktop.chain.index.records import IndexChanged


class Subscription:
    """An async iterator of changes; several that were not read in time become one."""

    def __init__(self) -> None:
        self._waiting: IndexChanged | None = None
        self._arrived = asyncio.Event()

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> IndexChanged:
        while self._waiting is None:
            self._arrived.clear()
            await self._arrived.wait()
        change, self._waiting = self._waiting, None
        return change

    def put(self, change: IndexChanged) -> None:
        """Add *change* to what waits."""
        self._waiting = change if self._waiting is None else _merged(self._waiting, change)
        self._arrived.set()


class Changes:
    """All subscriptions; a forgotten one goes away by itself."""

    def __init__(self) -> None:
        self._subscriptions: WeakSet[Subscription] = WeakSet()

    def subscribe(self) -> Subscription:
        """Changes from now on."""
        subscription = Subscription()
        self._subscriptions.add(subscription)
        return subscription

    def publish(self, change: IndexChanged) -> None:
        """Tell everybody."""
        for subscription in list(self._subscriptions):
            subscription.put(change)


def _merged(earlier: IndexChanged, later: IndexChanged) -> IndexChanged:
    depths = [
        change.rolled_back_to for change in (earlier, later) if change.rolled_back_to is not None
    ]
    return IndexChanged(later.seq, later.head, min(depths, default=None))
