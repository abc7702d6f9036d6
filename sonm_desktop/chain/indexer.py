"""Follows the market's events into SQLite, through reorganisations."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sonm_desktop.chain.events import PlacedEvent
from sonm_desktop.chain.index_records import (
    AnnouncedAsk,
    IndexChanged,
    IndexedBinding,
    IndexedDeal,
    VaultMovement,
)
from sonm_desktop.chain.network import Network
from sonm_desktop.chain.reader import ChainReader
from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.store.database import Database


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

    async def bindings(self, master: Address) -> list[IndexedBinding]:
        """Workers that serve *master* by their newest event; expired ones too."""
        raise NotImplementedError

    async def events(self, after: int = 0, *, limit: int = 1000) -> list[PlacedEvent]:
        """Events with a sequence number above *after*, oldest first."""
        raise NotImplementedError
