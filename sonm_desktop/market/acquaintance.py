"""What the registries say of a customer and of the suppliers whom he meets: his level of identity,
and whose lists refuse whom. The matcher reads it; nobody's own word counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from sonm_desktop.chain.index.records import IndexChanged
from sonm_desktop.core.ids import Address
from sonm_desktop.market.blocking.blocks import Blocks
from sonm_desktop.market.offers.requirement import Requirement
from sonm_desktop.market.standing.identity import ANYBODY, Trust
from sonm_desktop.market.standing.registry import Registry

EVERYBODY = Trust()
"""A supplier takes the word of every validator whom the registrar admits."""


class Index(Protocol):
    """`chain.index.indexer.Indexer` is one."""

    async def refresh(self) -> IndexChanged: ...


class Standings(Protocol):
    """`standing.following.StandingBook` is one."""

    @property
    def registry(self) -> Registry: ...
    def workers_of(self, level: int, now: int) -> frozenset[Address]: ...
    async def follow(self, change: IndexChanged) -> None: ...


class Acquaintance:
    """*accounts*: of the person whose eyes this is."""

    def __init__(
        self,
        *,
        index: Index,
        blocks: Blocks,
        standing: Standings,
        accounts: Callable[[], Sequence[Address]],
    ) -> None:
        self._index = index
        self._blocks = blocks
        self._standing = standing
        self._accounts = accounts

    async def refresh(self) -> None:
        """Look at the newest blocks now."""
        await self.follow(await self._index.refresh())

    async def follow(self, change: IndexChanged) -> None:
        """Bring everything to what the index has after *change*."""
        await self._blocks.follow(change)
        await self._standing.follow(change)

    def informed(
        self, requirement: Requirement, now: int, customer: Address | None = None
    ) -> Requirement:
        """*requirement* with what the chain says. *customer*: who would buy; None: whichever of
        the accounts is welcome."""
        known = self._blocks.informed(requirement, customer)
        customers = self._accounts() if customer is None else [customer]
        levels = [self._standing.registry.level(one, EVERYBODY, now) for one in customers]
        wanted = requirement.supplier_identity
        vouched = self._standing.workers_of(wanted, now) if wanted > ANYBODY else frozenset()
        return replace(known, identity=max([ANYBODY, *levels]), vouched=vouched)

    def refuses(self, supplier: Address) -> bool:
        """Whether the person's lists name that account."""
        return self._blocks.refuses(supplier)
