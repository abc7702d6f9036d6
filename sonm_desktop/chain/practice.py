"""The practice network: one anvil per user that outlives every program and survives kill -9."""

from __future__ import annotations

from pathlib import Path

from sonm_desktop.chain.network import Network
from sonm_desktop.core.amounts import Wei
from sonm_desktop.core.ids import Address


class PracticeNetwork:
    """Lives in *folder*; several programs may hold one object each."""

    def __init__(self, folder: Path) -> None: ...

    async def ensure(self) -> Network:
        """The living practice network: found, restarted from its state, or started fresh."""
        raise NotImplementedError

    async def stop(self) -> None:
        """End the node; its state stays on disk for the next `ensure`."""
        raise NotImplementedError

    async def fund(self, address: Address, *, coin: Wei, snm: Wei) -> None:
        """Give play money to *address*, in a block when this returns."""
        raise NotImplementedError
