"""Follows the market's events into SQLite, through reorganisations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sonm_desktop.chain.events import PlacedEvent
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.core.ids import Address, BlockNumber, DealId
from sonm_desktop.store.database import Database
from sonm_desktop.store.index_deals import IndexedDeal, VaultMovement
from sonm_desktop.wallet.messages import Ask


@dataclass(frozen=True, slots=True)
class IndexChanged:
    """The index moved. seq: of the newest event; rolled_back_to: last block that stayed."""

    seq: int
    head: BlockNumber
    rolled_back_to: BlockNumber | None = None


@dataclass(frozen=True, slots=True)
class AnnouncedAsk:
    """An ask found on the chain, its worker's signature checked."""

    ask: Ask
    signature: bytes
    block: BlockNumber


class Indexer:
    """*database* has the schema ``index``, one file for each network identity."""

    def __init__(self, reader: ChainReader, database: Database, network: Network) -> None: ...

    async def run(self) -> None:
        """Refresh for ever; raises when the node fails, for a supervisor to restart."""
        raise NotImplementedError

    async def refresh(self) -> IndexChanged:
        """Bring the index to the node's head now."""
        raise NotImplementedError

    def subscribe(self) -> AsyncIterator[IndexChanged]:
        """Every change from now on; a slow reader gets the newest only."""
        raise NotImplementedError

    async def asks(self) -> list[AnnouncedAsk]:
        """The newest valid, unexpired ask of each (worker, slice)."""
        raise NotImplementedError

    async def deals(self, account: Address) -> list[IndexedDeal]:
        """Deals in which *account* is consumer, payee or worker, newest first."""
        raise NotImplementedError

    async def deal(self, deal: DealId) -> IndexedDeal | None:
        """One deal, or None while the index has not seen it."""
        raise NotImplementedError

    async def movements(self, account: Address, *, limit: int = 1000) -> list[VaultMovement]:
        """What went in and out of the vault of *account*, newest first."""
        raise NotImplementedError

    async def events(self, after: int = 0, *, limit: int = 1000) -> list[PlacedEvent]:
        """Events with a sequence number above *after*, oldest first."""
        raise NotImplementedError
