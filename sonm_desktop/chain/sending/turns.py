"""Who takes the next nonce: one at a time for each account of a chain, whatever it calls."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from sonm_desktop.core.ids import Address, ChainId


class Turns:
    """Shared by everybody who sends for the same accounts: the same chain may carry two networks,
    and two who ask a node for a free nonce at once are told the same one."""

    def __init__(self) -> None:
        self._locks: defaultdict[tuple[ChainId, Address], asyncio.Lock] = defaultdict(asyncio.Lock)

    def of(self, chain: ChainId, account: Address) -> asyncio.Lock:
        """Held from asking for a nonce until a node has what uses it."""
        return self._locks[chain, account]
