"""Who takes the next nonce: one at a time for each account of a chain, whatever it calls."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass

from sonm_desktop.core.ids import Address, BlockHash, ChainId

HEARD_S = 60.0
"""By then every node of a chain has heard what one of them was given, or nobody has it."""

_Account = tuple[ChainId, Address]


@dataclass(frozen=True, slots=True)
class Taken:
    """A nonce that was used on *network*. root: a block of its chain; others may have its id."""

    nonce: int
    network: str
    root: BlockHash


class Turns:
    """Shared by everybody who sends for the same accounts: the same chain may carry two networks,
    and two who ask a node for a free nonce at once are told the same one. So are two with a node
    each, where one has not heard yet what the other was given."""

    def __init__(self) -> None:
        self._locks: defaultdict[_Account, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._taken: defaultdict[_Account, dict[Taken, float]] = defaultdict(dict)

    def of(self, chain: ChainId, account: Address) -> asyncio.Lock:
        """Held from asking for a nonce until a node has what uses it."""
        return self._locks[chain, account]

    def take(self, chain: ChainId, account: Address, taken: Taken) -> None:
        self._taken[chain, account][taken] = asyncio.get_running_loop().time()

    def give_back(self, chain: ChainId, account: Address, taken: Taken) -> None:
        """No node wanted what used it."""
        self._taken[chain, account].pop(taken, None)

    def lately(self, chain: ChainId, account: Address, *, besides: str) -> list[Taken]:
        """What other networks than *besides* have used."""
        oldest = asyncio.get_running_loop().time() - HEARD_S
        kept = {taken: at for taken, at in self._taken[chain, account].items() if at >= oldest}
        self._taken[chain, account] = kept
        return [taken for taken in kept if taken.network != besides]
