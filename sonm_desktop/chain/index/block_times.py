"""When blocks were, for records that tell only their number."""

from __future__ import annotations

from collections.abc import Iterable

from sonm_desktop.chain.finality import FINAL_DEPTH
from sonm_desktop.chain.reader import parse_block
from sonm_desktop.chain.rpc import Rpc
from sonm_desktop.core.errors import RemoteError

_AT_ONCE = 100


class BlockTimes:
    """Remembers the times of blocks that cannot be undone any more."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._known: dict[int, int] = {}

    async def of(self, blocks: Iterable[int], head: int) -> dict[int, int]:
        """Chain time of each of *blocks*; one that no node tells now is left out."""
        wanted = sorted(set(blocks))
        missing = [number for number in wanted if number not in self._known]
        fresh: dict[int, int] = {}
        for start in range(0, len(missing), _AT_ONCE):
            try:
                fresh.update(await self._asked(missing[start : start + _AT_ONCE]))
            except RemoteError:
                break
        self._known.update(
            (number, time) for number, time in fresh.items() if number <= head - FINAL_DEPTH
        )
        found = {**self._known, **fresh}
        return {number: found[number] for number in wanted if number in found}

    async def _asked(self, numbers: list[int]) -> dict[int, int]:
        replies = await self._rpc.batch(
            [("eth_getBlockByNumber", [hex(number), False]) for number in numbers]
        )
        blocks = [parse_block(reply) for reply in replies if reply is not None]
        return {block.number: block.time for block in blocks}
